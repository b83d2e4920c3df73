#pragma once
// How near a serving engine comes to the hardware: a few factors per (engine, accelerator
// architecture, arithmetic), never per model or row. The roofline of
// core/perf/serving/llm_serving.h does the rest. One table of factors names them for the
// calibration file, the fit and the reports.
#include "core/specs/factor.h"

namespace costwright::perf {

struct LlmEfficiency {
  // Achieved share of the peak, (0..1].
  double compute = 0.6;         // dense GEMMs, of the FLOP/s
  double weights = 0.75;        // dense GEMMs, of the memory bandwidth
  double expert_compute = 0.4;  // grouped GEMMs of routed experts
  double expert_weights = 0.6;
  double kv = 0.6;         // KV cache read by decode attention, of the memory bandwidth
  double attention = 0.4;  // attention FLOPs, of the 16-bit peak
  double link = 0.75;      // all-reduce, of the link's bandwidth
  // Seconds.
  double per_layer_s = 20e-6;          // of every iteration: kernels that overlap with nothing
  double routed_layer_s = 10e-6;       // more, of a layer with routed experts: route, sort, gather
  double routed_exchange_s = 10e-6;    // more again where several devices share its experts
  double prefill_layer_s = 20e-6;      // more, of an iteration with a prefill chunk: no CUDA graph
  double per_sequence_s = 8e-6;        // sampling, scheduling and detokenising of a sequence
  double per_step_s = 0.5e-3;          // scheduling and launch
  double front_end_s = 15e-3;          // of a request: HTTP, tokeniser, first schedule
  double allreduce_latency_s = 15e-6;  // of each of the two per layer
  double dequantisation = 0.8;  // share of `compute` left when weights are expanded on the fly
  friend bool operator==(const LlmEfficiency&, const LlmEfficiency&) = default;
};

using LlmFactor = Factor<LlmEfficiency>;
std::span<const LlmFactor> llm_factors();

}  // namespace costwright::perf

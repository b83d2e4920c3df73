#include "core/perf/llm_efficiency.h"

namespace costwright {

std::span<const LlmFactor> llm_factors() {
  using E = LlmEfficiency;
  static constexpr LlmFactor kFactors[] = {
      {"compute", &E::compute, 0.05, 1, 0.4, "dense GEMMs, share of the FLOP/s"},
      {"weights", &E::weights, 0.1, 1, 0.25, "dense GEMMs, share of the memory bandwidth"},
      {"expert_compute", &E::expert_compute, 0.02, 1, 0.6, "expert GEMMs, share of the FLOP/s"},
      {"expert_weights", &E::expert_weights, 0.05, 1, 0.4,
       "expert GEMMs, share of the memory bandwidth"},
      {"kv", &E::kv, 0.1, 1, 0.4, "KV cache reads, share of the memory bandwidth"},
      {"attention", &E::attention, 0.02, 1, 0.5, "attention, share of the 16-bit FLOP/s"},
      {"link", &E::link, 0.05, 1, 0.4, "all-reduce, share of the link's bandwidth"},
      {"per_layer_s", &E::per_layer_s, 1e-6, 1e-3, 0.7, "s per layer and iteration"},
      {"prefill_layer_s", &E::prefill_layer_s, 1e-7, 2e-3, 1.0,
       "s more per layer when an iteration holds a prefill chunk"},
      {"per_sequence_s", &E::per_sequence_s, 1e-7, 3e-4, 1.0, "s per sequence and iteration"},
      {"per_step_s", &E::per_step_s, 1e-5, 5e-2, 1.0, "s per iteration"},
      {"front_end_s", &E::front_end_s, 1e-4, 0.2, 1.0, "s per request before its first iteration"},
      {"allreduce_latency_s", &E::allreduce_latency_s, 1e-6, 2e-4, 0.7, "s per all-reduce"},
      {"dequantisation", &E::dequantisation, 0.1, 1, 0.3,
       "share of `compute` left when weights are expanded on the fly"},
  };
  return kFactors;
}

}  // namespace costwright

#include "core/perf/serving/llm_efficiency.h"

namespace costwright::perf {

std::span<const LlmFactor> llm_factors() {
  using E = LlmEfficiency;
  static constexpr LlmFactor kFactors[] = {
      {"compute", &E::compute, 1, 0.05, 1, 0.4, "dense GEMMs, share of the FLOP/s"},
      {"weights", &E::weights, 1, 0.1, 1, 0.25, "dense GEMMs, share of the memory bandwidth"},
      {"expert_compute", &E::expert_compute, 1, 0.02, 1, 0.6, "expert GEMMs, share of the FLOP/s"},
      {"expert_weights", &E::expert_weights, 1, 0.05, 1, 0.4,
       "expert GEMMs, share of the memory bandwidth"},
      {"kv", &E::kv, 1, 0.1, 1, 0.4, "KV cache reads, share of the memory bandwidth"},
      {"attention", &E::attention, 1, 0.02, 1, 0.5, "attention, share of the 16-bit FLOP/s"},
      {"link", &E::link, 1, 0.05, 1, 0.4, "all-reduce, share of the link's bandwidth"},
      {"per_layer_us", &E::per_layer_s, 1e-6, 1, 1000, 0.7, "us per layer and iteration"},
      {"routed_layer_us", &E::routed_layer_s, 1e-6, 0.1, 1000, 1.0,
       "us more per layer and iteration of a model with routed experts"},
      {"routed_exchange_us", &E::routed_exchange_s, 1e-6, 0.1, 1000, 1.0,
       "us more per layer and iteration where several devices share routed experts"},
      {"prefill_layer_us", &E::prefill_layer_s, 1e-6, 0.1, 2000, 1.0,
       "us more per layer when an iteration holds a prefill chunk"},
      {"per_sequence_us", &E::per_sequence_s, 1e-6, 0.1, 300, 1.0, "us per sequence and iteration"},
      {"per_step_us", &E::per_step_s, 1e-6, 10, 50000, 1.0, "us per iteration"},
      {"front_end_us", &E::front_end_s, 1e-6, 100, 200000, 1.0,
       "us per request before its first iteration"},
      {"allreduce_latency_us", &E::allreduce_latency_s, 1e-6, 1, 200, 0.7, "us per all-reduce"},
      {"dequantisation", &E::dequantisation, 1, 0.1, 1, 0.3,
       "share of `compute` left when weights are expanded on the fly"},
  };
  return kFactors;
}

}  // namespace costwright::perf

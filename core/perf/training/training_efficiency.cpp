#include "core/perf/training/training_efficiency.h"

namespace costwright::perf {

std::span<const Factor<TrainingEfficiency>> training_factors() {
  using T = TrainingEfficiency;
  static constexpr Factor<T> kFactors[] = {
      {"gemm", &T::gemm, 1, 0.1, 1, 0, "large GEMMs, share of the dense peak"},
      {"attention", &T::attention, 1, 0.02, 1, 0, "attention forward, share of the 16-bit peak"},
      {"native_attention", &T::native_attention, 1, 0.02, 1, 0,
       "the same, kernels written for the architecture"},
      {"memory", &T::memory, 1, 0.1, 1, 0, "element-wise traffic, share of the bandwidth"},
      {"link", &T::link, 1, 0.05, 1, 0, "collectives, share of link and network bandwidth"},
      {"overlap", &T::overlap, 1, 0, 1, 0, "of data- and pipeline-parallel traffic, hidden share"},
      {"tensor_overlap", &T::tensor_overlap, 1, 0, 1, 0,
       "of tensor-, context- and expert-parallel traffic, hidden share"},
      {"per_layer_us", &T::per_layer_s, 1e-6, 0, 10000, 0, "us per layer and micro-batch"},
      {"per_expert_us", &T::per_expert_s, 1e-6, 0, 10000, 0,
       "us per expert on the device, layer and micro-batch"},
  };
  return kFactors;
}

}  // namespace costwright::perf

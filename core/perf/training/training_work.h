#pragma once
// What one micro-batch costs in one layer, or in the logits, on one device: compute times and
// traffic before any overlap. The terms and their sources are in
// core/perf/training/training_step.h.
#include "core/perf/training/training_step.h"

namespace costwright::perf {

// Seconds, forward and backward. overhead_s: launches and host time.
struct MicroWork {
  double gemm_s{}, attention_s{}, elementwise_s{}, overhead_s{};
  double tensor_s{}, context_s{}, expert_s{};
  double compute() const { return gemm_s + attention_s + elementwise_s + overhead_s; }
  double traffic() const { return tensor_s + context_s + expert_s; }
};

// Valid jobs only; `fabric` with the shares of link and network already taken off.
MicroWork layer_work(const TrainingJob& job,
                     const TrainingEfficiency& efficiency,
                     const Fabric& fabric);
MicroWork logits_work(const TrainingJob& job,
                      const TrainingEfficiency& efficiency,
                      const Fabric& fabric);
// Bytes that a device hands to the next pipeline stage.
double boundary_bytes(const TrainingJob& job);

}  // namespace costwright::perf

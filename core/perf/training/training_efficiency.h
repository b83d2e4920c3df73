#pragma once
// How near training comes to the hardware: data/calibration/training.csv, one row per accelerator
// architecture and arithmetic, never per model. core/perf/training/training_step.h says what each
// does.
#include <span>

#include "core/specs/factor.h"

namespace costwright::perf {

// Shares of the peak (0..1], and seconds.
struct TrainingEfficiency {
  double gemm{};              // of the dense peak of the GEMMs' precision, large GEMMs
  double attention{};         // of the 16-bit peak, forward pass of kScores and kFused
  double native_attention{};  // likewise, kFusedNative
  double memory{};            // of the memory bandwidth, all element-wise traffic
  double link{};              // of link and network bandwidth
  double overlap{};           // of data-parallel and pipeline traffic
  double tensor_overlap{};    // of tensor-, context- and expert-parallel traffic
  // Launches and host time for which the device waits, forward + backward of a micro-batch: of a
  // layer, and of each routed expert that the device holds of it.
  double per_layer_s{}, per_expert_s{};
};
std::span<const Factor<TrainingEfficiency>> training_factors();

}  // namespace costwright::perf

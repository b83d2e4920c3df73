#pragma once
// Dynamic energy of an accelerator, linear in bytes moved and operations done:
//   P = idle + (TDP - idle) * (kMemoryShare * bytes/s / bandwidth
//                              + kComputeShare * FLOP/s / achievable FLOP/s)
// The shares are fitted to ML.ENERGY's H100 rows (docs/accuracy.md); that they hold for other
// accelerators is our inference.
#include "core/catalog/specs.h"

namespace costwright {

// Of TDP - idle: drawn by a saturated memory bus, and at the achievable FLOP/s (over 1, as GEMMs
// never fill a whole iteration).
inline constexpr double kMemoryShare = 0.84;
inline constexpr double kComputeShare = 1.05;

inline double joules_per_byte(const AcceleratorSpec& accelerator) {
  return kMemoryShare * (accelerator.tdp_w - accelerator.idle_w) / accelerator.memory_bandwidth;
}
inline double joules_per_flop(const AcceleratorSpec& accelerator, double achievable_flops) {
  return kComputeShare * (accelerator.tdp_w - accelerator.idle_w) / achievable_flops;
}

}  // namespace costwright

#pragma once
// Dynamic energy of an accelerator, linear in bytes moved and operations done:
// P = idle + (TDP - idle) * (kMemoryShare * bytes/s / bandwidth + kComputeShare * FLOP/s /
// achievable FLOP/s). The shares are fitted to ML.ENERGY's H100 rows (docs/accuracy.md); for other
// accelerators they are our inference.
#include "core/catalog/specs.h"

namespace costwright {

inline constexpr double kMemoryShare =
    0.85;  // of TDP - idle, drawn when the memory bus is saturated
inline constexpr double kComputeShare =
    1.05;  // likewise at the achievable FLOP/s: > 1 as GEMMs never fill a whole iteration

inline double joules_per_byte(const AcceleratorSpec& accelerator) {
  return kMemoryShare * (accelerator.tdp_w - accelerator.idle_w) / accelerator.memory_bandwidth;
}
inline double joules_per_flop(const AcceleratorSpec& accelerator, double achievable_flops) {
  return kComputeShare * (accelerator.tdp_w - accelerator.idle_w) / achievable_flops;
}

}  // namespace costwright

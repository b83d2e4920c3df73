#pragma once
// The plan's whole numbers: everything that the engines compute with is rounded here, once.
#include <algorithm>
#include <cmath>
#include <cstdint>

#include "core/units/quantity.h"
#include "sim/clock/clock.h"

namespace costwright::study {

inline sim::Ps quantised(double seconds) {
  return static_cast<sim::Ps>(std::llround(seconds * 1e12));
}

inline sim::Ps to_ps(Duration duration) {
  return quantised(duration.in(second));
}

// A share of requests in 2^-32, as the engines draw it; 1 is the largest that fits.
inline std::uint32_t quantised_share(double share) {
  return static_cast<std::uint32_t>(std::min(share * 0x1p32, 0x1p32 - 1));
}

}  // namespace costwright::study

#pragma once
// Amounts of money: whole cents.
#include <cstdint>

namespace costwright {

using Minor = std::int64_t;  // cents

// round(amount * 100), half away from zero.
Minor to_minor(double amount);
inline double to_major(Minor minor) {
  return static_cast<double>(minor) / 100.0;
}

}  // namespace costwright

#include "solve/solvers/ordering.h"

#include <algorithm>
#include <cmath>

namespace costwright::solve {

// Infinite objectives (no bound, a hopeless point) must not make a sum that is no number.
constexpr double kAlmostInfinite = 1e200;

Ordering::Ordering(std::span<const double> typical) {
  for (const double value : typical) {
    const double size = std::abs(value);
    scales_.push_back(typical.size() > 1 && size > 0 && std::isfinite(size) ? size : 1);
  }
}

double Ordering::of(std::span<const double> objectives) const {
  double sum = 0;
  for (std::size_t i = 0; i < objectives.size(); ++i) {
    sum += std::clamp(objectives[i] / scales_[i], -kAlmostInfinite, kAlmostInfinite);
  }
  return sum;
}

}  // namespace costwright::solve

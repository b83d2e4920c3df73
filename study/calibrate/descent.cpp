#include "study/calibrate/descent.h"

#include <algorithm>
#include <cmath>

#include "core/diagnostics.h"

namespace costwright {
namespace {

constexpr double kFirstStep = 0.2;
constexpr double kLastStep = 0.004;
constexpr double kHuber = 1.5;

double clamped(double value, const FactorBounds& b) {
  return std::clamp(value, b.low, b.high);
}

}  // namespace

std::vector<double> descend(std::vector<double> start,
                            const std::vector<FactorBounds>& bounds,
                            const std::function<double(const std::vector<double>&)>& loss) {
  require(start.size() == bounds.size(), "{} factors, {} bounds", start.size(), bounds.size());
  std::vector<double> at = std::move(start);
  double best = loss(at);
  const auto accept = [&](const std::vector<double>& tried) {
    const double found = loss(tried);
    if (!(found < best)) {
      return false;
    }
    best = found;
    at = tried;
    return true;
  };
  for (double step = kFirstStep; step >= kLastStep;) {
    const std::vector<double> before = at;
    for (std::size_t i = 0; i < at.size(); ++i) {
      for (const double move : {step, -step}) {
        std::vector<double> tried = at;
        tried[i] = clamped(tried[i] * std::exp(move), bounds[i]);
        if (accept(tried)) {
          break;
        }
      }
    }
    if (at == before) {
      step /= 2;
      continue;
    }
    std::vector<double> further = at;
    for (std::size_t i = 0; i < at.size(); ++i) {
      further[i] = clamped(at[i] * at[i] / before[i], bounds[i]);
    }
    accept(further);
  }
  return at;
}

double robust_loss(double log_ratio, double spread) {
  const double size = std::abs(log_ratio) / spread;
  return size <= kHuber ? size * size : kHuber * (2 * size - kHuber);
}

}  // namespace costwright

#include "core/perf/expert_parallel.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "core/diagnostics.h"

namespace costwright {

double expected_maximum(int count) {
  require(count >= 1, "count = {}, must be at least 1", count);
  // E max = integral of (1 - F^count) over x > 0 minus that of F^count over x < 0, both as the
  // integral of 1[x > 0] - F^count; midpoints, so that the jump at 0 lies between two of them.
  constexpr double kReach = 9.0;
  constexpr int kSteps = 3600;
  constexpr double kWidth = 2 * kReach / kSteps;
  double sum = 0;
  for (int i = 0; i < kSteps; ++i) {
    const double x = -kReach + (i + 0.5) * kWidth;
    const double below = 0.5 * std::erfc(-x / std::numbers::sqrt2);
    sum += (x > 0 ? 1.0 : 0.0) - std::pow(below, count);
  }
  return count == 1 ? 0 : sum * kWidth;
}

double busiest_pairs(const ExpertGroup& group, int tokens, double normal_maximum) {
  if (group.devices == 1) {
    return 1;
  }
  const double pairs = static_cast<double>(tokens) * group.active;
  const double mean = pairs / group.devices;
  const double spread = std::sqrt(pairs * (group.experts - group.active) /
                                  (static_cast<double>(group.devices) * (group.experts - 1)));
  const double most = static_cast<double>(tokens) * std::min(group.active, group.per_device());
  const double busiest =
      std::min(most, std::max(std::ceil(mean - 1e-9), mean + normal_maximum * spread));
  return busiest / mean;
}

double busiest_touched(const ExpertGroup& group, int tokens, double missed, double normal_maximum) {
  const double touched = 1 - missed;
  if (group.devices == 1) {
    return touched;
  }
  const double here = group.per_device();
  const double most =
      std::min(here, static_cast<double>(tokens) * std::min<double>(group.active, here));
  const double mean = here * touched;
  const double busiest = std::max({1.0, mean, mean + normal_maximum * std::sqrt(mean * missed)});
  return std::min(most, busiest) / here;
}

double devices_reached(const ExpertGroup& group) {
  double none = 1;  // C(E - e, k) / C(E, k)
  for (int i = 0; i < group.active; ++i) {
    none *= std::max(0.0, static_cast<double>(group.experts - group.per_device() - i)) /
            (group.experts - i);
  }
  return (group.devices - 1) * (1 - none);
}

}  // namespace costwright

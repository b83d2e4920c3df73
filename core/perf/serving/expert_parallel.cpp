#include "core/perf/serving/expert_parallel.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "core/diagnostics.h"

namespace costwright::perf {

NormalMaximum normal_maximum(int count) {
  require(count >= 1, "count = {}, must be at least 1", count);
  // With F the normal distribution, E max = integral of 1[x > 0] - F^count and E max^2 = integral
  // of 2x (1[x > 0] - F^count); midpoints, so that the jump at 0 lies between two of them.
  constexpr double kReach = 9.0;
  constexpr int kSteps = 3600;
  constexpr double kWidth = 2 * kReach / kSteps;
  NormalMaximum maximum{0, 0};
  for (int i = 0; i < kSteps; ++i) {
    const double x = -kReach + (i + 0.5) * kWidth;
    const double below = 0.5 * std::erfc(-x / std::numbers::sqrt2);
    const double part = ((x > 0 ? 1.0 : 0.0) - std::pow(below, count)) * kWidth;
    maximum.mean += part;
    maximum.square += 2 * x * part;
  }
  return maximum;
}

double busiest_pairs(const ExpertGroup& group, int tokens, const NormalMaximum& maximum) {
  const double devices = group.devices, experts = group.experts, active = group.active;
  if (group.devices == 1) {
    return 1;
  }
  const double pairs = tokens * active;
  const double mean = pairs / devices;
  const double spread = std::sqrt(pairs * (experts - active) / (devices * (experts - 1)));
  const double skew = experts > 2 ? (maximum.square - 1) / 6 * (1 - 2 / devices) *
                                        (experts - 2 * active) / (experts - 2)
                                  : 0;
  const double most = tokens * std::min<double>(active, group.per_device());
  const double busiest =
      std::min(most, std::max(std::ceil(mean - 1e-9), mean + maximum.mean * spread + skew));
  return busiest / mean;
}

double busiest_touched(const ExpertGroup& group,
                       int tokens,
                       double missed,
                       const NormalMaximum& maximum) {
  const double touched = 1 - missed;
  if (group.devices == 1) {
    return touched;
  }
  const double here = group.per_device();
  const double most = std::min(here, tokens * std::min<double>(group.active, here));
  const double mean = here * touched;
  const double skew = (maximum.square - 1) / 6 * (1 - 2 * touched);
  const double busiest =
      std::max({1.0, mean, mean + maximum.mean * std::sqrt(mean * missed) + skew});
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

}  // namespace costwright::perf

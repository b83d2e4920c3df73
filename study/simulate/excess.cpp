#include "study/simulate/excess.h"

#include <algorithm>
#include <cmath>

#include "sim/meters/usage.h"

namespace costwright::study {
namespace {

constexpr double kServed = 0.99;  // where there is no SLO
constexpr double kNoted = 1e-3;   // of what may be missed
constexpr double kNone = -5;      // at 1 %, two thirds of a request in ten thousand
constexpr double kLeastSlope = 1;
constexpr double kApart = 1.2;  // looks whose slope is not chance

double log_odds(double share) {
  return std::log(share / (1 - share));
}

double excess_of(double missed, double allowed) {
  const double may = std::clamp(allowed, 1e-4, 1 - 1e-4);
  return log_odds(std::clamp(missed, kNoted * may, 1 - kNoted * (1 - may))) - log_odds(may);
}

const sim::ClassPlan& limits_of(const PoolPlan& plan, std::size_t klass) {
  return std::visit(
      [klass](const auto& pool) -> const sim::ClassPlan& {
        return pool.classes[klass];
      },
      plan);
}

double late(const LatencyHistogram& latency, sim::Ps limit, double times_as_long) {
  if (limit == 0) {
    return 0;
  }
  const double seconds = static_cast<double>(limit) / static_cast<double>(sim::kPsPerSecond);
  return (1 - latency.share_within(seconds / times_as_long)) * static_cast<double>(latency.count());
}

double slope(const Look& a, const Look& b) {
  return (b.excess - a.excess) / std::log(b.load / a.load);
}

// From the first of the looks away from the others.
template <typename Looks>
double beyond(Looks first, Looks end, double load) {
  const auto other = std::find_if(first, end, [&](const Look& look) {
    return std::max(look.load / first->load, first->load / look.load) >= kApart;
  });
  const double seen = other == end ? 0 : slope(*other, *first);
  return first->excess + std::max(seen, kLeastSlope) * std::log(load / first->load);
}

// Sums over the days of a class.
struct Answered {
  double arrived{}, completed{}, within_slo{};
};

Answered answered_by(const sim::ClassUsage& usage, const sim::ClassPlan& limits, double times) {
  Answered sum;
  for (const sim::ClassDay& day : usage.days) {
    sum.arrived += static_cast<double>(day.arrived);
    sum.completed += static_cast<double>(day.completed);
    const double late_ones = std::max({late(day.latency.ttft, limits.slo_ttft, times),
                                       late(day.latency.tpot, limits.slo_tpot, times),
                                       late(day.latency.e2e, limits.slo_e2e, times)});
    sum.within_slo += times == 1 ? static_cast<double>(day.slo_met)
                                 : static_cast<double>(day.completed) - late_ones;
  }
  return sum;
}

}  // namespace

double excess(const ScenarioPlan& plan,
              const Simulation& run,
              const sim::PoolUsage& usage,
              double times_as_long) {
  double most = excess_of(0, 1 - kServed);
  for (std::size_t c = 0; c < usage.classes.size(); ++c) {
    const Answered answered = answered_by(usage.classes[c], limits_of(*run.plan, c), times_as_long);
    const auto& target = plan.bases[plan.pools[run.pool].workload_of_class[c]].slo_target;
    const double right = target ? answered.within_slo : answered.completed;
    if (answered.arrived > 0) {
      most = std::max(most, excess_of(1 - right / answered.arrived, 1 - target.value_or(kServed)));
    }
  }
  return most;
}

bool is_nothing(double excess) {
  return excess < kNone;
}

double ExcessCurve::at(double load) const {
  if (looks_.empty()) {
    return 0;
  }
  if (load > looks_.back().load) {
    return beyond(looks_.rbegin(), looks_.rend(), load);
  }
  if (load < looks_.front().load) {
    return beyond(looks_.begin(), looks_.end(), load);
  }
  const auto high =
      std::lower_bound(looks_.begin(), looks_.end(), load, [](const Look& look, double value) {
        return look.load < value;
      });
  if (high->load == load) {
    return high->excess;
  }
  const Look& low = *(high - 1);
  return low.excess + slope(low, *high) * std::log(load / low.load);
}

}  // namespace costwright::study

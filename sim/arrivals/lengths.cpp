#include "sim/arrivals/lengths.h"

#include <algorithm>
#include <cmath>

namespace costwright::sim {
namespace {

void check_empirical(const LengthPlan& plan) {
  require(!plan.values.empty() && plan.values.size() == plan.cumulative.size(),
          "an empirical length has {} values and {} weights", plan.values.size(),
          plan.cumulative.size());
  for (std::size_t i = 0; i < plan.values.size(); ++i) {
    const double before = i == 0 ? 0 : plan.cumulative[i - 1];
    require(i == 0 || plan.values[i] > plan.values[i - 1], "empirical length {} does not ascend",
            plan.values[i]);
    require(plan.cumulative[i] >= before, "cumulative weight {} does not ascend",
            plan.cumulative[i]);
  }
  require(std::abs(plan.cumulative.back() - 1) < 1e-6,
          "cumulative weights end at {}, must end at 1", plan.cumulative.back());
}

}  // namespace

void check(const LengthPlan& plan) {
  require(plan.min >= 1 && plan.max >= plan.min,
          "lengths in [{}, {}], must be in order and at least 1", plan.min, plan.max);
  switch (plan.kind) {
    case LengthPlan::Kind::kFixed:
      require(plan.mean >= 0.5 && std::isfinite(plan.mean), "fixed length = {}, must be 1 or more",
              plan.mean);
      return;
    case LengthPlan::Kind::kLognormal:
      require(plan.p50 > 0 && plan.mean >= plan.p50 && std::isfinite(plan.mean),
              "lognormal length with mean {} and p50 {}, must have mean >= p50 > 0", plan.mean,
              plan.p50);
      return;
    case LengthPlan::Kind::kEmpirical:
      check_empirical(plan);
      return;
  }
}

LengthSampler::LengthSampler(const LengthPlan& plan) : plan_(plan) {
  check(plan);
  if (plan.kind == LengthPlan::Kind::kLognormal) {
    mu_ = portable_log(plan.p50);
    sigma_ = std::sqrt(2 * std::max(0.0, portable_log(plan.mean / plan.p50)));
  }
  fixed_ = clamped(plan.mean);
}

std::int32_t LengthSampler::draw(std::uint64_t seed,
                                 Purpose purpose,
                                 std::uint64_t id,
                                 std::uint64_t index) const {
  switch (plan_.kind) {
    case LengthPlan::Kind::kFixed:
      break;
    case LengthPlan::Kind::kLognormal:
      return clamped(portable_exp(mu_ + sigma_ * draw_normal(seed, purpose, id, index)));
    case LengthPlan::Kind::kEmpirical: {
      const double u = draw_uniform(seed, purpose, id, index);
      const auto found = std::lower_bound(plan_.cumulative.begin(), plan_.cumulative.end() - 1, u);
      return std::clamp(plan_.values[static_cast<std::size_t>(found - plan_.cumulative.begin())],
                        plan_.min, plan_.max);
    }
  }
  return fixed_;
}

std::int32_t LengthSampler::clamped(double tokens) const {
  return static_cast<std::int32_t>(std::clamp(
      std::floor(tokens + 0.5), static_cast<double>(plan_.min), static_cast<double>(plan_.max)));
}

Ps draw_think(
    Ps mean, bool exponential, std::uint64_t seed, std::uint64_t id, std::uint64_t index) {
  if (!exponential || mean == 0) {
    return mean;
  }
  // A draw reaches 37 means: held below what 64 bits can hold, and beyond every plan's end.
  constexpr double kLongest = 4e18;
  const double think =
      static_cast<double>(mean) * draw_exponential(seed, Purpose::kThink, id, index);
  return static_cast<Ps>(std::min(think, kLongest));
}

}  // namespace costwright::sim

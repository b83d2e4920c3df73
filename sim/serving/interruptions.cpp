#include "sim/serving/interruptions.h"

#include <algorithm>

#include "core/diagnostics.h"
#include "sim/clock/random.h"

namespace costwright::sim {
namespace {

// Cumulative weights with which a random instant meets each life: long ones are met more often, in
// proportion to their length.
std::vector<double> weights_of_met(const InterruptionPlan& plan) {
  std::vector<double> met(plan.lifetimes.size());
  double sum = 0;
  double before = 0;
  for (std::size_t i = 0; i < met.size(); ++i) {
    sum += (plan.cumulative[i] - before) * static_cast<double>(plan.lifetimes[i]);
    before = plan.cumulative[i];
    met[i] = sum;
  }
  for (double& m : met) {
    m /= sum;
  }
  if (!met.empty()) {
    met.back() = 1;
  }
  return met;
}

double mean_life_s(const InterruptionPlan& plan) {
  double life_s = plan.mean_life_s;
  double before = 0;
  for (std::size_t i = 0; i < plan.lifetimes.size(); ++i) {
    life_s += (plan.cumulative[i] - before) * static_cast<double>(plan.lifetimes[i]) / kPsPerSecond;
    before = plan.cumulative[i];
  }
  return life_s;
}

double gone_s(const InterruptionPlan& plan) {
  return static_cast<double>(plan.gone) / kPsPerSecond;
}

}  // namespace

double up_share(const InterruptionPlan& plan) {
  const double life_s = mean_life_s(plan);
  return life_s / (life_s + gone_s(plan));
}

namespace {

class Lives {
 public:
  Lives(const InterruptionPlan& plan,
        const std::vector<double>& met,
        std::uint64_t seed,
        std::int32_t replica)
      : plan_(plan), met_(met), seed_(seed), replica_(static_cast<std::uint64_t>(replica)) {}

  Ps next() { return plan_.lifetimes.empty() ? exponential() : pick(plan_.cumulative, uniform()); }

  // How long the replica is still gone at a random instant; 0: it is there.
  Ps gone() {
    const double up = up_share(plan_);
    const double u = uniform();
    return u < up ? 0
                  : std::max<Ps>(
                        1, static_cast<Ps>((u - up) / (1 - up) * static_cast<double>(plan_.gone)));
  }
  // What is left of a life that is under way at a random instant, which lies anywhere within it.
  Ps residual() {
    if (plan_.lifetimes.empty()) {
      return exponential();  // it has no memory
    }
    const auto life = static_cast<double>(pick(met_, uniform()));
    return std::max<Ps>(1, static_cast<Ps>(life * uniform()));
  }

 private:
  double uniform() { return draw_uniform(seed_, Purpose::kOutage, replica_, index_++); }
  Ps exponential() {
    const double life = -plan_.mean_life_s * portable_log(uniform()) * kPsPerSecond;
    return static_cast<Ps>(std::clamp(life, 1.0, 4e18));
  }
  Ps pick(const std::vector<double>& cumulative, double u) const {
    const auto found = std::lower_bound(cumulative.begin(), cumulative.end(), u);
    return plan_.lifetimes[static_cast<std::size_t>(found - cumulative.begin())];
  }

  const InterruptionPlan& plan_;
  const std::vector<double>& met_;
  std::uint64_t seed_, replica_;
  std::uint64_t index_ = 0;
};

}  // namespace

double expected_outages(const InterruptionPlan& plan, std::int32_t replicas, Ps end) {
  const double cycle_s = mean_life_s(plan) + gone_s(plan);
  return replicas * (static_cast<double>(end) / kPsPerSecond / cycle_s);
}

std::vector<Outage> draw_outages(const InterruptionPlan& plan,
                                 std::int32_t replicas,
                                 std::uint64_t seed,
                                 Ps end) {
  require(plan.gone > 0 && plan.notice >= 0 && (plan.mean_life_s > 0 || !plan.lifetimes.empty()) &&
              plan.lifetimes.size() == plan.cumulative.size(),
          "interruptions: gone = {} ps > 0, notice = {} ps >= 0, mean life = {} s > 0 or {} "
          "lifetimes",
          plan.gone, plan.notice, plan.mean_life_s, plan.lifetimes.size());
  const std::vector<double> met = weights_of_met(plan);
  std::vector<Outage> outages;
  for (std::int32_t replica = 0; replica < replicas; ++replica) {
    Lives lives(plan, met, seed, replica);
    Ps begin = lives.gone();
    if (begin > 0) {
      outages.push_back({replica, 0, 0, begin});
    }
    for (Ps life = begin > 0 ? lives.next() : lives.residual(); life < end - begin;
         life = lives.next()) {
      const Ps down = begin + life;
      outages.push_back({replica, std::max(begin, down - plan.notice), down, down + plan.gone});
      begin = down + plan.gone;
    }
  }
  return outages;
}

}  // namespace costwright::sim

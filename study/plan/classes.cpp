#include "study/plan/classes.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "study/plan/quantise.h"

namespace costwright::study {
namespace {

// Without fair_cost, which depends on the pool's other classes.
sim::ClassPlan class_plan(const Workload& workload) {
  sim::ClassPlan plan;
  if (workload.slo) {
    const auto limit = [](const std::optional<Duration>& d) {
      return d ? to_ps(*d) : sim::Ps{0};
    };
    plan.slo_ttft = limit(workload.slo->ttft);
    plan.slo_tpot = limit(workload.slo->tpot);
    plan.slo_e2e = limit(workload.slo->e2e);
  }
  plan.priority = workload.priority;
  plan.response_cache_share = quantised_share(workload.response_cache.value);
  return plan;
}

void share_fairly(std::vector<sim::ClassPlan>& classes,
                  const std::vector<std::size_t>& workload_of_class,
                  const Scenario& scenario) {
  constexpr double kMostCost = 1 << 16;  // 2^63 / 2^16 tokens are more than ever queue
  std::vector<double> classes_of(scenario.workloads.size());
  for (const std::size_t w : workload_of_class) {
    ++classes_of[w];
  }
  const auto share = [&](std::size_t w) {
    return scenario.workloads[w].second.fair_share / classes_of[w];
  };
  double least = std::numeric_limits<double>::infinity();
  for (const std::size_t w : workload_of_class) {
    least = std::min(least, share(w));
  }
  for (std::size_t c = 0; c < classes.size(); ++c) {
    const double cost = kMostCost * (least / share(workload_of_class[c]));
    classes[c].fair_cost = std::max<std::int64_t>(1, std::llround(cost));
  }
}

}  // namespace

void number_classes(PoolSpec& pool,
                    const Relays& relays,
                    const std::vector<WorkloadStream>& streams) {
  for (std::size_t w = 0; w < streams.size(); ++w) {
    if (relays.reaches(w, pool.name)) {
      pool.workload_of_class.insert(pool.workload_of_class.end(), streams[w].classes, w);
    }
  }
}

std::int32_t first_class(const PoolSpec& pool, std::size_t workload) {
  const auto& all = pool.workload_of_class;
  return static_cast<std::int32_t>(std::find(all.begin(), all.end(), workload) - all.begin());
}

std::vector<sim::ClassPlan> class_plans(const PoolSpec& pool,
                                        const Scenario& scenario,
                                        const Relays& relays,
                                        bool fair) {
  std::vector<sim::ClassPlan> classes;
  for (const std::size_t w : pool.workload_of_class) {
    classes.push_back(class_plan(scenario.workloads[w].second));
    relays.add_to(classes.back(), w, pool.name);
  }
  if (fair) {
    share_fairly(classes, pool.workload_of_class, scenario);
  }
  return classes;
}

}  // namespace costwright::study

#include "tests/sim/engines.h"

#include <algorithm>

#include "tests/sim/oracle/oracle.h"

namespace costwright {

Outcome play_jump(const ServingPlan& plan, ArrivalSource& source) {
  Outcome outcome;
  ServingOptions options;
  options.records = &outcome.records;
  outcome.usage = simulate_serving(plan, source, options);
  for (auto& bucket : outcome.usage.buckets) {  // it does not meter this yet
    bucket.on_ps = plan.replicas * kPsPerBucket;
  }
  return outcome;
}

Outcome play_oracle(const ServingPlan& plan, ArrivalSource& source) {
  OracleResult result = simulate_stepwise(plan, source);
  return {std::move(result.usage), std::move(result.records)};
}

bool jump_engine_knows(const Workload& w) {
  const ServingPlan& plan = w.plan;
  const bool plain_router =
      plan.router == Router::kRoundRobin || plan.router == Router::kLeastOutstanding;
  const bool plain_classes =
      std::all_of(plan.classes.begin(), plan.classes.end(), [](const ClassPlan& klass) {
        return klass.priority == 0 && klass.response_cache_share == 0;
      });
  return plain_router && plain_classes && !plan.replica.prefix_cache && !plan.autoscaler &&
         plan.outages.empty() && !plan.replica.cost.decode_only &&
         plan.replica.queue_order == QueueOrder::kArrival;
}

std::vector<Engine> engines_with_features() {
  return {{"oracle", play_oracle}};
}

}  // namespace costwright

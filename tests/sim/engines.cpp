#include "tests/sim/engines.h"

#include <algorithm>

#include "tests/sim/oracle/oracle.h"

namespace costwright {

Outcome play_jump(const ServingPlan& plan, ArrivalSource& source) {
  Outcome outcome;
  ServingOptions options;
  options.records = &outcome.records;
  outcome.usage = simulate_serving(plan, source, options);
  return outcome;
}

Outcome play_oracle(const ServingPlan& plan, ArrivalSource& source) {
  OracleResult result = simulate_stepwise(plan, source);
  return {std::move(result.usage), std::move(result.records)};
}

bool jump_engine_knows(const Workload&) {
  return true;
}

std::vector<Engine> engines_with_features() {
  return {{"oracle", play_oracle}, {"jump", play_jump}};
}

}  // namespace costwright

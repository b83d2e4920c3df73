#include "tests/sim/engines.h"

#include <utility>

#include "tests/sim/oracle/oracle.h"

namespace costwright::testing {
using namespace sim;

Outcome play_jump(const ServingPlan& plan, ArrivalSource& source) {
  Outcome outcome;
  RunControl options;
  options.records = &outcome.records;
  options.passed_on = &outcome.passed_on;
  outcome.usage = simulate_serving(plan, source, options);
  return outcome;
}

Outcome play_oracle(const ServingPlan& plan, ArrivalSource& source) {
  OracleResult result = simulate_stepwise(plan, source);
  return {std::move(result.usage), std::move(result.records), std::move(result.passed_on)};
}

std::vector<Engine> all_engines() {
  return {{"oracle", play_oracle}, {"jump", play_jump}};
}

}  // namespace costwright::testing

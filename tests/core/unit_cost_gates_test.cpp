// Which unit costs a set of workloads has: a cost covers all of them, so one that serves without
// counting a unit takes that unit away. 1,000 USD; quotients by hand.
#include <gtest/gtest.h>

#include "core/finance/summary.h"
#include "core/scenario/scenario.h"

namespace costwright::testing {
namespace {

struct ServedWork {
  double requests{}, tokens{}, actions{};
};

finance::FinanceSummary summary_of(const std::vector<ServedWork>& workloads) {
  Scenario scenario;
  scenario.horizon.count = 1;
  Ledger ledger;
  LedgerLine line;
  line.period = scenario.start;
  line.cash = line.expense = 100'000;
  ledger.lines.push_back(line);
  Physical physical;
  physical.months.resize(1);
  for (const ServedWork& work : workloads) {
    WorkloadMonth month;
    month.served = work.requests;
    month.input_tokens = work.tokens / 2;
    month.output_tokens = work.tokens / 2;
    month.user_actions = work.actions;
    physical.months[0].workloads.push_back(month);
  }
  return finance::summarise(scenario, ledger, physical);
}

struct GateCase {
  const char* what;
  std::vector<ServedWork> workloads;
  std::optional<double> per_million_tokens, per_request, per_action;
};

TEST(UnitCostGates, OneWorkloadThatDoesNotCountAUnitTakesItAway) {
  const std::vector<GateCase> cases{
      {"counts all", {{5, 100, 2}}, 1e7, 200, 500},
      {"less than one token", {{0.5, 0.5, 0.5}}, 2e9, 2000, 2000},
      {"requests without tokens", {{5, 0, 2}}, {}, 200, 500},
      {"tokens without requests", {{0, 100, 0}}, 1e7, {}, {}},
      {"beside one that counts all", {{5, 100, 2}, {5, 0, 2}}, {}, 100, 250},
      {"tokens alone beside it", {{5, 100, 2}, {0, 100, 1}}, 5e6, {}, 1000.0 / 3},
      {"without actions beside it", {{5, 100, 2}, {5, 100, 0}}, 5e6, 100, {}},
      {"tokens without actions beside it", {{5, 100, 2}, {0, 100, 0}}, 5e6, {}, {}},
      {"one that does nothing", {{5, 100, 2}, {0, 0, 0}}, 1e7, 200, 500},
  };
  for (const GateCase& c : cases) {
    const auto summary = summary_of(c.workloads);
    EXPECT_EQ(summary.cost_per_1m_tokens, c.per_million_tokens) << c.what;
    EXPECT_EQ(summary.cost_per_request, c.per_request) << c.what;
    EXPECT_EQ(summary.cost_per_user_action, c.per_action) << c.what;
  }
}

}  // namespace
}  // namespace costwright::testing

// Capacity in phases: a deployment on several fleet entries that come and go.
#include <gmock/gmock.h>

#include "study/outcome/months.h"
#include "tests/study/small_runs.h"

namespace costwright::testing {
using namespace study;
namespace {

// Two servers of four, owned from the start; as one entry or as two.
constexpr const char* kPhases = R"(
name: phases
start: 2027-01
horizon: 4 months
simulation: {warm_up: 10 min, error_range: false}
sites:
  dc: {electricity: 0.1 USD/kWh, pue: 1.25, carbon: 300 g/kWh}
fleet:
  first: {owned: &server {server: l40s-4, site: dc, count: 1, price: 40000 USD, book_life: 40 months, power: 2 kW}}
  second: {owned: *server}
models:
  small: {model: Llama-3.1-8B}
serving:
  chat: {model: small, fleet: first, also_on: [second]}
workloads:
  desk:
    served_by: chat
    arrivals: {synthetic: {input_tokens: {fixed: 500 tokens}, output_tokens: {fixed: 100 tokens}}}
    demand: {requests: 2 M requests/month, growth: 5 %/month}
    slo: {ttft: 2 s}
)";

class Phases : public ::testing::Test {
 protected:
  Evaluation run(const std::vector<Override>& overrides = {}) {
    auto result = evaluated(folder_.write("scenario.yaml", kPhases), overrides, diagnostics_);
    EXPECT_TRUE(result) << diagnostics_.text();
    return result ? std::move(*result) : Evaluation{};
  }
  std::string errors_of(const std::vector<Override>& overrides) {
    diagnostics_ = {};
    EXPECT_FALSE(checked(folder_.write("scenario.yaml", kPhases), overrides, diagnostics_));
    return diagnostics_.text();
  }
  Folder folder_;
  Diagnostics diagnostics_;
};

// Equal tranches in one month are one entry of all of them: the same simulations, latencies and
// totals.
TEST_F(Phases, EqualTranchesInOneMonthAreOneEntry) {
  const Evaluation two = run();
  const Evaluation one =
      run({{"serving.chat", "{model: small, fleet: first}"},
           {"fleet",
            "{first: {owned: {server: l40s-4, site: dc, count: 2, price: 40000 USD, "
            "book_life: 40 months, power: 2 kW}}}"}});
  EXPECT_EQ(two.plan->simulations, one.plan->simulations);
  EXPECT_EQ(two.finance.tco, one.finance.tco);
  EXPECT_EQ(two.finance.expense_total, one.finance.expense_total);
  auto tables = csv_tables(two);
  auto others = csv_tables(one);
  EXPECT_EQ(tables["latency"], others["latency"]);
  for (std::size_t m = 0; m < 4; ++m) {
    const PhysicalMonth& of_two = two.monthly->physical.months[m];
    const PhysicalMonth& of_one = one.monthly->physical.months[m];
    EXPECT_EQ(of_two.workloads[0].served, of_one.workloads[0].served);
    EXPECT_EQ(of_two.workloads[0].device_hours_busy, of_one.workloads[0].device_hours_busy);
    EXPECT_DOUBLE_EQ(of_two.fleet[0].device_hours_busy + of_two.fleet[1].device_hours_busy,
                     of_one.fleet[0].device_hours_busy);
    EXPECT_DOUBLE_EQ(of_two.fleet[0].device_hours_busy, of_two.fleet[1].device_hours_busy);
  }
}

// Energy that follows the load: the halves of the two entries are the whole of the one.
TEST_F(Phases, EnergyIsThatOfOneEntry) {
  const std::vector<Override> measured{{"fleet.first.owned", "{server: l40s-4, site: dc}"},
                                       {"fleet.second.owned", "{server: l40s-4, site: dc}"}};
  const Evaluation two = run(measured);
  const Evaluation one = run({{"serving.chat", "{model: small, fleet: first}"},
                              {"fleet", "{first: {owned: {server: l40s-4, site: dc, count: 2}}}"}});
  for (std::size_t m = 0; m < 4; ++m) {
    const auto& fleet = two.monthly->physical.months[m].fleet;
    const FleetMonth& whole = one.monthly->physical.months[m].fleet[0];
    EXPECT_NEAR(fleet[0].it_kwh + fleet[1].it_kwh, whole.it_kwh, 1e-9 * whole.it_kwh);
    EXPECT_NEAR(fleet[0].peak_it_kw + fleet[1].peak_it_kw, whole.peak_it_kw,
                1e-9 * whole.peak_it_kw);
  }
}

// A second tranche in month 2 and the first retired in month 4: 4, 4, 8 and 4 replicas of a card
// each; what a workload does is paid for where it is done.
TEST_F(Phases, ReplicasFollowTheMonths) {
  const Evaluation result = run({{"fleet.second.owned.in_service", "2027-03"},
                                 {"fleet.second.owned.paid", "2027-03"},
                                 {"fleet.first.owned.retire", "2027-04"}});
  const auto& pool = result.monthly->pools[0];
  EXPECT_EQ(pool[0].replicas, 4);
  EXPECT_EQ(pool[1].replicas, 4);
  EXPECT_EQ(pool[2].replicas, 8);
  EXPECT_EQ(pool[3].replicas, 4);
  const auto& months = result.monthly->physical.months;
  EXPECT_EQ(months[0].fleet[1].device_hours_busy, 0);
  EXPECT_DOUBLE_EQ(months[2].fleet[0].device_hours_busy, months[2].fleet[1].device_hours_busy);
  EXPECT_EQ(months[3].fleet[0].device_hours_busy, 0);
  EXPECT_DOUBLE_EQ(months[3].fleet[1].device_hours_busy, months[3].workloads[0].device_hours_busy);
  bool desk_pays = false;
  for (const LedgerLine& line : result.ledger.lines) {
    desk_pays = desk_pays || (line.item.starts_with("second: ") && line.workload == "desk" &&
                              line.period == YearMonth{2027, 4});
  }
  EXPECT_TRUE(desk_pays);
}

// A tranche of its own and a rented one: the same simulations, the rent beside the purchase. By
// hand: 40,000 and, in the 31 + 30 days of March and April, 10.49264 USD an hour.
TEST_F(Phases, OwnedAndRentedMachinesOfOneKind) {
  const std::vector<Override> rented{
      {"fleet.second", "{cloud: {instance: AWS/us-east-1/g6e.12xlarge, from: 2027-03}}"}};
  const Evaluation both = run(rented);
  EXPECT_EQ(both.monthly->pools[0][1].replicas, 4);
  EXPECT_EQ(both.monthly->pools[0][2].replicas, 8);
  double rent = 0;
  for (const LedgerLine& line : both.ledger.lines) {
    rent += line.category == Category::kCloud ? to_major(line.cash) : 0;
  }
  EXPECT_NEAR(rent, (31 + 30) * 24 * 10.49264, 0.02);
  auto scaled = rented;
  scaled.push_back({"serving.chat.autoscaling", "{minimum: 1, target: 50}"});
  EXPECT_THAT(errors_of(scaled), ::testing::HasSubstr("'second' is rented and 'first' is not"));
}

// By hand: each server loses 1,000 a month, and what is idle of it is 1 - load. Energy, a site and
// a licence of the same name are none of it.
TEST_F(Phases, WhatDemandDidNotNeedIsTheDevicesOwn) {
  const Evaluation result = run({{"sites.second", "{electricity: 1 USD/kWh, pue: 1.5}"},
                                 {"fleet.second.owned.site", "second"},
                                 {"software", "{first: {per: fixed, price: 500 USD}}"},
                                 {"workloads.desk.demand.requests", "60 M requests/month"}});
  double unneeded = 0;
  for (const PoolMonth& month : result.monthly->pools[0]) {
    unneeded += 2 * 1000 * (1 - load_in(result, month).value());
  }
  ASSERT_EQ(result.outcome.deployments.size(), 1U);
  EXPECT_GT(unneeded, 1000);
  EXPECT_NEAR(result.outcome.deployments[0].unneeded.value(), unneeded, 0.1);
}

TEST_F(Phases, RefusesSharedEntries) {
  EXPECT_NE(errors_of({{"serving.other", "{model: small, fleet: second, replicas: 1}"}})
                .find("must be its own, 'other' runs there too"),
            std::string::npos);
  EXPECT_NE(errors_of({{"serving.chat.also_on", "[third]"}}).find("there is no 'third' in fleet"),
            std::string::npos);
  EXPECT_NE(errors_of({{"serving.chat.also_on", "[first]"}}).find("must be its own"),
            std::string::npos);
}

}  // namespace
}  // namespace costwright::testing

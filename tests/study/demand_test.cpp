#include "study/plan/demand.h"

#include <gtest/gtest.h>

#include "core/scenario/loaded.h"
#include "core/scenario/reader.h"
#include "study/plan/lengths.h"

namespace costwright::testing {
using namespace study;
namespace {

// The last months of 2027 of one service; `demand` as in YAML.
Scenario scenario_of(const std::string& demand) {
  Diagnostics diagnostics;
  const auto loaded = load_scenario_text(fmt::format(R"(
name: demand
start: 2027-11
horizon: 2 months
fleet: {{rented: {{cloud: {{instance: AWS/us-east-1/g5.12xlarge}}}}}}
models: {{small: {{model: Llama-3.1-8B}}}}
serving: {{chat: {{model: small, fleet: rented}}}}
workloads:
  chat:
    served_by: chat
    arrivals: {{synthetic: {{input_tokens: {{fixed: 1 token}}, output_tokens: {{fixed: 1 token}}}}}}
    demand: {}
)",
                                                     demand),
                                         "demand.yaml", {}, diagnostics);
  require(loaded.has_value(), "{}", diagnostics.text());
  return loaded->scenario;
}

// Requests of a calendar month, its days one by one.
double sum_of_month(const WeekShape& week, const WorkloadDemand& demand, YearMonth start, int m) {
  const YearMonth month = start + m;
  double sum = 0;
  for (int day = 0; day < days_in(month); ++day) {
    const int weekday = (first_weekday(month) + day) % 7;
    const int typical = week.days.day_of_weekday[static_cast<std::size_t>(weekday)];
    for (int hour = 0; hour < 24; ++hour) {
      sum +=
          demand.rates[static_cast<std::size_t>(m)][static_cast<std::size_t>(24 * typical + hour)];
    }
  }
  return sum;
}

TEST(Demand, WithoutAShapeEveryHourIsAlike) {
  const Scenario scenario = scenario_of("{requests: 300000 requests/month}");
  const WeekShape week = week_shape(scenario);
  EXPECT_EQ(week.days.count, 1);
  const auto demand = monthly_demand(scenario, week);
  ASSERT_EQ(demand[0].rates[0].size(), 24U);
  EXPECT_DOUBLE_EQ(demand[0].rates[0][17], 300000.0 / (30 * 24));  // November has 30 days
  EXPECT_DOUBLE_EQ(demand[0].rates[1][17], 300000.0 / (31 * 24));
}

TEST(Demand, HoursOfEveryMonthAddUpToItsVolume) {
  const Scenario scenario = scenario_of(
      "{requests: 300000 requests/month, growth: 10 %/month, day_of_week: [1, 1, 1, 2, 1, 0.5, "
      "0.25], hour_of_day: [1, 2, 3, 4, 5, 6, 7, 8, 9, 9, 9, 9, 9, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0, "
      "0]}");
  const WeekShape week = week_shape(scenario);
  EXPECT_EQ(week.days.count, 4);
  const auto demand = monthly_demand(scenario, week);
  EXPECT_NEAR(sum_of_month(week, demand[0], scenario.start, 0), 300000, 1e-6);
  EXPECT_NEAR(sum_of_month(week, demand[0], scenario.start, 1), 330000, 1e-6);
}

TEST(Demand, APopulationAsksAsOftenAsItSays) {
  const Scenario scenario =
      scenario_of("{population: {users: 1000 users, actions_per_user: 20, calls_per_action: 3}}");
  EXPECT_DOUBLE_EQ(monthly_demand(scenario, week_shape(scenario))[0].requests[0], 60000);
}

// A lognormal of median m and sigma 1 has the mean m e^(1/2). Cut at the median, E[min(X, m)] =
// m (e^(1/2) N(-1) + 1/2): 76.158 of 164.872 tokens for m = 100. Of one length there is no spread.
TEST(LengthCuts, ALongestLengthLeavesThePartialExpectation) {
  sim::LengthPlan plan{.kind = sim::LengthPlan::Kind::kLognormal,
                       .mean = 164.87212707001282,
                       .p50 = 100,
                       .max = 100};
  constexpr double kLeft = 164.87212707001282 * 0.15865525393145707 + 100 * 0.5;
  EXPECT_NEAR(cut_of(plan).left, kLeft, 1e-9);
  EXPECT_NEAR(cut_of(plan).share, 1 - kLeft / plan.mean, 1e-9);
  plan.mean = plan.p50;
  plan.max = 60;
  EXPECT_EQ(cut_of(plan).left, 60);
  EXPECT_EQ(cut_of(plan).share, 0.4);
}

}  // namespace
}  // namespace costwright::testing

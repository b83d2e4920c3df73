// A plan's months share what they have in common.
#include "tests/study/small_runs.h"

namespace costwright::testing {
using namespace study;
namespace {

StudyPlan plan_of(const std::vector<Override>& overrides) {
  Folder folder;
  write_traces(folder);
  Diagnostics diagnostics;
  const auto result =
      checked(folder.write("scenario.yaml", kServingScenario), overrides, diagnostics);
  require(result.has_value(), "{}", diagnostics.text());
  return *result->plan;
}

const PoolRun& run_in(const StudyPlan& plan, const RunTable& runs, std::size_t month) {
  return plan.runs.at(static_cast<std::size_t>(runs[0][month]));
}

TEST(Plan, MonthsOfOneSpeedShareThePoolsPlan) {
  const StudyPlan plan = plan_of({{"workloads.chat.demand.growth", "5 %/month"}});
  ASSERT_TRUE(plan.speed_range.has_value());
  for (const RunTable& runs : {plan.run_of, plan.speed_range->fast, plan.speed_range->slow}) {
    EXPECT_NE(runs[0][0], runs[0][1]);
    EXPECT_EQ(run_in(plan, runs, 0).plan, run_in(plan, runs, 1).plan);
    EXPECT_EQ(run_in(plan, runs, 0).arrivals, run_in(plan, plan.run_of, 0).arrivals);
  }
  EXPECT_NE(run_in(plan, plan.speed_range->fast, 0).plan, run_in(plan, plan.run_of, 0).plan);
}

TEST(Plan, EqualMonthsAreOneRun) {
  const StudyPlan plan = plan_of({{"start", "2027-07"}});  // July and August have 31 days
  EXPECT_EQ(plan.run_of[0][0], plan.run_of[0][1]);
}

TEST(Plan, APoolTakesTheRoomThatItsFleetHas) {
  const StudyPlan plan =
      plan_of({{"serving.chat", "{model: small, fleet: gpus, max_batch: 2, token_budget: 512}"}});
  EXPECT_EQ(std::get<sim::ServingPlan>(*run_in(plan, plan.run_of, 0).plan).replicas, 4);
  EXPECT_EQ(plan.pools[0].replicas, 4);
}

}  // namespace
}  // namespace costwright::testing

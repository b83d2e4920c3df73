// What scenarios/optimize-chat is there to show, from nothing: the optimum of 85,536 combinations
// with few of its plans simulated. Its time is a benchmark's (search_optimize_chat).
#include <gtest/gtest.h>

#include "study/optimize/optimize.h"
#include "tests/study/small_runs.h"

namespace costwright::testing {
using namespace study;
namespace {

// 13 kinds and numbers of machines x 4 x 2 x 3 x 3 x 2 x 3 of their settings: validation.md.
constexpr double kPlans = 13 * 432;

Optimization searched(const Memory& remembered, int threads) {
  Diagnostics diagnostics;
  OptimizeRequest request;
  request.objectives = {*parse_objective("tco", false, diagnostics)};
  request.subject_to = {"accuracy >= today"};
  request.has_baselines = false;
  const Inputs inputs(SOURCE_DIR "/data");
  auto found = optimize(inputs, {SOURCE_DIR "/scenarios/optimize-chat/scenario.yaml", {}, {}},
                        request, {.threads = threads, .remembered = &remembered}, diagnostics);
  EXPECT_TRUE(found && found->best) << diagnostics.text();
  return std::move(found.value());
}

double accuracy_of(const study::Candidate& candidate) {
  const auto named = candidate.tried.figures.lower_bound("accuracy[");
  EXPECT_TRUE(named != candidate.tried.figures.end() && named->first.starts_with("accuracy["));
  return named->second.value;
}

TEST(OptimizeChat, IsSolvedWithFewOfItsPlansSimulated) {
  const Memory remembered("");
  const Optimization found = searched(remembered, 2);
  const solve::Summary& summary = found.summary;
  EXPECT_GE(found.choices->axes().size(), 6U);
  EXPECT_GE(found.choices->count(), 50'000);
  EXPECT_GE(found.plans, kPlans);  // what it is told, at most
  EXPECT_EQ(summary.gap, 0);
  EXPECT_EQ(summary.bound, summary.best->answer.objectives.front().value);
  const auto simulated = static_cast<double>(summary.works.quick + summary.works.standard);
  // 281 plans and 314 M requests (230 and 184 M before the factors of 2026-11-28): on one server at
  // 80 % of the clock, where the optimum was, 99.0 % are within the SLO instead of 99.7 %, so plans
  // that a quick look takes for good fail at standard, 401 of which are tried instead of 45.
  EXPECT_LE(simulated, 0.055 * kPlans);
  EXPECT_LE(found.taken.requests, 330e6);
  // What quick answers alone have eliminated is counted, and then nothing is called proven.
  EXPECT_EQ(summary.status == solve::Status::kProven, summary.eliminated_by_error == 0);
  EXPECT_EQ(summary.status == solve::Status::kOptimalWithinError, summary.eliminated_by_error > 0);
  // Not trivial: so many bounds say nothing against their plans.
  ASSERT_TRUE(found.bound_below);
  EXPECT_GE(*found.bound_below, 100);
  EXPECT_LT(found.own_share, 0.05);
  EXPECT_GE(accuracy_of(*found.best), accuracy_of(found.today));
  RecordProperty("plans", fmt::format("{} of {}", simulated, found.plans));
  RecordProperty("requests", fmt::format("{:.1f} M", found.taken.requests / 1e6));
  RecordProperty("bound below", fmt::format("{}", *found.bound_below));
  RecordProperty("seconds", fmt::format("{:.1f}", found.seconds));

  const Optimization alone = searched(remembered, 1);
  EXPECT_EQ(alone.best->choice, found.best->choice);
  EXPECT_EQ(alone.best->tried, found.best->tried);
  EXPECT_EQ(alone.summary.works.standard, summary.works.standard);
  EXPECT_EQ(alone.summary.works.quick, summary.works.quick);
  EXPECT_EQ(alone.summary.eliminated_by_error, summary.eliminated_by_error);
}

}  // namespace
}  // namespace costwright::testing

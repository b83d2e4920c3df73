#include "study/calibrate/step_spreads.h"

#include <cmath>

#include <gtest/gtest.h>

#include "study/validate/score.h"

namespace costwright::testing {
using namespace study;
namespace {

using enum ErrorStep;

// Weights 0.5 of the first part's four, 1 of the other's one; of 3 in all, 90 % are 2.7.
TEST(Held, APartWeighsAsTheRootOfItsFigures) {
  const LeftOut many{kModel, "a", "1", {0.1, -0.2, 0.3, -0.4}};
  const LeftOut one{kModel, "b", "1", {0.25}};
  EXPECT_EQ(held({&many, &one}), 0.4);
  EXPECT_EQ(held({&many, &one}, 0.5), 0.25);  // 0.1 and 0.2 weigh 1, with 0.25 they weigh 2
  EXPECT_EQ(held({}), 0);
}

std::vector<LeftOut> three_groups() {
  std::vector<LeftOut> parts;
  for (const char* group : {"a", "b", "c"}) {
    parts.push_back({kLengths, group, "thirds", {0.3}});
    parts.push_back({kModel, group, "m", {*group == 'c' ? 0.9 : 0.5}});
  }
  return parts;
}

// 90 % of three parts are all three: 0.9, which is 0.3 and sqrt(0.81 - 0.09). Without its own group
// c's model gets 0.5, the others 0.9.
TEST(StepSpreads, AddBeyondLengthsAndAreJudgedByOtherGroups) {
  const auto spreads = step_spreads(three_groups());
  ASSERT_EQ(spreads.size(), 2U);
  EXPECT_EQ(spreads[0].step, kLengths);
  EXPECT_EQ(spreads[0].added, 0.3);
  EXPECT_EQ(spreads[1].observed, 0.9);
  EXPECT_NEAR(spreads[1].added, 0.848528, 1e-6);
  EXPECT_EQ(spreads[1].parts, 3);
  EXPECT_NEAR(spreads[1].coverage, 2.0 / 3, 1e-12);
  EXPECT_NEAR(spreads[1].sharpness, std::exp(1.8), 1e-9);
}

TEST(StepSpreads, OfFewGroupsAreNoTable) {
  EXPECT_TRUE(error_table(step_spreads(three_groups()), "2026-11-27", "own").rows.empty());
}

TEST(LogTime, IsPositiveWhenItTookLonger) {
  PublishedServing row;
  row.metric = "tpot_ms";
  EXPECT_NEAR(log_time(row, 0.5).value(), std::log(2), 1e-12);  // predicted half the time
  row.metric = "total_output_tok_s";
  EXPECT_NEAR(log_time(row, 2).value(), std::log(2), 1e-12);  // predicted twice the rate
  EXPECT_FALSE(log_time(row, 0));
  row.metric = "ttft_ms";
  EXPECT_FALSE(log_time(row, 0.5));
}

TEST(CoverageTable, CountsByMarkAndDistance) {
  std::vector<ScoredRow> rows(4);
  for (auto& row : rows) {
    row.range = TimeRange{0.5, 2};
    row.time_taken = 1.9;
  }
  rows[1].time_taken = 2.1;
  rows[2].distance = kModel;
  rows[3].extrapolated = true;
  rows[3].distance = kEngine;
  rows.emplace_back();  // without a range
  const std::string csv = to_csv(coverage_table(rows));
  EXPECT_EQ(csv,
            "mark,distance,figures,coverage,sharpness\n"
            "in range,all,3,0.6666666667,4\n"
            "in range,lengths,2,0.5,4\n"
            "in range,model,1,1,4\n"
            "extrapolated,all,1,1,4\n"
            "extrapolated,engine,1,1,4\n");
}

}  // namespace
}  // namespace costwright::testing

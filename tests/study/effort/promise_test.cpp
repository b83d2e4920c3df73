// Efforts keep what they promise (docs/performance.md), and how that is judged.
#include "tests/study/effort/promise.h"

#include <limits>

#include <gmock/gmock.h>

#include "tests/study/effort/kept_promise.h"

namespace costwright::testing {
namespace {

constexpr double kNoValue = std::numeric_limits<double>::quiet_NaN();

Judged mean_of(double value, Reference reference, Effort effort = Effort::kStandard) {
  return {effort, {FigureScope::kMonth, FigureKind::kMean, "x", value}, reference};
}

// 1, 2, 3: mean 2, variance 1, standard error of the mean sqrt(1 / 3).
TEST(EffortPromise, ReferenceIsTheMeanOfSeedsWithItsStandardError) {
  const auto seed = [](double value) {
    return std::vector<Figure>{{{}, {}, "x", value}};
  };
  const auto references = references_of({seed(1), seed(2), seed(3)});
  ASSERT_EQ(references.size(), 1U);
  EXPECT_DOUBLE_EQ(references[0].mean, 2);
  EXPECT_NEAR(references[0].standard_error, 0.57735, 1e-5);
}

// Standard states 1 % of means, quick 3 %.
TEST(EffortPromise, FiguresAreJudgedByWhatIsStated) {
  EXPECT_NEAR(mean_of(102, {100, 0}).times_stated(), 2, 1e-9);
  EXPECT_NEAR(mean_of(97, {100, 0}, Effort::kQuick).times_stated(), 1, 1e-9);
  EXPECT_TRUE(mean_of(100, {100, 0.34}).is_uncertain());
  EXPECT_FALSE(mean_of(100, {100, 0.33}).is_uncertain());
  EXPECT_EQ(mean_of(0, {0, 0}).times_stated(), 0);
  EXPECT_EQ(mean_of(kNoValue, {1, 0}).times_stated(), std::numeric_limits<double>::infinity());
}

TEST(EffortPromise, TallyCountsUncertainFiguresApartAndMissingOnesNot) {
  Tally tally;
  tally.add(mean_of(100.5, {100, 0}), "a");
  tally.add(mean_of(102, {100, 0}), "b");
  tally.add(mean_of(105, {100, 0}), "c");
  tally.add(mean_of(105, {100, 1}), "d");
  tally.add(mean_of(kNoValue, {kNoValue, kNoValue}), "e");
  EXPECT_EQ(tally.certain(), 3);
  EXPECT_EQ(tally.uncertain(), 1);
  EXPECT_NEAR(tally.share_within(), 1 / 3.0, 1e-12);
  EXPECT_NEAR(tally.share_within_three(), 2 / 3.0, 1e-12);
  EXPECT_NEAR(tally.worst(), 5, 1e-9);
  EXPECT_EQ(tally.worst_figure(), "c: x");
}

// Five in all; the slow tests have the two that take longest.
INSTANTIATE_TEST_SUITE_P(OfTheCollection, KeptPromise, ::testing::Values(0, 4, 5));

}  // namespace
}  // namespace costwright::testing

// Efforts keep what they promise (docs/performance.md): a few of the scenarios of
// tools/effort_precision.sh, made smaller, against three seeds of everything simulated.
#include "tests/study/effort/promise.h"

#include <limits>

#include <gmock/gmock.h>

#include "tests/study/effort/random_scenarios.h"
#include "tests/study/small_runs.h"

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

class KeptPromise : public ::testing::TestWithParam<std::uint64_t> {
 protected:
  void SetUp() override {
    scenario_ = random_scenario(
        GetParam(), {.data_folder = SOURCE_DIR "/data", .most_simulated = kMostSimulated});
    path_ = folder_.write("scenario.yaml", scenario_.text);
    folder_.write(kRandomTrace, scenario_.trace);
  }

  std::optional<Evaluation> run(const char* effort, int seed) {
    return evaluated(path_,
                     {{"simulation.effort", effort},
                      {"simulation.error_range", "false"},
                      {"simulation.compression_bracket", "false"},
                      {"seed", fmt::format("{}", seed)}},
                     diagnostics_);
  }

  std::vector<Reference> references() {
    std::vector<std::vector<Figure>> by_seed;
    for (const int seed : {1, 2, 3}) {
      by_seed.push_back(figures_of(run("full", seed).value()));
    }
    return references_of(by_seed);
  }

  static constexpr double kMostSimulated = 300'000;
  Folder folder_;
  Diagnostics diagnostics_;
  RandomScenario scenario_;
  std::string path_;
};

// Nine figures in ten within what is stated, all within three times.
TEST_P(KeptPromise, OnARandomScenario) {
  const auto known = references();
  for (const Effort effort : {Effort::kStandard, Effort::kQuick}) {
    const auto evaluation = run(std::string(to_string(effort)).c_str(), 1);
    ASSERT_TRUE(evaluation) << diagnostics_.text();
    Tally tally;
    for (const Judged& one : judged(effort, figures_of(*evaluation), known)) {
      tally.add(one, scenario_.name);
    }
    EXPECT_GE(tally.certain(), 50);
    EXPECT_GE(tally.share_within(), 0.9) << to_string(effort) << "\n" << scenario_.text;
    EXPECT_LE(tally.worst(), 3) << to_string(effort) << " " << tally.worst_figure();
    const SimulatedShare share = simulated_share(*evaluation);
    if (effort == Effort::kQuick && share.of_full > 200'000) {  // standard looks for capacity too
      EXPECT_LT(share.simulated, 0.9 * share.of_full);
    }
  }
}

INSTANTIATE_TEST_SUITE_P(OfTheCollection, KeptPromise, ::testing::Values(0, 3, 4, 5, 9));

}  // namespace
}  // namespace costwright::testing

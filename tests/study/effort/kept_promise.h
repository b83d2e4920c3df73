#pragma once
// Efforts keep what they promise (docs/performance.md): a few of the scenarios of
// tools/effort_precision.sh, made smaller, against three seeds of everything simulated.
#include <gtest/gtest.h>

#include "tests/study/effort/promise.h"
#include "tests/study/effort/random_scenarios.h"
#include "tests/study/small_runs.h"

namespace costwright::testing {

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

}  // namespace costwright::testing

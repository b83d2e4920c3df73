// The same scenario and seed give the same bytes, whatever the threads and whether results were
// remembered.
#include "tests/study/small_runs.h"

namespace costwright::testing {
using namespace study;
namespace {

class Determinism : public ::testing::Test {
 protected:
  Determinism() : path_(folder_.write("scenario.yaml", kServingScenario)) { write_traces(folder_); }

  Evaluation run(const HowToRun& options) {
    Diagnostics diagnostics;
    auto result = evaluated(path_, options, diagnostics);
    require(result.has_value(), "{}", diagnostics.text());
    return std::move(*result);
  }

  Folder folder_;
  std::string path_;
};

TEST_F(Determinism, ThreadsDoNotShow) {
  HowToRun options;
  const auto one = csv_tables(run(options));
  options.threads = 2;
  const auto two = csv_tables(run(options));
  ASSERT_EQ(one.size(), 6u);
  for (const auto& [name, text] : one) {
    EXPECT_EQ(text, two.at(name)) << name;
  }
}

TEST_F(Determinism, AnotherSeedIsAnotherDraw) {
  const Override quick{"simulation.effort", "quick"};
  const auto first = csv_tables(run({.overrides = {quick}}));
  const auto other = csv_tables(run({.overrides = {quick, {"seed", "6"}}}));
  EXPECT_NE(first.at("latency"), other.at("latency"));
}

TEST_F(Determinism, WhereTheCatalogueIsInstalledDoesNotShow) {
  HowToRun options{.overrides = {{"simulation.effort", "quick"}}};
  const auto here = csv_tables(run(options));
  const auto elsewhere = folder_.path() + "/installed";
  std::filesystem::create_directory_symlink(options.data_folder, elsewhere);
  options.data_folder = elsewhere;
  const auto there = csv_tables(run(options));
  for (const auto& [name, text] : here) {
    EXPECT_EQ(text, there.at(name)) << name;
  }
}

TEST_F(Determinism, RememberedResultsAreTheSame) {
  HowToRun options;
  options.cache_folder = folder_.path() + "/cache";
  const Evaluation fresh = run(options);
  const Evaluation remembered = run(options);
  EXPECT_GT(fresh.simulated, 0);
  EXPECT_EQ(fresh.from_cache, 0);
  EXPECT_EQ(remembered.simulated, 0);
  EXPECT_EQ(remembered.from_cache, fresh.simulated);
  const auto before = csv_tables(fresh);
  const auto after = csv_tables(remembered);
  for (const auto& [name, text] : before) {
    EXPECT_EQ(text, after.at(name)) << name;
  }
}

}  // namespace
}  // namespace costwright::testing

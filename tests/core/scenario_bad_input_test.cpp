// Every YAML of tests/golden/bad_input with exactly the diagnostics that stand in the .txt beside
// it. Run with COSTWRIGHT_UPDATE=1 to rewrite the texts, then read the difference.
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include <gtest/gtest.h>

#include "core/scenario/loaded.h"
#include "core/scenario/reader.h"

namespace costwright::testing {
namespace {

namespace fs = std::filesystem;

std::string read(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

std::vector<fs::path> bad_inputs() {
  std::vector<fs::path> paths;
  for (const auto& entry : fs::directory_iterator(SOURCE_DIR "/tests/golden/bad_input")) {
    if (entry.path().extension() == ".yaml") {
      paths.push_back(entry.path());
    }
  }
  std::sort(paths.begin(), paths.end());
  return paths;
}

class BadInput : public ::testing::TestWithParam<fs::path> {};

TEST_P(BadInput, GivesExactlyItsDiagnostics) {
  Diagnostics diagnostics;
  const auto loaded =
      load_scenario_text(read(GetParam()), GetParam().filename().string(), {}, diagnostics);
  EXPECT_FALSE(loaded);
  EXPECT_TRUE(diagnostics.has_errors());
  const fs::path expected = fs::path(GetParam()).replace_extension(".txt");
  if (std::getenv("COSTWRIGHT_UPDATE") != nullptr) {
    std::ofstream(expected, std::ios::binary) << diagnostics.text();
  }
  EXPECT_EQ(diagnostics.text(), read(expected));
}

INSTANTIATE_TEST_SUITE_P(Golden,
                         BadInput,
                         ::testing::ValuesIn(bad_inputs()),
                         [](const auto& golden) {
                           return golden.param.stem().string();
                         });

TEST(BadInputs, AreThere) {
  EXPECT_GE(bad_inputs().size(), 30u);
}

}  // namespace
}  // namespace costwright::testing

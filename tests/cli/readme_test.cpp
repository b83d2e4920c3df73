// What README.md shows of the main scenario is what its golden file says the program prints.
#include <fstream>
#include <sstream>

#include <gtest/gtest.h>

namespace costwright::testing {
namespace {

std::string read(const std::string& path) {
  std::ifstream in(std::string(SOURCE_DIR) + "/" + path, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

// The passages of the README's code block that begins with the command, which `...` lines separate.
std::vector<std::string> shown_passages(const std::string& readme, const std::string& command) {
  const std::string fence = "```\n";
  const auto found = readme.find(fence + command);
  if (found == std::string::npos) {
    return {};
  }
  const auto begin = found + fence.size() + command.size();
  std::istringstream block(readme.substr(begin, readme.find(fence, begin) - begin));
  std::vector<std::string> passages(1);
  for (std::string line; std::getline(block, line);) {
    if (line == "...") {
      passages.emplace_back();
    } else {
      passages.back() += line + "\n";
    }
  }
  return passages;
}

// The golden's command is the README's but for its --no-cache.
void expect_shown(const std::string& command, const std::string& golden) {
  const std::string printed = read("tests/golden/cli/" + golden + ".txt");
  const auto passages = shown_passages(read("README.md"), "$ " + command + "\n");
  ASSERT_GE(passages.size(), 3u) << command;
  for (const auto& passage : passages) {
    EXPECT_NE(printed.find(passage), std::string::npos) << passage;
  }
}

TEST(Readme, ShowsWhatTheProgramPrints) {
  expect_shown("costwright run scenarios/support-chat/scenario.yaml", "scenario-support-chat");
}

TEST(Readme, ShowsTheComparisonThatTheProgramPrints) {
  expect_shown("costwright compare scenarios/own-rent-buy/scenario.yaml --bridge tco",
               "compare-own-rent-buy");
}

}  // namespace
}  // namespace costwright::testing

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

// The passages of README's first code block, which `...` lines separate.
std::vector<std::string> shown_passages(const std::string& readme) {
  const std::string fence = "```\n";
  const auto begin = readme.find(fence) + fence.size();
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

TEST(Readme, ShowsWhatTheProgramPrints) {
  const std::string golden = read("tests/golden/cli/scenario-support-chat.txt");
  auto passages = shown_passages(read("README.md"));
  ASSERT_GE(passages.size(), 3u);
  // The command is the golden's but for its --no-cache.
  const std::string command = "$ costwright run scenarios/support-chat/scenario.yaml\n";
  ASSERT_EQ(passages[0].substr(0, command.size()), command);
  passages[0].erase(0, command.size());
  for (const auto& passage : passages) {
    EXPECT_NE(golden.find(passage), std::string::npos) << passage;
  }
}

}  // namespace
}  // namespace costwright::testing

// A search that is killed at any moment goes on from its journal: the same answer, and what was
// known is not evaluated again.
#include <chrono>
#include <csignal>
#include <random>
#include <thread>

#include "tests/cli/golden.h"

namespace costwright::testing {
namespace {

const std::string kProgram = BINARY_DIR "/bin/costwright";

class KilledSearch : public ::testing::Test {
 protected:
  KilledSearch() { fs::create_directories(folder_); }
  ~KilledSearch() override {
    std::error_code ignored;
    fs::remove_all(folder_, ignored);
  }

  // In a process of its own; its answer goes to a file.
  pid_t start(const std::string& name) const {
    const std::string out = folder_ + "/" + name, answer = out + ".json";
    const pid_t child = ::fork();
    if (child == 0) {
      if (std::freopen(answer.c_str(), "w", stdout) == nullptr ||
          std::freopen("/dev/null", "w", stderr) == nullptr) {
        ::_exit(1);
      }
      ::execl(kProgram.c_str(), kProgram.c_str(), "optimize",
              SOURCE_DIR "/scenarios/mixed-gpus/scenario.yaml", "--no-baselines", "--no-cache",
              "--json", "-o", out.c_str(), nullptr);
      ::_exit(1);
    }
    return child;
  }

  // What it answers from the front on; how much came from the journal.
  struct Answer {
    std::string front;
    int evaluated = 0, from_journal = 0;
  };
  Answer finish(const std::string& name) const {
    int status = 1;
    ::waitpid(start(name), &status, 0);
    EXPECT_EQ(status, 0);
    const std::string text = read(folder_ + "/" + name + ".json");
    Answer answer;
    answer.front = text.substr(text.find("\"best\""));
    answer.from_journal = number(text, "\"from_journal\": ");
    answer.evaluated = number(text, "\"evaluated_quick\": ") + number(text, "\"evaluated\": ");
    return answer;
  }

 private:
  static int number(const std::string& text, const std::string& key) {
    const auto at = text.find(key);
    return at == std::string::npos ? -1 : std::atoi(text.c_str() + at + key.size());
  }
  std::string folder_ = fmt::format("{}/kills_{}", BINARY_DIR, ::getpid());
};

TEST_F(KilledSearch, TenTimesEndsWithTheSameAnswer) {
  const auto begin = std::chrono::steady_clock::now();
  const Answer whole = finish("whole");
  const auto took = std::chrono::steady_clock::now() - begin;
  ASSERT_GT(whole.evaluated, 10);
  std::mt19937 generator(1);
  for (int kill = 0; kill < 10; ++kill) {
    const pid_t child = start("killed");
    std::this_thread::sleep_for(took * (5 + generator() % 60) / 100);
    ::kill(child, SIGKILL);
    int status = 0;
    ::waitpid(child, &status, 0);
  }
  const Answer resumed = finish("killed");
  EXPECT_EQ(resumed.front, whole.front);
  EXPECT_EQ(resumed.evaluated, whole.evaluated);
  EXPECT_GT(resumed.from_journal, 0);
  // All of it is known now.
  const Answer again = finish("killed");
  EXPECT_EQ(again.front, whole.front);
  EXPECT_GE(again.from_journal, resumed.from_journal);
}

}  // namespace
}  // namespace costwright::testing

// A search that is killed at any moment goes on from its journal: the same answer, and nothing is
// evaluated twice but what was under way.
#include <chrono>
#include <csignal>
#include <random>
#include <thread>

#include "tests/cli/golden.h"

namespace costwright::testing {
namespace {

const std::string kProgram = BINARY_DIR "/bin/costwright";
constexpr int kThreads = 2, kKills = 10;

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
      std::vector<std::string> words{kProgram,     "optimize",  "--no-baselines",
                                     "--no-cache", "--threads", std::to_string(kThreads),
                                     "--json",     "-o",        out};
      words.insert(words.end(), search_.begin(), search_.end());
      std::vector<char*> arguments;
      for (std::string& word : words) {
        arguments.push_back(word.data());
      }
      arguments.push_back(nullptr);
      ::execv(kProgram.c_str(), arguments.data());
      ::_exit(1);
    }
    return child;
  }

  // What it answers from the front on; how much came from the journal; how many evaluations were
  // begun in all runs and not kept.
  struct Answer {
    std::string front;
    int evaluated = 0, from_journal = 0, cut_short = 0;
  };
  Answer finish(const std::string& name) const {
    int status = 1;
    ::waitpid(start(name), &status, 0);
    EXPECT_EQ(status, 0);
    const std::string text = read(folder_ + "/" + name + ".json");
    Answer answer;
    answer.front = text.substr(text.find("\"best\""));
    answer.from_journal = number(text, "\"from_journal\": ");
    answer.cut_short = number(text, "\"cut_short\": ");
    answer.evaluated = number(text, "\"evaluated_quick\": ") + number(text, "\"evaluated\": ");
    return answer;
  }

  // `search`: the scenario and what is sought.
  void kill_ten_times(std::vector<std::string> search);

 private:
  static int number(const std::string& text, const std::string& key) {
    const auto at = text.find(key);
    return at == std::string::npos ? -1 : std::atoi(text.c_str() + at + key.size());
  }
  std::vector<std::string> search_;
  std::string folder_ = fmt::format("{}/kills_{}", BINARY_DIR, ::getpid());
};

void KilledSearch::kill_ten_times(std::vector<std::string> search) {
  search_ = std::move(search);
  Answer whole;
  auto took = std::chrono::steady_clock::duration::max();
  // The shorter of two: where one was held up by the machine, all kills would come too late.
  for (const char* name : {"whole", "whole again"}) {
    const auto begin = std::chrono::steady_clock::now();
    whole = finish(name);
    took = std::min(took, std::chrono::steady_clock::now() - begin);
  }
  ASSERT_GT(whole.evaluated, 10);
  EXPECT_EQ(whole.cut_short, 0);
  std::mt19937 generator(1);
  for (int kill = 0; kill < kKills; ++kill) {
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
  // Over all eleven runs: a kill costs what its threads were at, and nothing else is begun twice.
  RecordProperty("cut short", resumed.cut_short);
  EXPECT_GT(resumed.cut_short, 0);
  EXPECT_LE(resumed.cut_short, kKills * kThreads);
  // All of it is known now.
  const Answer again = finish("killed");
  EXPECT_EQ(again.front, whole.front);
  EXPECT_GE(again.from_journal, resumed.from_journal);
  EXPECT_EQ(again.cut_short, resumed.cut_short);
}

TEST_F(KilledSearch, OfMixedGpusEndsWithTheSameAnswer) {
  kill_ten_times({SOURCE_DIR "/scenarios/mixed-gpus/scenario.yaml"});
}

TEST_F(KilledSearch, OfOptimizeChatEndsWithTheSameAnswer) {
  kill_ten_times({SOURCE_DIR "/scenarios/optimize-chat/scenario.yaml", "--minimize", "tco",
                  "--subject-to", "accuracy >= today"});
}

}  // namespace
}  // namespace costwright::testing

#include "study/simulate/tasks.h"

#include <atomic>
#include <stdexcept>

#include <gtest/gtest.h>

namespace costwright::testing {
using namespace study;
namespace {

TEST(RunTasks, DoesEachOnceWhateverTheThreads) {
  for (const int threads : {0, 1, 3, 50}) {
    std::vector<int> done(20);
    std::vector<std::function<void()>> tasks;
    for (int& d : done) {
      tasks.push_back([&d] {
        ++d;
      });
    }
    double share = 0;
    run_tasks(tasks, threads, [&](double s) {
      share = s;
    });
    EXPECT_EQ(done, std::vector<int>(20, 1)) << threads;
    EXPECT_EQ(share, 1);
  }
}

TEST(RunTasks, ThrowsWhatATaskThrewAndBeginsNoMore) {
  std::atomic<int> begun{0};
  const std::vector<std::function<void()>> tasks(1000, [&] {
    ++begun;
    throw std::runtime_error("no");
  });
  EXPECT_THROW(run_tasks(tasks, 2), std::runtime_error);
  EXPECT_LE(begun, 2);
}

}  // namespace
}  // namespace costwright::testing

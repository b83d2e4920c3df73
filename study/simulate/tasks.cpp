#include "study/simulate/tasks.h"

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <system_error>
#include <thread>

namespace costwright::study {
namespace {

class Crew {
 public:
  Crew(const std::vector<std::function<void()>>& tasks,
       const std::function<void(double share)>& progress)
      : tasks_(tasks), progress_(progress) {}

  void work() {
    for (std::size_t i = next_++; i < tasks_.size() && !failed_; i = next_++) {
      try {
        tasks_[i]();
        report();
      } catch (...) {
        const std::lock_guard lock(mutex_);
        failed_ = true;
        failure_ = failure_ ? failure_ : std::current_exception();
      }
    }
  }
  void rethrow() const {
    if (failure_) {
      std::rethrow_exception(failure_);
    }
  }

 private:
  void report() {
    if (progress_) {
      const std::lock_guard lock(mutex_);
      progress_(static_cast<double>(++done_) / static_cast<double>(tasks_.size()));
    }
  }

  const std::vector<std::function<void()>>& tasks_;
  const std::function<void(double share)>& progress_;
  std::atomic<std::size_t> next_{0};
  std::atomic<bool> failed_{false};
  std::mutex mutex_;  // of what follows
  std::size_t done_ = 0;
  std::exception_ptr failure_;
};

// As many as the system gives, up to `wanted`: those and who waits for them do the work.
std::vector<std::jthread> helpers_of(Crew& crew, std::size_t wanted) {
  std::vector<std::jthread> helpers;
  try {
    while (helpers.size() < wanted) {
      helpers.emplace_back([&crew] {
        crew.work();
      });
    }
  } catch (const std::system_error&) {
    return helpers;  // the system gives no more
  }
  return helpers;
}

}  // namespace

void run_tasks(const std::vector<std::function<void()>>& tasks,
               int threads,
               const std::function<void(double share)>& progress) {
  const std::size_t cores = std::max(1U, std::thread::hardware_concurrency());
  const std::size_t workers =
      std::min(threads > 0 ? static_cast<std::size_t>(threads) : cores, tasks.size());
  Crew crew(tasks, progress);
  {
    const auto helpers = helpers_of(crew, workers > 0 ? workers - 1 : 0);
    crew.work();
  }
  crew.rethrow();
}

}  // namespace costwright::study

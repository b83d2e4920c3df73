#include "study/calibrate/tasks.h"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <thread>

namespace costwright {

void run_tasks(const std::vector<std::function<void()>>& tasks,
               int threads,
               const std::function<void(double share)>& progress) {
  std::atomic<std::size_t> next = 0;
  std::atomic<std::size_t> done = 0;
  std::mutex report;
  const auto work = [&] {
    for (std::size_t i = next++; i < tasks.size(); i = next++) {
      tasks[i]();
      const auto share = static_cast<double>(++done) / static_cast<double>(tasks.size());
      if (progress) {
        const std::scoped_lock lock(report);
        progress(share);
      }
    }
  };
  const unsigned wanted = threads > 0 ? static_cast<unsigned>(threads)
                                      : std::max(1U, std::thread::hardware_concurrency());
  std::vector<std::jthread> workers;
  for (unsigned i = 1; i < wanted; ++i) {
    workers.emplace_back(work);
  }
  work();
}

}  // namespace costwright

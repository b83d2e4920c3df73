#pragma once
// One thread that does the newest job: a new one stops the one that runs and replaces the one that
// waits. The caller is never blocked.
#include <condition_variable>
#include <functional>
#include <mutex>
#include <stop_token>
#include <thread>

namespace costwright::gui {

class LatestWorker {
 public:
  using Job = std::function<void(std::stop_token)>;

  LatestWorker();
  LatestWorker(const LatestWorker&) = delete;
  LatestWorker& operator=(const LatestWorker&) = delete;
  ~LatestWorker();  // stops the job and waits for it

  void submit(Job job);
  void stop();  // the job that runs, and forgets the one that waits

 private:
  void work(const std::stop_token& end);

  std::mutex mutex_;
  std::condition_variable_any wake_;
  Job next_;
  std::stop_source stop_job_;
  std::jthread thread_;
};

}  // namespace costwright::gui

#include "gui/jobs/latest_worker.h"

#include <utility>

namespace costwright::gui {

LatestWorker::LatestWorker()
    : thread_([this](const std::stop_token& end) {
        work(end);
      }) {}

LatestWorker::~LatestWorker() {
  stop();
  thread_.request_stop();
}

void LatestWorker::submit(Job job) {
  const std::lock_guard lock(mutex_);
  stop_job_.request_stop();
  stop_job_ = {};
  next_ = std::move(job);
  wake_.notify_one();
}

void LatestWorker::stop() {
  const std::lock_guard lock(mutex_);
  stop_job_.request_stop();
  next_ = nullptr;
}

void LatestWorker::work(const std::stop_token& end) {
  for (;;) {
    Job job;
    std::stop_token stop;
    {
      std::unique_lock lock(mutex_);
      if (!wake_.wait(lock, end, [&] {
            return next_ != nullptr;
          })) {
        return;
      }
      job = std::exchange(next_, nullptr);
      stop = stop_job_.get_token();
    }
    job(stop);
  }
}

}  // namespace costwright::gui

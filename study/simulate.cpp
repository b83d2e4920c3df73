#include "study/simulate.h"

#include <atomic>
#include <exception>
#include <mutex>
#include <thread>

namespace costwright {
namespace {

PoolUsage simulate(const PoolRun& run, const ServingOptions& options) {
  const auto arrivals = make_arrivals(run.arrivals);
  if (const auto* serving = std::get_if<ServingPlan>(&run.plan)) {
    return simulate_serving(*serving, *arrivals, options);
  }
  return simulate_batches(std::get<BatchPlan>(run.plan), *arrivals, options);
}

// Adds up the progress of all runs by their expected requests; the callback sees one call at a
// time.
class Progress {
 public:
  Progress(const StudyPlan& plan, const std::function<void(double)>& callback)
      : callback_(callback) {
    for (const auto& run : plan.runs) {
      total_ += run.requests_expected;
    }
    reached_.resize(plan.runs.size());
  }
  void report(std::size_t run, double expected, double share) {
    if (!callback_ || total_ <= 0) {
      return;
    }
    const std::lock_guard lock(mutex_);
    const double now = expected * share;
    done_ += now - reached_[run];
    reached_[run] = now;
    callback_(done_ / total_);
  }

 private:
  std::function<void(double)> callback_;
  std::mutex mutex_;
  double total_ = 0, done_ = 0;
  std::vector<double> reached_;
};

class Workers {
 public:
  Workers(const StudyPlan& plan, const SimulateOptions& options, Simulated& result)
      : plan_(plan), options_(options), result_(result), progress_(plan, options.progress) {}

  void run(int threads) {
    std::vector<std::jthread> pool;
    for (int t = 1; t < threads; ++t) {
      pool.emplace_back([this] {
        work();
      });
    }
    work();
    pool.clear();  // joins
    result_.from_cache = from_cache_;
    if (failure_) {
      std::rethrow_exception(failure_);
    }
  }

 private:
  void work() {
    for (std::size_t i = next_++; i < plan_.runs.size() && !failed_; i = next_++) {
      try {
        one(i);
      } catch (...) {
        const std::lock_guard lock(failure_mutex_);
        failed_ = true;
        failure_ = failure_ ? failure_ : std::current_exception();
      }
    }
  }

  void one(std::size_t i) {
    const PoolRun& run = plan_.runs[i];
    if (options_.cache != nullptr) {
      if (auto known = options_.cache->load(run.key)) {
        result_.usages[i] = std::move(*known);
        ++from_cache_;
        progress_.report(i, run.requests_expected, 1);
        return;
      }
    }
    ServingOptions options;
    options.stop = options_.stop;
    const auto end = static_cast<double>(run.arrivals.end);
    options.progress = [&, i](Ps reached) {
      progress_.report(i, run.requests_expected, std::min(1.0, static_cast<double>(reached) / end));
    };
    result_.usages[i] = simulate(run, options);
    progress_.report(i, run.requests_expected, 1);
    if (options_.cache != nullptr) {
      options_.cache->store(run.key, result_.usages[i]);
    }
  }

  const StudyPlan& plan_;
  const SimulateOptions& options_;
  Simulated& result_;
  Progress progress_;
  std::atomic<std::size_t> next_{0};
  std::atomic<int> from_cache_{0};
  std::atomic<bool> failed_{false};
  std::mutex failure_mutex_;
  std::exception_ptr failure_;
};

}  // namespace

Simulated simulate_runs(const StudyPlan& plan, const SimulateOptions& options) {
  Simulated result;
  result.usages.resize(plan.runs.size());
  const int cores = static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
  const int wanted = options.threads > 0 ? options.threads : cores;
  Workers(plan, options, result)
      .run(std::min<int>(wanted, static_cast<int>(std::max<std::size_t>(1, plan.runs.size()))));
  return result;
}

}  // namespace costwright

#pragma once
// Runs the distinct simulations of a plan on worker threads. Results do not depend on the number of
// threads.
#include <functional>
#include <stop_token>
#include <vector>

#include "core/usage.h"
#include "study/plan.h"
#include "study/usage_cache.h"

namespace costwright {

struct SimulateOptions {
  int threads = 0;                    // 0: one per core
  const UsageCache* cache = nullptr;  // remembered results are not simulated again
  std::stop_token stop;
  std::function<void(double share)> progress;  // 0..1, from worker threads, one at a time
};

struct Simulated {
  std::vector<PoolUsage> usages;  // by run
  int from_cache = 0;
};

// Throws Cancelled when stopped.
Simulated simulate_runs(const StudyPlan& plan, const SimulateOptions& options);

}  // namespace costwright

#pragma once
// Runs the distinct simulations of a plan on worker threads, or as few of them as its effort needs
// (loads.h). Results do not depend on the number of threads nor on what is remembered.
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <vector>

#include "sim/meters/usage.h"
#include "study/plan/plan.h"
#include "study/simulate/between.h"
#include "study/simulate/usage_cache.h"

namespace costwright::study {

struct SimulateOptions {
  int threads = 0;                    // 0: one per core
  const UsageCache* cache = nullptr;  // remembered results are not simulated again
  // A search throws away what cannot be served: no loads are looked for, nor is it found out just
  // how a deployment fails whose busiest month does.
  bool is_search = false;
  std::stop_token stop;
  std::function<void(double share)> progress;  // 0..1, from worker threads, one at a time
};

struct Simulated {
  std::vector<std::shared_ptr<const sim::PoolUsage>> usages;  // by run
  int simulated = 0, from_cache = 0;  // those that were made, those that were remembered
  double requests = 0;                // of both
  int points = 0;  // those of both that the months rest on: not those for the capacity
  std::vector<std::optional<double>> loads;  // by simulation: demand / capacity (capacity.h)
  Discrepancy
      missed;  // by the months of the predicted speed, for not having been simulated in full
};

// About how many requests that will simulate when nothing is remembered.
double expected_requests(const ScenarioPlan& plan);

// Throws Cancelled when stopped. On fewer threads than are asked for where more would take too much
// memory (forecast.h).
Simulated simulate_runs(const ScenarioPlan& plan, const SimulateOptions& options);

}  // namespace costwright::study

#pragma once
// By how much a deployment misses its SLO, and how that goes with the load. What misses grows about
// as a power of the load, and ends at none and at all; its log odds are nearly straight along the
// log of the load.
#include <utility>
#include <vector>

#include "study/plan/plan.h"

namespace costwright::study {

// Log odds of the share of requests that miss their SLO (are not served, of those without one: 1 %
// may) against the share that may miss it; above 0: too many. Of the workload that is worst off.
// What a thousandth of what may (or of what may not) would change is the same as none (or all).
// `times_as_long`: were all of its latencies so many times as long; then limits of one request
// count each by itself.
double excess(const ScenarioPlan& plan,
              const Simulation& run,
              const sim::PoolUsage& usage,
              double times_as_long = 1);

// Whether an excess is that of none.
bool is_nothing(double excess);

struct Look {
  double load{};
  double excess{};
};

// The excess by load, straight between looks in the log of the load; beyond them it goes on as
// between the last and what was looked at a fifth from there, but not flatter than a power of one.
class ExcessCurve {
 public:
  explicit ExcessCurve(std::vector<Look> by_load = {}) : looks_(std::move(by_load)) {}

  double at(double load) const;

 private:
  std::vector<Look> looks_;  // by load, each load once
};

}  // namespace costwright::study

#pragma once
// What all parts of one pool's simulation share: its plan, who watches it, and what its requests
// bring along.
#include <cstdint>

#include "sim/meters/meters.h"
#include "sim/requests/listener.h"
#include "sim/requests/request.h"
#include "sim/serving/departures.h"
#include "sim/serving/plan.h"
#include "sim/serving/prefix_runs.h"

namespace costwright::sim {

// Copied freely; what it points to outlives the simulation.
struct PoolContext {
  const ServingPlan* plan{};
  const ReplicaPlan* replica{};  // of the kind at hand
  Meters* meters{};      // of the kind at hand; the first kind's also count what no replica does
  Listener* listener{};  // may be null
  Departures* departures{};  // null: nobody is passed on
  Origins origins;           // of the requests that came from another pool
  PrefixTree prefixes;
  const PrefixRuns* cached_prefixes{};  // the same for the replicas' caches; null: they have none
  Ps shortest_step{};                   // of the kind's step times
  std::int64_t longest_run{};           // iterations planned at once: 1 = step by step
};

}  // namespace costwright::sim

#pragma once
// The jump engine: replays a stream of requests on a pool of replicas by jumping from one change of
// batch composition to the next. Never steps decode iterations one by one. Exact: it agrees bit for
// bit with the naive stepper in tests/ (docs/serving-engine.md). Cost: O(1) amortised per request
// at one replica, O(log R) with a stateful router or reacting clients.
#include "sim/meters/usage.h"
#include "sim/requests/request.h"
#include "sim/requests/run_control.h"
#include "sim/serving/plan.h"

namespace costwright::sim {

inline constexpr int kServingEngineVersion =
    4;  // raise when a result changes: it is part of every cache key

// Preconditions (std::logic_error): no instant later than 2^62 ps (53 days) after the first
// arrival; token_budget >= max_batch >= 1, step.size() == token_budget + 1, all steps >= 1 beyond
// 0, kv_blocks >= 1, queue_limit >= 1, client_timeout > 0, at least one class and replica, a window
// of at most 53 days; arrivals in (arrival, id) order; clients that do not react where requests
// are passed on.
PoolUsage simulate_serving(const ServingPlan& plan,
                           ArrivalSource& arrivals,
                           const RunControl& options = {});

}  // namespace costwright::sim

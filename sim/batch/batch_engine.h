#pragma once
// Dynamic batching of single-shot requests: a free replica starts a batch as soon as max_batch
// requests wait or the oldest has waited batch_delay; first come first served.
// Cost: O(log replicas) per request.
//
// Rules, with all times in integer picoseconds (docs/serving-engine.md where not said here):
//  * Arrival: dropped when queue_limit requests wait at the replica the router chose, else queued.
//  * Time-out: one still waiting at arrival + client_timeout leaves. One in a batch never does.
//  * Start at T: the replica is free and max_batch requests wait, or the oldest waiting one arrived
//    at or before T - batch_delay. The batch takes min(waiting, max_batch) from the front and lasts
//    batch[b].
//  * Order at equal times: end of batch, time-out, arrival, start of batch; then replica, then id.
//    So an arrival at T joins a batch that starts at T, and a request whose time-out falls on the
//    start is gone.
//  * End: every request of the batch completes (first token = finish), in order of id.
//  * Routers: as of the serving engine; outstanding = waiting or in a batch.
// UsageBucket: iterations = batches and decode_tokens = items, both at the batch's end; busy_ps
// split at the edges; the KV and prefill fields stay 0. ClassDay: tokens are the requests' fields.
// LatencyDay: ttft = e2e = finish - arrival + front_end; tpot, itl empty; slo_tpot is not looked
// at. Not modelled: priorities, batches of mixed shapes, padding, warm-up batches. Worked: batch =
// {0, 10, 12} ms, max_batch 2, batch_delay 5 ms, arrivals at 0, 2 and 3 ms: the first two start at
// 2 ms (full) and end at 14; the third has waited long enough by then, starts at 14 and ends at 24
// ms.
#include <vector>

#include "core/policies.h"
#include "sim/meters/meter_plan.h"
#include "sim/meters/usage.h"
#include "sim/requests/request.h"
#include "sim/requests/run_control.h"

namespace costwright::sim {

inline constexpr int kBatchEngineVersion = 3;  // part of every cache key, as the serving engine's

// A pool of identical replicas that answer batches.
struct BatchPlan {
  std::vector<Ps>
      batch;  // duration of a batch of b items, [0..max_batch]; batch[b] >= 1 for b >= 1
  std::int32_t max_batch = 1;
  Ps batch_delay{};  // >= 0; 0 = a free replica starts with whatever waits
  std::int32_t queue_limit =
      1000;             // requests waiting at one replica, those in a batch not counted; >= 1
  Ps client_timeout{};  // > 0
  Ps front_end{};       // added to the latencies; does not occupy the replica
  std::int32_t replicas = 1;
  Router router = Router::kLeastOutstanding;
  MeterPlan meter;
  std::vector<ClassPlan> classes;
  friend bool operator==(const BatchPlan&, const BatchPlan&) = default;
};

// Preconditions (std::logic_error): the ranges above, no time beyond 2^61 ps, batch.size() ==
// max_batch + 1, at least one class and replica, every request's class within the plan's, arrivals
// in (arrival, id) order.
PoolUsage simulate_batches(const BatchPlan& plan,
                           ArrivalSource& arrivals,
                           const RunControl& options = {});

}  // namespace costwright::sim

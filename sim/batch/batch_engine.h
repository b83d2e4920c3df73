#pragma once
// Dynamic batching of single-shot requests: a free replica starts a batch as soon as max_batch requests wait or
// the oldest has waited batch_delay; first come first served. Cost: O(1) per request.
// Order at equal times as in docs/serving-engine.md: end of batch, time-out, arrival, start of batch.
// UsageBucket here: iterations = batches, decode_tokens = items processed, the KV and prefill fields 0.
// LatencyDay: ttft = e2e = answer time (front_end added), tpot and itl empty.
#include "core/usage.h"
#include "sim/serving/engine.h"
#include "sim/serving/plan.h"

#include <vector>

namespace costwright {

inline constexpr int kBatchEngineVersion = 1;

struct BatchPlan {
  std::vector<Ps> batch;            // duration of a batch of b items, [0..max_batch]; batch[b] >= 1
  std::int32_t max_batch = 1;
  Ps batch_delay{};                 // >= 0
  std::int32_t queue_limit = 1000;
  Ps client_timeout{};
  Ps front_end{};
  std::int32_t replicas = 1;
  Router router = Router::kLeastOutstanding;
  MeterPlan meter;
  std::vector<ClassPlan> classes;
  friend bool operator==(const BatchPlan&, const BatchPlan&) = default;
};

PoolUsage simulate_batches(const BatchPlan& plan, ArrivalSource& arrivals, const ServingOptions& options = {});

}  // namespace costwright

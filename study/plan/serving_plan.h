#pragma once
// From what a language model is served with to the plan of its replica. What a scenario deploys and
// what `validate` scores are both assembled here, so that what is validated is what ships.
#include "core/perf/serving/serving_speed.h"
#include "sim/serving/plan.h"

namespace costwright::study {

// KV cache of the replica, beside its draft model if it has one, in the simulator's blocks.
perf::KvCapacity kv_capacity(const perf::ServingSetup& setup, double memory_utilisation);

// What the replica's engine and its clients put up with.
struct ReplicaLimits {
  std::int64_t kv_blocks{};  // > 0
  std::int32_t queue_limit = 1000;
  std::int32_t max_context = INT32_MAX;  // prompt and answer
  sim::Ps client_timeout{};
};
struct ServedReplica {
  perf::ServingSpeed speed;
  sim::ServingPlan plan;  // of one replica; how it is operated is left at the defaults
};
// `setup.kv_tokens` follows from the limits.
ServedReplica served_replica(perf::ServingSetup setup, const ReplicaLimits& limits);

}  // namespace costwright::study

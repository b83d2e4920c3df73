#include "study/plan/serving_plan.h"

#include <algorithm>

#include "study/plan/quantise.h"

namespace costwright::study {
namespace {

std::vector<sim::Ps> steps(const std::vector<double>& step_s) {
  std::vector<sim::Ps> steps;
  steps.reserve(step_s.size());
  for (const double s : step_s) {
    steps.push_back(steps.empty() ? 0 : std::max<sim::Ps>(1, quantised(s)));
  }
  return steps;
}

// Both kinds of times name the terms of decode attention alike.
template <class Times>
sim::AttentionCost memory_side(const Times& times) {
  return {quantised(times.kv_read_per_sequence_s), quantised(times.kv_read_per_token_s)};
}
template <class Times>
sim::AttentionCost compute_side(const Times& times) {
  return {quantised(times.kv_flop_per_sequence_s), quantised(times.kv_flop_per_token_s)};
}

sim::IterationCost iteration_cost(const perf::ServingSpeed& speed) {
  const perf::LlmIterationTimes& times = speed.times;
  sim::IterationCost cost{.step = steps(times.step_s),
                          .per_sequence = quantised(times.per_sequence_s),
                          .memory = memory_side(times),
                          .compute = compute_side(times),
                          .prefill_step = quantised(times.prefill_step_s),
                          .per_prefill_pair = quantised(times.per_prefill_pair_s),
                          .decode_only = {}};
  if (speed.decode) {
    cost.decode_only = sim::DecodeCost{.step = steps(speed.decode->step_s),
                                       .per_sequence = quantised(speed.decode->per_sequence_s),
                                       .memory = memory_side(*speed.decode),
                                       .compute = compute_side(*speed.decode)};
  }
  return cost;
}

constexpr std::int32_t kBlockTokens = sim::ReplicaPlan{}.block_tokens;

}  // namespace

perf::KvCapacity kv_capacity(const perf::ServingSetup& setup, double memory_utilisation) {
  const perf::LlmReplica* draft = setup.drafter ? &setup.drafter->replica : nullptr;
  return perf::kv_capacity(setup.replica, memory_utilisation, kBlockTokens, draft);
}

ServedReplica served_replica(perf::ServingSetup setup, const ReplicaLimits& limits) {
  setup.kv_tokens = static_cast<double>(limits.kv_blocks * kBlockTokens);
  ServedReplica served;
  served.speed = serving_speed(setup);
  sim::ReplicaPlan& replica = served.plan.replica;
  replica.cost = iteration_cost(served.speed);
  replica.max_batch = setup.max_batch;
  replica.token_budget = setup.token_budget;
  replica.kv_blocks = limits.kv_blocks;
  replica.block_tokens = kBlockTokens;
  replica.queue_limit = limits.queue_limit;
  replica.max_context = limits.max_context;
  replica.client_timeout = limits.client_timeout;
  replica.front_end = quantised(served.speed.times.front_end_s);
  return served;
}

}  // namespace costwright::study

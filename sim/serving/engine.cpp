#include "sim/serving/engine.h"

#include <algorithm>

#include "core/diagnostics.h"
#include "sim/serving/correspondence.h"
#include "sim/serving/pool.h"
#include "sim/serving/stepwise.h"

namespace costwright {
namespace {

void check(const AttentionCost& cost) {
  require(cost.per_sequence >= 0 && cost.per_token >= 0,
          "attention cost {} + {} per token must not be negative", cost.per_sequence,
          cost.per_token);
}

void check(const ReplicaPlan& plan) {
  require(plan.max_batch >= 1, "max_batch = {}, must be at least 1", plan.max_batch);
  require(plan.token_budget >= plan.max_batch, "token_budget = {} is below max_batch = {}",
          plan.token_budget, plan.max_batch);
  require(plan.kv_blocks >= 1, "kv_blocks = {}, must be at least 1", plan.kv_blocks);
  require(plan.block_tokens >= 1, "block_tokens = {}, must be at least 1", plan.block_tokens);
  require(plan.queue_limit >= 1, "queue_limit = {}, must be at least 1", plan.queue_limit);
  require(plan.client_timeout > 0, "client_timeout = {} ps, must exceed 0", plan.client_timeout);
  const IterationCost& cost = plan.cost;
  require(cost.step.size() == static_cast<std::size_t>(plan.token_budget) + 1,
          "{} step times for a token budget of {}; one is needed for 0, 1, ... budget tokens",
          cost.step.size(), plan.token_budget);
  require(std::all_of(cost.step.begin() + 1, cost.step.end(),
                      [](Ps step) {
                        return step >= 1;
                      }),
          "a step time is below 1 ps; an iteration must take time");
  require(cost.per_sequence >= 0 && cost.per_prefill_pair >= 0 && cost.prefill_step >= 0,
          "per_sequence = {}, per_prefill_pair = {}, prefill_step = {}; none may be negative",
          cost.per_sequence, cost.per_prefill_pair, cost.prefill_step);
  check(cost.memory);
  check(cost.compute);
}

void check(const ServingPlan& plan) {
  check(plan.replica);
  require(plan.replicas >= 1, "replicas = {}, must be at least 1", plan.replicas);
  require(!plan.classes.empty(), "the plan has no class; every request belongs to one");
}

PoolUsage simulate(const ServingPlan& plan,
                   ArrivalSource& arrivals,
                   const ServingOptions& options,
                   std::int64_t longest_run) {
  check(plan);
  Meters meters(plan.meter, plan.replica.front_end, plan.classes);
  ArrivalFeed feed(arrivals, plan.classes.size(), meters.window_end(), options);
  Correspondence correspondence(options.records, arrivals, feed);
  const std::vector<Ps>& steps = plan.replica.cost.step;
  const Replica::Environment environment{
      .plan = &plan,
      .meters = &meters,
      .listener = correspondence.needed() ? &correspondence : nullptr,
      .shortest_step = *std::min_element(steps.begin() + 1, steps.end()),
      .longest_run = longest_run};
  std::vector<Replica> replicas;
  replicas.reserve(static_cast<std::size_t>(plan.replicas));
  for (std::int32_t i = 0; i < plan.replicas; ++i) {
    replicas.emplace_back(environment, i);
  }
  const bool router_looks = plan.router == Router::kLeastOutstanding && plan.replicas > 1;
  if (router_looks || arrivals.reacts()) {
    GlobalOrder(replicas, feed, plan.router, arrivals.reacts()).run();
  } else {
    simulate_separately(replicas, feed);
  }
  correspondence.sort_records();
  return meters.take();
}

}  // namespace

PoolUsage simulate_serving(const ServingPlan& plan,
                           ArrivalSource& arrivals,
                           const ServingOptions& options) {
  return simulate(plan, arrivals, options, INT64_MAX);
}

PoolUsage simulate_serving_stepwise(const ServingPlan& plan,
                                    ArrivalSource& arrivals,
                                    const ServingOptions& options) {
  return simulate(plan, arrivals, options, 1);
}

}  // namespace costwright

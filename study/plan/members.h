#pragma once
// The members of every struct of a pool's plan, bound by name: a struct that gets a new one does
// not compile here until it is listed, and what walks over the members (the content hash, its test)
// cannot forget it.
#include <concepts>
#include <tuple>
#include <type_traits>

#include "study/plan/plan.h"

namespace costwright::study {

template <class T, class Struct>
concept MaybeConst = std::same_as<std::remove_const_t<T>, Struct>;

auto members(MaybeConst<sim::MeterPlan> auto& meter) {
  auto& [start, buckets, buckets_per_day, bucket] = meter;
  return std::tie(start, buckets, buckets_per_day, bucket);
}

auto members(MaybeConst<sim::ClassPlan> auto& klass) {
  auto& [slo_ttft, slo_tpot, slo_e2e, priority, fair_cost, response_cache_share, cascade_share,
         overflows] = klass;
  return std::tie(slo_ttft, slo_tpot, slo_e2e, priority, fair_cost, response_cache_share,
                  cascade_share, overflows);
}

auto members(MaybeConst<sim::AttentionCost> auto& cost) {
  auto& [per_sequence, per_token] = cost;
  return std::tie(per_sequence, per_token);
}

auto members(MaybeConst<sim::DecodeCost> auto& cost) {
  auto& [step, per_sequence, memory, compute] = cost;
  return std::tie(step, per_sequence, memory, compute);
}

auto members(MaybeConst<sim::IterationCost> auto& cost) {
  auto& [step, per_sequence, memory, compute, prefill_step, per_prefill_pair, decode_only] = cost;
  return std::tie(step, per_sequence, memory, compute, prefill_step, per_prefill_pair, decode_only);
}

auto members(MaybeConst<sim::ReplicaPlan> auto& replica) {
  auto& [cost, max_batch, token_budget, kv_blocks, block_tokens, queue_limit, max_context,
         client_timeout, front_end, queue_order, prefix_cache] = replica;
  return std::tie(cost, max_batch, token_budget, kv_blocks, block_tokens, queue_limit, max_context,
                  client_timeout, front_end, queue_order, prefix_cache);
}

auto members(MaybeConst<sim::Autoscaler> auto& scaler) {
  auto& [minimum, initial, target, first_tick, interval, start_delay, down_window] = scaler;
  return std::tie(minimum, initial, target, first_tick, interval, start_delay, down_window);
}

auto members(MaybeConst<sim::Outage> auto& outage) {
  auto& [replica, notice, down, up] = outage;
  return std::tie(replica, notice, down, up);
}

auto members(MaybeConst<sim::Handover> auto& handover) {
  auto& [latency, per_token, kept] = handover;
  return std::tie(latency, per_token, kept);
}

auto members(MaybeConst<sim::ReplicaKind> auto& kind) {
  auto& [replica, replicas] = kind;
  return std::tie(replica, replicas);
}

auto members(MaybeConst<sim::ServingPlan> auto& plan) {
  auto& [replica, replicas, others, router, meter, classes, autoscaler, outages, handover, seed] =
      plan;
  return std::tie(replica, replicas, others, router, meter, classes, autoscaler, outages, handover,
                  seed);
}

auto members(MaybeConst<sim::BatchPlan> auto& plan) {
  auto& [batch, max_batch, batch_delay, queue_limit, client_timeout, front_end, replicas, router,
         meter, classes] = plan;
  return std::tie(batch, max_batch, batch_delay, queue_limit, client_timeout, front_end, replicas,
                  router, meter, classes);
}

auto members(MaybeConst<sim::LatencyDraw> auto& latency) {
  auto& [median, sigma] = latency;
  return std::tie(median, sigma);
}

auto members(MaybeConst<sim::ApiPlan> auto& plan) {
  auto& [ttft, tpot, request_interval, token_interval, refuses, client_timeout, cache_lifetime,
         cache_minimum, max_context, meter, classes, seed] = plan;
  return std::tie(ttft, tpot, request_interval, token_interval, refuses, client_timeout,
                  cache_lifetime, cache_minimum, max_context, meter, classes, seed);
}

}  // namespace costwright::study

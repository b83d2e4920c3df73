#include "core/hash.h"
#include "study/plan/plan_parts.h"

namespace costwright::study {
namespace {

void add(Hasher& hash, const sim::MeterPlan& meter) {
  hash.add(meter.start).add(meter.buckets).add(meter.buckets_per_day);
}

void add(Hasher& hash, const std::vector<sim::ClassPlan>& classes) {
  hash.add(classes.size());
  for (const auto& klass : classes) {
    hash.add(klass.slo_ttft).add(klass.slo_tpot).add(klass.slo_e2e);
    hash.add(klass.priority).add(klass.fair_cost).add(klass.response_cache_share);
    hash.add(klass.cascade_share).add(klass.overflows);
  }
}

void add(Hasher& hash, const sim::AttentionCost& cost) {
  hash.add(cost.per_sequence).add(cost.per_token);
}

void add(Hasher& hash, const sim::IterationCost& cost) {
  hash.add_all(cost.step).add(cost.per_sequence).add(cost.per_prefill_pair).add(cost.prefill_step);
  add(hash, cost.memory);
  add(hash, cost.compute);
  hash.add(cost.decode_only.has_value());
  if (cost.decode_only) {
    hash.add_all(cost.decode_only->step).add(cost.decode_only->per_sequence);
    add(hash, cost.decode_only->memory);
    add(hash, cost.decode_only->compute);
  }
}

void add_fleet(Hasher& hash, const sim::ServingPlan& plan) {
  hash.add(plan.autoscaler.has_value());
  if (plan.autoscaler) {
    const sim::Autoscaler& scaler = *plan.autoscaler;
    hash.add(scaler.minimum).add(scaler.initial).add(scaler.target).add(scaler.first_tick);
    hash.add(scaler.interval).add(scaler.start_delay).add(scaler.down_window);
  }
  hash.add(plan.outages.size());
  for (const sim::Outage& outage : plan.outages) {
    hash.add(outage.replica).add(outage.notice).add(outage.down).add(outage.up);
  }
}

void add(Hasher& hash, const sim::ServingPlan& plan) {
  const sim::ReplicaPlan& replica = plan.replica;
  hash.add(std::string_view("serving")).add(sim::kServingEngineVersion);
  add(hash, replica.cost);
  hash.add(replica.max_batch)
      .add(replica.token_budget)
      .add(replica.kv_blocks)
      .add(replica.block_tokens);
  hash.add(replica.queue_limit).add(replica.client_timeout).add(replica.front_end);
  hash.add(replica.queue_order).add(replica.prefix_cache);
  hash.add(plan.replicas).add(plan.router).add(plan.seed);
  hash.add(plan.handover.has_value());
  if (plan.handover) {
    hash.add(plan.handover->latency).add(plan.handover->per_token);
  }
  add_fleet(hash, plan);
  add(hash, plan.meter);
  add(hash, plan.classes);
}

void add(Hasher& hash, const sim::BatchPlan& plan) {
  hash.add(std::string_view("batch")).add(sim::kBatchEngineVersion).add_all(plan.batch);
  hash.add(plan.max_batch).add(plan.batch_delay).add(plan.queue_limit).add(plan.client_timeout);
  hash.add(plan.front_end).add(plan.replicas).add(plan.router);
  add(hash, plan.meter);
  add(hash, plan.classes);
}

}  // namespace

std::uint64_t run_key(const PoolRun& run) {
  Hasher hash;
  std::visit(
      [&](const auto& plan) {
        add(hash, plan);
      },
      run.plan);
  hash.add(hash_of(run.arrivals));
  hash.add(run.from.size());
  for (const Inbound& from : run.from) {
    hash.add(from.key).add(from.kind).add_all(from.class_of);
  }
  return hash.value();
}

}  // namespace costwright::study

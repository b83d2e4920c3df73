#include "core/hash.h"
#include "study/plan_parts.h"

namespace costwright {
namespace {

void add(Hasher& hash, const MeterPlan& meter) {
  hash.add(meter.start).add(meter.buckets).add(meter.buckets_per_day);
}

void add(Hasher& hash, const std::vector<ClassPlan>& classes) {
  hash.add(classes.size());
  for (const auto& klass : classes) {
    hash.add(klass.slo_ttft).add(klass.slo_tpot).add(klass.slo_e2e);
  }
}

void add(Hasher& hash, const IterationCost& cost) {
  hash.add_all(cost.step).add(cost.per_sequence).add(cost.per_prefill_pair).add(cost.prefill_step);
  hash.add(cost.memory.per_sequence).add(cost.memory.per_token);
  hash.add(cost.compute.per_sequence).add(cost.compute.per_token);
  if (cost.decode_only) {
    const DecodeCost& decode = *cost.decode_only;
    hash.add(std::string_view("decode_only")).add_all(decode.step).add(decode.per_sequence);
    hash.add(decode.memory.per_sequence).add(decode.memory.per_token);
    hash.add(decode.compute.per_sequence).add(decode.compute.per_token);
  }
}

void add(Hasher& hash, const ServingPlan& plan) {
  const ReplicaPlan& replica = plan.replica;
  hash.add(std::string_view("serving")).add(kServingEngineVersion);
  add(hash, replica.cost);
  hash.add(replica.max_batch)
      .add(replica.token_budget)
      .add(replica.kv_blocks)
      .add(replica.block_tokens);
  hash.add(replica.queue_limit).add(replica.client_timeout).add(replica.front_end);
  hash.add(plan.replicas).add(plan.router);
  add(hash, plan.meter);
  add(hash, plan.classes);
}

void add(Hasher& hash, const BatchPlan& plan) {
  hash.add(std::string_view("batch")).add(kBatchEngineVersion).add_all(plan.batch);
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
  return hash.value();
}

}  // namespace costwright

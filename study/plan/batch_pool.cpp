#include "study/plan/batch_pool.h"

#include <algorithm>

#include "core/perf/batch_inference.h"
#include "study/plan/quantise.h"

namespace costwright::study {
namespace {

void refuse_llm_features(const PlanSources& from, const Served& served) {
  refuse_fields(
      from, served,
      {"kv_blocks", "max_model_len", "gpu_memory_utilisation", "engine", "pipeline_parallel",
       "expert_parallel", "attention_data_parallel", "lora", "speculative", "queue_order",
       "prefix_cache", "autoscaling", "interruptions"},
      fmt::format("'{}' is a single-shot model, without KV cache or LLM engine", served.shape.key));
  refuse_fields(from, served, {"clock", "power_cap"},
                fmt::format("'{}' is a single-shot model, whose speed is only known at the full "
                            "clock",
                            served.shape.key));
  if (served.deployment.router == Router::kPrefixAffinity) {
    from.diagnostics.error(from.at(served.path("router")), "prefix_affinity is for language models",
                           "use least_outstanding");
  }
  if (served.model.sparsity != Sparsity::kNone) {
    from.diagnostics.error(
        from.at("models." + *served.deployment.model + ".sparsity"),
        fmt::format("'{}' is a single-shot model, of which no kernel for sparse weights is known",
                    served.shape.key),
        "leave `sparsity` out");
  }
  if (served.deployment.tensor_parallel != 1) {
    from.diagnostics.error(
        from.at(served.path("tensor_parallel")),
        fmt::format("'{}' is a single-shot model: one device serves it alone", served.shape.key),
        "leave tensor_parallel out");
  }
}

}  // namespace

void add_batch_kind(PoolParts& parts, const PlanSources& from, const Served& served) {
  if (parts.spec.kinds.empty()) {
    refuse_llm_features(from, served);
  }
  const Deployment& deployment = served.deployment;
  const auto times = perf::batch_times(served.shape, served.fleet.accelerator, served.model.weights,
                                       deployment.max_batch, from.diagnostics);
  if (!times) {
    return;
  }
  sim::BatchPlan plan;
  for (const double s : times->batch_s) {
    plan.batch.push_back(plan.batch.empty() ? 0 : std::max<sim::Ps>(1, quantised(s)));
  }
  plan.max_batch = deployment.max_batch;
  plan.batch_delay = to_ps(deployment.batch_delay);
  plan.queue_limit = deployment.queue_limit;
  plan.client_timeout = to_ps(deployment.client_timeout);
  plan.router = deployment.router;
  PoolKind kind;
  kind.power = sim::PoolPower{.idle_w = times->idle_w,
                              .maximum_w = times->maximum_w,
                              .per_iteration_j = times->per_batch_j,
                              .per_token_j = times->per_item_j};
  add_kind(parts, std::move(kind), std::move(plan));
}

}  // namespace costwright::study

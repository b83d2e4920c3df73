#include "study/plan/api_pool.h"

#include <algorithm>

#include "core/catalog/views.h"
#include "sim/clock/random.h"
#include "study/plan/quantise.h"

namespace costwright::study {
namespace {

constexpr double kZ95 = 1.6448536269514722;  // of the standard normal

sim::LatencyDraw draw_of(Duration p50, Duration p95) {
  return {std::max<sim::Ps>(1, to_ps(p50)), sim::portable_log(p95 / p50) / kZ95};
}

// Stated, else as catalogued; none: of declared volumes, where no request is simulated.
void add_latencies(sim::ApiPlan& plan,
                   const PlanSources& from,
                   const Row& row,
                   const ApiTerms& terms) {
  plan.ttft = plan.tpot = {1, 0};
  if (terms.ttft && terms.tpot) {
    plan.ttft = draw_of(terms.ttft->p50, terms.ttft->p95);
    plan.tpot = draw_of(terms.tpot->p50, terms.tpot->p95);
  } else if (const auto known = api_latency(from.catalog, row.key(), from.facts)) {
    plan.ttft = draw_of(known->ttft_p50_s * second, known->ttft_p95_s * second);
    plan.tpot = draw_of(known->tpot_p50_s * second, known->tpot_p95_s * second);
  }
}

template <class Rate>
sim::Ps interval_of(const std::optional<Rate>& rate) {
  return rate ? std::max<sim::Ps>(1, quantised(1 / rate->base())) : 0;
}

std::int64_t context_of(const Row& row, const Deployment& deployment) {
  const auto context = row.fact("context_tokens");
  return deployment.max_model_len ? static_cast<std::int64_t>(deployment.max_model_len->base())
         : context                ? static_cast<std::int64_t>(context->value)
                                  : 0;
}

}  // namespace

void make_api_pool(PoolParts& parts, const PlanSources& from, const Deployment& deployment) {
  const Row* row =
      from.catalog.find("cloud_services", *deployment.api,
                        from.at("serving." + parts.spec.name + ".api"), from.diagnostics);
  const ApiTerms& terms = deployment.api_terms;
  sim::ApiPlan plan;
  if (row != nullptr) {
    add_latencies(plan, from, *row, terms);
  }
  plan.request_interval = interval_of(terms.requests_per_minute);
  plan.token_interval = interval_of(terms.tokens_per_minute);
  plan.refuses = terms.over_limit == OverLimit::kRefuse;
  plan.client_timeout = to_ps(deployment.client_timeout);
  plan.cache_lifetime = to_ps(terms.cache_lifetime);
  plan.cache_minimum = static_cast<std::int32_t>(terms.cache_minimum.base());
  plan.max_context = row != nullptr ? context_of(*row, deployment) : 0;
  plan.seed = static_cast<std::uint64_t>(from.scenario().seed);
  parts.spec.max_context = plan.max_context;
  parts.spec.devices_per_replica = parts.spec.replicas = 0;
  parts.plan = std::move(plan);
}

void check_has_latencies(const PlanSources& from,
                         const std::string& name,
                         const Deployment& deployment) {
  FactLog unused;  // which have been entered
  const Row* row = from.catalog.find("cloud_services", *deployment.api,
                                     from.at("serving." + name + ".api"), from.diagnostics);
  if (row != nullptr && !deployment.api_terms.ttft &&
      !api_latency(from.catalog, row->key(), unused)) {
    from.diagnostics.error(
        from.at("serving." + name + ".api"),
        fmt::format("serving.{}: how fast '{}' answers is not stated, nor in the catalogue "
                    "(api_latency)",
                    name, *deployment.api),
        "write e.g. 'api_terms: {ttft: {p50: 0.5 s, p95: 1.5 s}, tpot: {p50: 0.01 s, p95: 0.02 "
        "s}}' with what you measured, or declare the volumes");
  }
}

}  // namespace costwright::study

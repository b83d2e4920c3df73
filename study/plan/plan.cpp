#include "study/plan/plan.h"

#include <algorithm>

#include "study/plan/api_pool.h"
#include "study/plan/checks.h"
#include "study/plan/classes.h"
#include "study/plan/fleet.h"
#include "study/plan/operations.h"
#include "study/plan/pool_simulations.h"
#include "study/plan/quantise.h"

namespace costwright::study {
namespace {

ScenarioPlan empty_plan(const PlanSources& from, const Traffic& traffic) {
  const Scenario& scenario = from.scenario();
  ScenarioPlan plan;
  plan.days = traffic.week.days;
  plan.days.repeats = repeats_of(traffic.demand);
  plan.warm_up = to_ps(scenario.simulation.warm_up);
  plan.effort = scenario.simulation.effort;
  for (const auto& [name, entry] : scenario.fleet) {
    plan.fleet.push_back(fleet_spec(from, name, entry));
  }
  plan.bases = bases_of(from, traffic);
  const std::size_t pools = scenario.serving.size();
  plan.pools.resize(pools);
  plan.simulation_of.assign(pools,
                            std::vector<int>(static_cast<std::size_t>(scenario.horizon.count), -1));
  if (scenario.simulation.error_range) {
    plan.speed_range = {plan.simulation_of, plan.simulation_of};
  }
  plan.compressed_of.assign(pools, -1);
  return plan;
}

void check_workloads(const PlanSources& from,
                     const Traffic& traffic,
                     const Deployment& deployment,
                     const PoolParts& parts) {
  const Scenario& scenario = from.scenario();
  for (std::size_t w = 0; w < scenario.workloads.size(); ++w) {
    const auto& [name, workload] = scenario.workloads[w];
    if (!traffic.relays.reaches(w, parts.spec.name)) {
      continue;
    }
    if (std::holds_alternative<sim::BatchPlan>(parts.plan)) {
      refuse_llm_fields(from, name, *deployment.model);
    } else if (workload.served_by == parts.spec.name) {
      check_idle_fields(from, name, deployment);
    }
  }
}

// What a pool's months have in common.
PoolParts parts_of(const PlanSources& from,
                   const Traffic& traffic,
                   const ScenarioPlan& plan,
                   std::size_t pool) {
  const auto& [name, deployment] = from.scenario().serving[pool];
  PoolParts parts = pool_parts(from, from.scenario().serving[pool],
                               {plan.fleet, mean_context(from.scenario(), traffic, name)});
  add_operations(parts, from, name, deployment);
  traffic.relays.add_to(parts, from);
  number_classes(parts.spec, traffic.relays, traffic.streams);
  check_workloads(from, traffic, deployment, parts);
  const bool is_llm = std::holds_alternative<sim::ServingPlan>(parts.plan);
  std::visit(
      [&](auto& engine_plan) {
        engine_plan.meter = {plan.warm_up, plan.days.in_window() * sim::kBucketsPerDay,
                             sim::kBucketsPerDay};
        engine_plan.classes = class_plans(parts.spec, from.scenario(), traffic.relays, is_llm);
      },
      parts.plan);
  return parts;
}

void add_pool(const PlanSources& from,
              const Traffic& traffic,
              std::size_t pool,
              ScenarioPlan& plan) {
  PoolParts parts = parts_of(from, traffic, plan, pool);
  if (parts.spec.is_api() && !parts.spec.workload_of_class.empty()) {
    check_has_latencies(from, parts.spec.name, from.scenario().serving[pool].second);
  }
  if (!from.diagnostics.has_errors() && !parts.spec.workload_of_class.empty()) {
    count_giants(from, traffic, parts.spec, plan.bases);
    PoolSimulations simulations(from, traffic, pool, parts, plan);
    simulations.add_months();
    simulations.add_bracket();
    if (plan.speed_range) {
      plan.speed_range->fast[pool] = plan.speed_range->slow[pool] = plan.simulation_of[pool];
      simulations.add_speed_range();
    }
  }
  plan.pools[pool] = std::move(parts.spec);
}

bool is_calibrated(const PoolSpec& pool) {
  return std::any_of(pool.kinds.begin(), pool.kinds.end(), [](const PoolKind& kind) {
    return kind.calibration.has_value();
  });
}

bool rests_on_calibration(const ScenarioPlan& plan) {
  for (std::size_t p = 0; p < plan.pools.size(); ++p) {
    const auto& simulations = plan.simulation_of[p];
    if (is_calibrated(plan.pools[p]) &&
        std::any_of(simulations.begin(), simulations.end(), [](int simulation) {
          return simulation >= 0;
        })) {
      return true;
    }
  }
  return false;
}

}  // namespace

std::vector<std::size_t> PoolSpec::entries() const {
  std::vector<std::size_t> all = also_on;
  if (fleet) {
    all.insert(all.begin(), *fleet);
  }
  return all;
}

bool is_planned_on(std::string_view section) {
  constexpr std::string_view kOfMoney[] = {
      "finance", "sites",    "savings_plans", "training", "data_pipeline", "application",
      "staff",   "software", "storage",       "egress",   "credits"};
  return std::ranges::find(kOfMoney, section) == std::end(kOfMoney);
}

std::int64_t PoolSpec::kv_tokens() const {
  std::int64_t least = kinds.empty() ? 0 : kinds.front().kv_tokens();
  for (const PoolKind& kind : kinds) {
    least = std::min(least, kind.kv_tokens());
  }
  return least;
}

bool ScenarioPlan::uses(std::size_t entry) const {
  return std::any_of(pools.begin(), pools.end(), [&](const PoolSpec& pool) {
    const auto entries = pool.entries();
    return std::find(entries.begin(), entries.end(), entry) != entries.end();
  });
}

ScenarioPlan make_plan(const LoadedScenario& loaded,
                       const Inputs& inputs,
                       const Catalog& catalog,
                       FactLog& facts,
                       Diagnostics& diagnostics) {
  const PlanSources from{loaded, catalog, inputs, facts, diagnostics};
  const Traffic traffic = traffic_of(from);
  ScenarioPlan plan = empty_plan(from, traffic);
  for (const std::size_t pool : relay_order(loaded.scenario)) {
    add_pool(from, traffic, pool, plan);
  }
  if (!rests_on_calibration(plan)) {
    plan.speed_range.reset();
  }
  check_relays_in_service(from, traffic.relays, plan);
  check_room(from, plan);
  return plan;
}

}  // namespace costwright::study

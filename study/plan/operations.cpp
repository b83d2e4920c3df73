#include "study/plan/operations.h"

#include <algorithm>

#include "sim/clock/random.h"
#include "study/plan/quantise.h"

namespace costwright::study {
namespace {

constexpr double kMostOutages = 100'000;  // of one simulation; every month has its own

sim::Autoscaler autoscaler_of(const Autoscaling& autoscaling) {
  sim::Autoscaler scaler;
  scaler.minimum = scaler.initial = autoscaling.minimum;
  scaler.target = autoscaling.target;
  scaler.interval = to_ps(autoscaling.interval);
  scaler.first_tick = scaler.interval;
  scaler.start_delay = to_ps(autoscaling.start_delay);
  scaler.down_window = to_ps(autoscaling.down_window);
  return scaler;
}

sim::InterruptionPlan interruption_plan(const PlanSources& from,
                                        const std::string& path,
                                        const Interruptions& interruptions) {
  sim::InterruptionPlan plan;
  plan.notice = to_ps(interruptions.notice);
  plan.gone = to_ps(interruptions.outage);
  if (interruptions.mean_time_between) {
    plan.mean_life_s = interruptions.mean_time_between->in(second);
  } else if (interruptions.lifetimes) {
    constexpr double kMostHours = 2500;  // of the clock
    const auto lives = from.inputs.weighted(
        {resolve_path(from.loaded, *interruptions.lifetimes), "hours", 0.01, kMostHours, false},
        from.at(path + ".lifetimes"), from.diagnostics);
    for (const double hours : lives->values) {
      plan.lifetimes.push_back(quantised(hours * 3600));
    }
    plan.cumulative = lives->cumulative;
  }
  return plan;
}

}  // namespace

void add_operations(PoolParts& parts,
                    const PlanSources& from,
                    const std::string& name,
                    const Deployment& deployment) {
  auto* const plan = std::get_if<sim::ServingPlan>(&parts.plan);
  if (plan == nullptr) {
    return;
  }
  plan->router = deployment.router;
  plan->replica.queue_order = deployment.queue_order;
  plan->replica.prefix_cache = deployment.prefix_cache;
  plan->seed = static_cast<std::uint64_t>(from.scenario().seed);
  if (deployment.autoscaling) {
    plan->autoscaler = autoscaler_of(*deployment.autoscaling);
    if (deployment.replicas && plan->autoscaler->minimum > *deployment.replicas) {
      from.diagnostics.error(
          from.at("serving." + name + ".autoscaling.minimum"),
          fmt::format("autoscaling keeps at least {} replicas, but the deployment has {} at most",
                      plan->autoscaler->minimum, *deployment.replicas),
          "lower minimum, or raise replicas");
    }
  }
  if (deployment.interruptions) {
    parts.interruptions =
        interruption_plan(from, "serving." + name + ".interruptions", *deployment.interruptions);
    if (!plan->autoscaler && parts.interruptions->notice == 0) {  // else the load has a say
      parts.spec.on_share = sim::up_share(*parts.interruptions);
    }
  }
}

void size_operations(sim::ServingPlan& plan,
                     const PoolParts& parts,
                     std::size_t pool,
                     const PlanSources& from) {
  if (plan.autoscaler) {
    plan.autoscaler->minimum = std::min(plan.autoscaler->minimum, plan.replicas);
    plan.autoscaler->initial = plan.autoscaler->minimum;
  }
  if (!parts.interruptions) {
    return;
  }
  const sim::Ps end = plan.meter.end();
  const double expected = expected_outages(*parts.interruptions, plan.replicas, end);
  if (expected > kMostOutages) {
    from.diagnostics.error(
        from.at("serving." + parts.spec.name + ".interruptions"),
        fmt::format(
            "{} replicas are interrupted about {:.3g} million times in the {:.3g} simulated "
            "hours; at most {:.3g} million are simulated",
            plan.replicas, expected / 1e6, static_cast<double>(end) / sim::kPsPerHour,
            kMostOutages / 1e6),
        "check the mean time between interruptions, which is that of one replica");
    return;
  }
  // Deployments do not fail at the same instants.
  const std::uint64_t seed = sim::mix64(plan.seed + 0x9e3779b97f4a7c15ULL * (pool + 1));
  plan.outages = draw_outages(*parts.interruptions, plan.replicas, seed, end);
}

}  // namespace costwright::study

#include "study/plan/relays.h"

#include <algorithm>
#include <cmath>

#include "study/plan/quantise.h"

namespace costwright::study {
namespace {

constexpr double kMostPerToken = 1 << 30;  // ps: what the engine takes

// None, with an error at `place`, when a token's KV cache travels too slowly.
std::optional<sim::Handover> handover_of(const PrefillBy& prefill_by,
                                         double bytes_per_token,
                                         const Place& place,
                                         Diagnostics& diagnostics) {
  const double seconds = bytes_per_token / prefill_by.bandwidth.base();
  if (seconds * sim::kPsPerSecond > kMostPerToken) {
    diagnostics.error(
        place,
        fmt::format("a token's KV cache of {:.0f} bytes would take {:.1f} ms; at most "
                    "1 ms is computed",
                    bytes_per_token, seconds * 1000),
        "raise the bandwidth");
    return std::nullopt;
  }
  return sim::Handover{to_ps(prefill_by.latency), quantised(seconds)};
}

// What is left of a prompt weighs nothing on its way.
sim::Handover handover_of(const CompressBy& compress_by) {
  return {to_ps(compress_by.latency), 0,
          std::llround(static_cast<double>(sim::kWholePrompt) / compress_by.ratio)};
}

}  // namespace

Relays::Relays(const Scenario& scenario) : scenario_(scenario) {
  for (const auto& [name, workload] : scenario.workloads) {
    steps_.push_back(relay_steps(scenario, workload));
  }
}

bool Relays::arrives(std::size_t workload, const std::string& deployment) const {
  const auto& served_by = scenario_.workloads[workload].second.served_by;
  return served_by && entry_of(scenario_, *served_by) == deployment;
}

bool Relays::reaches(std::size_t workload, const std::string& deployment) const {
  const auto& steps = steps_[workload];
  return arrives(workload, deployment) ||
         std::any_of(steps.begin(), steps.end(), [&](const RelayStep& step) {
           return step.to == deployment;
         });
}

bool Relays::passes(const std::string& deployment) const {
  return std::any_of(steps_.begin(), steps_.end(), [&](const std::vector<RelayStep>& steps) {
    return std::any_of(steps.begin(), steps.end(), [&](const RelayStep& step) {
      return step.from == deployment || step.to == deployment;
    });
  });
}

void Relays::add_to(PoolParts& parts, const PlanSources& from) const {
  const std::string& name = parts.spec.name;
  auto* const plan = std::get_if<sim::ServingPlan>(&parts.plan);
  if (std::holds_alternative<sim::BatchPlan>(parts.plan) && passes(name)) {
    from.diagnostics.error(
        from.at("serving." + name + ".model"),
        "requests are passed on between deployments of language models only, not of single-shot "
        "models",
        "remove prefill_by, compress_by, cascade and overflow_to, or name a language model");
  }
  for (const auto& [other, deployment] : scenario_.serving) {
    if (plan != nullptr && deployment.prefill_by && deployment.prefill_by->deployment == name) {
      plan->handover =
          handover_of(*deployment.prefill_by, parts.spec.kv_bytes_per_token,
                      from.at("serving." + other + ".prefill_by.bandwidth"), from.diagnostics);
    }
    if (plan != nullptr && deployment.compress_by && deployment.compress_by->deployment == name) {
      plan->handover = handover_of(*deployment.compress_by);
      plan->replica.prefix_cache = false;  // what an encoder makes of a token depends on later ones
    }
  }
}

void Relays::add_to(sim::ClassPlan& klass,
                    std::size_t workload,
                    const std::string& deployment) const {
  for (const RelayStep& step : steps_[workload]) {
    if (step.from != deployment) {
      continue;
    }
    if (step.kind == RelayKind::kCascaded) {
      klass.cascade_share =
          quantised_share(scenario_.workloads[workload].second.cascade->share.value);
    }
    klass.overflows = klass.overflows || step.kind == RelayKind::kOverflowed;
  }
}

std::size_t pool_of(const Scenario& scenario, const std::string& deployment) {
  const auto is_it = [&](const auto& entry) {
    return entry.first == deployment;
  };
  return static_cast<std::size_t>(
      std::find_if(scenario.serving.begin(), scenario.serving.end(), is_it) -
      scenario.serving.begin());
}

namespace {

// The first month in which only one end of a relay is in service.
std::optional<std::size_t> month_apart(RelayKind kind,
                                       const std::vector<int>& there,
                                       const std::vector<int>& here) {
  for (std::size_t m = 0; m < there.size(); ++m) {
    const bool enters = kind == RelayKind::kPrefilled || kind == RelayKind::kCompressed;
    if ((there[m] >= 0 && here[m] < 0) || (enters && here[m] >= 0 && there[m] < 0)) {
      return m;
    }
  }
  return std::nullopt;
}

}  // namespace

void check_relays_in_service(const PlanSources& from,
                             const Relays& relays,
                             const ScenarioPlan& plan) {
  const Scenario& scenario = from.scenario();
  for (std::size_t w = 0; w < scenario.workloads.size() && !from.diagnostics.has_errors(); ++w) {
    for (const RelayStep& step : relays.steps(w)) {
      const auto month = month_apart(step.kind, plan.simulation_of[pool_of(scenario, step.from)],
                                     plan.simulation_of[pool_of(scenario, step.to)]);
      if (month) {
        from.diagnostics.error(
            from.at("workloads." + scenario.workloads[w].first),
            fmt::format("'{}' passes requests on to '{}', and only one of them is in service "
                        "in {}",
                        step.from, step.to, to_string(scenario.start + static_cast<int>(*month))),
            "let their fleet entries be in service in the same months");
        return;
      }
    }
  }
}

}  // namespace costwright::study

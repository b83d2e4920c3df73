// Writes relays (prefill handover, cascade, overflow) into a pool's plan.
#include <algorithm>

#include "sim/clock/random.h"
#include "study/plan/plan_parts.h"

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

void Relays::add_to(PoolParts& parts,
                    const LoadedScenario& loaded,
                    const std::string& name,
                    Diagnostics& diagnostics) const {
  auto* const plan = std::get_if<sim::ServingPlan>(&parts.plan);
  if (plan == nullptr && passes(name)) {
    diagnostics.error(
        place_of(loaded, "serving." + name + ".model"),
        "requests are passed on between deployments of language models only, not of single-shot "
        "models",
        "remove prefill_by, cascade and overflow_to, or name a language model");
  }
  for (const auto& [other, deployment] : scenario_.serving) {
    if (plan != nullptr && deployment.prefill_by && deployment.prefill_by->deployment == name) {
      plan->handover =
          handover_of(*deployment.prefill_by, parts.spec.kv_bytes_per_token,
                      place_of(loaded, "serving." + other + ".prefill_by.bandwidth"), diagnostics);
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
          sim::chance_of(scenario_.workloads[workload].second.cascade->share.value);
    }
    klass.overflows = klass.overflows || step.kind == RelayKind::kOverflowed;
  }
}

}  // namespace costwright::study

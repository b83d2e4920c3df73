#include "study/plan/pools.h"

#include <algorithm>

#include "core/catalog/views.h"
#include "core/scenario/rules/relays.h"
#include "study/plan/api_pool.h"
#include "study/plan/batch_pool.h"
#include "study/plan/llm_pool.h"

namespace costwright::study {

void refuse_fields(const PlanSources& from,
                   const Served& served,
                   std::initializer_list<const char*> fields,
                   const std::string& why) {
  for (const char* field : fields) {
    if (from.loaded.places->contains(served.path(field))) {
      from.diagnostics.error(from.at(served.path(field)),
                             fmt::format("{} has no effect here: {}", field, why), "leave it out");
    }
  }
}

namespace {

bool are_same_machine(const FleetSpec& a, const FleetSpec& b) {
  return a.accelerator == b.accelerator && a.devices_per_server == b.devices_per_server;
}

// Whether owned and rented machines of one kind do the same for it: a replica that is off draws
// power on the one and not on the other, and one that spans servers has another network.
bool is_indifferent(const Deployment& deployment, const FleetSpec& fleet) {
  return !deployment.autoscaling && !deployment.interruptions &&
         deployment.tensor_parallel * deployment.pipeline_parallel <= fleet.devices_per_server;
}

// Fleet entries of one kind of machines, the deployment's first one first.
using Machines = std::vector<std::size_t>;

// The entries of `also_on`, each beside those of the same machine.
std::vector<Machines> add_phases(PoolSpec& spec,
                                 const PlanSources& from,
                                 const Deployment& deployment,
                                 const std::vector<FleetSpec>& fleet) {
  std::vector<Machines> kinds{{*spec.fleet}};
  const auto& entries = from.scenario().fleet;
  for (std::size_t i = 0; i < deployment.also_on.size(); ++i) {
    const auto found = std::find_if(entries.begin(), entries.end(), [&](const auto& entry) {
      return entry.first == deployment.also_on[i];
    });
    if (found == entries.end()) {
      continue;  // the rules have reported it
    }
    spec.also_on.push_back(static_cast<std::size_t>(found - entries.begin()));
    const FleetSpec& other = fleet[spec.also_on.back()];
    const auto kind = std::find_if(kinds.begin(), kinds.end(), [&](const Machines& machines) {
      return are_same_machine(other, fleet[machines.front()]);
    });
    if (kind == kinds.end()) {
      kinds.push_back({spec.also_on.back()});
      continue;
    }
    const FleetSpec& first = fleet[kind->front()];
    kind->push_back(spec.also_on.back());
    if (other.owned != first.owned && !is_indifferent(deployment, first)) {
      from.diagnostics.error(
          from.at(fmt::format("serving.{}.also_on.{}", spec.name, i)),
          fmt::format("'{}' is {} and '{}' is not", found->first, other.owned ? "owned" : "rented",
                      entries[kind->front()].first),
          "one that is scaled, interrupted or larger than a server runs on all owned or all rented "
          "machines");
    }
  }
  return kinds;
}

// As they are kept where some are given back (outcome/months.cpp): what is reserved, and paid in
// any case, stays the longest; else what is written first.
Machines as_kept(Machines machines, const Scenario& scenario) {
  std::stable_partition(machines.begin(), machines.end(), [&](std::size_t f) {
    const auto& cloud = scenario.fleet[f].second.cloud;
    return cloud && (cloud->purchase == PurchaseOption::kReserved1y ||
                     cloud->purchase == PurchaseOption::kReserved3y);
  });
  return machines;
}

// Whether the performance models know the entry's devices.
bool is_known(const PlanSources& from,
              const std::string& deployment,
              std::size_t entry,
              const FleetSpec& devices) {
  if (!devices.accelerator.key.empty()) {
    return true;
  }
  if (!from.diagnostics.has_errors()) {
    from.diagnostics.error(
        from.at("serving." + deployment + ".fleet"),
        fmt::format("fleet '{}' has no accelerator that the performance model knows",
                    from.scenario().fleet[entry].first),
        "see `costwright catalog accelerators`");
  }
  return false;
}

// An encoder that compresses prompts, as the performance model sees it: what a decoder does before
// its first token, in pieces of the encoder's context, of which a prompt has as many as it needs.
// Too much: the vocabulary matrix, which is read and multiplied once a prompt. Too little: half of
// the pairs of tokens in a prompt's first piece, as those before the later one are counted only.
ModelShape as_reader(ModelShape encoder) {
  encoder.kind = ModelKind::kDenseLlm;
  encoder.windowed_layers = encoder.context_tokens > 0 ? encoder.layers : 0;
  encoder.window_tokens = static_cast<int>(encoder.context_tokens);
  encoder.context_tokens = 0;
  return encoder;
}

}  // namespace

void add_kind(PoolParts& parts, PoolKind kind, PoolPlan plan) {
  if (parts.spec.kinds.empty()) {
    parts.plan = std::move(plan);
  } else {
    parts.others.push_back(std::move(plan));
  }
  parts.spec.kinds.push_back(std::move(kind));
}

PoolParts pool_parts(const PlanSources& from,
                     const std::pair<std::string, Deployment>& entry,
                     const PoolSetting& setting) {
  const auto& [name, deployment] = entry;
  const Scenario& scenario = from.scenario();
  PoolParts parts;
  parts.spec.name = name;
  if (is_api(deployment)) {
    make_api_pool(parts, from, deployment);
    return parts;
  }
  const auto found = std::find_if(scenario.fleet.begin(), scenario.fleet.end(),
                                  [&fleet = deployment.fleet](const auto& other) {
                                    return other.first == fleet;
                                  });
  const Model* model = deployment.model ? find_named(scenario.models, *deployment.model) : nullptr;
  if (found == scenario.fleet.end() || model == nullptr) {
    return parts;  // the reader has reported the dangling reference
  }
  parts.spec.fleet = static_cast<std::size_t>(found - scenario.fleet.begin());
  const Row* row = from.catalog.find(
      "models", model->model, from.at("models." + *deployment.model + ".model"), from.diagnostics);
  auto shape = row != nullptr ? model_shape(*row, from.facts, from.diagnostics) : std::nullopt;
  if (!shape) {
    return parts;
  }
  if (shape->kind == ModelKind::kEncoder && compresses_for(scenario, name) != nullptr) {
    *shape = as_reader(std::move(*shape));
  }
  for (Machines& machines : add_phases(parts.spec, from, deployment, setting.fleet)) {
    const std::size_t first = machines.front();
    const std::size_t before = parts.spec.kinds.size();
    const Served served{name,   deployment,           *model,
                        *shape, setting.fleet[first], scenario.fleet[first].second};
    if (is_known(from, name, first, served.fleet)) {
      is_llm(shape->kind) ? add_llm_kind(parts, from, served, setting.mean_context)
                          : add_batch_kind(parts, from, served);
    }
    if (parts.spec.kinds.size() == before) {
      break;  // which has been said
    }
    parts.spec.kinds.back().entries =
        deployment.autoscaling ? as_kept(std::move(machines), scenario) : std::move(machines);
  }
  return parts;
}

}  // namespace costwright::study

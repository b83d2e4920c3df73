#include "study/plan/pools.h"

#include <algorithm>

#include "core/catalog/views.h"
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

// What a replica is must not depend on where it runs.
void add_phases(PoolSpec& spec,
                const PlanSources& from,
                const Deployment& deployment,
                const std::vector<FleetSpec>& fleet) {
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
    const FleetSpec& first = fleet[*spec.fleet];
    const Place place = from.at(fmt::format("serving.{}.also_on.{}", spec.name, i));
    if (!are_same_machine(other, first)) {
      from.diagnostics.error(
          place, fmt::format("'{}' is another machine than '{}'", found->first, *deployment.fleet),
          "give it a deployment of its own: one runs on one kind of machines");
    } else if (other.owned != first.owned && !is_indifferent(deployment, first)) {
      from.diagnostics.error(
          place,
          fmt::format("'{}' is {} and '{}' is not", found->first, other.owned ? "owned" : "rented",
                      *deployment.fleet),
          "one that is scaled, interrupted or larger than a server runs on all owned or all rented "
          "machines");
    }
  }
}

}  // namespace

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
  const auto shape =
      row != nullptr ? model_shape(*row, from.facts, from.diagnostics) : std::nullopt;
  const FleetSpec& devices = setting.fleet[*parts.spec.fleet];
  if (!shape) {
    return parts;
  }
  if (devices.accelerator.key.empty()) {
    if (!from.diagnostics.has_errors()) {
      from.diagnostics.error(
          from.at("serving." + name + ".fleet"),
          fmt::format("fleet '{}' has no accelerator that the performance model knows",
                      *deployment.fleet),
          "see `costwright catalog accelerators`");
    }
    return parts;
  }
  add_phases(parts.spec, from, deployment, setting.fleet);
  const Served served{name, deployment, *model, *shape, devices};
  is_llm(shape->kind) ? make_llm_pool(parts, from, served, setting.mean_context)
                      : make_batch_pool(parts, from, served);
  return parts;
}

}  // namespace costwright::study

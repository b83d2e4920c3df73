#include "study/plan/fleet.h"

#include <algorithm>

#include "core/catalog/views.h"

namespace costwright::study {
namespace {

// What a machine's row says; its accelerator is looked up apart.
std::string owned_machine(const PlanSources& from,
                          const std::string& server,
                          const Place& place,
                          FleetSpec& spec) {
  const Row* row = from.catalog.find("servers", server, place, from.diagnostics);
  const auto found =
      row != nullptr ? server_spec(*row, from.facts, from.diagnostics) : std::nullopt;
  if (!found) {
    return "";
  }
  spec.devices_per_server = found->accelerators;
  spec.host_power_w = found->host_power_w;
  return found->accelerator;
}

std::string rented_machine(const PlanSources& from,
                           const std::string& instance,
                           const Place& place,
                           FleetSpec& spec) {
  const Row* row = from.catalog.find("cloud_instances", instance, place, from.diagnostics);
  const auto found = row != nullptr
                         ? cloud_instance_spec(*row, from.catalog, from.facts, from.diagnostics)
                         : std::nullopt;
  if (!found) {
    return "";
  }
  spec.devices_per_server = found->accelerators;
  return found->accelerator;
}

}  // namespace

FleetSpec fleet_spec(const PlanSources& from, const std::string& name, const FleetEntry& entry) {
  FleetSpec spec;
  spec.owned = entry.owned.has_value();
  std::string accelerator;
  const Place place =
      from.at(fmt::format("fleet.{}.{}", name, spec.owned ? "owned.server" : "cloud.instance"));
  if (spec.owned) {
    accelerator = owned_machine(from, entry.owned->server, place, spec);
  } else if (entry.cloud) {
    accelerator = rented_machine(from, entry.cloud->instance, place, spec);
  }
  if (accelerator.empty()) {
    return spec;
  }
  const Row* row = from.catalog.find("accelerators", accelerator, place, from.diagnostics);
  if (row != nullptr) {
    if (auto found = accelerator_spec(*row, from.catalog, from.facts, from.diagnostics)) {
      spec.accelerator = std::move(*found);
    }
  }
  return spec;
}

namespace {

std::int64_t devices_of(const PlanSources& from, const ScenarioPlan& plan, std::size_t f) {
  const FleetEntry& entry = from.scenario().fleet[f].second;
  const int servers = entry.owned ? entry.owned->count : entry.cloud ? entry.cloud->count : 0;
  return std::int64_t{servers} * plan.fleet[f].devices_per_server;
}

}  // namespace

void check_room(const PlanSources& from, const ScenarioPlan& plan) {
  const Scenario& scenario = from.scenario();
  for (std::size_t f = 0; f < plan.fleet.size(); ++f) {
    std::int64_t devices = devices_of(from, plan, f);
    std::int64_t wanted = 0;
    for (std::size_t p = 0; p < plan.pools.size(); ++p) {
      const auto& [name, deployment] = scenario.serving[p];
      if (plan.pools[p].fleet != f || !deployment.replicas) {
        continue;
      }
      for (const std::size_t other : plan.pools[p].also_on) {
        devices += devices_of(from, plan, other);
      }
      wanted += std::int64_t{*deployment.replicas} * plan.pools[p].devices_per_replica;
      if (devices > 0 && wanted > devices) {  // 0: the machine is unknown, which has been said
        from.diagnostics.error(from.at("serving." + name + ".replicas"),
                               fmt::format("the replicas need {} devices, fleet '{}' has {}",
                                           wanted, scenario.fleet[f].first, devices),
                               "raise the fleet's count or lower replicas or tensor_parallel");
      }
    }
  }
}

}  // namespace costwright::study

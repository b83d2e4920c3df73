#include "core/cost/allocation.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/diagnostics.h"
#include "core/scenario/scenario.h"

namespace costwright::cost {
namespace {

double key_value(Allocation key, const WorkloadMonth& workload) {
  switch (key) {
    case Allocation::kDeviceHours:
      return workload.device_hours_busy;
    case Allocation::kTokens:
      return workload.input_tokens + workload.output_tokens;
    case Allocation::kRequests:
      return workload.served;
    case Allocation::kFixed:
      break;
  }
  return 0;
}

}  // namespace

std::vector<Minor> split_minor(Minor total, std::span<const double> weights) {
  const double sum = std::accumulate(weights.begin(), weights.end(), 0.0);
  require(sum > 0, "{} weights with sum {}", weights.size(), sum);
  if (total == 0) {
    return std::vector<Minor>(weights.size());
  }
  const Minor magnitude = std::abs(total);
  std::vector<Minor> parts;
  std::vector<std::pair<double, std::size_t>> by_remainder;
  parts.reserve(weights.size());
  by_remainder.reserve(weights.size());
  Minor left = magnitude;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    const double exact = static_cast<double>(magnitude) * (weights[i] / sum);
    parts.push_back(std::min(left, static_cast<Minor>(exact)));
    by_remainder.emplace_back(static_cast<double>(parts.back()) - exact, i);
    left -= parts.back();
  }
  std::sort(by_remainder.begin(), by_remainder.end());
  for (std::size_t i = 0; left > 0; i = (i + 1) % weights.size()) {
    ++parts[by_remainder[i].second];
    --left;
  }
  for (auto& part : parts) {
    part = total < 0 ? -part : part;
  }
  return parts;
}

namespace {

double busy_on(const WorkloadMonth& workload, bool home, std::size_t entry) {
  double busy = home ? workload.device_hours_busy : 0;
  for (const BusyElsewhere& elsewhere : workload.elsewhere) {
    busy += elsewhere.fleet == entry ? elsewhere.device_hours : 0;
    busy -= home ? elsewhere.device_hours : 0;
  }
  return busy;
}

}  // namespace

Shares direct_share(int workload) {
  return {{{workload, 1.0}}, "", true};
}

Shares shares_by_key(Allocation key, const PhysicalMonth& month) {
  Shares shares;
  shares.allocation = to_string(key);
  shares.parts.clear();
  for (std::size_t w = 0; w < month.workloads.size(); ++w) {
    const double value = key_value(key, month.workloads[w]);
    if (value > 0) {
      shares.parts.push_back({static_cast<int>(w), value});
    }
  }
  return shares.parts.empty() ? Shares{} : shares;
}

FleetUse::FleetUse(const Scenario& scenario, const Physical& physical)
    : deployed_(scenario.fleet.size()),
      home_(scenario.workloads.size()),
      by_month_(scenario.fleet.size()) {
  for (std::size_t f = 0; f < scenario.fleet.size(); ++f) {
    for (const auto& [name, deployment] : scenario.serving) {
      deployed_[f] = deployed_[f] || runs_on(deployment, scenario.fleet[f].first);
    }
    for (std::size_t w = 0; w < scenario.workloads.size(); ++w) {
      const auto& served_by = scenario.workloads[w].second.served_by;
      const Deployment* deployment = served_by ? find_named(scenario.serving, *served_by) : nullptr;
      if (deployment != nullptr && deployment->fleet == scenario.fleet[f].first) {
        home_[w] = f;
      }
    }
  }
  for (std::size_t f = 0; f < scenario.fleet.size(); ++f) {
    horizon_.push_back(shares(f, physical.months));
    for (const PhysicalMonth& month : physical.months) {
      by_month_[f].push_back(shares(f, {&month, 1}));
    }
  }
}

Component FleetUse::component(std::size_t entry) const {
  return deployed_[entry] ? Component::kServing : Component::kShared;
}

Shares FleetUse::idle(std::size_t entry) const {
  return deployed_[entry] ? Shares{{{kIdle, 1.0}}, to_string(Allocation::kDeviceHours), true}
                          : Shares{};
}

Shares FleetUse::shares(std::size_t entry, std::span<const PhysicalMonth> months) const {
  if (!deployed_[entry]) {
    return {};
  }
  Shares shares{{}, to_string(Allocation::kDeviceHours), true};
  double idle = 0;
  for (const auto& month : months) {
    idle += month.fleet[entry].device_hours_on;
  }
  for (std::size_t w = 0; w < home_.size(); ++w) {
    double busy = 0;
    for (const auto& month : months) {
      busy += busy_on(month.workloads[w], home_[w] == entry, entry);
    }
    if (busy > 0) {
      shares.parts.push_back({static_cast<int>(w), busy});
      idle -= busy;
    }
  }
  if (idle > 0 || shares.parts.empty()) {
    shares.parts.push_back({kIdle, idle > 0 ? idle : 1.0});
  }
  return shares;
}

}  // namespace costwright::cost

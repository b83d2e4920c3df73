#include "study/plan/alike.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "core/scenario/loaded.h"

namespace costwright::study {
namespace {

// Each with the prices of `b`, which no plan reads.
OwnedServers priced_as(OwnedServers a, const OwnedServers& b) {
  a.price = b.price;
  a.market_decline = b.market_decline;
  a.price_as_of = b.price_as_of;
  a.book_life = b.book_life;
  a.residual = b.residual;
  a.support = b.support;
  a.support_escalation = b.support_escalation;
  return a;
}

CloudInstances priced_as(CloudInstances a, const CloudInstances& b) {
  a.price = b.price;
  a.upfront = b.upfront;
  a.on_demand_price = b.on_demand_price;
  a.escalation = b.escalation;
  a.carbon = b.carbon;
  a.pue = b.pue;
  return a;
}

FleetEntry priced_as(FleetEntry a, const FleetEntry& b) {
  if (a.owned && b.owned) {
    a.owned = priced_as(std::move(*a.owned), *b.owned);
  }
  if (a.cloud && b.cloud) {
    a.cloud = priced_as(std::move(*a.cloud), *b.cloud);
  }
  return a;
}

Workload priced_as(Workload a, const Workload& b) {
  a.value = b.value;
  a.team = b.team;
  return a;
}

template <class T>
bool equal_but_for_prices(const Named<T>& a, const Named<T>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const auto& x, const auto& y) {
    return x.first == y.first && priced_as(x.second, y.second) == y.second;
  });
}

// What is written, whatever it says: a field that has no meaning where it stands is warned of even
// when it holds the default.
bool writes_the_same(const LoadedScenario& a, const LoadedScenario& b, std::string_view section) {
  const auto same_path = [](const auto& x, const auto& y) {
    return x.first == y.first;
  };
  const auto of_section = [&](const LoadedScenario& loaded) {
    const auto begin = loaded.places->lower_bound(section);
    auto end = begin;
    while (end != loaded.places->end() && end->first.starts_with(section)) {
      ++end;
    }
    return std::pair(begin, end);
  };
  const auto [a_begin, a_end] = of_section(a);
  const auto [b_begin, b_end] = of_section(b);
  return std::equal(a_begin, a_end, b_begin, b_end, same_path);
}

}  // namespace

bool plans_alike(const LoadedScenario& a, const LoadedScenario& b) {
  constexpr auto kRead =
      std::to_array<std::string_view>({"models", "serving", "workloads", "simulation"});
  const Scenario& x = a.scenario;
  const Scenario& y = b.scenario;
  return a.folder == b.folder && x.start == y.start && x.horizon.count == y.horizon.count &&
         x.seed == y.seed && x.simulation == y.simulation && x.models == y.models &&
         x.serving == y.serving && equal_but_for_prices(x.fleet, y.fleet) &&
         equal_but_for_prices(x.workloads, y.workloads) &&
         std::all_of(kRead.begin(), kRead.end(), [&](std::string_view section) {
           return writes_the_same(a, b, section);
         });
}

}  // namespace costwright::study

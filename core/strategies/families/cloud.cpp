// Strategies on where machines come from and how they are paid.
#include "core/catalog/catalog.h"
#include "core/scenario/loaded.h"
#include "core/scenario/scenario.h"
#include "core/strategies/families/families.h"

namespace costwright::families {
namespace {

constexpr std::string_view kFamily = "cloud";

// The entry bought instead of rented, or rented instead of bought: the choice's section is its new
// `owned` or `cloud`.
std::optional<Option> replaced(const StrategyAt& at, const YamlNode& choice) {
  const YamlNode* owned = choice.find("owned");
  const YamlNode* cloud = choice.find("cloud");
  if ((owned == nullptr) == (cloud == nullptr)) {
    return no_option(at, choice, "a choice of buy-or-rent is {owned: {...}} or {cloud: {...}}");
  }
  const FleetEntry& held = *find_named(at.loaded.scenario.fleet, at.name);
  Option option{.label = choice.key, .place = at.place_of(choice)};
  if (owned != nullptr ? held.cloud.has_value() : held.owned.has_value()) {
    option.set.push_back(removed_at(at.of + (owned != nullptr ? ".cloud" : ".owned"), choice));
  }
  option.set.push_back(owned != nullptr ? section_at(at.of + ".owned", *owned)
                                        : section_at(at.of + ".cloud", *cloud));
  return option;
}

constexpr char kInterruptions[] = "interruptions";

}  // namespace

std::vector<Strategy> cloud() {
  return {
      {.name = "instance",
       .family = kFamily,
       .section = "fleet",
       .knob = "provider, region and instance type, a row of the catalogue",
       .changes = "rent; devices and so speed; carbon where its intensity is set beside it",
       .needs = "an entry with `cloud`",
       .source = "catalogue: cloud_instances",
       .not_modelled = "distance to the users; moving the data",
       .field = "cloud.instance"},
      {.name = "purchase",
       .family = kFamily,
       .section = "fleet",
       .knob = "purchase option and with it the term: on demand, reserved for 1 or 3 years, spot",
       .changes = "price per hour, and whether unused hours are paid",
       .needs = "an entry with `cloud`, and the catalogue's price for that option",
       .source = "catalogue: cloud_instances; core/cost/commitments.h",
       .not_modelled = "spot: reclaims unless the deployment's `interruptions` say them",
       .usual = {"on_demand", "reserved_1y", "reserved_3y"},
       .field = "cloud.purchase"},
      {.name = "upfront",
       .family = kFamily,
       .section = "fleet",
       .knob = "share of a reserved term's price that is paid at its start",
       .changes = "when cash leaves: the present value",
       .needs = "a reserved entry",
       .source = "core/cost/cloud.cpp",
       .not_modelled = "the lower price for paying upfront: state it as `price`",
       .usual = {"0 %", "50 %", "100 %"},
       .field = "cloud.upfront"},
      {.name = "spot-reclaims",
       .family = kFamily,
       .section = "serving",
       .knob = "how often replicas are reclaimed, with what notice: beside the spot price",
       .changes = "requests that start again, capacity, hours billed",
       .source = "core/scenario/sections/serving.h",
       .not_modelled = "reclaims that come together",
       .make = whole_section<kInterruptions>},
      {.name = "overflow",
       .family = kFamily,
       .section = "workloads",
       .knob = "deployment that takes what the first one would drop: the fallback of spot machines",
       .changes = "dropped requests, load of both deployments",
       .source = "docs/serving-engine.md",
       .not_modelled = "time to find out that the first is full",
       .field = "overflow_to"},
      {.name = "buy-or-rent",
       .family = kFamily,
       .section = "fleet",
       .knob = "the entry's machines: {owned: {...}} or {cloud: {...}}",
       .changes = "capital and operating cost against rent",
       .source = "core/cost",
       .not_modelled = "time to deliver, unless in_service says it",
       .make = replaced},
  };
}

}  // namespace costwright::families

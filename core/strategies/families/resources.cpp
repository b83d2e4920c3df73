// Strategies on how many replicas there are and which request goes where.
#include "core/catalog/catalog.h"
#include "core/scenario/loaded.h"
#include "core/scenario/scenario.h"
#include "core/strategies/families/families.h"

namespace costwright::families {
namespace {

constexpr std::string_view kFamily = "resources";

std::optional<Option> autoscaled(const StrategyAt& at, const YamlNode& choice) {
  const std::string path = at.of + ".autoscaling";
  Option option{.label = label_of(choice), .place = at.place_of(choice)};
  if (choice.kind == YamlNode::Kind::kMap) {
    option.set.push_back(section_at(path, choice));
  } else if (option.label == "off") {
    if (find_named(at.loaded.scenario.serving, at.name)->autoscaling) {
      option.set.push_back(removed_at(path, choice));
    }
  } else {
    return no_option(at, choice, "a choice of autoscaling is 'off' or a named section",
                     "write e.g. 'follow: {minimum: 1, target: 40}'");
  }
  return option;
}

}  // namespace

std::vector<Strategy> resources() {
  return {
      {.name = "router",
       .family = kFamily,
       .section = "serving",
       .knob = "which replica a request goes to",
       .changes = "queueing and prefix hits of each replica",
       .source = "core/policies.h",
       .not_modelled = "the router's own time",
       .usual = {"round_robin", "least_outstanding"},
       .field = "router"},
      {.name = "queue-order",
       .family = kFamily,
       .section = "serving",
       .knob = "who is admitted first among equal priorities",
       .changes = "the tail of the time to first token",
       .source = "core/policies.h",
       .not_modelled = "answer lengths that are not known when a request arrives",
       .usual = {"arrival", "shortest"},
       .field = "queue_order"},
      {.name = "autoscaling",
       .family = kFamily,
       .section = "serving",
       .knob = "`off`, or minimum, target, interval, start_delay and down_window",
       .changes = "hours that replicas are on: rent of on-demand machines, energy; cold starts in "
                  "the latencies",
       .source = "core/scenario/sections/serving.h [Kubernetes horizontal pod autoscaler]",
       .not_modelled = "a provider that has no machine left",
       .make = autoscaled},
      {.name = "right-sizing",
       .family = kFamily,
       .section = "serving",
       .knob = "number of replicas",
       .changes = "capacity, queueing, energy",
       .needs = "a fleet with room for them",
       .source = "docs/serving-engine.md",
       .not_modelled = "",
       .field = "replicas"},
      {.name = "owned-servers",
       .family = kFamily,
       .section = "fleet",
       .knob = "number of bought servers",
       .changes = "purchase, support, space, energy, capacity",
       .needs = "an entry with `owned`",
       .source = "core/cost/hardware.cpp",
       .not_modelled = "volume discounts",
       .field = "owned.count"},
      {.name = "rented-instances",
       .family = kFamily,
       .section = "fleet",
       .knob = "number of rented instances",
       .changes = "rent, capacity",
       .needs = "an entry with `cloud`",
       .source = "core/cost/cloud.cpp",
       .not_modelled = "a region that is sold out",
       .field = "cloud.count"},
  };
}

}  // namespace costwright::families

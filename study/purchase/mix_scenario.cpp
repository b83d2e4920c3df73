#include "study/purchase/mix_scenario.h"

#include <algorithm>
#include <map>

#include "core/scenario/loaded.h"
#include "core/scenario/yaml/overrides.h"
#include "core/strategies/axis.h"

namespace costwright::study {
namespace {

YamlNode scalar(const std::string& key, const std::string& text) {
  YamlNode node;
  node.kind = YamlNode::Kind::kScalar;
  node.key = key;
  node.text = text;
  return node;
}

void put(YamlNode& map, YamlNode value) {
  if (YamlNode* found = map.find(value.key)) {
    *found = std::move(value);
  } else {
    map.items.push_back(std::move(value));
  }
}

void erase(YamlNode& map, std::string_view key) {
  std::erase_if(map.items, [&](const YamlNode& item) {
    return item.key == key;
  });
}

// `owned` or `cloud` of an entry of the fleet.
YamlNode& machines_of(YamlNode& entry) {
  YamlNode* owned = entry.find("owned");
  return owned != nullptr ? *owned : *entry.find("cloud");
}

// "fleet.gpus.owned" -> "gpus"; "" of another path.
std::string entry_of(const std::string& path) {
  constexpr std::string_view kFleet = "fleet.";
  if (!path.starts_with(kFleet)) {
    return "";
  }
  const std::string name = path.substr(kFleet.size());
  return name.substr(0, name.rfind('.'));
}

// The savings plan that an option writes; "" when it writes none.
constexpr std::string_view kPlans = "savings_plans.";
std::string plan_of(const Option& option) {
  for (const YamlNode& edit : option.set) {
    if (edit.key.starts_with(kPlans)) {
      const std::string name = edit.key.substr(kPlans.size());
      return name.substr(0, name.find('.'));
    }
  }
  return "";
}

// The one entry that a plan covers; "" when there are several, or this is but a field of it.
std::string covered_by(const YamlNode& plan) {
  const YamlNode* covers = plan.find("covers");
  return covers != nullptr && covers->items.size() == 1 ? covers->items.front().key : "";
}

// The entry that all options of the axis replace; "" when there is none.
std::string entry_of(const StrategyAxis& axis) {
  std::string entry;
  for (const Option& option : axis.options) {
    for (const YamlNode& edit : option.set) {
      const std::string found =
          edit.key.starts_with(kPlans) ? covered_by(edit) : entry_of(edit.key);
      if (found.empty() || (!entry.empty() && entry != found)) {
        return "";
      }
      entry = found;
    }
  }
  return entry;
}

MixTerm term_of(const FleetEntry& entry) {
  if (entry.owned) {
    return MixTerm::kToTheEnd;
  }
  switch (entry.cloud->purchase) {
    case PurchaseOption::kReserved1y:
      return MixTerm::kOneYear;
    case PurchaseOption::kReserved3y:
      return MixTerm::kThreeYears;
    case PurchaseOption::kOnDemand:
    case PurchaseOption::kSpot:
      return MixTerm::kMonth;
  }
  return MixTerm::kMonth;
}

YamlNode dated(const YamlNode& machine, const MixPurchase& when) {
  YamlNode entry = machine;
  YamlNode& machines = machines_of(entry);
  put(machines, scalar("count", std::to_string(when.machines)));
  if (entry.find("owned") != nullptr) {
    put(machines, scalar("paid", to_string(when.from)));
    erase(machines, "in_service");
    return entry;
  }
  put(machines, scalar("from", to_string(when.from)));
  erase(machines, "until");
  if (when.until) {
    put(machines, scalar("until", to_string(*when.until)));
  }
  return entry;
}

void place_at(ScenarioTree& tree, const std::string& path, YamlNode value) {
  Diagnostics unheard;  // the sections are there
  value.key = path.substr(path.rfind('.') + 1);
  put_at(tree.root, {path, std::move(value), {}}, unheard);
}

// The deployments run on these entries too.
void run_also_on(ScenarioTree& tree,
                 const MixParts& parts,
                 const std::vector<std::string>& entries) {
  YamlNode list;
  list.kind = YamlNode::Kind::kList;
  for (const std::string& entry : entries) {
    list.items.push_back(scalar("", entry));
  }
  for (const std::string& deployment : parts.deployments) {
    if (!entries.empty()) {
      place_at(tree, "serving." + deployment + ".also_on", list);
    }
  }
}

std::string second(const MixParts& parts) {
  return parts.entry + "-2";
}

ScenarioTree with_entry(const MixParts& parts, YamlNode entry, bool serving = true) {
  ScenarioTree tree = parts.base;
  place_at(tree, "fleet." + second(parts), std::move(entry));
  if (serving) {
    run_also_on(tree, parts, {second(parts)});
  }
  return tree;
}

// The plan's price of what it covers holds for each of the entries.
YamlNode dated_plan(const MixParts& parts,
                    const YamlNode& written,
                    const MixPurchase& when,
                    const std::vector<std::string>& entries) {
  YamlNode plan = written;
  put(plan, scalar("commitment", fmt::format("{:.4f} {}/h", when.commitment, parts.currency)));
  put(plan, scalar("from", to_string(when.from)));
  put(plan, scalar("until", to_string(*when.until)));
  YamlNode& covers = *plan.find("covers");
  const YamlNode rate = covers.items.front();
  covers.items.clear();
  for (const std::string& entry : entries) {
    covers.items.push_back(rate);
    covers.items.back().key = entry;
  }
  return plan;
}

// What else names the entry: what is priced by its machines sees the first of several entries only.
void warn_of_references(const YamlNode& node,
                        const std::string& path,
                        const std::string& entry,
                        Diagnostics& diagnostics) {
  for (const YamlNode& item : node.items) {
    const std::string at = path.empty() ? item.key : path + "." + item.key;
    if (item.kind == YamlNode::Kind::kScalar && item.text == entry && item.key != "name") {
      diagnostics.warning({at}, fmt::format("counts the first entry of the mix only, '{}'", entry),
                          "what is paid by the machine belongs to each of the entries");
    }
    if (at != "serving") {
      warn_of_references(item, at, entry, diagnostics);
    }
  }
}

class PartsReader {
 public:
  PartsReader(const ScenarioTree& tree,
              const LoadedScenario& today,
              const Catalog& catalog,
              Diagnostics& diagnostics)
      : tree_(tree),
        today_(today),
        catalog_(catalog),
        diagnostics_(diagnostics),
        axes_(axes_of(tree, catalog, diagnostics)) {}

  std::optional<MixParts> parts(const std::string& name) {
    const auto axis = diagnostics_.has_errors() ? axes_.end() : find(name);
    if (axis == axes_.end()) {
      return std::nullopt;
    }
    axis_ = static_cast<std::size_t>(axis - axes_.begin());
    parts_.entry = entry_of(*axis);
    parts_.base = tree_of(0);
    parts_.as_written = *node_at(tree_.root, "fleet." + parts_.entry);
    parts_.as_written.key.clear();
    for (std::size_t option = 0; option < axis->options.size(); ++option) {
      add(axis->options[option], option);
    }
    parts_.currency = today_.scenario.currency;
    check_plans();
    find_deployments();
    warn_of_references(parts_.base.root, "", parts_.entry, diagnostics_);
    return diagnostics_.has_errors() ? std::nullopt : std::optional(std::move(parts_));
  }

 private:
  using Axis = std::vector<StrategyAxis>::iterator;

  Axis find(const std::string& name) {
    const auto fits = [&](const StrategyAxis& axis) {
      return name.empty() ? !entry_of(axis).empty() : axis.name == name;
    };
    const auto found = std::find_if(axes_.begin(), axes_.end(), fits);
    if (found == axes_.end() || entry_of(*found).empty()) {
      diagnostics_.error(
          {name.empty() ? tree_.path : "--axis"},
          name.empty() ? "none of its `strategies` chooses between machines"
          : found == axes_.end()
              ? fmt::format("there is no axis '{}'", name)
              : fmt::format("the options of '{}' are not machines of one fleet entry", name),
          "write e.g. strategies: {machines: {strategy: buy-or-rent, of: fleet.gpus, choices: "
          "{...}}}");
      return axes_.end();
    }
    if (name.empty() && std::find_if(found + 1, axes_.end(), fits) != axes_.end()) {
      diagnostics_.error({"--axis"}, "several axes choose between machines: name one");
      return axes_.end();
    }
    return found;
  }

  ScenarioTree tree_of(std::size_t option) {
    std::vector<int> choice(axes_.size(), 0);
    choice[axis_] = static_cast<int>(option);
    auto made = chosen(tree_, axes_, choice, diagnostics_);
    return made ? std::move(*made) : ScenarioTree{};
  }

  void add(const Option& option, std::size_t index) {
    const ScenarioTree made = tree_of(index);
    const std::string plan = plan_of(option);
    Diagnostics told;
    const auto scenario = read_tree(made, told);
    if (!scenario) {
      diagnostics_.error(option.place, told.first_error());
      return;
    }
    const FleetEntry& entry = *find_named(scenario->scenario.fleet, parts_.entry);
    if (!plan.empty()) {
      add_plan(option, made, plan, scenario->scenario);
      return;
    }
    const int count = entry.owned ? entry.owned->count : entry.cloud->count;
    if (option.set.empty() && count != 1) {
      return;  // what is there; how many there would be is another question
    }
    if (count != 1) {
      diagnostics_.error(option.place, "how many of them is what is sought", "leave `count` out");
      return;
    }
    MixPart part{option.label, term_of(entry), *node_at(made.root, "fleet." + parts_.entry),
                 option.place};
    part.machine.key.clear();
    if (entry.owned) {
      part.site = entry.owned->site;
      part.power = power_of(*entry.owned);
    } else if (entry.cloud->purchase == PurchaseOption::kOnDemand) {
      part.on_demand = entry.cloud->instance;
    }
    parts_.options.push_back(std::move(part));
  }

  void add_plan(const Option& option,
                const ScenarioTree& made,
                const std::string& name,
                const Scenario& scenario) {
    const FleetEntry& entry = *find_named(scenario.fleet, parts_.entry);
    const costwright::SavingsPlan& plan = *find_named(scenario.savings_plans, name);
    if (plan.covers.size() != 1 || plan.covers.front().first != parts_.entry) {
      diagnostics_.error(option.place,
                         fmt::format("a plan of a mix covers '{}' and nothing else", parts_.entry));
      return;  // that it is rented on demand is a rule of plans
    }
    MixPart part{option.label, MixTerm::kPlan, *node_at(made.root, "fleet." + parts_.entry),
                 option.place};
    part.on_demand = entry.cloud->instance;
    part.plan = *node_at(made.root, std::string(kPlans) + name);
    part.plan->key = name;
    part.plan_months = plan.term.count;
    parts_.options.push_back(std::move(part));
  }

  // Plans pay for machines that are options themselves.
  void check_plans() {
    for (const MixPart& plan : parts_.options) {
      const bool is_covering = std::ranges::any_of(parts_.options, [&](const MixPart& other) {
        return !other.plan && other.on_demand == plan.on_demand;
      });
      if (plan.plan && !is_covering) {
        diagnostics_.error(plan.place, "no option rents on demand what the plan covers",
                           "add one, e.g. 'on demand: {cloud: {instance: ...}}'");
      }
    }
  }

  std::optional<Power> power_of(const OwnedServers& owned) const {
    Diagnostics told;
    const Row* row = catalog_.find("servers", owned.server, {}, told);
    const auto most = row != nullptr ? row->number("max_power_w") : std::nullopt;
    return owned.power ? owned.power : most ? std::optional(*most * watt) : std::nullopt;
  }

  void find_deployments() {
    for (const auto& [name, deployment] : today_.scenario.serving) {
      if (runs_on(deployment, parts_.entry) && !deployment.also_on.empty()) {
        diagnostics_.error({tree_.path},
                           fmt::format("serving.{} runs on several entries already", name));
      } else if (runs_on(deployment, parts_.entry)) {
        parts_.deployments.push_back(name);
      }
    }
  }

  const ScenarioTree& tree_;
  const LoadedScenario& today_;
  const Catalog& catalog_;
  Diagnostics& diagnostics_;
  std::vector<StrategyAxis> axes_;
  std::size_t axis_ = 0;
  MixParts parts_;
};

}  // namespace

std::optional<MixParts> mix_parts(const ScenarioTree& tree,
                                  const LoadedScenario& today,
                                  const Catalog& catalog,
                                  const std::string& axis,
                                  Diagnostics& diagnostics) {
  return PartsReader(tree, today, catalog, diagnostics).parts(axis);
}

ScenarioTree with_more_as_written(const MixParts& parts) {
  YamlNode entry = parts.as_written;
  put(machines_of(entry), scalar("count", "1"));
  return with_entry(parts, std::move(entry));
}

ScenarioTree with_more(const MixParts& parts,
                       const MixPart& option,
                       const MixPurchase& when,
                       bool serving) {
  return with_entry(parts, dated(option.machine, when), serving);
}

ScenarioTree with_plan(const MixParts& parts,
                       const MixPart& machine,
                       const MixPart& plan,
                       const MixPurchase& when) {
  YamlNode entry = machine.machine;
  put(machines_of(entry), scalar("count", "1"));
  ScenarioTree tree = with_entry(parts, std::move(entry), false);
  place_at(tree, std::string(kPlans) + plan.plan->key,
           dated_plan(parts, *plan.plan, when, {second(parts)}));
  return tree;
}

// The first entry keeps the name, which others may refer to.
ScenarioTree with_purchases(const MixParts& parts, const std::vector<MixPurchase>& purchases) {
  ScenarioTree tree = parts.base;
  std::vector<std::string> entries;
  std::map<std::string, std::vector<std::string>> on_demand;  // entries, by instance
  for (const MixPurchase& one : purchases) {
    const MixPart& option = parts.options[one.option];
    if (!option.plan) {
      entries.push_back(entries.empty() ? parts.entry
                                        : fmt::format("{}-{}", parts.entry, entries.size() + 1));
      place_at(tree, "fleet." + entries.back(), dated(option.machine, one));
      on_demand[option.on_demand].push_back(entries.back());
    }
  }
  run_also_on(tree, parts, {entries.begin() + 1, entries.end()});
  std::map<std::string, int> plans;  // how many, by name
  for (const MixPurchase& one : purchases) {
    const MixPart& option = parts.options[one.option];
    if (option.plan) {
      const std::string& name = option.plan->key;
      const int number = ++plans[name];
      place_at(tree,
               std::string(kPlans) + (number == 1 ? name : fmt::format("{}-{}", name, number)),
               dated_plan(parts, *option.plan, one, on_demand[option.on_demand]));
    }
  }
  return tree;
}

}  // namespace costwright::study

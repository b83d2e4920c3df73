#include "study/purchase/mix_scenario.h"

#include <algorithm>

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

// The entry that all options of the axis replace; "" when there is none.
std::string entry_of(const StrategyAxis& axis) {
  std::string entry;
  for (const Option& option : axis.options) {
    for (const YamlNode& edit : option.set) {
      const std::string found = entry_of(edit.key);
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

ScenarioTree with_entry(const MixParts& parts, YamlNode entry) {
  ScenarioTree tree = parts.base;
  const std::string name = parts.entry + "-2";
  place_at(tree, "fleet." + name, std::move(entry));
  run_also_on(tree, parts, {name});
  return tree;
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
    Diagnostics told;
    const auto scenario = read_tree(made, told);
    if (!scenario) {
      diagnostics_.error(option.place, told.first_error());
      return;
    }
    const FleetEntry& entry = *find_named(scenario->scenario.fleet, parts_.entry);
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
    }
    parts_.options.push_back(std::move(part));
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

ScenarioTree with_more(const MixParts& parts, const MixPart& option, const MixPurchase& when) {
  return with_entry(parts, dated(option.machine, when));
}

// The first entry keeps the name, which others may refer to.
ScenarioTree with_purchases(const MixParts& parts, const std::vector<MixPurchase>& purchases) {
  ScenarioTree tree = parts.base;
  std::vector<std::string> others;
  for (std::size_t i = 0; i < purchases.size(); ++i) {
    const std::string name =
        i == 0 ? parts.entry : fmt::format("{}-{}", parts.entry, others.size() + 2);
    place_at(tree, "fleet." + name,
             dated(parts.options[purchases[i].option].machine, purchases[i]));
    if (i > 0) {
      others.push_back(name);
    }
  }
  run_also_on(tree, parts, others);
  return tree;
}

}  // namespace costwright::study

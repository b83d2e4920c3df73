#pragma once
// The built-in strategies: one record each, in the file of their family (core/strategies/families).
// `{strategy: NAME, of: PATH, choices: [...]}` becomes an axis whose options edit fields that
// scenarios have anyway. docs/strategies.md is printed from these records.
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/strategies/axis.h"

namespace costwright {

// What the options of one built-in axis are made from.
struct StrategyAt {
  const ScenarioTree& tree;
  const LoadedScenario& loaded;  // the tree, read
  const Catalog& catalog;
  std::string of;    // path of the section that the strategy is of: "serving.chat"
  std::string name;  // of that section: "chat"
  Diagnostics& diagnostics;
  Place place;  // of the axis
  Place place_of(const YamlNode& choice) const;
};

struct Strategy {
  std::string_view name = {}, family = {};
  std::string_view section = {};  // that `of` names an entry of: "serving"
  std::string_view knob = {};     // what its choices are
  std::string_view changes = {};  // which figures move, through which model
  std::string_view needs = {};    // preconditions; "": none
  std::string_view source = {};   // of what it assumes
  std::string_view not_modelled = {};
  std::vector<std::string_view> usual = {};  // choices when the file names none; empty: it must
  // The field that a choice is a value of, below the section; "": `make` says what changes.
  std::string_view field = {};
  // One option; nullopt with an error when the choice is none. Null: sets the field.
  std::optional<Option> (*make)(const StrategyAt& at, const YamlNode& choice) = nullptr;
};

// All of them, family by family.
const std::vector<Strategy>& strategies();

// The options of one built-in axis, without the file as written: of the choices, else of the usual
// ones, of which those that cannot be are left out. Errors at the choices' lines.
std::vector<Option> options_of(const Strategy& strategy,
                               const StrategyAt& at,
                               const std::vector<YamlNode>& choices);

// What an option did to scenarios/optimize-chat, alone: a row of its alone.csv, which a test
// measures. Without a strategy: the file as written.
struct AloneFigures {
  std::string strategy = {}, option = {};
  bool is_beside = false;  // the file has no such axis
  std::string tco_usd = {}, e2e_p95_s = {}, accuracy_percent = {}, it_kwh = {};  // as they stand
  std::string why = {};  // not empty: there is no such scenario
};

// docs/strategies.md.
std::string strategies_markdown(const std::vector<AloneFigures>& alone);

}  // namespace costwright

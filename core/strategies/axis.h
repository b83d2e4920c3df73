#pragma once
// Strategies as axes of a search. A strategy is a pure edit of a scenario's YAML, like a variant:
// an option of an axis is a label and values at paths. Every combination of options is therefore an
// ordinary scenario, which can be written out and run again, and whose prices and physics come from
// the models that any scenario has: no option carries a factor of its own.
//   strategies:
//     servers: {vary: fleet.h100.owned.count, choices: [1, 2, 3, 4]}
//     clock: {vary: serving.chat.clock, from: 60 %, to: 100 %, step: 10 %}
//     plan:                                              # bundles
//       choices:
//         pipeline: {set: {serving.chat.tensor_parallel: 4, serving.chat.pipeline_parallel: 2}}
//     precision: {strategy: quantisation, of: serving.chat, choices: [fp8, int4-awq]}   # built in
// `strategies` is read by axes_of alone: to whatever else reads the file it is nothing.
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/diagnostics.h"
#include "core/scenario/yaml/yaml.h"

namespace costwright {

class Catalog;
struct LoadedScenario;
struct ScenarioTree;

inline constexpr std::size_t kMostAxes = 32;
inline constexpr std::size_t kMostOptions = 256;  // of one axis

struct Option {
  std::string label = {};          // "fp8", "4", "as written"
  std::vector<YamlNode> set = {};  // their keys are the paths; kNull removes; none: as written
  std::string source = {};         // of what the option assumes; "": nothing but the file
  std::string note = {};           // what is to be known of it: an accuracy that was transferred
  Place place = {};                // where it was written
  // Why it cannot be in a scenario that it has been made in ("no device of h100 computes in FP4");
  // "" when it can. Null: nothing to ask beyond what reading the scenario does.
  std::function<std::string(const LoadedScenario& made, const Catalog& catalog)> unmet = {};
};

// The first option is the file as written, called "as written" or what stands there ("4"); with
// `as_written: false` the first is the first of `choices`.
struct StrategyAxis {
  std::string name = {};    // as the file calls it
  std::string family = {};  // "model", "cloud", ...; "field" of `vary`, "bundle" of `choices`
  std::string knob = {};    // the built-in strategy's name or the path that is varied
  std::vector<Option> options = {};  // at least one
  Place place = {};
};

// The axes of `strategies`, in the file's order, without those that an override sets to null; none
// when it has no such section. Errors, at their lines: what is not of the form above, an option
// that the scenario could not be read with, or whose precondition fails whatever the other axes
// choose, two axes that change the same value. `tree`: with a variant and overrides made, which may
// be of the strategies themselves.
std::vector<StrategyAxis> axes_of(const ScenarioTree& tree,
                                  const Catalog& catalog,
                                  Diagnostics& diagnostics);

// The scenario with one option of each axis made, in the axes' order, and without `strategies`.
// `choice`: an index into each axis' options. Nullopt with an error when an edit leads nowhere;
// that the result can be read is told by read_tree, that it can be by unmet().
std::optional<ScenarioTree> chosen(const ScenarioTree& tree,
                                   std::span<const StrategyAxis> axes,
                                   std::span<const int> choice,
                                   Diagnostics& diagnostics);

// Why these options cannot be together, from their preconditions; "" when they can. `made`: the
// tree that chosen() gave, read.
std::string unmet(const LoadedScenario& made,
                  const Catalog& catalog,
                  std::span<const StrategyAxis> axes,
                  std::span<const int> choice);

}  // namespace costwright

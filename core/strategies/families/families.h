#pragma once
// The families of built-in strategies: a function each, a file each.
#include <vector>

#include "core/strategies/strategy.h"

namespace costwright::families {

std::vector<Strategy> model();
std::vector<Strategy> architecture();
std::vector<Strategy> resources();
std::vector<Strategy> data();
std::vector<Strategy> cloud();
std::vector<Strategy> energy();

// ---- for their options

// A plain value for a path, as if it were written where the choice is.
YamlNode value_at(std::string path, std::string text, const YamlNode& choice);
YamlNode removed_at(std::string path, const YamlNode& choice);
// A copy of what the choice holds (a section), for a path.
YamlNode section_at(std::string path, const YamlNode& choice);
// The label of a choice: what stands in the list, or its key.
const std::string& label_of(const YamlNode& choice);
// Nullopt with an error at the choice.
std::optional<Option> no_option(const StrategyAt& at,
                                const YamlNode& choice,
                                std::string message,
                                std::string hint = {});
// What a choice costs once: its sections `training`, `data_pipeline`, `staff` and `software` become
// entries of the scenario's, named after the deployment and the label. Other keys are an error.
bool add_costs(const StrategyAt& at, const YamlNode& choice, Option& option);
// A named choice whose section replaces the field of that name: {field: section}.
template <const char* kField>
std::optional<Option> whole_section(const StrategyAt& at, const YamlNode& choice) {
  if (choice.kind != YamlNode::Kind::kMap) {
    return no_option(at, choice, fmt::format("a choice of {} is a named section", kField));
  }
  return Option{.label = choice.key,
                .set = {section_at(fmt::format("{}.{}", at.of, kField), choice)},
                .place = at.place_of(choice)};
}

}  // namespace costwright::families

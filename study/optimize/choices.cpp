#include "study/optimize/choices.h"

#include <algorithm>

#include "core/scenario/loaded.h"
#include "study/inputs/catalog_input.h"
#include "study/plan/plan.h"

namespace costwright::study {

std::optional<Choices> Choices::read(const Inputs& inputs,
                                     const ScenarioSource& source,
                                     Diagnostics& diagnostics) {
  Choices choices;
  auto tree = read_source(source, diagnostics);
  auto today = tree ? read_tree(*tree, diagnostics) : std::nullopt;
  if (!today) {
    return std::nullopt;
  }
  choices.catalog_ = inputs.catalog(*today, diagnostics);
  choices.axes_ = axes_of(*tree, choices.catalog_->catalog, diagnostics);
  if (choices.axes_.empty() && !diagnostics.has_errors()) {
    diagnostics.error({source.path}, "has no `strategies` to choose from",
                      "write e.g. strategies: {servers: {vary: fleet.h100.owned.count, choices: "
                      "[1, 2, 3]}}");
  }
  choices.tree_ = std::move(*tree);
  choices.today_ = std::move(*today);
  return diagnostics.has_errors() ? std::nullopt : std::optional(std::move(choices));
}

double Choices::count() const {
  double count = 1;
  for (const StrategyAxis& axis : axes_) {
    count *= static_cast<double>(axis.options.size());
  }
  return count;
}

bool Choices::is_planned(std::size_t axis) const {
  const std::vector<Option>& options = axes_[axis].options;
  return std::ranges::any_of(options, [](const Option& option) {
    return std::ranges::any_of(option.set, [](const YamlNode& edit) {
      return is_planned_on(edit.key.substr(0, edit.key.find('.')));
    });
  });
}

std::optional<ScenarioTree> Choices::made(std::span<const int> choice, std::string& why) const {
  Diagnostics told;
  auto tree = chosen(tree_, axes_, choice, told);
  why = tree ? "" : told.first_error();
  return tree;
}

std::optional<LoadedScenario> Choices::scenario(std::span<const int> choice,
                                                std::string& why) const {
  const auto tree = made(choice, why);
  if (!tree) {
    return std::nullopt;
  }
  Diagnostics told;
  auto scenario = read_tree(*tree, told);
  why = scenario ? unmet(*scenario, catalog_->catalog, axes_, choice) : told.first_error();
  return why.empty() ? std::move(scenario) : std::nullopt;
}

std::string Choices::text(std::span<const int> choice, const std::string& folder) const {
  std::string why;
  const auto tree = made(choice, why);
  return tree ? scenario_text(*tree, folder) : "";
}

std::string Choices::label(std::span<const int> choice) const {
  std::string label;
  for (std::size_t a = 0; a < axes_.size(); ++a) {
    if (choice[a] != 0) {
      label += fmt::format("{}{} {}", label.empty() ? "" : ", ", axes_[a].name,
                           axes_[a].options[static_cast<std::size_t>(choice[a])].label);
    }
  }
  return label.empty() ? "as written" : label;
}

void check_strategies(const Inputs& inputs,
                      const ScenarioSource& source,
                      Diagnostics& diagnostics) {
  Diagnostics told;  // of the scenario, which was told before
  const auto tree = read_source(source, told);
  const auto scenario = tree ? read_tree(*tree, told) : std::nullopt;
  if (scenario) {
    axes_of(*tree, inputs.catalog(*scenario, told)->catalog, diagnostics);
  }
}

}  // namespace costwright::study

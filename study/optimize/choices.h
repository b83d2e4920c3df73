#pragma once
// All that can be chosen: the axes of a scenario's `strategies`, and the scenario that a choice of
// them is.
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/scenario/loaded.h"
#include "core/strategies/axis.h"
#include "study/study.h"

namespace costwright::study {

using Choice = std::vector<int>;  // an index into each axis' options; all 0: as written

class Choices {
 public:
  // Nullopt with an error when the scenario is wrong or has no strategies.
  static std::optional<Choices> read(const Inputs& inputs,
                                     const ScenarioSource& source,
                                     Diagnostics& diagnostics);

  const std::vector<StrategyAxis>& axes() const { return axes_; }
  double count() const;  // of choices
  // Whether some option of the axis changes anything that is planned (is_planned_on).
  bool is_planned(std::size_t axis) const;
  // The file as written.
  const LoadedScenario& today() const { return today_; }
  const ScenarioTree& tree() const { return tree_; }
  const CatalogInput& catalog() const { return *catalog_; }
  // Nullopt when there cannot be such a scenario: `why`.
  std::optional<LoadedScenario> scenario(std::span<const int> choice, std::string& why) const;
  // As a file in `folder`; "" when there cannot be such a scenario.
  std::string text(std::span<const int> choice, const std::string& folder) const;
  // "servers 3, precision fp8": what differs from the file as written; "as written".
  std::string label(std::span<const int> choice) const;

 private:
  std::optional<ScenarioTree> made(std::span<const int> choice, std::string& why) const;

  ScenarioTree tree_;
  std::vector<StrategyAxis> axes_;
  LoadedScenario today_;
  std::shared_ptr<const CatalogInput> catalog_;
};

// Errors of the file's strategies, at their lines; none when it has none. The scenario itself has
// been checked.
void check_strategies(const Inputs& inputs, const ScenarioSource& source, Diagnostics& diagnostics);

}  // namespace costwright::study

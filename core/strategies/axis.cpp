#include "core/strategies/axis.h"

#include <algorithm>

#include "core/catalog/catalog.h"
#include "core/scenario/tree.h"

namespace costwright {

std::optional<ScenarioTree> chosen(const ScenarioTree& tree,
                                   std::span<const StrategyAxis> axes,
                                   std::span<const int> choice,
                                   Diagnostics& diagnostics) {
  require(axes.size() == choice.size(), "{} choices of {} axes", choice.size(), axes.size());
  const int errors_before = diagnostics.error_count();
  ScenarioTree made = tree;
  std::erase_if(made.root.items, [](const YamlNode& item) {
    return item.key == "strategies";
  });
  ReadContext context{made.sources, diagnostics};
  for (std::size_t a = 0; a < axes.size(); ++a) {
    const Option& option = axes[a].options.at(static_cast<std::size_t>(choice[a]));
    make_changes(made.root, option.set, context);
    for (const YamlNode& value : option.set) {
      made.named_paths.push_back(value.key);
    }
  }
  return diagnostics.error_count() > errors_before ? std::nullopt : std::optional(std::move(made));
}

std::string unmet(const LoadedScenario& made,
                  const Catalog& catalog,
                  std::span<const StrategyAxis> axes,
                  std::span<const int> choice) {
  for (std::size_t a = 0; a < axes.size(); ++a) {
    const Option& option = axes[a].options.at(static_cast<std::size_t>(choice[a]));
    const std::string why = option.unmet ? option.unmet(made, catalog) : "";
    if (!why.empty()) {
      return fmt::format("{} {}: {}", axes[a].name, option.label, why);
    }
  }
  return "";
}

}  // namespace costwright

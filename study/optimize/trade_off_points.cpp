// A point of a trade-off as a scenario again.
#include <algorithm>

#include "study/inputs/scenario_edit.h"
#include "study/optimize/trade_off.h"

namespace costwright::study {
namespace {

// What the options change.
std::vector<YamlNode> changes_of(const Choices& choices, const Choice& choice) {
  std::vector<YamlNode> set;
  for (std::size_t a = 0; a < choice.size(); ++a) {
    const Option& option = choices.axes()[a].options[static_cast<std::size_t>(choice[a])];
    set.insert(set.end(), option.set.begin(), option.set.end());
  }
  return set;
}

}  // namespace

std::optional<Choices> choices_of(const Inputs& inputs,
                                  const TradeOff& record,
                                  Diagnostics& diagnostics) {
  auto choices = Choices::read(inputs, record.source, diagnostics);
  if (!choices) {
    return std::nullopt;
  }
  const TradeOff now = begun(*choices, record.aim);
  const bool is_same = std::equal(now.axes.begin(), now.axes.end(), record.axes.begin(),
                                  record.axes.end(), [](const auto& a, const auto& b) {
                                    return a.name == b.name && a.options == b.options;
                                  });
  if (!is_same) {
    diagnostics.error({record.source.path},
                      "its strategies are others than those that were searched", "search again");
    return std::nullopt;
  }
  return choices;
}

std::string point_text(const Inputs& inputs,
                       const TradeOff& record,
                       std::size_t point,
                       const std::string& folder,
                       Diagnostics& diagnostics) {
  const auto choices = choices_of(inputs, record, diagnostics);
  return choices ? choices->text(record.choices[point], folder) : "";
}

std::string with_point_as_variant(const Inputs& inputs,
                                  const TradeOff& record,
                                  std::size_t point,
                                  const std::string& name,
                                  const std::string& text,
                                  Diagnostics& diagnostics) {
  const auto choices = choices_of(inputs, record, diagnostics);
  if (!choices) {
    return "";
  }
  const auto changed =
      with_variant(text, name, changes_of(*choices, record.choices[point]), diagnostics);
  // What was typed since may not go with it.
  return changed && read_source({record.source.path, *changed, {}, name}, diagnostics) ? *changed
                                                                                       : "";
}

}  // namespace costwright::study

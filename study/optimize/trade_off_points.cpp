// A point of a trade-off as a scenario again.
#include <algorithm>

#include "core/scenario/yaml/write.h"
#include "study/optimize/trade_off.h"

namespace costwright::study {
namespace {

YamlNode map_of(std::string key, std::vector<YamlNode> items) {
  YamlNode node;
  node.kind = YamlNode::Kind::kMap;
  node.key = std::move(key);
  node.items = std::move(items);
  return node;
}

// "name:\n  set:\n    path: value\n".
std::string variant_entry(const Choices& choices, const Choice& choice, const std::string& name) {
  std::vector<YamlNode> set;
  for (std::size_t a = 0; a < choice.size(); ++a) {
    const Option& option = choices.axes()[a].options[static_cast<std::size_t>(choice[a])];
    set.insert(set.end(), option.set.begin(), option.set.end());
  }
  return to_yaml(map_of("", {map_of(name, {map_of("set", std::move(set))})}));
}

std::string indented(const std::string& text, std::size_t by) {
  std::string result;
  for (std::size_t begin = 0; begin < text.size();) {
    const auto end = std::min(text.find('\n', begin), text.size());
    result += std::string(end > begin ? by : 0, ' ') + text.substr(begin, end - begin) + '\n';
    begin = end + 1;
  }
  return result;
}

// The indentation of the first entry behind the line; 2 when there is none.
std::size_t indentation_behind(const std::string& text, std::size_t line_end) {
  const auto entry = text.find_first_not_of(" \n", line_end);
  if (entry == std::string::npos) {
    return 2;
  }
  const auto line = text.rfind('\n', entry);
  const std::size_t by = entry - line - 1;
  return by > 0 && text[entry] != '#' ? by : 2;
}

// The entry as the first of the text's `variants`; "" when they are written in one line.
std::string with_entry(const std::string& text, const std::string& entry) {
  const std::string head = "variants:";
  const auto at = text.starts_with(head) ? 0 : text.find("\n" + head);
  if (at == std::string::npos) {
    const bool ends = text.empty() || text.back() == '\n';
    return text + (ends ? "" : "\n") + "\n" + head + "\n" + indented(entry, 2);
  }
  const auto line_end = std::min(text.find('\n', at + 1), text.size());
  const auto begin = text.find(head, at) + head.size();
  const auto written = text.find_first_not_of(" \t", begin);
  if (written < line_end && text[written] != '#') {
    return "";
  }
  const std::string above = text.substr(0, line_end) + "\n";
  const std::string below = line_end < text.size() ? text.substr(line_end + 1) : "";
  return above + indented(entry, indentation_behind(text, line_end)) + below;
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
  std::string changed = with_entry(text, variant_entry(*choices, record.choices[point], name));
  if (changed.empty()) {
    diagnostics.error({record.source.path}, "its `variants` are written in one line",
                      "write each variant on lines of its own");
    return "";
  }
  // What was typed since may not go with it.
  return read_source({record.source.path, changed, {}, name}, diagnostics) ? changed : "";
}

}  // namespace costwright::study

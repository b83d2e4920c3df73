#include "core/strategies/strategy.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "core/strategies/families/families.h"

namespace costwright {
namespace {

YamlNode usual_choice(std::string_view label) {
  YamlNode node;
  node.kind = YamlNode::Kind::kScalar;
  node.text = std::string(label);
  return node;
}

// The choice as a value of the strategy's field.
std::optional<Option> field_option(const Strategy& strategy,
                                   const StrategyAt& at,
                                   const YamlNode& choice) {
  if (choice.kind != YamlNode::Kind::kScalar) {
    return families::no_option(at, choice,
                               fmt::format("a choice of {} is a single value", strategy.name));
  }
  return Option{
      .label = choice.text,
      .set = {families::value_at(fmt::format("{}.{}", at.of, strategy.field), choice.text, choice)},
      .place = at.place_of(choice)};
}

std::string cell(std::string_view text) {
  return text.empty() ? "-" : std::string(text);
}

std::string choices_text(const Strategy& strategy) {
  return strategy.usual.empty() ? "the file's" : fmt::format("{}", fmt::join(strategy.usual, ", "));
}

constexpr std::string_view kAloneHead =
    "| TCO, USD | E2E p95, s | accuracy, % | IT energy, kWh |\n|---|---|---|---|---|\n";

std::string alone_row(const AloneFigures& one) {
  return one.why.empty() ? fmt::format("| {} | {} | {} | {} | {} |\n", one.option, one.tco_usd,
                                       one.e2e_p95_s, cell(one.accuracy_percent), one.it_kwh)
                         : fmt::format("| {} | cannot be: {} | | | |\n", one.option, one.why);
}

std::string as_written_text(const std::vector<AloneFigures>& alone) {
  std::string text;
  for (const AloneFigures& one : alone) {
    text += one.strategy.empty()
                ? fmt::format("\n| `optimize-chat` {}{}", kAloneHead, alone_row(one))
                : "";
  }
  return text;
}

std::string alone_text(const Strategy& strategy, const std::vector<AloneFigures>& alone) {
  std::string text;
  for (const AloneFigures& one : alone) {
    if (one.strategy != strategy.name) {
      continue;
    }
    if (text.empty()) {
      text = fmt::format("\n| on `optimize-chat`{} {}",
                         one.is_beside ? ", which has no such axis," : "", kAloneHead);
    }
    text += alone_row(one);
  }
  return text.empty()
             ? "\n`optimize-chat` has nothing that it could be varied at: not measured there.\n"
             : text;
}

}  // namespace

Place StrategyAt::place_of(const YamlNode& choice) const {
  return choice.line == 0 ? place : Place{place.file, choice.line, choice.column};
}

const std::vector<Strategy>& strategies() {
  static const std::vector<Strategy> all = [] {
    std::vector<Strategy> made;
    for (const auto family : {families::model, families::architecture, families::resources,
                              families::data, families::cloud, families::energy}) {
      for (Strategy& one : family()) {
        made.push_back(std::move(one));
      }
    }
    return made;
  }();
  return all;
}

std::vector<Option> options_of(const Strategy& strategy,
                               const StrategyAt& at,
                               const std::vector<YamlNode>& choices) {
  std::vector<YamlNode> wanted = choices;
  for (const auto label : choices.empty() ? strategy.usual : std::vector<std::string_view>{}) {
    wanted.push_back(usual_choice(label));
  }
  std::vector<Option> options;
  for (const YamlNode& choice : wanted) {
    auto option =
        strategy.make != nullptr ? strategy.make(at, choice) : field_option(strategy, at, choice);
    const bool left_out =
        option && choices.empty() && option->unmet && !option->unmet(at.loaded, at.catalog).empty();
    if (option && !left_out) {
      option->source = option->source.empty() ? strategy.source : option->source;
      options.push_back(std::move(*option));
    }
  }
  return options;
}

std::string strategies_markdown(const std::vector<AloneFigures>& alone) {
  std::string out = R"(# Strategies

Axes of a search, written under `strategies:` of a scenario. An option is an edit of the file, so every combination is an
ordinary scenario: its speed, energy and prices come from the models that every scenario has, and no strategy carries a
factor. This page is printed from the table of the built-in ones.

```yaml
strategies:
  servers: {vary: fleet.h100.owned.count, choices: [1, 2, 3, 4]}      # any field that holds one value
  clock: {vary: serving.chat.clock, from: 60 %, to: 100 %, step: 10 %}
  plan:                                                                # bundles of changes
    choices:
      pipeline: {set: {serving.chat.tensor_parallel: 4, serving.chat.pipeline_parallel: 2}}
  precision: {strategy: quantisation, of: serving.chat, choices: [fp8, int4-awq]}   # built in
```

The first option of every axis is the file as written; `as_written: false` leaves it out. Later axes are made on top of
earlier ones. Every option is read and checked alone, at its own line; one that cannot be on the hardware of any
combination is an error, and is left out where the file names no choices. `--set strategies.clock=null` leaves an axis out.

What an option does alone to `scenarios/optimize-chat` stands below each: measured at effort quick, where means are within 3 %, with
one seed, so that what an option does not touch is the same to the last digit. `costwright optimize` measures any other scenario.
)";
  out += as_written_text(alone);
  std::string_view family;
  for (const Strategy& one : strategies()) {
    if (one.family != family) {
      family = one.family;
      out += fmt::format("\n## {}\n", family);
    }
    out += fmt::format(
        "\n### {}\n\n| | |\n|---|---|\n| of | an entry of `{}` |\n| knob | {} |\n| choices | {} |\n"
        "| changes | {} |\n| needs | {} |\n| source | {} |\n| does not model | {} |\n",
        one.name, one.section, one.knob, choices_text(one), one.changes, cell(one.needs),
        one.source, cell(one.not_modelled));
    out += alone_text(one, alone);
  }
  return out;
}

namespace families {

YamlNode value_at(std::string path, std::string text, const YamlNode& choice) {
  YamlNode node = choice;
  node.kind = YamlNode::Kind::kScalar;
  node.items.clear();
  node.key = std::move(path);
  node.text = std::move(text);
  node.key_line = choice.line;
  node.key_column = choice.column;
  return node;
}

YamlNode removed_at(std::string path, const YamlNode& choice) {
  YamlNode node = value_at(std::move(path), "", choice);
  node.kind = YamlNode::Kind::kNull;
  return node;
}

YamlNode section_at(std::string path, const YamlNode& choice) {
  YamlNode node = choice;
  node.key = std::move(path);
  return node;
}

const std::string& label_of(const YamlNode& choice) {
  return choice.kind == YamlNode::Kind::kScalar ? choice.text : choice.key;
}

bool add_costs(const StrategyAt& at, const YamlNode& choice, Option& option) {
  constexpr std::array<std::string_view, 4> kSections{"training", "data_pipeline", "staff",
                                                      "software"};
  std::string name = fmt::format("{} {}", at.name, option.label);
  std::replace(name.begin(), name.end(), '.', '-');  // a path would split there
  std::replace(name.begin(), name.end(), ':', '-');  // no character of a name
  for (const YamlNode& item : choice.items) {
    if (std::find(kSections.begin(), kSections.end(), item.key) == kSections.end()) {
      at.diagnostics.error(at.place_of(item),
                           fmt::format("'{}' is no section of costs of a choice", item.key),
                           fmt::format("there are {}", fmt::join(kSections, ", ")));
      return false;
    }
    option.set.push_back(section_at(fmt::format("{}.{}", item.key, name), item));
  }
  return true;
}

std::optional<Option> no_option(const StrategyAt& at,
                                const YamlNode& choice,
                                std::string message,
                                std::string hint) {
  at.diagnostics.error(at.place_of(choice), std::move(message), std::move(hint));
  return std::nullopt;
}

}  // namespace families
}  // namespace costwright

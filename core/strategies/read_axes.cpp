#include <algorithm>
#include <cmath>
#include <limits>

#include "core/catalog/catalog.h"
#include "core/scenario/loaded.h"
#include "core/scenario/manual/manual.h"
#include "core/scenario/manual/scalar_field.h"
#include "core/scenario/tree.h"
#include "core/scenario/yaml/overrides.h"
#include "core/strategies/strategy.h"

namespace costwright {
namespace {

using Kind = YamlNode::Kind;

constexpr char kSection[] = "strategies";
constexpr char kAsWritten[] = "as written";
constexpr char kForm[] = "write e.g. 'servers: {vary: fleet.h100.owned.count, choices: [1, 2, 3]}'";
constexpr ChangesForm kBundleForm{kSection, "an option", "write e.g. 'big: {set: {path: value}}'"};
constexpr std::size_t kMostOptionsInAll = 512;

// A value of a field, beside what else the option says.
Option value_option(const std::string& path, YamlNode value, Place place, std::string label) {
  value.key = path;
  Option option{.label = std::move(label), .place = std::move(place)};
  option.set.push_back(std::move(value));
  return option;
}

// Of a field in another unit or range than its own: of a difference rather than a value.
ScalarField without_range(ScalarField field) {
  field.type.min = -std::numeric_limits<double>::max();
  field.type.max = std::numeric_limits<double>::max();
  if (field.type.kind == FieldKind::kYearMonth) {
    field.type.kind = FieldKind::kInteger;
  }
  return field;
}

// As short as it is read back exactly.
std::string yaml_of(const ScalarField& field, double at) {
  Diagnostics told;
  for (const int digits : {4, 9}) {
    const std::string number = fmt::format("{:.{}g}", at, digits);
    std::string text =
        field.type.unit.empty() ? number : fmt::format("{} {}", number, field.type.unit);
    if (field.type.kind != FieldKind::kYearMonth && parse_value(field, text, {}, told) == at) {
      return text;
    }
  }
  return field.yaml(at);
}

class AxisReader {
 public:
  AxisReader(const ScenarioTree& tree, const Catalog& catalog, Diagnostics& diagnostics)
      : tree_(tree),
        catalog_(catalog),
        diagnostics_(diagnostics),
        context_{tree.sources, diagnostics} {}

  std::vector<StrategyAxis> read(const LoadedScenario& loaded, const YamlNode& section) {
    loaded_ = &loaded;
    if (section.kind != Kind::kMap) {
      fail(section, "strategies must be a section of named axes", kForm);
      return {};
    }
    if (section.items.size() > kMostAxes) {
      fail(section, fmt::format("{} axes; there may be {}", section.items.size(), kMostAxes));
      return {};
    }
    std::vector<StrategyAxis> axes;
    for (const YamlNode& entry : section.items) {
      // --set strategies.clock=null; in the file itself it is an axis that was begun.
      const bool is_left_out = entry.kind == Kind::kNull && entry.source != 0;
      if (auto axis = is_left_out ? std::nullopt : read_axis(entry)) {
        axes.push_back(std::move(*axis));
      }
    }
    return axes;
  }

 private:
  std::optional<StrategyAxis> read_axis(const YamlNode& entry) {
    if (const auto problem = name_problem(entry.key); !problem.empty()) {
      fail(entry, "strategies: " + problem);
      return std::nullopt;
    }
    if (entry.kind != Kind::kMap) {
      fail(entry, fmt::format("strategies.{} must be a section", entry.key), kForm);
      return std::nullopt;
    }
    StrategyAxis axis{.name = entry.key, .place = context_.key_place(entry)};
    const int errors_before = diagnostics_.error_count();
    if (entry.find("vary") != nullptr) {
      read_field(entry, axis);
    } else if (entry.find("strategy") != nullptr) {
      read_built_in(entry, axis);
    } else {
      read_bundle(entry, axis);
    }
    const bool with_written = as_written(entry);
    if (diagnostics_.error_count() == errors_before) {
      check_options(axis, entry);
    }
    if (diagnostics_.error_count() > errors_before) {
      return std::nullopt;
    }
    put_as_written_first(axis, with_written);
    return axis;
  }

  // ---- vary

  void read_field(const YamlNode& entry, StrategyAxis& axis) {
    known_keys(entry, {"vary", "choices", "from", "to", "step", "as_written"});
    const YamlNode& vary = *entry.find("vary");
    if (vary.kind != Kind::kScalar || vary.text.empty()) {
      fail_at(vary, fmt::format("strategies.{}.vary must be the path of a field", axis.name),
              kForm);
      return;
    }
    axis.family = "field";
    axis.knob = vary.text;
    if (vary.text.starts_with(kSection)) {
      fail_at(vary, "an option cannot change strategies");
    } else if (entry.find("choices") != nullptr) {
      read_values(*entry.find("choices"), axis);
    } else {
      read_range(entry, axis);
    }
  }

  void read_values(const YamlNode& choices, StrategyAxis& axis) {
    for (const YamlNode& choice : items_of(choices, axis)) {
      if (choice.kind != Kind::kScalar && choice.kind != Kind::kNull) {
        fail_at(choice, fmt::format("a choice of {} is a single value", axis.knob),
                "for a section write 'choices: {name: {set: {path: {...}}}}'");
        return;
      }
      axis.options.push_back(value_option(axis.knob, choice, context_.place(choice),
                                          choice.kind == Kind::kNull ? "none" : choice.text));
      YamlNode& set = axis.options.back().set.front();
      set.key_line = choice.line;
      set.key_column = choice.column;
    }
  }

  void read_range(const YamlNode& entry, StrategyAxis& axis) {
    const auto field = scalar_field(loaded_->scenario, axis.knob);
    if (!field) {
      fail_at(*entry.find("vary"), fmt::format("no number can stand at '{}'", axis.knob),
              "write 'choices: [...]'");
      return;
    }
    const auto from = number(entry, "from", *field, axis);
    const auto to = from ? number(entry, "to", *field, axis) : from;
    const auto step = to ? number(entry, "step", without_range(*field), axis) : to;
    if (!from || !to || !step) {
      return;
    }
    const double steps = std::floor((*to - *from) / *step + 1e-9);
    if (!(steps >= 1) || steps >= static_cast<double>(kMostOptions)) {
      fail(entry, fmt::format("strategies.{}: from, to and step give no two to {} values",
                              axis.name, kMostOptions));
      return;
    }
    for (int i = 0; i <= static_cast<int>(steps); ++i) {
      add_number(entry, *field, *from + i * *step, axis);
    }
  }

  void add_number(const YamlNode& entry, const ScalarField& field, double at, StrategyAxis& axis) {
    YamlNode value = *entry.find("from");
    value.quoted = false;
    value.text = yaml_of(field, at);
    axis.options.push_back(
        value_option(axis.knob, std::move(value), context_.key_place(entry), field.text(at)));
  }

  std::optional<double> number(const YamlNode& entry,
                               std::string_view key,
                               const ScalarField& field,
                               const StrategyAxis& axis) {
    const YamlNode* node = entry.find(key);
    if (node == nullptr || node->kind != Kind::kScalar) {
      fail(entry,
           fmt::format("strategies.{} needs 'choices', or 'from', 'to' and 'step'", axis.name),
           kForm);
      return std::nullopt;
    }
    return parse_value(field, node->text, context_.place(*node), diagnostics_);
  }

  // ---- bundles

  void read_bundle(const YamlNode& entry, StrategyAxis& axis) {
    known_keys(entry, {"choices", "as_written"});
    axis.family = "bundle";
    axis.knob = axis.name;
    const YamlNode* choices = entry.find("choices");
    if (choices == nullptr || choices->kind != Kind::kMap) {
      fail(entry,
           fmt::format("strategies.{}.choices must be a section of named options", axis.name),
           std::string(kBundleForm.example));
      return;
    }
    for (const YamlNode& choice : choices->items) {
      const std::string path = fmt::format("strategies.{}.choices.{}", axis.name, choice.key);
      axis.options.push_back({.label = choice.key,
                              .set = read_changes(choice, path, kBundleForm, context_),
                              .place = context_.key_place(choice)});
    }
  }

  // ---- built in

  void read_built_in(const YamlNode& entry, StrategyAxis& axis) {
    known_keys(entry, {"strategy", "of", "choices", "as_written"});
    const YamlNode& name = *entry.find("strategy");
    const Strategy* strategy = find_strategy(name);
    const YamlNode* of = entry.find("of");
    if (strategy == nullptr || !is_target(*strategy, of, entry)) {
      return;
    }
    axis.family = strategy->family;
    axis.knob = strategy->name;
    const StrategyAt at{tree_,
                        *loaded_,
                        catalog_,
                        of->text,
                        of->text.substr(of->text.find('.') + 1),
                        diagnostics_,
                        context_.key_place(entry)};
    const YamlNode* choices = entry.find("choices");
    axis.options = options_of(
        *strategy, at, choices != nullptr ? items_of(*choices, axis) : std::vector<YamlNode>{});
  }

  const Strategy* find_strategy(const YamlNode& name) {
    std::vector<std::string> names;
    for (const Strategy& strategy : strategies()) {
      if (strategy.name == name.text) {
        return &strategy;
      }
      names.emplace_back(strategy.name);
    }
    fail_at(name, fmt::format("there is no strategy '{}'", name.text),
            did_you_mean(name.text, names));
    return nullptr;
  }

  bool is_target(const Strategy& strategy, const YamlNode* of, const YamlNode& entry) {
    const std::string section = std::string(strategy.section) + ".";
    const bool fits = of != nullptr && of->kind == Kind::kScalar && of->text.starts_with(section) &&
                      node_at(tree_.root, of->text) != nullptr &&
                      node_at(tree_.root, of->text)->kind == Kind::kMap;
    if (!fits) {
      of != nullptr
          ? fail_at(*of, fmt::format("{} is of an entry of {}", strategy.name, strategy.section),
                    fmt::format("write e.g. 'of: {}{}'", section, first_of(strategy)))
          : fail(entry, fmt::format("{} needs 'of'", strategy.name),
                 fmt::format("write e.g. 'of: {}{}'", section, first_of(strategy)));
    }
    return fits;
  }

  std::string first_of(const Strategy& strategy) const {
    const YamlNode* section = node_at(tree_.root, strategy.section);
    return section != nullptr && !section->items.empty() ? section->items.front().key : "name";
  }

  // ---- all

  std::vector<YamlNode> items_of(const YamlNode& choices, const StrategyAxis& axis) {
    if (choices.kind == Kind::kList || (choices.kind == Kind::kMap && axis.family != "field")) {
      return choices.items;
    }
    fail_at(choices, fmt::format("strategies.{}.choices must be a list", axis.name), kForm);
    return {};
  }

  bool as_written(const YamlNode& entry) {
    const YamlNode* node = entry.find("as_written");
    if (node == nullptr) {
      return true;
    }
    if (node->kind != Kind::kScalar || (node->text != "true" && node->text != "false")) {
      fail_at(*node, "as_written is true or false");
    }
    return node->text != "false";
  }

  void check_options(const StrategyAxis& axis, const YamlNode& entry) {
    if (axis.options.empty()) {
      fail(entry, fmt::format("strategies.{} has no option", axis.name));
    }
    options_ += axis.options.size();
    if (axis.options.size() > kMostOptions || options_ > kMostOptionsInAll) {
      fail(entry, fmt::format("too many options: an axis may have {}, all axes {}", kMostOptions,
                              kMostOptionsInAll));
    }
    for (std::size_t i = 0; i < axis.options.size(); ++i) {
      for (std::size_t j = 0; j < i; ++j) {
        if (axis.options[i].label == axis.options[j].label) {
          context_.error(
              kSection, axis.options[i].place,
              fmt::format("strategies.{}: '{}' stands twice", axis.name, axis.options[i].label));
        }
      }
    }
  }

  // An option that says what is written anyway is the file as written.
  void put_as_written_first(StrategyAxis& axis, bool with_written) {
    if (!with_written) {
      return;
    }
    Option written{.label = kAsWritten, .place = axis.place};
    const auto same =
        std::find_if(axis.options.begin(), axis.options.end(), [&](const Option& option) {
          return changes_nothing(option);
        });
    if (same != axis.options.end()) {
      written.label = same->label;
      written.source = same->source;
      written.note = same->note;
      axis.options.erase(same);
    } else if (axis.family == "field" && !written_at(axis.knob).empty()) {
      written.label = written_at(axis.knob);
    }
    axis.options.insert(axis.options.begin(), std::move(written));
  }

  bool changes_nothing(const Option& option) const {
    return std::all_of(option.set.begin(), option.set.end(), [&](const YamlNode& value) {
      if (value.kind == Kind::kNull) {
        return node_at(tree_.root, value.key) == nullptr;
      }
      return value.kind == Kind::kScalar && is_written(value);
    });
  }

  bool is_written(const YamlNode& value) const {
    const auto field = scalar_field(loaded_->scenario, value.key);
    if (!field) {
      return written_at(value.key) == value.text;
    }
    Diagnostics told;
    const auto number = parse_value(*field, value.text, {}, told);
    return number && field->value && *number == *field->value;
  }

  // What stands at a path, written or by default; "" when nothing does.
  std::string written_at(const std::string& path) const {
    if (const YamlNode* node = node_at(tree_.root, path)) {
      return node->kind == Kind::kScalar ? node->text : "";
    }
    const auto field = scalar_field(loaded_->scenario, path);
    return field && field->value ? field->text(*field->value) : default_at(path);
  }

  std::string default_at(const std::string& path) const {
    const auto used = defaults_used(*loaded_);
    const auto found = std::find_if(used.begin(), used.end(), [&](const DefaultUsed& one) {
      return one.path == path;
    });
    return found != used.end() ? found->value : "";
  }

  void known_keys(const YamlNode& entry, const std::vector<std::string>& known) {
    for (const YamlNode& item : entry.items) {
      if (std::find(known.begin(), known.end(), item.key) == known.end()) {
        fail(item, fmt::format("unknown key '{}' in strategies.{}", item.key, entry.key),
             fmt::format("known keys: {}", fmt::join(known, ", ")));
      }
    }
  }

  void fail(const YamlNode& node, std::string message, std::string hint = {}) {
    context_.error(kSection, context_.key_place(node), std::move(message), std::move(hint));
  }
  void fail_at(const YamlNode& node, std::string message, std::string hint = {}) {
    context_.error(kSection, context_.place(node), std::move(message), std::move(hint));
  }

  const ScenarioTree& tree_;
  const Catalog& catalog_;
  Diagnostics& diagnostics_;
  ReadContext context_;
  const LoadedScenario* loaded_ = nullptr;
  std::size_t options_ = 0;
};

bool is_at_or_below(std::string_view path, std::string_view above) {
  return path == above || (path.starts_with(above) && path.substr(above.size()).starts_with('.'));
}

std::vector<std::string> changed_by(const StrategyAxis& axis) {
  std::vector<std::string> paths;
  for (const Option& option : axis.options) {
    for (const YamlNode& value : option.set) {
      paths.push_back(value.key);
    }
  }
  return paths;
}

// The first path that an earlier axis changes and a later one would undo, or change, too.
std::string clash(const StrategyAxis& earlier, const StrategyAxis& later) {
  const auto others = changed_by(later);
  for (const std::string& mine : changed_by(earlier)) {
    const bool clashes = std::any_of(others.begin(), others.end(), [&](const std::string& other) {
      return is_at_or_below(mine, other);
    });
    if (clashes) {
      return mine;
    }
  }
  return "";
}

void check_clashes(const std::vector<StrategyAxis>& axes, Diagnostics& diagnostics) {
  for (std::size_t b = 0; b < axes.size(); ++b) {
    for (std::size_t a = 0; a < b; ++a) {
      const std::string path = clash(axes[a], axes[b]);
      if (!path.empty()) {
        diagnostics.error(axes[b].place,
                          fmt::format("'{}' would undo what '{}' chooses at {}", axes[b].name,
                                      axes[a].name, path),
                          "let one axis change it, or write the one that replaces a section first");
      }
    }
  }
}

// Each option alone must give a scenario; its precondition must hold alone or with one option of
// another axis.
class OptionChecker {
 public:
  OptionChecker(const ScenarioTree& tree,
                std::span<const StrategyAxis> axes,
                const Catalog& catalog,
                Diagnostics& diagnostics)
      : tree_(tree), axes_(axes), catalog_(catalog), diagnostics_(diagnostics) {}

  void check() {
    for (std::size_t a = 0; a < axes_.size(); ++a) {
      for (std::size_t o = 0; o < axes_[a].options.size(); ++o) {
        check(a, static_cast<int>(o));
      }
    }
  }

 private:
  void check(std::size_t a, int option) {
    std::vector<int> choice(axes_.size(), 0);
    choice[a] = option;
    Diagnostics told;
    const Option& one = axes_[a].options[static_cast<std::size_t>(option)];
    const auto loaded = made(choice, told);
    tell_errors_of(fmt::format("strategy '{}', {}", axes_[a].name, one.label), told, diagnostics_);
    const std::string why = loaded && one.unmet ? one.unmet(*loaded, catalog_) : "";
    if (!why.empty() && !can_be_elsewhere(a, choice)) {
      diagnostics_.error(one.place,
                         fmt::format("strategy '{}', {}: {}", axes_[a].name, one.label, why));
    }
  }

  bool can_be_elsewhere(std::size_t a, std::vector<int> choice) const {
    const auto& unmet = axes_[a].options[static_cast<std::size_t>(choice[a])].unmet;
    for (std::size_t b = 0; b < axes_.size(); ++b) {
      for (std::size_t o = 1; b != a && o < axes_[b].options.size(); ++o) {
        choice[b] = static_cast<int>(o);
        Diagnostics told;
        const auto loaded = made(choice, told);
        if (loaded && unmet(*loaded, catalog_).empty()) {
          return true;
        }
      }
      choice[b] = b == a ? choice[b] : 0;
    }
    return false;
  }

  std::optional<LoadedScenario> made(const std::vector<int>& choice, Diagnostics& told) const {
    const auto tree = chosen(tree_, axes_, choice, told);
    return tree ? read_tree(*tree, told) : std::nullopt;
  }

  const ScenarioTree& tree_;
  std::span<const StrategyAxis> axes_;
  const Catalog& catalog_;
  Diagnostics& diagnostics_;
};

}  // namespace

std::vector<StrategyAxis> axes_of(const ScenarioTree& tree,
                                  const Catalog& catalog,
                                  Diagnostics& diagnostics) {
  const YamlNode* section = tree.root.find(kSection);
  const auto loaded = section != nullptr ? read_tree(tree, diagnostics) : std::nullopt;
  if (!loaded) {
    return {};
  }
  const int errors_before = diagnostics.error_count();
  auto axes = AxisReader(tree, catalog, diagnostics).read(*loaded, *section);
  check_clashes(axes, diagnostics);
  if (diagnostics.error_count() == errors_before) {
    OptionChecker(tree, axes, catalog, diagnostics).check();
  }
  return diagnostics.error_count() > errors_before ? std::vector<StrategyAxis>{} : axes;
}

}  // namespace costwright

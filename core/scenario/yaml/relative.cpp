#include "core/scenario/yaml/relative.h"

#include <algorithm>

#include "core/scenario/scenario.h"
#include "core/scenario/yaml/overrides.h"
#include "core/scenario/yaml/walk.h"
#include "core/units/parse.h"

namespace costwright {
namespace {

bool is_amount(FieldKind kind) {
  return kind == FieldKind::kQuantity || kind == FieldKind::kRatio ||
         kind == FieldKind::kAnnualRate || kind == FieldKind::kGrowthRate ||
         kind == FieldKind::kMonths || kind == FieldKind::kInteger || kind == FieldKind::kNumber;
}

// What the scenario holds at one path.
class ValueFinder : public ValueWalk<ValueFinder> {
 public:
  explicit ValueFinder(const std::string& wanted) : wanted_(wanted) {}

  void absent(const FieldInfo& info, const std::string& path) {
    if (path == wanted_) {
      stands_in_ = info.absent;
    }
  }

  template <class T>
  void value(const T& member, const FieldInfo& info, const std::string& path) {
    if (path == wanted_) {
      const FieldType type = field_type<T>(info);
      kind_ = type.kind;
      text_ = show_value(member, type);
    }
  }

  std::string_view stands_in() const { return stands_in_; }
  const std::optional<FieldKind>& kind() const { return kind_; }
  const std::string& text() const { return text_; }

 private:
  const std::string& wanted_;
  std::string_view stands_in_;
  std::optional<FieldKind> kind_;
  std::string text_;
};

// "0.11 USD/kWh" x 1.2 = "0.132 USD/kWh"; nullopt when it is not a number with or without a unit.
std::optional<std::string> scaled(std::string_view text, double factor) {
  text = trim(text);
  const auto end = std::min(text.find_first_not_of("0123456789+-._"), text.size());
  // "1e6 tokens": the exponent belongs to the number, the e of "2 exabytes" does not.
  const auto exponent = std::min(text.find_first_not_of("0123456789+-._eE"), text.size());
  for (const auto length : {exponent, end}) {
    const auto number = parse_number(text.substr(0, length));
    if (const auto* value = std::get_if<double>(&number)) {
      return fmt::format("{:.15g}{}", *value * factor, text.substr(length));
    }
  }
  return std::nullopt;
}

// The number of the newest text that a part of the tree comes from.
int most_source(const YamlNode& node) {
  int most = node.source;
  for (const auto& item : node.items) {
    most = std::max(most, most_source(item));
  }
  return most;
}

bool is_element_of_a_list(const YamlNode& root, std::string_view path) {
  const auto dot = path.rfind('.');
  const YamlNode* parent =
      dot == std::string_view::npos ? nullptr : node_at(root, path.substr(0, dot));
  return parent != nullptr && parent->kind == YamlNode::Kind::kList;
}

// The path's value as text; nullopt with an error, or with what the reader will say of it.
class Resolver {
 public:
  Resolver(const YamlNode& root, const Override& change, Diagnostics& diagnostics)
      : root_(root),
        change_(change),
        diagnostics_(diagnostics),
        node_(node_at(root, change.path)),
        found_(change.path) {}

  std::optional<Override> resolve() {
    if (!read()) {
      return std::nullopt;
    }
    const bool is_element = node_ != nullptr && is_element_of_a_list(root_, change_.path);
    if (!found_.kind() && !is_element) {
      return nothing_to_change();
    }
    const std::string text = node_ != nullptr ? node_->text : found_.text();
    const bool is_number = !found_.kind() || is_amount(*found_.kind());
    const auto value = is_number ? scaled(text, change_.factor.value()) : std::nullopt;
    return value ? std::optional(Override{change_.path, *value})
                 : fail(fmt::format("'{}' is not a number: it has no share", text));
  }

 private:
  // Only for what stands at the path: mistakes elsewhere are told when the scenario is read.
  bool read() {
    Diagnostics told_later;
    ReadContext context{{}, told_later};
    context.sources.resize(static_cast<std::size_t>(most_source(root_)) + 1);
    Scenario scenario;
    SectionReader reader(context, root_, "");
    describe(reader, scenario);
    describe(found_, scenario);
    return !context.faulty.contains(change_.path);
  }

  std::optional<Override> nothing_to_change() {
    if (node_ != nullptr) {
      return fail(fmt::format("{} is not a single value", change_.path));
    }
    return fail(found_.stands_in().empty() ? fmt::format("{} has no value to change", change_.path)
                                           : fmt::format("{} has no value to change ({} stands in)",
                                                         change_.path, found_.stands_in()));
  }

  std::optional<Override> fail(std::string message) {
    diagnostics_.error({fmt::format("--set {}", change_.path)}, std::move(message),
                       fmt::format("state the value: --set '{}=...'", change_.path));
    return std::nullopt;
  }

  const YamlNode& root_;
  const Override& change_;
  Diagnostics& diagnostics_;
  const YamlNode* node_;
  ValueFinder found_;
};

}  // namespace

std::optional<Override> resolved(const YamlNode& root,
                                 const Override& change,
                                 Diagnostics& diagnostics) {
  return Resolver(root, change, diagnostics).resolve();
}

}  // namespace costwright

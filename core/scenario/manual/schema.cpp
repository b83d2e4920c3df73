// JSON Schema draft-07 from the field table, for editors.
#include <functional>
#include <set>

#include <fmt/format.h>

#include "core/scenario/manual/manual.h"
#include "core/scenario/scenario.h"

namespace costwright {
namespace {

constexpr std::string_view kNumber = "[+-]?[0-9][0-9_]*([.][0-9_]+)?([eE][+-]?[0-9]+)?";

// Not of the field table: a variant changes fields by their paths, and its result is checked.
constexpr std::string_view kVariants =
    R"("variants": {"description": "named changes of this file, for `compare` and `--variant`", )"
    R"("type": "object", "additionalProperties": {"type": "object", "additionalProperties": false, )"
    R"("properties": {"set": {"description": "path: value; null removes", "type": "object"}}}})";

// Nor are strategies: core/strategies/axis.h reads and checks them.
constexpr std::string_view kStrategies =
    R"("strategies": {"description": "axes of a search over combinations, for `optimize`", )"
    R"("type": "object", "additionalProperties": {"type": "object", "properties": {)"
    R"("vary": {"description": "path of a field", "type": "string"}, )"
    R"("from": {}, "to": {}, "step": {}, )"
    R"("strategy": {"description": "a built-in strategy, docs/strategies.md", "type": "string"}, )"
    R"("of": {"description": "path of the section that it is of", "type": "string"}, )"
    R"("choices": {"type": ["array", "object"]}, )"
    R"("as_written": {"description": "false: the file as it is written is no option", )"
    R"("type": "boolean"}}, "additionalProperties": false}})";

std::string quote(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      out += '\\';
    }
    out += c;
  }
  return out + "\"";
}

std::string quote_all(std::span<const std::string_view> names) {
  std::string out;
  for (const auto name : names) {
    out += (out.empty() ? "" : ", ") + quote(name);
  }
  return "[" + out + "]";
}

std::string text_with(const std::string& pattern) {
  return fmt::format(R"("type": "string", "pattern": {})", quote(pattern));
}

// The keywords that say which values a scalar may have.
std::string scalar_keywords(const FieldType& type) {
  if (type.dated) {
    FieldType one = type;
    one.dated = false;
    return fmt::format(
        R"("anyOf": [{{{0}}}, {{"type": "object", "minProperties": 1, "additionalProperties": false, )"
        R"("patternProperties": {{"^[0-9]{{4}}-(0[1-9]|1[0-2])$": {{{0}}}}}}}])",
        scalar_keywords(one));
  }
  switch (type.kind) {
    case FieldKind::kText:
      return R"("type": "string", "minLength": 1)";
    case FieldKind::kQuantity:
      return text_with(fmt::format("^{} *[A-Za-z].*$", kNumber));
    case FieldKind::kRatio:
      return fmt::format(
          R"("anyOf": [{{"type": "number", "minimum": {:.16g}, "maximum": {:.16g}}}, {{{}}}])",
          type.min / 100, type.max / 100, text_with(fmt::format("^{} *%$", kNumber)));
    case FieldKind::kAnnualRate:
      return text_with(fmt::format("^{} *%? */ *year$", kNumber));
    case FieldKind::kGrowthRate:
      return text_with(fmt::format("^{} *%? */ *(month|year)$", kNumber));
    case FieldKind::kMonths:
      return text_with(fmt::format("^{} *(months?|years?)$", kNumber));
    case FieldKind::kYearMonth:
      return text_with("^[0-9]{4}-(0[1-9]|1[0-2])$");
    case FieldKind::kInteger:
    case FieldKind::kNumber:
      return fmt::format(R"("type": "{}", "minimum": {:.16g}, "maximum": {:.16g})",
                         type.kind == FieldKind::kInteger ? "integer" : "number", type.min,
                         type.max);
    case FieldKind::kBoolean:
      return R"("type": "boolean")";
    case FieldKind::kChoice:
      return fmt::format(R"("enum": {})", quote_all(type.choices));
  }
  return "";
}

// The default as JSON: bare where YAML would read a number or a boolean.
std::string default_keyword(const FieldType& type, const std::string& shown) {
  const bool bare = type.kind == FieldKind::kInteger || type.kind == FieldKind::kNumber ||
                    type.kind == FieldKind::kBoolean;
  return shown.empty() ? "" : fmt::format(R"(, "default": {})", bare ? shown : quote(shown));
}

std::string description(const FieldInfo& info, std::string text, const std::string& range) {
  if (!range.empty()) {
    text += fmt::format(" ({})", range);
  }
  if (!info.refers.empty()) {
    text += fmt::format(" [{}]", info.refers);
  }
  if (!info.absent.empty()) {
    text += fmt::format("; when left out: {}", info.absent);
  }
  return fmt::format(R"("description": {})", quote(text));
}

using Definitions = std::vector<std::pair<std::string, std::string>>;

// Prints one struct; structs below it become definitions.
class SchemaSection {
 public:
  explicit SchemaSection(Definitions& definitions) : definitions_(definitions) {}

  void about(std::string_view title, std::string_view doc) {
    title_ = title;
    doc_ = doc;
  }

  template <class T>
  void field(const T& member, const FieldInfo& info) {
    properties_.push_back(
        fmt::format("{}: {{{}}}", quote(info.name), keywords(member, info, true)));
    if (info.required) {
      required_.push_back(info.name);
    }
  }

  void exactly_one(std::initializer_list<std::string_view> names) { group("oneOf", names); }
  void at_least_one(std::initializer_list<std::string_view> names) { group("anyOf", names); }

  void needs(std::string_view name, std::initializer_list<std::string_view> others) {
    std::string any;
    for (const auto other : others) {
      any += fmt::format("{}{{\"required\": [{}]}}", any.empty() ? "" : ", ", quote(other));
    }
    rules_.push_back(fmt::format(R"({{"if": {{"required": [{}]}}, "then": {{"anyOf": [{}]}}}})",
                                 quote(name), any));
  }

  // What is no field of the struct.
  void property(std::string_view text) { properties_.emplace_back(text); }

  void by_month_excludes(std::initializer_list<std::string_view> prices, std::string_view name) {
    for (const auto price : prices) {
      rules_.push_back(fmt::format(
          R"({{"if": {{"required": [{}]}}, "then": {{"properties": {{{}: {{"type": "string"}}}}}}}})",
          quote(name), quote(price)));
    }
  }

  const std::string& title() const { return title_; }

  std::string text(std::string_view indent) const {
    const std::string inner = fmt::format(",\n{}  ", indent);
    std::string out = fmt::format("\"type\": \"object\"{}\"description\": {}", inner, quote(doc_));
    out += inner + "\"additionalProperties\": false";
    if (!required_.empty()) {
      out += inner + "\"required\": " + quote_all(required_);
    }
    if (!rules_.empty()) {
      out += fmt::format("{0}\"allOf\": [\n{1}    {2}\n{1}  ]", inner, indent,
                         fmt::join(rules_, fmt::format(",\n{}    ", indent)));
    }
    out += fmt::format("{0}\"properties\": {{\n{1}    {2}\n{1}  }}", inner, indent,
                       fmt::join(properties_, fmt::format(",\n{}    ", indent)));
    return out;
  }

 private:
  template <class T>
  std::string keywords(const T& member, const FieldInfo& info, bool with_default) {
    if constexpr (is_optional<T>) {
      const typename T::value_type value{};
      return keywords(value, info, false);
    } else if constexpr (is_named<T>) {
      const typename T::value_type::second_type entry{};
      return fmt::format(
          R"("type": "object", {}, "propertyNames": {{"pattern": "^[A-Za-z0-9_.][A-Za-z0-9 _.-]*$"}}, )"
          R"("additionalProperties": {{{}}})",
          description(info, std::string(info.doc), ""), reference_to(entry));
    } else if constexpr (is_list<T>) {
      return list_keywords(member, info);
    } else if constexpr (is_scalar<T>) {
      const FieldType type = field_type<T>(info);
      const std::string shown = with_default && !info.required ? show_value(member, type) : "";
      return fmt::format("{}, {}{}", description(info, meaning_of(info, type), range_text(type)),
                         scalar_keywords(type), default_keyword(type, shown));
    } else {
      return fmt::format(R"({}, "allOf": [{{{}}}])", description(info, std::string(info.doc), ""),
                         reference_to(member));
    }
  }

  template <class T>
  std::string list_keywords(const std::vector<T>& /*member*/, const FieldInfo& info) {
    const FieldType type = field_type<T>(info);
    const std::string length =
        info.length > 0 ? fmt::format(R"("minItems": {0}, "maxItems": {0}, )", info.length) : "";
    return fmt::format(R"({}, "type": "array", {}"items": {{{}}})",
                       description(info, meaning_of(info, type), range_text(type)), length,
                       scalar_keywords(type));
  }

  template <class T>
  std::string reference_to(const T& member) {
    SchemaSection section(definitions_);
    describe(section, member);
    bool known = false;
    for (const auto& [name, text] : definitions_) {
      known = known || name == section.title();
    }
    if (!known) {
      definitions_.emplace_back(section.title(), section.text("    "));
    }
    return fmt::format(R"("$ref": "#/definitions/{}")", section.title());
  }

  void group(std::string_view keyword, std::initializer_list<std::string_view> names) {
    std::string any;
    for (const auto name : names) {
      any += fmt::format("{}{{\"required\": [{}]}}", any.empty() ? "" : ", ", quote(name));
    }
    rules_.push_back(fmt::format(R"({{"{}": [{}]}})", keyword, any));
  }

  Definitions& definitions_;
  std::string title_, doc_;
  std::vector<std::string> properties_, rules_;
  std::vector<std::string_view> required_;
};

}  // namespace

std::string scenario_json_schema() {
  Definitions definitions;
  const Scenario scenario;
  SchemaSection root(definitions);
  describe(root, scenario);
  root.property(kVariants);
  root.property(kStrategies);
  std::string out = "{\n  \"$schema\": \"http://json-schema.org/draft-07/schema#\",\n";
  out += "  \"title\": \"Costwright scenario\",\n  ";
  out += root.text("") + ",\n  \"definitions\": {";
  std::string_view separator = "\n";
  for (const auto& [name, text] : definitions) {
    out += fmt::format("{}    {}: {{\n      {}\n    }}", separator, quote(name), text);
    separator = ",\n";
  }
  return out + "\n  }\n}\n";
}

}  // namespace costwright

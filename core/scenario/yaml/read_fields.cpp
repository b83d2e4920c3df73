#include "core/scenario/yaml/read_fields.h"

#include <algorithm>
#include <tuple>

#include "core/scenario/manual/manual.h"
#include "core/units/parse.h"

namespace costwright {
namespace {

using Kind = YamlNode::Kind;

std::string_view kind_name(Kind kind) {
  switch (kind) {
    case Kind::kNull:
      return "nothing";
    case Kind::kScalar:
      return "a single value";
    case Kind::kList:
      return "a list";
    case Kind::kMap:
      return "a section with keys";
  }
  return "";
}

std::string how_to_write(Kind kind) {
  switch (kind) {
    case Kind::kList:
      return "write '[a, b]' or one '- item' a line";
    case Kind::kMap:
      return "put its keys below it, indented";
    default:
      return "write the value behind the key";
  }
}

// A known key in the wrong section is the commonest of unknown keys: `instance` among owned
// servers, or straight below the entry. Below a top section only that one is searched: elsewhere
// the name means something else.
std::string where_it_belongs(std::string_view section, std::string_view key) {
  static const std::vector<FieldDoc> fields = scenario_fields();
  const auto top = section.substr(0, section.find('.'));
  std::vector<std::string_view> sections;
  for (const FieldDoc& field : fields) {
    const std::string_view path = field.path;
    const auto dot = path.rfind('.');
    if (dot != std::string_view::npos && path.substr(dot + 1) == key &&
        (top.empty() || path.substr(0, path.find('.')) == top)) {
      sections.push_back(path.substr(0, dot));
    }
  }
  constexpr std::size_t kMost = 4;  // a name that is everywhere tells nothing
  return sections.empty() || sections.size() > kMost
             ? ""
             : fmt::format("it belongs in {}", fmt::join(sections, " or "));
}

std::string one_of(std::initializer_list<std::string_view> names) {
  return fmt::format("'{}'", fmt::join(names, "', '"));
}

std::string alternatives(std::initializer_list<std::string_view> names) {
  return fmt::format("'{}'", fmt::join(names, "' or '"));
}

}  // namespace

Place ReadContext::place(const YamlNode& node) const {
  return {sources[static_cast<std::size_t>(node.source)], node.line, node.column};
}

Place ReadContext::key_place(const YamlNode& node) const {
  return node.key_line == 0 ? place(node)
                            : Place{sources[static_cast<std::size_t>(node.source)], node.key_line,
                                    node.key_column};
}

void ReadContext::error(const std::string& path, Place at, std::string message, std::string hint) {
  faulty.insert(path);
  diagnostics.error(std::move(at), std::move(message), std::move(hint));
}

std::string join_path(const std::string& parent, std::string_view name) {
  return parent.empty() ? std::string(name) : fmt::format("{}.{}", parent, name);
}

std::string quoting_hint(std::string_view path) {
  return fmt::format("quote a text with YAML's own characters: --set '{}=\"...\"'", path);
}

bool SectionReader::check_kind(const YamlNode& node,
                               Kind kind,
                               const std::string& path,
                               bool is_text) {
  context_.places[path] = kind == Kind::kScalar ? context_.place(node) : context_.key_place(node);
  if (node.kind == kind) {
    if (kind == Kind::kScalar) {
      context_.texts[path] = node.text;
    }
    return true;
  }
  if (node.kind == Kind::kNull) {
    context_.error(path, context_.key_place(node), fmt::format("{} has no value", path),
                   "fill it in or remove the key");
  } else {
    context_.error(
        path, context_.place(node),
        fmt::format("{} is {}; it must be {}", path, kind_name(node.kind), kind_name(kind)),
        is_text && node.source != 0 ? quoting_hint(path) : how_to_write(kind));
  }
  return false;
}

bool SectionReader::check_text(const YamlNode& node,
                               const FieldInfo& info,
                               const std::string& path) {
  if (node.text.find_first_not_of(" \t\n") == std::string::npos) {
    context_.error(path, context_.place(node), fmt::format("{} is empty", path),
                   "fill it in or remove the key");
    return false;
  }
  // Titles stand in one line; only a description may have several.
  const auto fold = trim(node.text).find_first_of("\n\t");
  if (fold != std::string::npos && info.name != "description") {
    context_.error(
        path, context_.place(node),
        fmt::format("{} has a {}", path, trim(node.text)[fold] == '\n' ? "line break" : "tab"),
        "write it in one line");
    return false;
  }
  if (!info.label) {
    return true;
  }
  const auto problem = name_problem(node.text);
  if (!problem.empty()) {
    context_.error(path, context_.place(node), fmt::format("{}: {}", path, problem));
  }
  return problem.empty();
}

void SectionReader::check_name(const YamlNode& /*section*/,
                               const YamlNode& entry,
                               const std::string& path) {
  if (const auto problem = name_problem(entry.key); !problem.empty()) {
    context_.error(join_path(path, entry.key), context_.key_place(entry),
                   fmt::format("{}: {}", path, problem));
  }
}

void SectionReader::check_weights(const std::vector<double>& weights,
                                  const YamlNode& node,
                                  const FieldInfo& info,
                                  const std::string& path) {
  if (info.length > 0 && static_cast<int>(weights.size()) != info.length) {
    context_.error(path, context_.key_place(node),
                   fmt::format("{} has {} values; it needs {}", path, weights.size(), info.length));
    return;
  }
  if (std::none_of(weights.begin(), weights.end(), [](double w) {
        return w > 0;
      })) {
    context_.error(path, context_.key_place(node),
                   fmt::format("{}: at least one weight must exceed 0", path));
  }
}

void SectionReader::check_repeats(const YamlNode& node, const std::string& path) {
  for (std::size_t i = 0; i < node.items.size(); ++i) {
    const auto same = [&](const YamlNode& other) {
      return other.kind == Kind::kScalar && other.text == node.items[i].text;
    };
    if (node.items[i].kind == Kind::kScalar &&
        std::any_of(node.items.begin(), node.items.begin() + static_cast<std::ptrdiff_t>(i),
                    same)) {
      context_.error(join_path(path, std::to_string(i)), context_.place(node.items[i]),
                     fmt::format("'{}' is already in {}", node.items[i].text, path));
      return;  // one is enough, and bounds the work on hostile lists
    }
  }
}

void SectionReader::explain_new_entry(const YamlNode& section,
                                      const YamlNode& entry,
                                      const std::string& path) {
  if (!entry.is_added) {
    return;
  }
  std::vector<std::string> names;
  for (const auto& item : section.items) {
    if (!item.is_added) {
      names.push_back(item.key);
    }
  }
  context_.error(join_path(path, entry.key), context_.place(entry),
                 fmt::format("'{}' is a new entry of {}", entry.key, path),
                 did_you_mean(entry.key, names));
}

std::optional<double> SectionReader::parse(const FieldType& type,
                                           const YamlNode& node,
                                           const std::string& path) {
  auto result = parse_scalar(type, node.text, node.quoted, path);
  if (!result.value) {
    context_.error(path, context_.place(node), std::move(result.message), std::move(result.hint));
  }
  return result.value;
}

std::optional<YearMonth> SectionReader::month_of(const YamlNode& entry,
                                                 const FieldType& price,
                                                 const std::string& path) {
  const FieldType type = make_field_type(FieldKind::kYearMonth, {});
  const auto month = parse_scalar(type, entry.key, false, path + " by month");
  if (!month.value) {
    context_.error(path, context_.key_place(entry), month.message,
                   fmt::format("write e.g. '{{2027-01: {}}}'", example_of(price)));
    return std::nullopt;
  }
  return scalar_from<YearMonth>(*month.value);
}

void SectionReader::no_months(const YamlNode& node, const std::string& path) {
  if (node.items.empty()) {
    context_.error(path, context_.key_place(node), fmt::format("{} lists no month", path),
                   "fill it in or remove the key");
  }
}

void SectionReader::missing(std::string_view name) {
  context_.error(join_path(path_, name), context_.key_place(node_),
                 fmt::format("{} needs '{}'", title(), name));
}

void SectionReader::exactly_one(std::initializer_list<std::string_view> names) {
  std::vector<const YamlNode*> given;
  for (const auto name : names) {
    if (const YamlNode* node = node_.find(name)) {
      given.push_back(node);
    }
  }
  if (given.size() > 1) {
    // The one written last is the mistake: a merged one stands further up, an override has no line.
    std::sort(given.begin(), given.end(), [](const YamlNode* a, const YamlNode* b) {
      return std::tie(a->source, a->key_line, a->key_column, a) <
             std::tie(b->source, b->key_line, b->key_column, b);
    });
    context_.error(path_, context_.key_place(*given.back()),
                   fmt::format("{0} has both '{1}' and '{2}'; give exactly one of {3}", title(),
                               given.front()->key, given.back()->key, one_of(names)));
  }
  if (given.empty()) {
    context_.error(path_, context_.key_place(node_),
                   fmt::format("{} needs exactly one of {}", title(), one_of(names)));
  }
}

void SectionReader::at_least_one(std::initializer_list<std::string_view> names) {
  if (std::none_of(names.begin(), names.end(), [&](auto name) {
        return node_.find(name) != nullptr;
      })) {
    context_.error(path_, context_.key_place(node_),
                   fmt::format("{} needs at least one of {}", title(), one_of(names)));
  }
}

void SectionReader::needs(std::string_view name, std::initializer_list<std::string_view> others) {
  const YamlNode* node = node_.find(name);
  if (node != nullptr && std::none_of(others.begin(), others.end(), [&](auto other) {
        return node_.find(other) != nullptr;
      })) {
    context_.error(
        join_path(path_, name), context_.key_place(*node),
        fmt::format("{} needs {} beside it", join_path(path_, name), alternatives(others)));
  }
}

void SectionReader::by_month_excludes(std::initializer_list<std::string_view> prices,
                                      std::string_view name) {
  const YamlNode* other = node_.find(name);
  for (const auto price : prices) {
    const YamlNode* node = node_.find(price);
    if (other != nullptr && node != nullptr && node->kind == Kind::kMap) {
      context_.error(join_path(path_, name), context_.key_place(*other),
                     fmt::format("{0} has no meaning: {1} is a list by month",
                                 join_path(path_, name), join_path(path_, price)),
                     fmt::format("remove '{}', or write one price", name));
    }
  }
}

void SectionReader::finish() {
  for (const YamlNode& item : node_.items) {
    if (std::find(known_.begin(), known_.end(), item.key) != known_.end()) {
      continue;
    }
    auto hint = did_you_mean(item.key, known_);
    if (hint.empty()) {
      hint = where_it_belongs(path_, item.key);
    }
    if (hint.empty()) {
      hint = fmt::format("known keys: {}", fmt::join(known_, ", "));
    }
    context_.error(join_path(path_, item.key), context_.key_place(item),
                   fmt::format("unknown key '{}' in {}", item.key, title()), std::move(hint));
  }
}

}  // namespace costwright

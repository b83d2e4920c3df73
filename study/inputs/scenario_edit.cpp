#include "study/inputs/scenario_edit.h"

#include <algorithm>

#include "core/scenario/yaml/read_fields.h"
#include "core/scenario/yaml/yaml.h"
#include "study/inputs/scenario_text.h"
#include "study/inputs/text_map.h"

namespace costwright::study {
namespace {

using Kind = YamlNode::Kind;
using Leaves = std::map<std::string, std::string>;  // path -> what stands there

constexpr std::size_t kMostNamed = 4;  // of the others that a change would change

void add_leaves(const YamlNode& node, const std::string& path, Leaves& leaves) {
  if (node.kind == Kind::kScalar || node.kind == Kind::kNull) {
    leaves[path] = node.kind == Kind::kNull ? "~" : node.text;
  }
  for (std::size_t i = 0; i < node.items.size(); ++i) {
    const YamlNode& item = node.items[i];
    add_leaves(item, join_path(path, node.kind == Kind::kList ? std::to_string(i) : item.key),
               leaves);
  }
}

Leaves leaves_of(const YamlNode& root) {
  Leaves leaves;
  add_leaves(root, "", leaves);
  return leaves;
}

std::vector<TextDifference> differences_of(const Leaves& mine, const Leaves& theirs) {
  std::vector<TextDifference> found;
  for (const auto& [path, value] : mine) {
    const auto other = theirs.find(path);
    if (other == theirs.end() || other->second != value) {
      found.push_back({path, value, other == theirs.end() ? "" : other->second});
    }
  }
  for (const auto& [path, value] : theirs) {
    if (!mine.contains(path)) {
      found.push_back({path, "", value});
    }
  }
  return found;
}

// Past a name that is written before the value: "&pay 100 USD".
std::size_t past_anchor(const std::string& text, std::size_t at) {
  if (at >= text.size() || text[at] != '&') {
    return at;
  }
  const auto end = std::min(text.find_first_of(" \n", at), text.size());
  return std::min(text.find_first_not_of(" \n", end), text.size());
}

bool is_alias(const std::string& text, std::size_t at) {
  return at < text.size() && text[at] == '*';
}

std::size_t quoted_length(const std::string& text, std::size_t at) {
  const char quote = at < text.size() ? text[at] : ' ';
  if (quote != '"' && quote != '\'') {
    return 0;
  }
  for (std::size_t end = at + 1; end < text.size(); ++end) {
    if (quote == '"' && text[end] == '\\') {
      ++end;
    } else if (text[end] == quote) {
      return end + 1 - at;
    }
  }
  return 0;
}

struct Span {
  std::size_t at{}, length{};
};

// Where a node's value, or the alias that stands for it, is written in one piece.
std::optional<Span> span_of(const std::string& text, const YamlNode& node) {
  const auto begin = node.line > 0 ? offset_of(text, node.line, node.column) : std::nullopt;
  if (!begin) {
    return std::nullopt;
  }
  const std::size_t at = past_anchor(text, *begin);
  std::size_t length = 0;
  if (is_alias(text, at)) {
    length = std::min(text.find_first_of(" \n,]}", at), text.size()) - at;
  } else if (node.kind == Kind::kScalar) {
    const bool is_plain = !node.quoted && text.compare(at, node.text.size(), node.text) == 0;
    length = is_plain ? node.text.size() : node.quoted ? quoted_length(text, at) : 0;
  }
  return length > 0 ? std::optional(Span{at, length}) : std::nullopt;
}

std::optional<std::string> replaced(const std::string& text,
                                    const YamlNode& node,
                                    const std::string& written) {
  const auto span = span_of(text, node);
  return span ? std::optional(std::string(text).replace(span->at, span->length, written))
              : std::nullopt;
}

std::string with_end_of_line(std::string text) {
  if (!text.empty() && text.back() != '\n') {
    text += '\n';
  }
  return text;
}

// As the first entry of a map that is written here: a line of its own, or inside the braces.
std::optional<std::string> inserted(const std::string& text,
                                    const YamlNode& map,
                                    const std::string& entry) {
  const auto begin = map.line > 0 ? offset_of(text, map.line, map.column) : std::nullopt;
  const std::size_t at = begin ? past_anchor(text, *begin) : text.size();
  if (at >= text.size() || is_alias(text, at)) {
    return std::nullopt;
  }
  if (text[at] == '{') {
    const bool is_empty = map.items.empty();
    return std::string(text).insert(at + 1, is_empty ? entry : entry + ", ");
  }
  const auto line = at == 0 ? std::string::npos : text.rfind('\n', at - 1);
  const std::size_t start = line == std::string::npos ? 0 : line + 1;
  const std::string indent = text.substr(start, at - start);
  if (indent.find_first_not_of(' ') != std::string::npos) {
    return std::nullopt;
  }
  return std::string(text).insert(at, entry + "\n" + indent);
}

std::string in_quotes(const std::string& value) {
  std::string out = "\"";
  for (const char c : value) {
    out += (c == '"' || c == '\\') ? std::string("\\") + c : std::string(1, c);
  }
  return out + "\"";
}

// In one line, as it is written within braces.
std::string in_braces(const YamlNode& node) {
  if (node.kind == Kind::kNull) {
    return "~";
  }
  if (node.kind == Kind::kScalar) {
    const bool is_cut = node.text.find_first_of(",[]{}#") != std::string::npos;
    return node.quoted || is_cut ? in_quotes(node.text) : node.text;
  }
  std::string out;
  for (const YamlNode& item : node.items) {
    out += (out.empty() ? "" : ", ") +
           (node.kind == Kind::kMap ? item.key + ": " + in_braces(item) : in_braces(item));
  }
  return node.kind == Kind::kMap ? "{" + out + "}" : "[" + out + "]";
}

// The nodes on a path. The name of an entry may hold dots: the longest that fits is meant.
struct Trail {
  std::vector<const YamlNode*> nodes;  // the root first
  std::string rest;                    // of the path: what is not written
};

bool starts_path(std::string_view rest, std::string_view key) {
  return rest.starts_with(key) && (rest.size() == key.size() || rest[key.size()] == '.');
}

const YamlNode* next_on(const YamlNode& node, std::string_view rest) {
  const YamlNode* longest = nullptr;
  for (const YamlNode& item : node.items) {
    const bool is_longer = longest == nullptr || item.key.size() > longest->key.size();
    if (node.kind == Kind::kMap && starts_path(rest, item.key) && is_longer) {
      longest = &item;
    }
  }
  return longest;
}

Trail trail_to(const YamlNode& root, std::string_view path) {
  Trail trail{{&root}, {}};
  while (!path.empty()) {
    const YamlNode* next = next_on(*trail.nodes.back(), path);
    if (next == nullptr) {
      break;
    }
    trail.nodes.push_back(next);
    path.remove_prefix(std::min(next->key.size() + 1, path.size()));
  }
  trail.rest = path;
  return trail;
}

// A copy of what stands at trail.nodes[depth], with the value at the trail's end.
YamlNode copy_with(const Trail& trail, std::size_t depth, const YamlNode& value) {
  YamlNode copy = *trail.nodes[depth];
  YamlNode* at = &copy;
  for (std::size_t i = depth + 1; i < trail.nodes.size(); ++i) {
    at = at->find(trail.nodes[i]->key);
  }
  if (trail.rest.empty()) {
    at->kind = Kind::kScalar;
    at->text = value.text;
    at->quoted = value.quoted;
  } else {
    at->items.push_back(value);
    at->items.back().key = trail.rest;
  }
  return copy;
}

// Texts that may be what is wanted, the smallest change first. Whether one is, its reading tells.
class Attempts {
 public:
  Attempts(const std::string& text, const YamlNode& root, const std::string& path)
      : text_(text), trail_(trail_to(root, path)) {}

  std::vector<std::string> with(const std::string& value, bool is_quoted) {
    YamlNode node;
    node.kind = Kind::kScalar;
    node.text = value;
    node.quoted = is_quoted;
    made_.clear();
    in_place(is_quoted ? in_quotes(value) : value);
    for (std::size_t depth = trail_.nodes.size(); depth-- > 1;) {
      own_copy(depth, in_braces(copy_with(trail_, depth, node)));
    }
    return std::move(made_);
  }

 private:
  void in_place(const std::string& written) {
    const YamlNode& last = *trail_.nodes.back();
    if (trail_.rest.empty()) {
      add(replaced(text_, last, written));
    } else if (trail_.nodes.size() > 1) {
      add(inserted(text_, last, trail_.rest + ": " + written));
    } else {
      append(written);
    }
  }

  // At the end of the file: a field of the top, or the first one of its section.
  void append(const std::string& written) {
    const auto dot = trail_.rest.find('.');
    const std::string head = trail_.rest.substr(0, dot);
    const std::string tail = dot == std::string::npos ? "" : trail_.rest.substr(dot + 1);
    add(with_end_of_line(text_) +
        (tail.empty() ? head + ": " + written : head + ":\n  " + tail + ": " + written) + "\n");
  }

  // What is shared, written out where its alias stands or beside the merge that brings it.
  void own_copy(std::size_t depth, const std::string& written) {
    const YamlNode& node = *trail_.nodes[depth];
    const auto span = span_of(text_, node);
    if (span && is_alias(text_, span->at)) {
      add(replaced(text_, node, written));
    }
    if (depth >= 2) {
      add(inserted(text_, *trail_.nodes[depth - 1], node.key + ": " + written));
    }
  }

  void add(std::optional<std::string> text) {
    if (text) {
      made_.push_back(std::move(*text));
    }
  }

  const std::string& text_;
  Trail trail_;
  std::vector<std::string> made_;
};

bool reads_as(const std::string& text, const std::string& path, const std::string& value) {
  const auto form = scenario_form(text);
  return form && std::any_of(form->begin(), form->end(), [&](const FormField& field) {
           return field.path == path && field.is_written && field.value == value;
         });
}

// What else would change, by path; nullopt when the text does not come to this value.
std::optional<std::vector<std::string>> others_changed(const Leaves& before,
                                                       const std::string& text,
                                                       const std::string& path,
                                                       const std::string& value) {
  const auto root = map_of(text);
  if (!root || !reads_as(text, path, value)) {
    return std::nullopt;
  }
  std::vector<std::string> others;
  for (const TextDifference& difference : differences_of(before, leaves_of(*root))) {
    if (difference.path != path) {
      others.push_back(difference.path);
    }
  }
  return others;
}

std::string named(const std::vector<std::string>& paths) {
  std::string text;
  for (std::size_t i = 0; i < std::min(paths.size(), kMostNamed); ++i) {
    text += (i == 0 ? "" : ", ") + paths[i];
  }
  return paths.size() > kMostNamed ? fmt::format("{} and {} more", text, paths.size() - kMostNamed)
                                   : text;
}

void refuse_not_yaml(const Diagnostics& faults, Diagnostics& diagnostics) {
  const bool is_told = !faults.all().empty();
  const Place place = is_told ? faults.all().front().place : Place{};
  diagnostics.error(place,
                    fmt::format("the text cannot be changed here while it is not YAML{}{}",
                                place.line > 0 ? fmt::format(" (line {})", place.line) : "",
                                is_told ? ": " + faults.first_error() : ""),
                    "mend it first");
}

// The text, read; nullopt, with an error that says what is wrong with it, when it is not YAML.
std::optional<YamlNode> to_be_changed(const std::string& text, Diagnostics& diagnostics) {
  Diagnostics faults;
  auto root = map_of(text, faults);
  if (!root) {
    refuse_not_yaml(faults, diagnostics);
  }
  return root;
}

void refuse(const std::string& path,
            const std::vector<std::string>& others,
            Diagnostics& diagnostics) {
  if (others.empty()) {
    diagnostics.error({}, path + " is not written in one place", "change it in the text");
  } else {
    diagnostics.error({}, fmt::format("{} is shared: {} would change with it", path, named(others)),
                      "change it in the text");
  }
}

// Behind a value in braces, a comma; else the whole line.
std::optional<Span> entry_span(const std::string& text, const YamlNode& node) {
  const auto value = span_of(text, node);
  const auto key =
      node.key_line > 0 ? offset_of(text, node.key_line, node.key_column) : std::nullopt;
  if (!value || !key || *key > value->at) {
    return std::nullopt;
  }
  std::size_t begin = *key;
  std::size_t end = std::min(text.find_first_not_of(' ', value->at + value->length), text.size());
  if (end < text.size() && text[end] == ',') {
    end = std::min(text.find_first_not_of(" \n", end + 1), text.size());
    return Span{begin, end - begin};
  }
  const auto before = begin == 0 ? std::string::npos : text.find_last_not_of(" \n", begin - 1);
  if (before != std::string::npos && text[before] == ',') {
    return Span{before, value->at + value->length - before};
  }
  const auto line = begin == 0 ? std::string::npos : text.rfind('\n', begin - 1);
  const std::size_t start = line == std::string::npos ? 0 : line + 1;
  const bool has_own_line = text.find_first_not_of(' ', start) == begin;
  if (has_own_line) {
    begin = start;
    end = std::min(text.find('\n', end), text.size() - 1) + 1;
  } else {
    end = value->at + value->length;
  }
  return Span{begin, end - begin};
}

}  // namespace

std::optional<std::string> with_field(const std::string& text,
                                      const std::string& path,
                                      const std::string& value,
                                      Diagnostics& diagnostics) {
  const auto root = to_be_changed(text, diagnostics);
  if (!root) {
    return std::nullopt;
  }
  const Leaves before = leaves_of(*root);
  Attempts attempts(text, *root, path);
  std::vector<std::string> sharers;
  for (const bool is_quoted : {false, true}) {
    for (std::string& attempt : attempts.with(value, is_quoted)) {
      const auto others = others_changed(before, attempt, path, value);
      if (others && others->empty()) {
        return std::move(attempt);
      }
      if (others && sharers.empty()) {
        sharers = *others;
      }
    }
  }
  refuse(path, sharers, diagnostics);
  return std::nullopt;
}

std::optional<std::string> with_field(const std::string& text,
                                      const std::string& path,
                                      const std::string& value) {
  Diagnostics unheard;
  return with_field(text, path, value, unheard);
}

std::optional<std::string> with_shared_field(const std::string& text,
                                             const std::string& path,
                                             const std::string& value) {
  const auto root = map_of(text);
  if (!root) {
    return std::nullopt;
  }
  Attempts attempts(text, *root, path);
  for (const bool is_quoted : {false, true}) {
    for (std::string& attempt : attempts.with(value, is_quoted)) {
      if (reads_as(attempt, path, value)) {
        return std::move(attempt);
      }
    }
  }
  return std::nullopt;
}

std::optional<std::string> with_fields(const std::string& text,
                                       const std::vector<Override>& changes,
                                       Diagnostics& diagnostics) {
  std::optional<std::string> changed = text;
  for (const Override& change : changes) {
    changed = with_field(*changed, change.path, change.value, diagnostics);
    if (!changed) {
      return std::nullopt;
    }
  }
  return changed;
}

std::optional<std::string> without_field(const std::string& text,
                                         const std::string& path,
                                         Diagnostics& diagnostics) {
  const auto root = to_be_changed(text, diagnostics);
  if (!root) {
    return std::nullopt;
  }
  const Trail trail = trail_to(*root, path);
  const auto span = trail.rest.empty() && trail.nodes.size() > 1
                        ? entry_span(text, *trail.nodes.back())
                        : std::nullopt;
  const std::string changed =
      span ? std::string(text).erase(span->at, span->length) : std::string();
  const auto after = span ? map_of(changed) : std::nullopt;
  Leaves wanted = leaves_of(*root);
  wanted.erase(path);
  std::vector<std::string> others;
  for (const TextDifference& difference :
       after ? differences_of(wanted, leaves_of(*after)) : std::vector<TextDifference>{}) {
    others.push_back(difference.path);
  }
  if (!after || !others.empty()) {
    refuse(path, others, diagnostics);
    return std::nullopt;
  }
  return changed;
}

std::optional<std::string> with_variant(const std::string& text,
                                        const std::string& name,
                                        const std::vector<YamlNode>& set,
                                        Diagnostics& diagnostics) {
  const auto root = to_be_changed(text, diagnostics);
  if (!root) {
    return std::nullopt;
  }
  if (const std::string problem = name_problem(name); !problem.empty() || name == "base") {
    diagnostics.error({}, problem.empty() ? "'base' is the file without its variants" : problem,
                      "choose another name");
    return std::nullopt;
  }
  const YamlNode* variants = root->find("variants");
  if (variants != nullptr && variants->find(name) != nullptr) {
    diagnostics.error({}, fmt::format("there is a variant '{}' already", name),
                      "choose another name");
    return std::nullopt;
  }
  Leaves wanted = leaves_of(*root);
  std::string changes;
  for (const YamlNode& change : set) {
    add_leaves(change, "variants." + name + ".set." + change.key, wanted);
    changes += (changes.empty() ? "" : ", ") + change.key + ": " + in_braces(change);
  }
  const std::string entry = fmt::format("{}: {{set: {{{}}}}}", name, changes);
  auto changed = variants != nullptr ? inserted(text, *variants, entry)
                                     : with_end_of_line(text) + "\nvariants:\n  " + entry + "\n";
  const auto after = changed ? map_of(*changed) : std::nullopt;
  if (!after || !differences_of(wanted, leaves_of(*after)).empty()) {
    diagnostics.error({}, "the variant cannot be written into this text", "write it by hand");
    return std::nullopt;
  }
  return changed;
}

std::optional<std::string> with_variant(const std::string& text,
                                        const std::string& name,
                                        const std::vector<Override>& changes,
                                        Diagnostics& diagnostics) {
  std::vector<YamlNode> set;
  for (const Override& change : changes) {
    YamlNode& node = set.emplace_back();
    node.kind = Kind::kScalar;
    node.key = change.path;
    node.text = change.value;
  }
  return with_variant(text, name, set, diagnostics);
}

std::optional<std::vector<TextDifference>> text_differences(const std::string& mine,
                                                            const std::string& theirs) {
  const auto a = map_of(mine);
  const auto b = map_of(theirs);
  return a && b ? std::optional(differences_of(leaves_of(*a), leaves_of(*b))) : std::nullopt;
}

}  // namespace costwright::study

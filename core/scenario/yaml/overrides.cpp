#include "core/scenario/yaml/overrides.h"

#include <algorithm>
#include <charconv>

#include "core/scenario/yaml/read_fields.h"
#include "core/units/parse.h"

namespace costwright {
namespace {

using Kind = YamlNode::Kind;
constexpr int kMostParts = 32;

Place place_of_set(std::string_view path) {
  return {fmt::format("--set {}", path)};
}

std::optional<std::size_t> parse_index(std::string_view text) {
  std::size_t index{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), index);
  const bool whole = error == std::errc{} && end == text.data() + text.size();
  return whole && index < 1'000'000 ? std::optional(index) : std::nullopt;
}

bool starts_path(std::string_view rest, std::string_view key) {
  return rest.starts_with(key) && (rest.size() == key.size() || rest[key.size()] == '.');
}

// Walks the path of one edit down the tree.
class Walk {
 public:
  Walk(YamlNode& root, const TreeEdit& edit, Diagnostics& diagnostics)
      : at_(&root), edit_(edit), rest_(edit.path), diagnostics_(diagnostics) {}

  // The node to fill; null after an error.
  YamlNode* target() {
    for (int parts = 0; !done_; ++parts) {
      if (parts == kMostParts) {
        return fail(fmt::format("the path has more than {} parts", kMostParts));
      }
      if (at_->kind == Kind::kNull) {
        at_->kind = rest_ == "0" ? Kind::kList : Kind::kMap;
        stand_where_the_edit_does(*at_);
      }
      if (!step()) {
        return nullptr;
      }
    }
    return at_;
  }

 private:
  bool step() {
    switch (at_->kind) {
      case Kind::kList:
        return step_into_list();
      case Kind::kMap:
        return step_into_map();
      default:
        return fail(fmt::format("'{}' is a single value: nothing lies below it", walked())) !=
               nullptr;
    }
  }

  bool step_into_list() {
    const auto part = rest_.substr(0, rest_.find('.'));
    const auto index = parse_index(part);
    const std::size_t size = at_->items.size();
    if (!index || *index > size) {
      return fail(fmt::format("'{}' is not an index of '{}'", part, walked()),
                  size == 0
                      ? "the list is empty: 0 appends"
                      : fmt::format("the last is {}, and {} appends", size - 1, size)) != nullptr;
    }
    if (*index == size) {
      at_->items.push_back(fresh(""));
    }
    at_ = &at_->items[*index];
    advance(part.size());
    return true;
  }

  bool step_into_map() {
    YamlNode* longest = nullptr;
    for (auto& item : at_->items) {
      if (starts_path(rest_, item.key) &&
          (longest == nullptr || item.key.size() > longest->key.size())) {
        longest = &item;
      }
    }
    if (longest == nullptr) {
      const auto part = rest_.substr(0, rest_.find('.'));
      if (part.empty()) {
        return fail("the path has an empty part") != nullptr;
      }
      at_->items.push_back(fresh(part));
      longest = &at_->items.back();
    }
    at_ = longest;
    advance(longest->key.size());
    return true;
  }

  YamlNode fresh(std::string_view key) const {
    YamlNode node;
    node.key = std::string(key);
    node.is_added = true;
    stand_where_the_edit_does(node);
    return node;
  }

  void stand_where_the_edit_does(YamlNode& node) const {
    node.source = edit_.value.source;
    node.line = node.key_line = edit_.value.key_line;
    node.column = node.key_column = edit_.value.key_column;
  }

  void advance(std::size_t length) {
    done_ = length == rest_.size();
    rest_.remove_prefix(std::min(length + 1, rest_.size()));
  }

  std::string_view walked() const {
    const std::string_view path = edit_.path;
    const auto length = path.size() - rest_.size();
    return path.substr(0, length > 0 ? length - 1 : 0);
  }

  YamlNode* fail(std::string message, std::string hint = {}) {
    diagnostics_.error(edit_.place, std::move(message), std::move(hint));
    return nullptr;
  }

  YamlNode* at_;
  const TreeEdit& edit_;
  std::string_view rest_;
  Diagnostics& diagnostics_;
  bool done_ = false;
};

void forget_places(YamlNode& node) {
  node.line = node.column = node.key_line = node.key_column = 0;
  for (auto& item : node.items) {
    forget_places(item);
  }
}

bool removed_below(YamlNode& node, const YamlNode* unwanted) {
  for (auto at = node.items.begin(); at != node.items.end(); ++at) {
    if (&*at == unwanted) {
      node.items.erase(at);
      return true;
    }
    if (removed_below(*at, unwanted)) {
      return true;
    }
  }
  return false;
}

// Nobody comments an override: "Plan #2" would lose its number in silence.
bool loses_text(std::string_view written, const YamlNode& value) {
  return value.kind == Kind::kScalar && !value.quoted && value.text.size() < written.size() &&
         written.find(" #") != std::string_view::npos;
}

// "1.2" or "120 %"; nullopt when it is no such number, or below 0.
std::optional<double> factor_of(std::string_view text) {
  const bool percent = text.ends_with('%');
  const auto number = parse_number(text.substr(0, text.size() - (percent ? 1 : 0)));
  const auto* value = std::get_if<double>(&number);
  return value != nullptr && *value >= 0 ? std::optional(*value / (percent ? 100 : 1))
                                         : std::nullopt;
}

// "20 %" is 1.2. An amount to add would need the value's unit, so only shares are added.
std::optional<double> factor_of_sum(std::string_view text) {
  if (!text.ends_with('%')) {
    return std::nullopt;
  }
  const auto number = parse_number(text.substr(0, text.size() - 1));
  const auto* percent = std::get_if<double>(&number);
  return percent != nullptr && *percent >= -100 ? std::optional((100 + *percent) / 100)
                                                : std::nullopt;
}

const YamlNode* element_at(const YamlNode& list, std::string_view path, std::string_view& part) {
  part = path.substr(0, path.find('.'));
  const auto index = parse_index(part);
  return index && *index < list.items.size() ? &list.items[*index] : nullptr;
}

const YamlNode* entry_at(const YamlNode& map, std::string_view path, std::string_view& part) {
  const YamlNode* longest = nullptr;
  for (const auto& item : map.items) {
    if (starts_path(path, item.key) && (longest == nullptr || item.key.size() > part.size())) {
      longest = &item;
      part = item.key;
    }
  }
  return longest;
}

}  // namespace

std::optional<Override> parse_override(std::string_view text, Diagnostics& diagnostics) {
  const auto equals = text.find('=');
  const auto path = trim(text.substr(0, equals));
  if (equals == std::string_view::npos || path.empty()) {
    diagnostics.error(place_of_set(text), "not of the form path=value",
                      "write e.g. --set 'finance.discount_rate=9 %/year'");
    return std::nullopt;
  }
  const auto value = trim(text.substr(equals + 1));
  if (!path.ends_with('*') && !path.ends_with('+')) {
    return Override{std::string(path), std::string(value)};
  }
  const std::string below(trim(path.substr(0, path.size() - 1)));
  const auto factor = path.ends_with('*') ? factor_of(value) : factor_of_sum(value);
  if (below.empty() || !factor) {
    diagnostics.error(place_of_set(text), "not of the form path*=factor or path+=share %",
                      "write e.g. --set 'sites.dc.electricity*=1.2' or, for the same, "
                      "--set 'sites.dc.electricity+=20 %'");
    return std::nullopt;
  }
  return Override{below, std::string(value), factor};
}

const YamlNode* node_at(const YamlNode& root, std::string_view path) {
  const YamlNode* at = &root;
  while (at != nullptr && !path.empty()) {
    std::string_view part;
    at = at->kind == Kind::kList ? element_at(*at, path, part) : entry_at(*at, path, part);
    path.remove_prefix(std::min(part.size() + 1, path.size()));
  }
  return at;
}

void apply_override(YamlNode& root, const Override& change, int source, Diagnostics& diagnostics) {
  Diagnostics faults;
  auto value = parse_yaml(change.value, place_of_set(change.path).file, source, faults);
  // A hint of a file speaks of lines and indentation; here only a list or map is meant as YAML.
  const bool is_text = !change.value.starts_with('[') && !change.value.starts_with('{');
  for (const Diagnostic& fault : faults.all()) {
    const bool quoting_helps =
        is_text && (fault.message.starts_with("not valid YAML") || !fault.hint.empty());
    diagnostics.error(fault.place, fault.message,
                      quoting_helps ? quoting_hint(change.path) : fault.hint);
  }
  if (!value) {
    return;
  }
  if (loses_text(change.value, *value)) {
    diagnostics.error(place_of_set(change.path),
                      fmt::format("what follows ' #' in '{}' would be a comment", change.value),
                      quoting_hint(change.path));
    return;
  }
  if (change.value == "null") {
    if (!remove_at(root, change.path)) {
      diagnostics.error(
          place_of_set(change.path),
          fmt::format("nothing is written at '{}' that null could remove", change.path));
    }
    return;
  }
  forget_places(*value);
  value->source = source;
  put_at(root, {change.path, std::move(*value), place_of_set(change.path)}, diagnostics);
}

void put_at(YamlNode& root, TreeEdit edit, Diagnostics& diagnostics) {
  if (YamlNode* target = Walk(root, edit, diagnostics).target()) {
    edit.value.key = std::move(target->key);
    edit.value.is_added = target->is_added;
    *target = std::move(edit.value);
  }
}

bool remove_at(YamlNode& root, std::string_view path) {
  const YamlNode* found = node_at(root, path);
  return found != nullptr && found != &root && removed_below(root, found);
}

}  // namespace costwright

#include "core/scenario/tree.h"

#include <algorithm>

#include "core/scenario/yaml/overrides.h"
#include "core/scenario/yaml/relative.h"

namespace costwright {
namespace {

using Kind = YamlNode::Kind;

// An override without effect is a mistake, so each must be in the tree before anything is read.
void apply_overrides(ScenarioTree& tree,
                     const std::vector<Override>& overrides,
                     Diagnostics& diagnostics) {
  for (const Override& change : overrides) {
    tree.sources.push_back(fmt::format("--set {}", change.path));
    tree.named_paths.push_back(change.path);
    const int source = static_cast<int>(tree.sources.size()) - 1;
    const auto plain =
        change.factor ? resolved(tree.root, change, diagnostics) : std::optional(change);
    if (plain) {
      apply_override(tree.root, *plain, source, diagnostics);
    }
  }
}

const Variant* find_variant(const ScenarioFile& file,
                            std::string_view name,
                            Diagnostics& diagnostics) {
  std::vector<std::string> names;
  for (const Variant& variant : file.variants) {
    if (variant.name == name) {
      return &variant;
    }
    names.push_back(variant.name);
  }
  auto hint = did_you_mean(name, names);
  if (hint.empty()) {
    hint = names.empty() ? "it has none" : fmt::format("it has: {}", fmt::join(names, ", "));
  }
  diagnostics.error({file.path}, fmt::format("there is no variant '{}'", name), std::move(hint));
  return nullptr;
}

bool same(const YamlNode& a, const YamlNode& b) {
  return a.kind == b.kind && a.text == b.text && a.quoted == b.quoted &&
         std::equal(a.items.begin(), a.items.end(), b.items.begin(), b.items.end(),
                    [](const YamlNode& x, const YamlNode& y) {
                      return x.key == y.key && same(x, y);
                    });
}

std::string in_words(const YamlNode* node) {
  if (node == nullptr) {
    return "";
  }
  switch (node->kind) {
    case Kind::kNull:
      return "null";
    case Kind::kScalar:
      return node->text;
    case Kind::kList: {
      std::vector<std::string> items;
      for (const YamlNode& item : node->items) {
        items.push_back(in_words(&item));
      }
      return fmt::format("[{}]", fmt::join(items, ", "));
    }
    case Kind::kMap:
      break;
  }
  return "{...}";
}

std::string in_full(const YamlNode& node) {
  if (node.kind != Kind::kMap && node.kind != Kind::kList) {
    return in_words(&node);
  }
  const bool is_map = node.kind == Kind::kMap;
  std::vector<std::string> items;
  for (const YamlNode& item : node.items) {
    items.push_back((is_map ? item.key + ": " : "") + in_full(item));
  }
  const std::string all = fmt::format("{}", fmt::join(items, ", "));
  return is_map ? "{" + all + "}" : "[" + all + "]";
}

// No figure depends on it.
bool is_title(std::string_view key) {
  return key == "name" || key == "description" || key == "strategies";
}

void add_leaves(const YamlNode& node, const std::string& path, std::vector<TreeLeaf>& to) {
  if (node.kind != Kind::kMap || node.items.empty()) {
    to.push_back({path, in_full(node)});
    return;
  }
  for (const YamlNode& item : node.items) {
    add_leaves(item, path + "." + item.key, to);
  }
}

class Differ {
 public:
  explicit Differ(std::vector<std::string> names) : names_(std::move(names)) {}

  std::vector<TreeDifference> make(const YamlNode& from, const YamlNode& to) {
    compare_maps(from, to);
    return std::move(found_);
  }

 private:
  void compare_maps(const YamlNode& from, const YamlNode& to) {
    added_until(from, to, to.items.begin());
    for (const YamlNode& item : from.items) {
      keys_.push_back(item.key);
      compare(&item, to.find(item.key));
      keys_.pop_back();
      const auto there = std::find_if(to.items.begin(), to.items.end(), [&](const YamlNode& other) {
        return other.key == item.key;
      });
      if (there != to.items.end()) {
        added_until(from, to, there + 1);
      }
    }
  }

  // Entries that only `to` has, from here to the next that both have.
  void added_until(const YamlNode& from,
                   const YamlNode& to,
                   std::vector<YamlNode>::const_iterator at) {
    for (; at != to.items.end() && from.find(at->key) == nullptr; ++at) {
      keys_.push_back(at->key);
      compare(nullptr, &*at);
      keys_.pop_back();
    }
  }

  void compare(const YamlNode* from, const YamlNode* to) {
    if (is_no_figure() || (from != nullptr && to != nullptr && same(*from, *to))) {
      return;
    }
    if (from != nullptr && to != nullptr && from->kind == Kind::kMap && to->kind == Kind::kMap) {
      compare_maps(*from, *to);
      return;
    }
    std::string path = fmt::format("{}", fmt::join(keys_, "."));
    if (from == nullptr && to->kind == Kind::kMap && is_named_below(path)) {
      added_until({}, *to, to->items.begin());
    } else {
      found_.push_back({keys_, std::move(path), in_words(from), in_words(to)});
    }
  }

  bool is_no_figure() const { return keys_.size() == 1 && is_title(keys_[0]); }

  // A new section whose values are named one by one: "finance.discount_rate" where nothing was
  // written of finance.
  bool is_named_below(const std::string& path) const {
    return std::any_of(names_.begin(), names_.end(), [&](const std::string& name) {
      return name.starts_with(path + ".");
    });
  }

  std::vector<std::string> names_;
  std::vector<std::string> keys_;
  std::vector<TreeDifference> found_;
};

// Behind the entry that stands before it in `like`, where that is there: entries keep the order
// that the figures' order follows.
std::size_t place_for(const YamlNode& map, const YamlNode& like, const std::string& key) {
  std::size_t place = 0;
  for (const YamlNode& item : like.items) {
    if (item.key == key) {
      break;
    }
    const auto at = std::find_if(map.items.begin(), map.items.end(), [&](const YamlNode& other) {
      return other.key == item.key;
    });
    place = at != map.items.end() ? static_cast<std::size_t>(at - map.items.begin()) + 1 : place;
  }
  return place;
}

void shift_sources(YamlNode& node, int by) {
  node.source += by;
  for (YamlNode& item : node.items) {
    shift_sources(item, by);
  }
}

// What stands at the key, or an empty section at the place that it has in `like`.
YamlNode& made_at(YamlNode& map, const YamlNode& like, const std::string& key) {
  if (YamlNode* found = map.find(key)) {
    return *found;
  }
  YamlNode section;
  section.kind = Kind::kMap;
  section.key = key;
  const auto at = static_cast<std::ptrdiff_t>(place_for(map, like, key));
  return *map.items.insert(map.items.begin() + at, std::move(section));
}

void take(ScenarioTree& into, const ScenarioTree& to, const TreeDifference& taken, int shift) {
  const std::span<const std::string> parents(taken.keys.data(), taken.keys.size() - 1);
  const std::string& key = taken.keys.back();
  YamlNode* map = &into.root;
  const YamlNode* like = &to.root;
  for (const std::string& parent : parents) {
    map = &made_at(*map, *like, parent);
    like = like->find(parent);
  }
  const YamlNode* value = like->find(key);
  if (value == nullptr) {
    std::erase_if(map->items, [&](const YamlNode& item) {
      return item.key == key;
    });
    return;
  }
  YamlNode copy = *value;
  shift_sources(copy, shift);
  made_at(*map, *like, key) = std::move(copy);
}

}  // namespace

std::optional<ScenarioFile> parse_scenario(std::string_view yaml,
                                           const std::string& path,
                                           Diagnostics& diagnostics) {
  auto root = parse_yaml(yaml, path, 0, diagnostics);
  if (!root) {
    return std::nullopt;
  }
  if (root->kind != Kind::kMap) {
    diagnostics.error({path, root->line, root->column}, "a scenario is a map of sections",
                      "start with 'name: my scenario'");
    return std::nullopt;
  }
  root->line = root->column = 0;  // what the whole file lacks has no line
  ReadContext context{{path}, diagnostics};
  auto variants = take_variants(*root, context);
  return ScenarioFile{path, std::move(*root), std::move(variants)};
}

std::optional<ScenarioTree> tree_of(const ScenarioFile& file,
                                    std::string_view variant,
                                    const std::vector<Override>& overrides,
                                    Diagnostics& diagnostics) {
  ScenarioTree tree{file.path, file.root, {file.path}, {}, {}};
  if (!variant.empty() && variant != kBaseVariant) {
    const Variant* found = find_variant(file, variant, diagnostics);
    if (found == nullptr) {
      return std::nullopt;
    }
    ReadContext context{tree.sources, diagnostics};
    make_changes(tree.root, found->set, context);
    tree.variant = variant;
    for (const YamlNode& value : found->set) {
      tree.named_paths.push_back(value.key);
    }
  }
  apply_overrides(tree, overrides, diagnostics);
  return tree;
}

std::vector<TreeDifference> differences(const ScenarioTree& from, const ScenarioTree& to) {
  auto names = from.named_paths;
  names.insert(names.end(), to.named_paths.begin(), to.named_paths.end());
  return Differ(std::move(names)).make(from.root, to.root);
}

std::vector<TreeLeaf> leaves(const ScenarioTree& tree) {
  std::vector<TreeLeaf> found;
  for (const YamlNode& section : tree.root.items) {
    if (!is_title(section.key)) {
      add_leaves(section, section.key, found);
    }
  }
  return found;
}

ScenarioTree mixed(const ScenarioTree& from,
                   const ScenarioTree& to,
                   std::span<const TreeDifference> taken) {
  ScenarioTree tree = from;
  const int shift = static_cast<int>(from.sources.size());
  tree.sources.insert(tree.sources.end(), to.sources.begin(), to.sources.end());
  for (const TreeDifference& difference : taken) {
    take(tree, to, difference, shift);
  }
  return tree;
}

}  // namespace costwright

#include "core/scenario/yaml/variants.h"

#include <algorithm>

#include "core/scenario/yaml/overrides.h"

namespace costwright {
namespace {

using Kind = YamlNode::Kind;

constexpr char kForm[] = "write e.g. 'four-servers: {set: {fleet.h100.owned.count: 4}}'";

// A variant's path may not lead among the variants themselves.
bool is_of_variants(std::string_view path) {
  return path == "variants" || path.starts_with("variants.");
}

class VariantReader {
 public:
  explicit VariantReader(ReadContext& context) : context_(context) {}

  std::vector<Variant> read(const YamlNode& section) {
    if (section.kind != Kind::kMap) {
      fail(section, "variants must be a section of named variants", kForm);
      return {};
    }
    if (section.items.size() > kMostVariants) {
      fail(section,
           fmt::format("{} variants; there may be {}", section.items.size(), kMostVariants),
           "put some into a file of their own");
      return {};
    }
    std::vector<Variant> variants;
    for (const YamlNode& entry : section.items) {
      variants.push_back({entry.key, changes(entry)});
    }
    return variants;
  }

 private:
  std::vector<YamlNode> changes(const YamlNode& entry) {
    const std::string path = join_path("variants", entry.key);
    if (const auto problem = name_problem(entry.key); !problem.empty()) {
      fail(entry, "variants: " + problem);
    } else if (entry.key == kBaseVariant) {
      fail(entry, fmt::format("'{}' is the file without its variants", kBaseVariant),
           "choose another name");
    }
    if (entry.kind != Kind::kMap) {
      fail(entry, fmt::format("{} must be a section with the key 'set'", path), kForm);
      return {};
    }
    for (const YamlNode& item : entry.items) {
      if (item.key != "set") {
        fail(item, fmt::format("unknown key '{}' in {}", item.key, path), "known keys: set");
      }
    }
    const YamlNode* set = entry.find("set");
    return set != nullptr ? paths(*set, path) : std::vector<YamlNode>{};
  }

  std::vector<YamlNode> paths(const YamlNode& set, const std::string& path) {
    if (set.kind != Kind::kMap) {
      fail(set, fmt::format("{}.set must be a section of paths with their values", path), kForm);
      return {};
    }
    std::vector<YamlNode> values;
    for (const YamlNode& value : set.items) {
      if (is_of_variants(value.key)) {
        fail(value, "a variant cannot change variants", "write the other variant's values too");
      } else {
        values.push_back(value);
      }
    }
    return values;
  }

  void fail(const YamlNode& node, std::string message, std::string hint = {}) {
    context_.error("variants", context_.key_place(node), std::move(message), std::move(hint));
  }

  ReadContext& context_;
};

// The written keys beside the one that is missing at the path.
std::vector<std::string> siblings(const YamlNode& root, std::string_view path) {
  const auto dot = path.rfind('.');
  const YamlNode* parent =
      dot == std::string_view::npos ? &root : node_at(root, path.substr(0, dot));
  std::vector<std::string> keys;
  for (const YamlNode& item : parent != nullptr ? parent->items : std::vector<YamlNode>{}) {
    keys.push_back(dot == std::string_view::npos
                       ? item.key
                       : join_path(std::string(path.substr(0, dot)), item.key));
  }
  return keys;
}

}  // namespace

std::vector<Variant> take_variants(YamlNode& root, ReadContext& context) {
  const auto found = std::find_if(root.items.begin(), root.items.end(), [](const YamlNode& item) {
    return item.key == "variants";
  });
  if (found == root.items.end()) {
    return {};
  }
  const YamlNode section = std::move(*found);
  root.items.erase(found);
  return VariantReader(context).read(section);
}

void apply_variant(YamlNode& root, const Variant& variant, ReadContext& context) {
  for (const YamlNode& value : variant.set) {
    const Place place = context.key_place(value);
    if (value.kind == Kind::kNull) {
      if (!remove_at(root, value.key)) {
        context.error(value.key, place, fmt::format("nothing is written at '{}'", value.key),
                      did_you_mean(value.key, siblings(root, value.key)));
      }
    } else {
      put_at(root, {value.key, value, place}, context.diagnostics);
    }
  }
}

}  // namespace costwright

#include "core/scenario/yaml/variants.h"

#include <algorithm>
#include <set>

#include "core/scenario/yaml/overrides.h"

namespace costwright {
namespace {

using Kind = YamlNode::Kind;

constexpr char kForm[] = "write e.g. 'four-servers: {set: {fleet.h100.owned.count: 4}}'";

constexpr ChangesForm kVariantForm{"variants", "a variant", kForm};

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
      check_name(entry);
      variants.push_back({entry.key, read_changes(entry, join_path("variants", entry.key),
                                                  kVariantForm, context_)});
    }
    return variants;
  }

 private:
  void check_name(const YamlNode& entry) {
    if (const auto problem = name_problem(entry.key); !problem.empty()) {
      fail(entry, "variants: " + problem);
    } else if (entry.key == kBaseVariant) {
      fail(entry, fmt::format("'{}' is the file without its variants", kBaseVariant),
           "choose another name");
    }
  }

  void fail(const YamlNode& node, std::string message, std::string hint = {}) {
    context_.error("variants", context_.key_place(node), std::move(message), std::move(hint));
  }

  ReadContext& context_;
};

// A path may not lead into the section that it is written in.
bool leads_into(std::string_view section, std::string_view path) {
  return path == section ||
         (path.starts_with(section) && path.substr(section.size()).starts_with('.'));
}

std::vector<YamlNode> read_paths(const YamlNode& set,
                                 const std::string& path,
                                 const ChangesForm& form,
                                 ReadContext& context) {
  if (set.kind != Kind::kMap) {
    context.error(path, context.key_place(set),
                  fmt::format("{}.set must be a section of paths with their values", path),
                  std::string(form.example));
    return {};
  }
  std::vector<YamlNode> values;
  for (const YamlNode& value : set.items) {
    if (leads_into(form.section, value.key)) {
      context.error(path, context.key_place(value),
                    fmt::format("{} cannot change {}", form.noun, form.section),
                    fmt::format("write the other {}'s values too",
                                form.noun.substr(form.noun.rfind(' ') + 1)));
    } else {
      values.push_back(value);
    }
  }
  return values;
}

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

std::vector<YamlNode> read_changes(const YamlNode& entry,
                                   const std::string& path,
                                   const ChangesForm& form,
                                   ReadContext& context) {
  if (entry.kind != Kind::kMap) {
    context.error(path, context.key_place(entry),
                  fmt::format("{} must be a section with the key 'set'", path),
                  std::string(form.example));
    return {};
  }
  for (const YamlNode& item : entry.items) {
    if (item.key != "set") {
      context.error(path, context.key_place(item),
                    fmt::format("unknown key '{}' in {}", item.key, path), "known keys: set");
    }
  }
  const YamlNode* set = entry.find("set");
  return set != nullptr ? read_paths(*set, path, form, context) : std::vector<YamlNode>{};
}

void tell_errors_of(std::string_view who, const Diagnostics& told, Diagnostics& diagnostics) {
  std::set<std::string> known;
  for (const Diagnostic& said : diagnostics.all()) {
    known.insert(to_string(said));
  }
  for (const Diagnostic& fault : told.all()) {
    if (fault.severity == Severity::kError && !known.contains(to_string(fault))) {
      diagnostics.error(fault.place, fmt::format("{}: {}", who, fault.message), fault.hint);
    }
  }
}

void make_changes(YamlNode& root, std::span<const YamlNode> set, ReadContext& context) {
  for (const YamlNode& value : set) {
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

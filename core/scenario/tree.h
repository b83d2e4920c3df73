#pragma once
// A scenario between text and values: its YAML with a variant and overrides made, not yet read. Two
// of them can be compared leaf by leaf, and mixed: one with some of the values of the other.
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/diagnostics.h"
#include "core/scenario/reader.h"
#include "core/scenario/yaml/variants.h"
#include "core/scenario/yaml/yaml.h"

namespace costwright {

struct ScenarioTree {
  std::string path;                  // of the file
  YamlNode root;                     // a map; `strategies`, too, which nothing here reads
  std::vector<std::string> sources;  // by YamlNode::source: the file, then "--set path" each
  std::string variant;               // "": as written
  // What the variant and the overrides change, as the analyst wrote it, in that order.
  std::vector<std::string> named_paths;
};

// A file's text, and the variants taken out of it.
struct ScenarioFile {
  std::string path;
  YamlNode root;
  std::vector<Variant> variants;
};
// Nullopt with an error when it is no map in YAML. Faulty variants are errors too.
std::optional<ScenarioFile> parse_scenario(std::string_view yaml,
                                           const std::string& path,
                                           Diagnostics& diagnostics);

// The file with the variant (a name; "" or "base": as written) and then the overrides made. Nullopt
// with an error when it has no such variant; other errors leave out what is wrong.
std::optional<ScenarioTree> tree_of(const ScenarioFile& file,
                                    std::string_view variant,
                                    const std::vector<Override>& overrides,
                                    Diagnostics& diagnostics);

// Reads and checks it, see load_scenario. Nullopt when there was an error.
std::optional<LoadedScenario> read_tree(const ScenarioTree& tree, Diagnostics& diagnostics);

// One place at which two trees differ: a value, a list, or a section that only one of them has. A
// new section in which a variant or override names single values differs in those.
// Titles (name, description) and `strategies` are none: no figure depends on them.
struct TreeDifference {
  std::vector<std::string> keys;  // from the root: a key may contain dots
  std::string path;               // joined by dots
  std::string before, after;      // as written: "4", "[a, b]", "{...}"; "" = not written
};
// In the order of `from`; what only `to` has follows what stands before it there.
std::vector<TreeDifference> differences(const ScenarioTree& from, const ScenarioTree& to);

// A value or a list as written, "{a: 1}" where a list holds sections; "{}" of an empty section.
struct TreeLeaf {
  std::string path;  // joined by dots
  std::string text;
};
// All of them in their order but for what no figure depends on (see TreeDifference).
std::vector<TreeLeaf> leaves(const ScenarioTree& tree);

// `from` with what `to` has at these places.
ScenarioTree mixed(const ScenarioTree& from,
                   const ScenarioTree& to,
                   std::span<const TreeDifference> taken);

// The tree as a file in `folder`, which reads the same: as to_yaml, with paths of files (traces,
// price lists) that are relative to the scenario's folder made relative to that one.
std::string scenario_text(const ScenarioTree& tree, const std::string& folder);

}  // namespace costwright

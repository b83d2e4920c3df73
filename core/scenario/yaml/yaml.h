#pragma once
// The one strict door to yaml-cpp: text -> our own small tree, every node with its place. Stricter
// than YAML: one document, no tags, no tabs in the indentation, no duplicate keys, keys are plain
// text. As strict as YAML where yaml-cpp is not: core/scenario/yaml/strict.h. Anchors, aliases and
// merge keys (`<<`, explicit keys win, then the earlier map) are expanded here, under the limits
// below, so that no file costs more than a bounded amount of time and memory. An alias stands where
// it is used; what it contains keeps the place where it was written.
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/diagnostics.h"

namespace costwright {

struct YamlLimits {
  std::size_t bytes = 4u << 20;           // of the text
  std::size_t nodes = 100'000;            // after expansion of aliases and merges
  std::size_t expanded_bytes = 8u << 20;  // of all scalars after expansion
  int depth = 64;
};

struct YamlNode {
  enum class Kind { kNull, kScalar, kList, kMap };  // kNull: nothing, `~` or `null`
  Kind kind = Kind::kNull;
  bool quoted = false;       // "...", '...' or a block scalar: text, whatever it looks like
  bool is_added = false;     // an entry or element that an override put there
  int source = 0;            // whose text: chosen by the caller of parse_yaml
  int line = 0, column = 0;  // from 1; column in bytes
  int key_line = 0, key_column = 0;
  std::string text;             // of a scalar
  std::string key;              // of an entry of a map
  std::vector<YamlNode> items;  // of a list or map, in the order written; merged entries last

  const YamlNode* find(std::string_view name) const;
  YamlNode* find(std::string_view name);
};

// Nullopt when something was wrong (all duplicate keys are reported, else the first error only).
// `file` is the name in the diagnostics; `source` 0 is a file with lines, other sources (overrides)
// have none. An empty text is a kNull node.
std::optional<YamlNode> parse_yaml(std::string_view text,
                                   const std::string& file,
                                   int source,
                                   Diagnostics& diagnostics,
                                   const YamlLimits& limits = {});

// Where a line and a column (from 1, as of a node) are in its text; nullopt: beyond its last line.
std::optional<std::size_t> offset_of(std::string_view text, int line, int column);

// Reads a regular file of at most limits.bytes; the size is asked before anything is read.
std::optional<std::string> read_yaml_file(const std::string& path,
                                          Diagnostics& diagnostics,
                                          const YamlLimits& limits = {});

}  // namespace costwright

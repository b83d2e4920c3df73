#pragma once
// `--set path=value` changes the YAML tree before it is read, so that an override meets exactly the
// checks and messages that the same text in the file would meet.
#include "core/scenario/reader.h"
#include "core/scenario/yaml/yaml.h"

namespace costwright {

// Puts the value at the path, making missing sections on the way. A key that contains dots wins
// over its shorter prefixes. The index after the last element appends to a list; `null` removes
// what stands there, as in a variant. `source` marks the new nodes. `change` has no factor.
void apply_override(YamlNode& root, const Override& change, int source, Diagnostics& diagnostics);

// A value for a path. Sections that are made on the way stand where the value's key does.
struct TreeEdit {
  std::string path;
  YamlNode value;  // its key is the target's
  Place place;     // of what is wrong with the path
};
void put_at(YamlNode& root, TreeEdit edit, Diagnostics& diagnostics);
// False when nothing is written there.
bool remove_at(YamlNode& root, std::string_view path);

// What is written at a path, dotted keys as above; null when nothing is.
const YamlNode* node_at(const YamlNode& root, std::string_view path);

}  // namespace costwright

#pragma once
// A YAML tree as text, to be read back as the same tree: same keys, kinds, texts and quoting, in
// the same order. Comments, anchors and the layout of the file that it came from are lost.
#include <string>

#include "core/scenario/yaml/yaml.h"

namespace costwright {

std::string to_yaml(const YamlNode& root);  // a map

}  // namespace costwright

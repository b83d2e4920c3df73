#pragma once
// A scenario's text as a YAML map, whatever it says: for forms and edits of a text that may be half
// written.
#include <optional>
#include <string>

#include "core/diagnostics.h"
#include "core/scenario/yaml/yaml.h"

namespace costwright::study {

// Of an empty text an empty one. Nullopt when it is no map; an error only where it is no YAML.
std::optional<YamlNode> map_of(const std::string& text, Diagnostics& diagnostics);
std::optional<YamlNode> map_of(const std::string& text);

}  // namespace costwright::study

#pragma once
// `--set 'path*=1.2'` and `--set 'path+=20 %'` as the plain override that they come to.
#include <optional>

#include "core/scenario/reader.h"
#include "core/scenario/yaml/yaml.h"

namespace costwright {

// The value that the scenario has at the path, or its default, times `change.factor`, in the unit
// in which it is written. Nullopt, with an error, where there is no number to change; without one
// where the value itself is wrong, which is told when the scenario is read.
std::optional<Override> resolved(const YamlNode& root,
                                 const Override& change,
                                 Diagnostics& diagnostics);

}  // namespace costwright

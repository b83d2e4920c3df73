#pragma once
// YAML text -> Scenario, driven by the field table (core/scenario/sections/section.h). All problems
// are reported in one run as file:line:col. Hostile input (depth, alias bombs and cycles, size,
// several documents, NUL, invalid UTF-8) ends in a diagnostic, fast, in bounded memory. yaml-cpp is
// seen by core/scenario/yaml/yaml.cpp only.
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/diagnostics.h"

namespace costwright {

struct LoadedScenario;

// One `--set path=value`; the value is parsed as YAML would be ("finance.discount_rate=9 %/year").
// Lists by index from 0 (catalog.0), map entries by name (fleet.h100.owned.count). Where there is a
// factor, the value that stands there, or its default, is multiplied by it and keeps its unit.
struct Override {
  std::string path, value;
  std::optional<double> factor = {};
};
// Splits at the first '='; an error when there is none. "path*=1.2" and "path+=20 %" have the same
// factor: both are relative, "+=20 %" of a rate of 10 %/year gives 12 %/year.
std::optional<Override> parse_override(std::string_view text, Diagnostics& diagnostics);

// Reads, applies the overrides (their place is "--set path"), checks every field and every rule
// that needs no catalogue (exactly-one-of, references between sections, dates inside the horizon,
// colocation that charges power or cooling twice, unsupported currencies, ...). Nullopt when there
// was an error. `variant`: one of the file's (core/scenario/yaml/variants.h), made before the
// overrides; "" is the file as written, whose variants are checked all the same.
std::optional<LoadedScenario> load_scenario(const std::string& path,
                                            const std::vector<Override>& overrides,
                                            Diagnostics& diagnostics,
                                            std::string_view variant = {});
std::optional<LoadedScenario> load_scenario_text(std::string_view yaml,
                                                 const std::string& path,
                                                 const std::vector<Override>& overrides,
                                                 Diagnostics& diagnostics,
                                                 std::string_view variant = {});

}  // namespace costwright

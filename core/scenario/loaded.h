#pragma once
// A scenario together with where each of its values was written.
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/diagnostics.h"
#include "core/scenario/scenario.h"
#include "core/shared.h"

namespace costwright {

struct LoadedScenario {
  Scenario scenario;
  // By path ("fleet.h100.owned.count"). What was not written has no entry: it is a default.
  Shared<std::map<std::string, Place, std::less<>>> places;
  Shared<std::map<std::string, std::string, std::less<>>> texts;  // of single values, as written
  std::string folder;                      // of the scenario file: relative paths in it start here
  std::vector<std::string> variants = {};  // that the file has, in its order
};

// The place of `path`, or of its nearest written ancestor.
Place place_of(const LoadedScenario& loaded, std::string_view path);

}  // namespace costwright

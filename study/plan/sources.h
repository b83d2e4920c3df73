#pragma once
// What a plan is made from, and where what is found on the way goes: the figures that were used,
// and what is wrong.
#include <string_view>

#include "core/catalog/catalog.h"
#include "core/scenario/loaded.h"
#include "core/scenario/scenario.h"
#include "study/inputs/inputs.h"

namespace costwright::study {

struct PlanSources {
  const LoadedScenario& loaded;
  const Catalog& catalog;
  const Inputs& inputs;
  FactLog& facts;
  Diagnostics& diagnostics;

  const Scenario& scenario() const { return loaded.scenario; }
  Place at(std::string_view path) const { return place_of(loaded, path); }
};

}  // namespace costwright::study

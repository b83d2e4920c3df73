// Strategies on what the machines draw and where.
#include "core/catalog/catalog.h"
#include "core/scenario/loaded.h"
#include "core/scenario/scenario.h"
#include "core/strategies/families/families.h"

namespace costwright::families {

std::vector<Strategy> energy() {
  constexpr std::string_view kFamily = "energy";
  return {
      {.name = "clock",
       .family = kFamily,
       .section = "serving",
       .knob = "locked SM clock as a share of the highest",
       .changes = "arithmetic slows down, memory does not; dynamic power falls with the curve of "
                  "frequency and voltage",
       .source = "core/perf/power",
       .not_modelled = "clocks that differ between prefill and decode",
       .usual = {"60 %", "70 %", "80 %", "90 %", "100 %"},
       .field = "clock"},
      {.name = "power-cap",
       .family = kFamily,
       .section = "serving",
       .knob = "power limit per device",
       .changes = "the clock of what would draw more, and so its time and energy",
       .source = "core/perf/power",
       .not_modelled = "boost below the cap",
       .field = "power_cap"},
      {.name = "pue",
       .family = kFamily,
       .section = "sites",
       .knob = "PUE after a measure of cooling",
       .changes = "facility energy = IT energy x PUE, its cost and carbon",
       .source = "core/cost/energy.cpp",
       .not_modelled = "what the measure costs: add it to the option as a bundle; PUE that moves "
                       "with load and weather",
       .field = "pue"},
      {.name = "site",
       .family = kFamily,
       .section = "fleet",
       .knob = "where bought servers stand, an entry of `sites`",
       .changes = "electricity price, grid carbon, PUE, colocation",
       .needs = "an entry with `owned`",
       .source = "catalogue: electricity",
       .not_modelled = "distance to the users",
       .field = "owned.site"},
      {.name = "hardware",
       .family = kFamily,
       .section = "fleet",
       .knob = "kind of bought server, a row of the catalogue",
       .changes = "purchase, draw, devices and so speed and memory",
       .needs = "an entry with `owned`",
       .source = "catalogue: servers, accelerators",
       .not_modelled = "time to port the software",
       .field = "owned.server"},
  };
}

}  // namespace costwright::families

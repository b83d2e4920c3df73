#pragma once
// `simulation`: how each month is simulated.
#include "core/policies.h"
#include "core/scenario/sections/section.h"
#include "core/units/quantity.h"

namespace costwright {

struct SimulationOptions {
  Duration warm_up{3600};
  bool compression_bracket = true;
  bool error_range = true;
  Effort effort = Effort::kStandard;
  bool operator==(const SimulationOptions&) const = default;
};
template <class V, MaybeConst<SimulationOptions> S>
void describe(V& v, S& s) {
  v.about("Simulation", "How each month is simulated.");
  v.field(s.warm_up, {.name = "warm_up",
                      .doc = "simulated time before a month's figures count",
                      .unit = "s",
                      .max = 1'209'600});
  v.field(s.compression_bracket, {.name = "compression_bracket",
                                  .doc = "also simulate the last month by time compression"});
  v.field(
      s.error_range,
      {.name = "error_range",
       .doc = "also simulate language models as fast and as slow as 90 % of their calibration's "
              "errors allow: the range of every figure, for three times the simulation"});
  v.field(s.effort, {.name = "effort", .doc = "how much is simulated for how close an answer"});
}

}  // namespace costwright

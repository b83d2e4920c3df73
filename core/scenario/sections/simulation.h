#pragma once
// `simulation`: how each month is simulated.
#include "core/names.h"
#include "core/scenario/sections/section.h"
#include "core/units/quantity.h"

namespace costwright {

// How much is simulated for how close an answer; docs/performance.md says how well each keeps what
// it promises.
enum class Effort : std::uint8_t { kQuick, kStandard, kFull };
template <>
struct EnumNames<Effort> {
  static constexpr auto names = std::to_array<std::string_view>({"quick", "standard", "full"});
};
template <>
struct EnumDocs<Effort> {
  static constexpr auto docs = std::to_array<std::string_view>(
      {"TCO within 0.3 %, means within 3 %, p99 within 8 % of `full`",
       "TCO within 0.05 %, means within 1 %, p99 within 3 % of `full`", "every month, every hour"});
};

struct SimulationOptions {
  Duration warm_up{3600};
  bool compression_bracket = true;
  bool error_range = true;
  Effort effort = Effort::kStandard;
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

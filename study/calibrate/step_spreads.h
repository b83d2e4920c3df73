#pragma once
// From what predictions without a part miss by to how wide a range must be: one half-width per step
// away from what was measured (core/calibration/error_range.h), and how many figures ranges made so
// would have held.
#include <vector>

#include "core/table/table.h"
#include "study/calibrate/left_out.h"

namespace costwright::study {

// The half-width that holds `share` of the figures of `parts`. A part weighs as the root of its
// number of figures: between "each figure" and "each part", as figures of one part err alike. 0
// without parts.
double held(const std::vector<const LeftOut*>& parts, double share = 0.9);

struct StepSpread {
  ErrorStep step{};
  double observed{};  // half-width that holds 90 %
  double added{};     // beyond kLengths (kSize: beyond kModel), as a square
  int parts{}, figures{};
  // Of figures within ranges that rest on the other groups and the group's other parts only, and
  // the median high / low of those ranges.
  double coverage{}, sharpness{};
};
// In order of the steps, those with at least kFewestParts parts.
inline constexpr int kFewestParts = 3;
std::vector<StepSpread> step_spreads(const std::vector<LeftOut>& parts);

// The half-width that `part` would get from its group without it and from `pooled`.
double half_width_without(const LeftOut& part,
                          const std::vector<const LeftOut*>& of_group,
                          const ErrorSpreads& pooled);

// What the parts of one group show: kLengths; kModel and kSize.
OwnSpreads own_spreads(const std::vector<const LeftOut*>& parts_of_group);

// As data/calibration/error.csv holds them; empty when a step has no spread.
Table error_table(const std::vector<StepSpread>& spreads,
                  const std::string& as_of,
                  const std::string& source);

}  // namespace costwright::study

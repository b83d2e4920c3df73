#pragma once
// The error of the serving speed, carried into every figure.
//
// A calibration says how much longer 90 % of the measurements of models that it had not seen took
// than it predicts: from `time_low` to `time_high` times (core/calibration/llm_calibration.h). All
// that it fits, iterations and front end, is multiplied by either end; the fleet is simulated again
// at both, and priced at the same prices. The range of a figure is the spread of its values at the
// three speeds, so no figure lies outside its own; where it moves with the speed both ways it is
// the 90 % interval of the figure, as the speed is all that is varied.
//
// * All language models are fast together and slow together: errors of one engine are alike, and
//   a figure that all of them move the same way has no wider range with independent ones.
// * Single-shot models have no calibration and are the same at all three: no range of theirs.
// * Not in it: errors of demand, power model, prices, trace; nor that the fleet would be sized
//   differently had the error been known.
// How accurate? For a row outside of what the calibration measured ("extrapolated") the range is
// the nearest row's, hence too narrow.
#include <string>
#include <string_view>
#include <vector>

#include "core/table/table.h"
#include "study/outcome/mark.h"

namespace costwright::study {

// Fills the columns `low` and `high` of a summary from the same summary at the ends of the speed.
// A figure that does not move, or that an end does not have, keeps them blank.
void add_ranges(Table& summary, const std::vector<Table>& ends);

// "(11.6-13.5 M, 90%)" of a row of the summary, rounded outwards to three digits each or as
// many as the spread needs; "" without a range, or when its ends look alike at the figure's own
// decimals.
std::string range_text(const Table& summary, std::string_view metric, std::string_view key);
std::string range_text(const Cell& low, const Cell& high);

}  // namespace costwright::study

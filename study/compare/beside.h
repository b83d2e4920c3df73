#pragma once
// A table of a report beside the same one of a baseline.
#include "core/table/table.h"

namespace costwright::study {

// `now` with a column "<name>_difference" behind its own for each that holds figures (but for the
// ends of ranges): now - baseline, money to the cent, shares in points. Rows are the same where all
// cells before the first figure are (and the first `least_key` in any case), of several the first,
// the second and so on. Money that the baseline does not have counts as 0 there; its rows that
// `now` does not have follow, blank but for what they are and the money that is missing of them:
// each column of money sums to the difference of the sums. Of other figures that one of both lacks
// there is no difference.
Table beside(const Table& now, const Table& baseline, std::size_t least_key = 0);

}  // namespace costwright::study

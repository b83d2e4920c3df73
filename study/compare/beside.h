#pragma once
// A table of a report beside the same one of a baseline.
#include "core/table/table.h"

namespace costwright::study {

// `now` with a column "<name>_difference" behind its own for each that holds money (but for the
// ends of ranges): now - baseline, to the cent. Rows are the same where all cells before the first
// figure are, of several the first, the second and so on. What the baseline does not have counts
// as 0 there; its rows that `now` does not have follow, blank but for what they are and what is
// missing of them: each column sums to the difference of the sums.
Table beside(const Table& now, const Table& baseline);

}  // namespace costwright::study

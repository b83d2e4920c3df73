#pragma once
// Every point is evaluated quick; what no other is sure to beat is evaluated at standard, the most
// promising first. A point is eliminated when
//   the low end of some excess is above 0, or
//   its objectives' low ends are dominated by the high ends of a point that is sure to keep every
//   constraint (one objective: are above; of a standard answer both ends are the value)
// Guarantee: if every quick range covers the standard value, the answer is that of exhaustive().
// Whole decisions only.
#include "solve/summary.h"

namespace costwright::solve {

Summary multi_fidelity(const Problem& problem, const Options& options);

}  // namespace costwright::solve

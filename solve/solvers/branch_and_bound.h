#pragma once
// Best first over partial points; whole decisions only. A node is a partial point, its children
// decide the next decision; free decisions come last. Pruned is
//   a node whose bound violates a constraint,
//   one objective: whose bound is not below the best that is known,
//   several: whose bound is dominated by, or equal to, a feasible point that is known
// so that what is left, or empty, proves the optimum or the front as well as `bound` is admissible.
// A node in which all but free decisions are made is evaluated with all of its completions that no
// bound prunes, together: they share their work.
// With Options::quick_first a point that no bound prunes is evaluated quick, goes back among the
// open nodes with the low ends of its ranges as its bound, and is evaluated at standard when it is
// its turn: the ones for which that never comes are counted as eliminated by error.
// Without Problem::bound nothing but quick answers prunes.
// Batches are of Options::batch nodes, the best by their bounds. [Land and Doig 1960; several
// objectives: Mavrotas and Diakoulaki 1998]
#include "solve/summary.h"

namespace costwright::solve {

Summary branch_and_bound(const Problem& problem, const Options& options);

}  // namespace costwright::solve

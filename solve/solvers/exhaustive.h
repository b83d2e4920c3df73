#pragma once
// Every point is evaluated, at standard: proves the optimum or the front without a bound. Whole
// decisions only. With Options::quick_first it is multi_fidelity().
#include "solve/summary.h"

namespace costwright::solve {

Summary exhaustive(const Problem& problem, const Options& options);

}  // namespace costwright::solve

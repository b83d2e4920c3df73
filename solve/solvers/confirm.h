#pragma once
// From quick answers to standard ones: what is not sure to be beaten is evaluated again.
#include "solve/evaluations.h"

namespace costwright::solve {

std::vector<double> lows_of(std::span<const Range> ranges);
// Even at the low ends of the ranges a constraint is violated.
bool is_surely_infeasible(const Answer& answer);

// Of the points that have a quick answer and no standard one, the most promising first; counts the
// others as eliminated by error. False: ended before.
bool confirm(Evaluations& evaluations, const Options& options);

}  // namespace costwright::solve

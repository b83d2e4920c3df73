#pragma once
// Whether the bounds of a problem are bounds: of every partial point that is on the way to a point,
// against every point. For problems that are small enough.
#include <string>
#include <vector>

#include "solve/problem.h"

namespace costwright::testing {

struct BoundCheck {
  std::uint64_t points = 0, bounds = 0;  // bounds asked
  std::vector<std::string> broken = {};  // "bound 12.3 of (0, -, -) is above 12.1 of (0, 2, 1)"
  double tightest = 0;                   // greatest bound / objective of a complete point
};

// Decisions are opened from the last to the first.
BoundCheck check_bounds(const solve::Problem& problem);

// The bound, times a factor: what a mistake in it would be.
solve::Problem with_bound_times(const solve::Problem& problem, double factor);

}  // namespace costwright::testing

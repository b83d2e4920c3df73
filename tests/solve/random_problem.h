#pragma once
// Random problems whose bounds and errors are right by construction:
//   objective_k = sum over decisions of a table's entry + of pairs of decisions, all >= 0; and up
//   to
//                 `unexplained` of it more, by chance of the whole point
//   excess_k    = (sum of entries) / limit - 1
//   bound       the entries of what is decided, and the least of what is open, without pairs: of a
//               point it is exact where there are none
//   quick       the standard value within its range, off by up to `error` of it
#include <string>
#include <vector>

#include "solve/problem.h"

namespace costwright::testing {

struct RandomShape {
  std::vector<int> choices = {};
  std::size_t objectives = 1, constraints = 0;
  std::size_t free = 0;  // of the decisions, the last: they share their work
  double pairs = 0.3;    // how much pairs weigh
  double unexplained = 0;
  double error = 0.05;  // of quick answers
  double limit = 0.5;   // of constraints: between the least and the most that the sum may be
};

solve::Problem random_problem(std::uint64_t seed, const RandomShape& shape);

// A shape of 2 to 5 decisions with up to 6 choices, 0 to 2 constraints, 0 to 2 free decisions.
RandomShape small_shape(std::uint64_t seed, std::size_t objectives);

}  // namespace costwright::testing

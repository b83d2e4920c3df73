#pragma once
// The table of solvers: name, doc, what it can do. A new one is a file beside this and a line here.
#include <string_view>
#include <vector>

#include "solve/summary.h"

namespace costwright::solve {

struct Solver {
  std::string_view name;  // "branch-and-bound"
  std::string_view doc;
  bool proves = false;       // else a heuristic
  bool takes_reals = false;  // decisions that are real numbers
  Summary (*run)(const Problem& problem, const Options& options);
};

const std::vector<Solver>& solvers();
const Solver* find_solver(std::string_view name);  // null: there is none

// Real decisions: nsga2. A bound is known: branch_and_bound. At most kFewPoints: exhaustive. Else
// nsga2.
const Solver& automatic_solver(const Problem& problem);
inline constexpr std::uint64_t kFewPoints = 2'000;

}  // namespace costwright::solve

#include "solve/solvers/solvers.h"

#include <algorithm>

#include "solve/solvers/baselines.h"
#include "solve/solvers/branch_and_bound.h"
#include "solve/solvers/evolutionary.h"
#include "solve/solvers/exhaustive.h"
#include "solve/solvers/multi_fidelity.h"

namespace costwright::solve {

const std::vector<Solver>& solvers() {
  static const std::vector<Solver> all = {
      {"exhaustive", "every point, at standard effort", true, false, exhaustive},
      {"branch-and-bound", "what the bounds leave, best first; proves the optimum or the front",
       true, false, branch_and_bound},
      {"multi-fidelity", "every point quick; at standard what no other is sure to beat", true,
       false, multi_fidelity},
      {"nsga2", "NSGA-II of pagmo2: a heuristic for large or continuous spaces", false, true,
       nsga2},
      {"ant-colony", "ant colony (MHACO) of pagmo2: a heuristic for large or continuous spaces",
       false, true, ant_colony},
      {"random", "points drawn evenly: a baseline", false, true, random_search},
      {"greedy", "the best change of one decision, again and again: a baseline", false, true,
       greedy},
      {"best-single", "the best change of one decision alone: a baseline", false, true,
       best_single},
  };
  return all;
}

const Solver* find_solver(std::string_view name) {
  const std::vector<Solver>& all = solvers();
  const auto found = std::find_if(all.begin(), all.end(), [&](const Solver& solver) {
    return solver.name == name;
  });
  return found == all.end() ? nullptr : &*found;
}

const Solver& automatic_solver(const Problem& problem) {
  const bool has_reals =
      std::any_of(problem.decisions.begin(), problem.decisions.end(), [](const Decision& decision) {
        return decision.choices <= 0;
      });
  if (has_reals) {
    return *find_solver("nsga2");
  }
  if (problem.bound) {
    return *find_solver("branch-and-bound");
  }
  return *find_solver(count_of_points(problem).value_or(kFewPoints + 1) <= kFewPoints ? "exhaustive"
                                                                                      : "nsga2");
}

}  // namespace costwright::solve

#include "solve/solvers/exhaustive.h"

#include "solve/solvers/enumerate.h"
#include "solve/solvers/multi_fidelity.h"

namespace costwright::solve {

Summary exhaustive(const Problem& problem, const Options& options) {
  if (options.quick_first) {
    return multi_fidelity(problem, options);
  }
  require_whole(problem, "exhaustive");
  Evaluations evaluations(problem, options);
  expect_all(evaluations, problem);
  evaluate_all(evaluations, problem, options, Fidelity::kStandard);
  return evaluations.finished_proof();
}

}  // namespace costwright::solve

#include "solve/solvers/multi_fidelity.h"

#include "solve/solvers/confirm.h"
#include "solve/solvers/enumerate.h"

namespace costwright::solve {

Summary multi_fidelity(const Problem& problem, const Options& options) {
  require_whole(problem, "multi-fidelity");
  Evaluations evaluations(problem, options);
  evaluations.ask_in_batches(options.start, Fidelity::kStandard);
  expect_all(evaluations, problem);  // and the survivors, whose number is not known yet
  if (evaluate_all(evaluations, problem, options, Fidelity::kQuick)) {
    confirm(evaluations, options);
  }
  return evaluations.finished_proof();
}

}  // namespace costwright::solve

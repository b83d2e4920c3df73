#pragma once
// A search as the solvers see it: axes as decisions, figures as objectives and constraints. Bounds
// hold for what serves its demand: a search that may miss the SLO has none.
#include "solve/problem.h"
#include "study/optimize/bounds.h"
#include "study/optimize/evaluator.h"
#include "study/optimize/objective.h"

namespace costwright::study {

// What is sought, with the limits' values filled in.
struct Aim {
  std::vector<Objective> objectives;
  std::vector<Limit> limits;
  bool keeps_slo = true;
};

// A solver minimises.
inline double minimised(const Objective& objective, double value) {
  return objective.is_maximised ? -value : value;
}

// Whether everything that is to be kept is.
bool is_kept(const Aim& aim, const Tried& tried);

class SearchProblem {
 public:
  // All outlive it.
  SearchProblem(const Choices& choices, const Bounds& bounds, Evaluator& evaluator, Aim aim);

  // `standard`: what the solver's standard fidelity is.
  solve::Problem problem(Trial standard) const;
  Choice choice_of(const solve::Point& point) const;  // open: kOpenAxis
  solve::Point point_of(const Choice& choice) const;

 private:
  solve::Answer answer(const Choice& choice, const Tried& tried, bool is_quick) const;
  double spread(const MetricName& metric, double value, const Choice& choice) const;
  solve::Bound bound(const Choice& partial) const;
  std::uint64_t work(const Choice& choice) const;

  const Choices& choices_;
  const Bounds& bounds_;
  Evaluator& evaluator_;
  Aim aim_;
  std::vector<std::size_t> axis_of_;  // by decision: what bounds tell apart first, then what they
                                      // do not, then money
};

}  // namespace costwright::study

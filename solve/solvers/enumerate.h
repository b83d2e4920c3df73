#pragma once
// Points of a problem with whole decisions, one after another: the last decision counts fastest.
#include "solve/evaluations.h"

namespace costwright::solve {

Point first_point(const Problem& problem);
// False, and the first point again, after the last.
bool to_next_point(const Problem& problem, Point& point);

// Tells that all of them are to be evaluated.
void expect_all(Evaluations& evaluations, const Problem& problem);

// All of them, Options::batch at a time. False: ended before.
bool evaluate_all(Evaluations& evaluations,
                  const Problem& problem,
                  const Options& options,
                  Fidelity fidelity);

}  // namespace costwright::solve

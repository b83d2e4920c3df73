#pragma once
// What a solver must beat: simple ways to choose, with the same accounts.
//   random_search  Options::most_evaluations distinct points, drawn evenly
//   greedy         from the first of Options::start (none: the first choice, the low end of a
//                  range), takes the best change of one decision, again and again until none is
//                  better. Better: violates less in all; then less in the first objective. A real
//                  decision is tried at kGreedyValues even steps
//   best_single    the same, one step only
// At standard. Nothing is proven: status kBest, no bound, no gap.
#include "solve/summary.h"

namespace costwright::solve {

inline constexpr int kGreedyValues = 9;

Summary random_search(const Problem& problem, const Options& options);
Summary greedy(const Problem& problem, const Options& options);
Summary best_single(const Problem& problem, const Options& options);

}  // namespace costwright::solve

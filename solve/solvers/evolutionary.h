#pragma once
// Heuristics of pagmo2 for spaces that are too large to be proven, or continuous: whole and real
// decisions, one or several objectives, one generation a batch. The answer's front is that of every
// point that was met, not of the last population.
//   nsga2       non-dominated sorting genetic algorithm [Deb 2002]
//   ant_colony  multi-objective hypervolume-based ant colony [Acciarini 2020]
// Constraints: points are repaired (Problem::repair) before they are evaluated; what still violates
// one is worse in every objective than all that keep them, by more the more it violates in all
// [Deb 2000]. With one objective the violation is the second.
// A generation is bred by pagmo from the best points so far by rank and crowding, each of them
// once. A child that was met before, or that is expected to be on no front (effects.h), or whose
// bound shows it, gives way to the most promising of neighbours of the front, one decision drawn
// anew, and of points from anywhere.
// They end after Options::most_evaluations, or when kIdleGenerations bring no new point. With
// Options::quick_first they search quick, and what is then not sure to be beaten is evaluated at
// standard on top. Options::start is part of the first population.
// The same seed gives the same answer. Nothing is proven: status kBest, no bound, no gap.
#include "solve/summary.h"

namespace costwright::solve {

inline constexpr std::uint64_t kHeuristicEvaluations = 2'000;
// In a row.
inline constexpr int kIdleGenerations = 30;

Summary nsga2(const Problem& problem, const Options& options);
Summary ant_colony(const Problem& problem, const Options& options);

}  // namespace costwright::solve

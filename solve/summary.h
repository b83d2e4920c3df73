#pragma once
// What a solver is told beside the problem, and what it hands back: the same for all of them.
#include <cstdint>
#include <functional>
#include <optional>
#include <stop_token>
#include <string_view>
#include <vector>

#include "solve/problem.h"

namespace costwright::solve {

enum class Status {
  kProven,              // no point is better (one objective), or the front is complete
  kOptimalWithinError,  // the same, but for points that quick answers showed to be worse by more
                        // than their error: it rests on their ranges
  kInfeasible,  // no point keeps every constraint: proven, unless some were eliminated by error
  kStopped,     // best so far; `gap` says how much better there may be
  kBest,        // of a heuristic: best that was met
};
std::string_view name_of(Status status);

struct Candidate {
  Point point;
  Answer answer;
  Fidelity fidelity{};  // of the answer
};

struct Count {
  std::uint64_t quick = 0, standard = 0;
};

struct Summary {
  Status status = Status::kBest;
  // One objective: the least. Several: the knee of the front (solve/front.h). None: no point that
  // keeps every constraint was met.
  std::optional<Candidate> best = {};
  // What no other met point dominates, of those that keep every constraint; ascending in the first
  // objective, then the next. With one objective the best alone.
  std::vector<Candidate> front = {};
  // One objective: no point is below `bound`; gap = (best - bound) / |best|. Several: gap = the
  // share of the hypervolume below the front and the bounds of what is open that is below those
  // bounds only. Nullopt: not known (heuristics, no bound).
  std::optional<double> bound = {}, gap = {};
  Count evaluations = {};                 // points
  Count works = {};                       // of them with distinct `work`
  std::uint64_t remembered = 0;           // asked for again; not evaluated again
  std::uint64_t pruned_by_bound = 0;      // points and whole branches
  std::uint64_t eliminated_by_error = 0;  // points: quick answer worse by more than its error
  std::uint64_t bounds_asked = 0;
  // Points that are still to be evaluated, at most: all that may be, less what is excluded by now.
  // Nullopt: not known.
  std::optional<double> left = {};
  std::uint64_t most_open = 0;  // nodes held at a time
  double hypervolume = 0;       // of the front, up to `reference`
  Point reference = {};         // of the hypervolume: Options::reference, else the worst
                                // that was met in each objective, feasible or not
  double seconds = 0, evaluating_seconds = 0;  // in all; within Problem::evaluate
  std::uint64_t seed = 0;
};

// How long the points that are left take at the pace so far, at most. Nullopt: not known.
std::optional<double> seconds_left(const Summary& so_far);

struct Options {
  // Heuristics alone draw; the same seed gives the same answer whatever evaluates in parallel.
  std::uint64_t seed = 1;
  // Quick answers first: they eliminate what is worse by more than their error, and what is left is
  // evaluated at standard. Else standard alone.
  bool quick_first = false;
  // Points evaluated at a time, of which none waits for the answers of another. More keep more
  // cores busy, fewer waste less: a point's answer may make its neighbours in the batch needless.
  std::size_t batch = 16;
  // Distinct points that may be evaluated, quick and standard together; 0: as many as it takes
  // (exact solvers), 2,000 (heuristics).
  std::uint64_t most_evaluations = 0;
  // Branch and bound: open nodes in memory (some 250 bytes each). Beyond it, the search goes
  // depth-first until there are fewer: slower to a good bound, never wrong.
  std::size_t most_open = 200'000;
  // Branch and bound, one objective: it ends when gap <= this.
  double allowed_gap = 0;
  // Evaluated first. The first one is where `greedy` starts ("today").
  std::vector<Point> start = {};
  // NSGA-II and ant colony.
  std::size_t population = 24;
  Point reference = {};  // of the hypervolume; one per objective
  // Called between batches, with what is known so far.
  std::function<void(const Summary&)> progress = {};
  std::stop_token stop = {};
};

}  // namespace costwright::solve

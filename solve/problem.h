#pragma once
// What a solver is given: decisions, and what a choice of them comes to. It knows no machine, no
// money and no simulation; units are the caller's, every objective is minimised.
//   point     one value per decision, in their order; whole decisions hold 0, 1, ... exactly
//   partial   a point in which some decisions are open (kOpen, a NaN)
//   answer    what a point comes to, at a fidelity: quick answers have wide ranges that cover the
//             standard ones; of standard answers `value` alone counts, and is the truth
//   excess    by how much a constraint is violated, as a share of its limit (so that constraints
//             weigh alike): > 0 is violated, <= 0 is kept
//   bound     of a partial point: no completion of it has less in any objective or excess. Then
//             what is pruned by it is provably no answer; a bound that is too high loses optima.
//             Complete points have one too; it may use what their work has come to by then
//   work      equal numbers share what is costly in an evaluation (a simulation): only the first
//             of them, at a fidelity, costs
// The same point has the same answer at every call; batches hold each point once, and their sizes
// do not depend on how many of them are evaluated at a time.
#include <cmath>
#include <cstdint>
#include <exception>
#include <functional>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace costwright::solve {

struct Decision {
  std::string name;
  int choices = 0;           // > 0: one of 0 .. choices - 1
  double low = 0, high = 0;  // choices = 0: a real number within
  // Changing it alone leaves `work` as it is: decided last, all of its choices together.
  bool is_free = false;
};

inline constexpr double kOpen = std::numeric_limits<double>::quiet_NaN();
inline bool is_open(double value) {
  return std::isnan(value);
}

using Point = std::vector<double>;

enum class Fidelity { kQuick, kStandard };

struct Range {
  double low{}, value{}, high{};
};

struct Answer {
  std::vector<Range> objectives;
  std::vector<Range> excess;  // one per constraint
};

struct Bound {
  std::vector<double> objectives;
  std::vector<double> excess;
};

// Thrown by `evaluate` when its caller wants to end: the solver returns what it has by then.
struct Stopped : std::exception {
  const char* what() const noexcept override { return "stopped"; }
};

struct Problem {
  std::vector<Decision> decisions;
  std::size_t objectives = 1, constraints = 0;
  // Answers in the order of the points. May throw Stopped; anything else passes through the solver.
  std::function<std::vector<Answer>(std::span<const Point>, Fidelity)> evaluate;
  std::function<Bound(const Point& partial)> bound = {};  // empty: none is known
  // Told of the points whose bounds are asked next, which may be found together; empty: nobody is.
  std::function<void(std::span<const Point> partials)> foresee = {};
  std::function<std::uint64_t(const Point& point)> work = {};  // empty: each point its own
  // Heuristics alone ask for it, before they evaluate; empty: points stay as they are.
  std::function<Point(Point point)> repair = {};
};

// How many points there are; nullopt with a decision that is a real number, or from 2^63 on.
std::optional<std::uint64_t> count_of_points(const Problem& problem);

}  // namespace costwright::solve

#include "tests/solve/bound_check.h"

#include <algorithm>

#include <fmt/format.h>

#include "solve/solvers/enumerate.h"

namespace costwright::testing {

namespace {

using namespace solve;

std::string text_of(const Point& point) {
  std::string text;
  for (const double value : point) {
    text += is_open(value) ? " -" : fmt::format(" {}", value);
  }
  return text;
}

void check(BoundCheck& found, const Point& partial, const Bound& bound, const Candidate& reached) {
  ++found.bounds;
  const auto compare = [&](const std::vector<double>& low, const std::vector<Range>& values) {
    for (std::size_t i = 0; i < low.size(); ++i) {
      if (low[i] > values[i].value) {
        found.broken.push_back(fmt::format("bound {} of{} is above {} of{}", low[i],
                                           text_of(partial), values[i].value,
                                           text_of(reached.point)));
      }
    }
  };
  compare(bound.objectives, reached.answer.objectives);
  compare(bound.excess, reached.answer.excess);
}

}  // namespace

BoundCheck check_bounds(const Problem& problem) {
  BoundCheck found;
  Point point = first_point(problem);
  do {
    const Candidate reached = {.point = point,
                               .answer = problem.evaluate({&point, 1}, Fidelity::kStandard).front(),
                               .fidelity = Fidelity::kStandard};
    ++found.points;
    const Bound complete = problem.bound(point);
    for (std::size_t i = 0; i < complete.objectives.size(); ++i) {
      found.tightest =
          std::max(found.tightest, complete.objectives[i] / reached.answer.objectives[i].value);
    }
    Point partial = point;
    check(found, partial, complete, reached);
    for (std::size_t i = point.size(); i-- > 0;) {
      partial[i] = kOpen;
      check(found, partial, problem.bound(partial), reached);
    }
  } while (to_next_point(problem, point));
  return found;
}

Problem with_bound_times(const Problem& problem, double factor) {
  Problem changed = problem;
  changed.bound = [bound = problem.bound, factor](const Point& partial) {
    Bound raised = bound(partial);
    for (double& objective : raised.objectives) {
      objective *= factor;
    }
    return raised;
  };
  return changed;
}

}  // namespace costwright::testing

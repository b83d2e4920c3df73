#include "solve/solvers/enumerate.h"

namespace costwright::solve {

Point first_point(const Problem& problem) {
  Point point;
  for (const Decision& decision : problem.decisions) {
    point.push_back(decision.choices > 0 ? 0 : decision.low);
  }
  return point;
}

bool to_next_point(const Problem& problem, Point& point) {
  for (std::size_t i = point.size(); i-- > 0;) {
    if (point[i] + 1 < problem.decisions[i].choices) {
      point[i] += 1;
      return true;
    }
    point[i] = 0;
  }
  return false;
}

void expect_all(Evaluations& evaluations, const Problem& problem) {
  if (const auto points = count_of_points(problem)) {
    evaluations.expect(static_cast<double>(*points));
  }
}

bool evaluate_all(Evaluations& evaluations,
                  const Problem& problem,
                  const Options& options,
                  Fidelity fidelity) {
  Point point = first_point(problem);
  bool is_last = false;
  while (!is_last && !evaluations.has_ended()) {
    std::vector<Point> batch;
    while (!is_last && batch.size() < options.batch) {
      batch.push_back(point);
      is_last = !to_next_point(problem, point);
    }
    evaluations.ask(batch, fidelity);
  }
  return !evaluations.has_ended();
}

}  // namespace costwright::solve

#include "solve/solvers/baselines.h"

#include <algorithm>

#include "solve/front.h"
#include "solve/solvers/draws.h"
#include "solve/solvers/enumerate.h"
#include "solve/solvers/evolutionary.h"

namespace costwright::solve {

namespace {

// Violation first, then the first objective.
using Merit = std::pair<double, double>;

Merit merit_of(const Answer& answer) {
  return {violation_of(answer), answer.objectives.front().value};
}

std::vector<double> values_to_try(const Decision& decision) {
  std::vector<double> values;
  const int count = decision.choices > 0 ? decision.choices : kGreedyValues;
  const double step =
      decision.choices > 0 ? 1 : (decision.high - decision.low) / (kGreedyValues - 1);
  for (int i = 0; i < count; ++i) {
    values.push_back(decision.low + i * step);
  }
  return values;
}

// All that differ in one decision.
std::vector<Point> neighbours(const Problem& problem, const Point& point) {
  std::vector<Point> found;
  for (std::size_t i = 0; i < point.size(); ++i) {
    for (const double value : values_to_try(problem.decisions[i])) {
      Point neighbour = point;
      neighbour[i] = value;
      found.push_back(problem.repair ? problem.repair(neighbour) : neighbour);
    }
  }
  return found;
}

// Nullopt: none is better.
std::optional<Point> best_step(Evaluations& evaluations,
                               const Problem& problem,
                               const Point& from) {
  const std::vector<Point> candidates = neighbours(problem, from);
  if (!evaluations.ask_in_batches(candidates, Fidelity::kStandard)) {
    return std::nullopt;
  }
  const auto merit = [&](const Point& point) {
    return merit_of(*evaluations.answer(point, Fidelity::kStandard));
  };
  const auto best =
      std::min_element(candidates.begin(), candidates.end(), [&](const Point& a, const Point& b) {
        return merit(a) < merit(b);
      });
  return merit(*best) < merit(from) ? std::optional(*best) : std::nullopt;
}

Summary climbed(const Problem& problem, const Options& options, int most_steps) {
  Evaluations evaluations(problem, options, kHeuristicEvaluations);
  Point at = options.start.empty() ? first_point(problem) : options.start.front();
  evaluations.ask({&at, 1}, Fidelity::kStandard);
  for (int step = 0; step < most_steps && !evaluations.has_ended(); ++step) {
    const std::optional<Point> better = best_step(evaluations, problem, at);
    if (!better) {
      break;
    }
    at = *better;
  }
  const Answer* reached = evaluations.answer(at, Fidelity::kStandard);
  std::optional<Candidate> best;
  if (reached != nullptr && is_feasible(*reached)) {
    best = {.point = at, .answer = *reached, .fidelity = Fidelity::kStandard};
  }
  Summary summary = evaluations.finished(Status::kBest);
  summary.best = best;
  return summary;
}

}  // namespace

Summary random_search(const Problem& problem, const Options& options) {
  const std::uint64_t most =
      options.most_evaluations > 0 ? options.most_evaluations : kHeuristicEvaluations;
  const std::optional<std::uint64_t> points = count_of_points(problem);
  Evaluations evaluations(problem, options, most);
  if (points && *points <= most) {
    evaluate_all(evaluations, problem, options, Fidelity::kStandard);
    return evaluations.finished(Status::kBest);
  }
  Draws draws(options.seed);
  while (evaluations.all().size() < most && !evaluations.has_ended()) {
    std::vector<Point> batch;
    for (std::size_t i = 0; i < options.batch; ++i) {
      batch.push_back(draws.point(problem));
    }
    evaluations.ask(batch, Fidelity::kStandard);
  }
  return evaluations.finished(Status::kBest);
}

Summary greedy(const Problem& problem, const Options& options) {
  return climbed(problem, options, std::numeric_limits<int>::max());
}

Summary best_single(const Problem& problem, const Options& options) {
  return climbed(problem, options, 1);
}

}  // namespace costwright::solve

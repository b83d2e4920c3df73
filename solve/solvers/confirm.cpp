#include "solve/solvers/confirm.h"

#include <algorithm>

#include "solve/solvers/ordering.h"

namespace costwright::solve {

namespace {

struct Waiting {
  Point point;
  std::vector<double> lows;
  double order{};
};

std::vector<Waiting> waiting_of(const Evaluations& evaluations) {
  std::vector<Waiting> waiting;
  std::optional<Ordering> ordering;
  for (const Candidate& candidate : evaluations.all()) {
    if (candidate.fidelity == Fidelity::kQuick &&
        evaluations.answer(candidate.point, Fidelity::kStandard) == nullptr) {
      std::vector<double> lows = lows_of(candidate.answer.objectives);
      ordering = ordering ? ordering : Ordering(lows);
      const double order = ordering->of(lows);
      waiting.push_back({.point = candidate.point, .lows = std::move(lows), .order = order});
    }
  }
  std::stable_sort(waiting.begin(), waiting.end(), [](const Waiting& a, const Waiting& b) {
    return a.order < b.order;
  });
  return waiting;
}

}  // namespace

std::vector<double> lows_of(std::span<const Range> ranges) {
  std::vector<double> lows;
  for (const Range& range : ranges) {
    lows.push_back(range.low);
  }
  return lows;
}

bool is_surely_infeasible(const Answer& answer) {
  return std::any_of(answer.excess.begin(), answer.excess.end(), [](const Range& excess) {
    return excess.low > 0;
  });
}

bool confirm(Evaluations& evaluations, const Options& options) {
  std::vector<Point> batch;
  const auto ask = [&] {
    evaluations.ask(batch, Fidelity::kStandard);
    batch.clear();
    return !evaluations.has_ended();
  };
  const std::vector<Waiting> all = waiting_of(evaluations);
  for (std::size_t i = 0; i < all.size(); ++i) {
    const Waiting& next = all[i];
    if (evaluations.frontier().covers(next.lows) ||
        is_surely_infeasible(*evaluations.answer(next.point, Fidelity::kQuick))) {
      evaluations.summary().eliminated_by_error += 1;
      continue;
    }
    batch.push_back(next.point);
    evaluations.expect(static_cast<double>(all.size() - i - 1 + batch.size()));
    if (batch.size() == options.batch && !ask()) {
      return false;
    }
  }
  return ask();
}

}  // namespace costwright::solve

#include "study/optimize/search_problem.h"

#include <algorithm>
#include <cmath>

#include "core/hash.h"
#include "sim/requests/run_control.h"

namespace costwright::study {
namespace {

constexpr double kNoFigure = 1e30;  // of an objective that has none; it keeps nothing
constexpr double kInDoubt = 0.05;   // of the requests: from the SLO's target, at effort quick
constexpr double kMonthsInDoubt = 2;

// "ttft_p95", not "tokens_per_joule".
bool is_percentile(std::string_view name) {
  const auto at = name.find("_p");
  return at != name.npos && at + 2 < name.size() && name[at + 2] >= '0' && name[at + 2] <= '9';
}

// How far a figure at effort quick is trusted, as a share of it: twice what is promised.
double doubt(const Metric& metric) {
  constexpr double kMean = 0.06, kPercentile = 0.16;
  if (metric.name == "accuracy") {
    return 0;
  }
  return is_percentile(metric.name) ? kPercentile : kMean;
}

// Of money, what simulating adds to the least that it may be.
constexpr double kSimulatedDoubt = 0.1;

solve::Range around(double value, double spread) {
  return {value - spread, value, value + spread};
}

// By how much the limit is passed, as a share of it.
double passed(const Limit& limit, double value) {
  const double over = limit.is_at_most ? value - *limit.value : *limit.value - value;
  return over / std::max(std::abs(*limit.value), 1e-12);
}

solve::Range excess_of(const Limit& limit, const Tried& tried, bool is_quick) {
  const Figure* figure = find_figure(tried, limit.metric);
  if (figure == nullptr) {
    return around(1, 0);
  }
  const double spread = is_quick ? doubt(*limit.metric.metric) * std::abs(figure->value) /
                                       std::max(std::abs(*limit.value), 1e-12)
                                 : 0;
  return around(passed(limit, figure->value), spread);
}

// Of the months that miss the SLO.
solve::Range excess_of_slo(const Tried& tried, bool is_quick) {
  const bool is_in_doubt = is_quick && tried.nearest_target < kInDoubt;
  const double doubtful = is_in_doubt ? kMonthsInDoubt * tried.month_share : 0;
  const double low = tried.months_missed - doubtful;
  return {low, tried.months_missed, tried.months_missed + doubtful};
}

}  // namespace

bool is_kept(const Aim& aim, const Tried& tried) {
  return tried.why.empty() && (!aim.keeps_slo || tried.months_missed <= 0) &&
         std::all_of(aim.objectives.begin(), aim.objectives.end(),
                     [&](const Objective& objective) {
                       return find_figure(tried, objective.metric) != nullptr;
                     }) &&
         std::all_of(aim.limits.begin(), aim.limits.end(), [&](const Limit& limit) {
           const Figure* figure = find_figure(tried, limit.metric);
           return figure != nullptr && passed(limit, figure->value) <= 0;
         });
}

SearchProblem::SearchProblem(const Choices& choices,
                             const Bounds& bounds,
                             Evaluator& evaluator,
                             Aim aim)
    : choices_(choices), bounds_(bounds), evaluator_(evaluator), aim_(std::move(aim)) {
  for (std::size_t a = 0; a < choices.axes().size(); ++a) {
    axis_of_.push_back(a);
  }
  const auto rank = [&](std::size_t axis) {
    return bounds.axes_of_money()[axis] ? 2 : bounds.neutral_axes()[axis] ? 1 : 0;
  };
  std::stable_sort(axis_of_.begin(), axis_of_.end(), [&](std::size_t a, std::size_t b) {
    return rank(a) < rank(b);
  });
}

Choice SearchProblem::choice_of(const solve::Point& point) const {
  Choice choice(point.size());
  for (std::size_t d = 0; d < point.size(); ++d) {
    choice[axis_of_[d]] = solve::is_open(point[d]) ? kOpenAxis : static_cast<int>(point[d]);
  }
  return choice;
}

solve::Point SearchProblem::point_of(const Choice& choice) const {
  solve::Point point(choice.size());
  for (std::size_t d = 0; d < point.size(); ++d) {
    point[d] = choice[axis_of_[d]];
  }
  return point;
}

solve::Problem SearchProblem::problem(Trial standard) const {
  solve::Problem problem;
  for (const std::size_t axis : axis_of_) {
    const StrategyAxis& of = choices_.axes()[axis];
    problem.decisions.push_back({of.name, static_cast<int>(of.options.size()), 0, 0,
                                 static_cast<bool>(bounds_.axes_of_money()[axis])});
  }
  problem.objectives = aim_.objectives.size();
  problem.constraints = aim_.limits.size() + 1;
  problem.evaluate = [this, standard](std::span<const solve::Point> points,
                                      solve::Fidelity fidelity) {
    const Trial how = fidelity == solve::Fidelity::kQuick ? Trial::kQuick : standard;
    std::vector<Choice> asked;
    for (const solve::Point& point : points) {
      asked.push_back(choice_of(point));
    }
    std::vector<solve::Answer> answers;
    try {
      const auto all = evaluator_.evaluate(asked, how);
      for (std::size_t i = 0; i < all.size(); ++i) {
        answers.push_back(answer(asked[i], *all[i], fidelity == solve::Fidelity::kQuick));
      }
    } catch (const sim::Cancelled&) {
      throw solve::Stopped();
    }
    return answers;
  };
  if (aim_.keeps_slo) {
    problem.bound = [this](const solve::Point& partial) {
      return bound(choice_of(partial));
    };
    problem.foresee = [this](std::span<const solve::Point> partials) {
      std::vector<Choice> choices;
      for (const solve::Point& partial : partials) {
        choices.push_back(choice_of(partial));
      }
      bounds_.foresee(choices);
    };
  }
  problem.work = [this](const solve::Point& point) {
    return work(choice_of(point));
  };
  return problem;
}

// Of a figure at effort quick.
double SearchProblem::spread(const MetricName& metric, double value, const Choice& choice) const {
  if (!is_bounded(*metric.metric) || doubt(*metric.metric) == 0) {
    return doubt(*metric.metric) * std::abs(value);
  }
  const double least = bounds_.of(metric, choice);
  return std::isfinite(least) ? kSimulatedDoubt * std::abs(value - least)
                              : doubt(*metric.metric) * std::abs(value);
}

solve::Answer SearchProblem::answer(const Choice& choice, const Tried& tried, bool is_quick) const {
  solve::Answer answer;
  for (const Objective& objective : aim_.objectives) {
    const Figure* figure = find_figure(tried, objective.metric);
    answer.objectives.push_back(figure == nullptr
                                    ? around(kNoFigure, 0)
                                    : around(minimised(objective, figure->value),
                                             is_quick && tried.requests > 0
                                                 ? spread(objective.metric, figure->value, choice)
                                                 : 0));
  }
  const bool is_possible =
      tried.why.empty() && std::none_of(answer.objectives.begin(), answer.objectives.end(),
                                        [](const solve::Range& range) {
                                          return range.value == kNoFigure;
                                        });
  answer.excess.push_back(!is_possible     ? around(1, 0)
                          : aim_.keeps_slo ? excess_of_slo(tried, is_quick)
                                           : around(0, 0));
  for (const Limit& limit : aim_.limits) {
    answer.excess.push_back(is_possible ? excess_of(limit, tried, is_quick) : around(1, 0));
  }
  return answer;
}

solve::Bound SearchProblem::bound(const Choice& partial) const {
  solve::Bound bound;
  for (const Objective& objective : aim_.objectives) {
    const bool same_way = objective.is_maximised == (objective.metric.metric->name == "accuracy");
    bound.objectives.push_back(
        same_way ? minimised(objective, bounds_.of(objective.metric, partial)) : -kNoFigure);
  }
  bound.excess.push_back(bounds_.excess(partial));
  for (const Limit& limit : aim_.limits) {
    const bool same_way = limit.is_at_most != (limit.metric.metric->name == "accuracy");
    bound.excess.push_back(same_way && is_bounded(*limit.metric.metric)
                               ? passed(limit, bounds_.of(limit.metric, partial))
                               : -1);
  }
  return bound;
}

std::uint64_t SearchProblem::work(const Choice& choice) const {
  Hasher hasher;
  for (std::size_t a = 0; a < choice.size(); ++a) {
    hasher.add(bounds_.axes_of_money()[a] ? 0 : choice[a]);
  }
  return hasher.value();
}

}  // namespace costwright::study

#include "study/seek/goal_seek.h"

#include <algorithm>
#include <cmath>

#include "core/scenario/loaded.h"
#include "study/seek/grid.h"

namespace costwright::study {
namespace {

constexpr int kMostSteps = 120;
constexpr double kJumpWidth = 1e-6;  // of the field's value: closer than that a jump is not located
constexpr double kRootWidth = 1e-14;
constexpr double kJump = 1e-3;  // of the goal and of the step of the grid: what is no rounding

bool passes(double goal, const SeekPoint& a, const SeekPoint& b) {
  return a.metric && b.metric && (*a.metric < goal) != (*b.metric < goal);
}

bool holds(const SeekPoint& point, const std::string& condition) {
  return std::find(point.conditions.begin(), point.conditions.end(), condition) !=
         point.conditions.end();
}

// Between two neighbours of the grid that have the goal between them.
class Refiner {
 public:
  using At = std::function<SeekPoint(double)>;
  Refiner(const Goal& goal, bool is_whole, SeekPoint a, SeekPoint b, At at)
      : goal_(goal), is_whole_(is_whole), a_(std::move(a)), b_(std::move(b)), at_(std::move(at)) {
    const double step = std::abs(*b_.metric - *a_.metric);
    jump_ = kJump * std::max(step, std::abs(goal_.value));
    tolerance_ = goal_.is_money() ? 0.005 : 1e-9 * std::max(step, std::abs(goal_.value));
  }

  Solution refine() {
    bool halve = false;
    for (int step = 0; step < kMostSteps && !is_narrow(); ++step) {
      const double width = b_.at - a_.at;
      SeekPoint middle = at_(next(halve));
      if (!middle.metric) {
        return {a_, b_};
      }
      if (is_met(middle)) {
        return {rounded(std::move(middle))};
      }
      (passes(goal_.value, a_, middle) ? b_ : a_) = std::move(middle);
      halve = b_.at - a_.at > width / 2;
    }
    return is_whole_ || is_jump() ? Solution{a_, b_} : Solution{nearer()};
  }

 private:
  bool is_met(const SeekPoint& point) const {
    return point.metric && std::abs(*point.metric - goal_.value) <= tolerance_;
  }

  // Cents make the metric a staircase: of all values that meet the goal the shortest is told.
  SeekPoint rounded(SeekPoint met) const {
    for (const int digits : {3, 5, 7}) {
      const double shorter = std::stod(fmt::format("{:.{}g}", met.at, digits));
      if (shorter > a_.at && shorter < b_.at) {
        if (SeekPoint point = at_(shorter); is_met(point)) {
          return point;
        }
      }
    }
    return met;
  }

  bool is_jump() const { return std::abs(*b_.metric - *a_.metric) > jump_; }

  bool is_narrow() const {
    const double width = b_.at - a_.at;
    const double size = std::max(std::abs(a_.at), std::abs(b_.at));
    return is_whole_ ? width <= 1 : width <= (is_jump() ? kJumpWidth : kRootWidth) * size;
  }

  double next(bool halve) const {
    const double share = (goal_.value - *a_.metric) / (*b_.metric - *a_.metric);
    const double value = a_.at + (b_.at - a_.at) * (halve ? 0.5 : share);
    return is_whole_ ? std::clamp(std::round(value), a_.at + 1, b_.at - 1) : value;
  }

  const SeekPoint& nearer() const {
    return std::abs(*a_.metric - goal_.value) <= std::abs(*b_.metric - goal_.value) ? a_ : b_;
  }

  Goal goal_;
  bool is_whole_;
  SeekPoint a_, b_;
  At at_;
  double jump_{}, tolerance_{};
};

class Seeker {
 public:
  Seeker(GoalSeek& result, Trials& trials, Trials* rival, Trying how)
      : result_(result), trials_(trials), rival_(rival), how_(how) {}

  void look_at(const std::vector<double>& grid) {
    for (const double value : grid) {
      result_.grid.push_back(point(value, how_));
    }
    for (std::size_t p = 0; p < grid.size(); ++p) {
      if (is_met(p)) {
        result_.solutions.push_back({result_.grid[p]});
      }
      if (p + 1 < grid.size()) {
        between(result_.grid[p], result_.grid[p + 1]);
      }
    }
  }

  // At the scenario's own effort.
  void confirm() {
    for (auto& [first, second] : result_.solutions) {
      first = point(first.at, Trying::kOwn);
      if (second) {
        second = point(second->at, Trying::kOwn);
      }
    }
  }

 private:
  bool is_met(std::size_t p) const { return result_.grid[p].metric == result_.goal.value; }

  void between(const SeekPoint& a, const SeekPoint& b) {
    const double goal = result_.goal.value;
    if (passes(goal, a, b) && a.metric != goal && b.metric != goal) {
      Refiner refiner(result_.goal, result_.field.is_whole(), a, b, [&](double value) {
        return point(value, how_);
      });
      result_.solutions.push_back(refiner.refine());
    }
    add_flips(a, b);
  }

  void add_flips(const SeekPoint& a, const SeekPoint& b) {
    if (!a.is_valid || !b.is_valid) {
      return;
    }
    for (const std::string& condition : a.conditions) {
      if (!holds(b, condition)) {
        result_.flips.push_back({a.at, b.at, condition, false});
      }
    }
    for (const std::string& condition : b.conditions) {
      if (!holds(a, condition)) {
        result_.flips.push_back({a.at, b.at, condition, true});
      }
    }
  }

  SeekPoint point(double value, Trying how) {
    SeekPoint found = point_of(trials_, value, how);
    return rival_ == nullptr || !found.is_valid
               ? found
               : difference(std::move(found), point_of(*rival_, value, how));
  }

  SeekPoint point_of(Trials& trials, double value, Trying how) const {
    Diagnostics told;
    const Evaluation* made = trials.at(value, how, told);
    if (made == nullptr) {
      return {value, {}, {}, reason(told), false};
    }
    const auto metric = value_of(*made, result_.goal.metric);
    return {value, metric, conditions_of(made->outcome), metric ? "" : "no such figure"};
  }

  SeekPoint difference(SeekPoint found, const SeekPoint& rival) const {
    const std::string& name = result_.goal.against;
    for (const std::string& condition : rival.conditions) {
      found.conditions.push_back(fmt::format("'{}': {}", name, condition));
    }
    if (!rival.metric) {
      return {
          found.at, {}, found.conditions, fmt::format("'{}': {}", name, rival.why), rival.is_valid};
    }
    found.metric = found.metric ? std::optional(*found.metric - *rival.metric) : std::nullopt;
    return found;
  }

  static std::string reason(const Diagnostics& told) {
    const auto& all = told.all();
    const auto error = std::find_if(all.begin(), all.end(), [](const Diagnostic& one) {
      return one.severity == Severity::kError;
    });
    return error == all.end() ? "" : error->message;
  }

  GoalSeek& result_;
  Trials& trials_;
  Trials* rival_;
  Trying how_;
};

bool has_figure(const GoalSeek& result) {
  return std::any_of(result.grid.begin(), result.grid.end(), [](const SeekPoint& point) {
    return point.metric.has_value();
  });
}

void tell_no_figure(const GoalSeek& result, Diagnostics& diagnostics) {
  diagnostics.error({"--so-that"},
                    fmt::format("{} has no figure anywhere from {} to {}: {}", result.goal.name(),
                                result.field.text(result.grid.front().at),
                                result.field.text(result.grid.back().at), result.grid.front().why));
}

// The other variant; varied with the first where it has the field. Nullopt with an error when it is
// wrong.
std::optional<Trials> rival_of(const Inputs& inputs,
                               ScenarioSource source,
                               const SeekRequest& request,
                               const EvaluateOptions& options,
                               Diagnostics& diagnostics) {
  source.variant = request.against;
  const auto scenario = read_scenario(source, diagnostics);
  if (!scenario || !check(inputs, *scenario, diagnostics)) {
    return std::nullopt;
  }
  auto field = scalar_field(scenario->scenario, request.vary);
  field = field && field->value ? std::move(field) : std::nullopt;
  return Trials(inputs, std::move(source), std::move(field), options);
}

// Field, goal and currency; the rest is to be found.
std::optional<GoalSeek> asked(const Inputs& inputs,
                              const ScenarioSource& source,
                              const SeekRequest& request,
                              Diagnostics& diagnostics) {
  auto with = varied(inputs, source, request.vary, diagnostics);
  if (!with) {
    return std::nullopt;
  }
  const std::string& currency = with->scenario.scenario.currency;
  auto goal = request.against.empty()
                  ? parse_goal(request.goal, currency, diagnostics)
                  : parse_break_even(request.goal, request.against, diagnostics);
  return goal ? std::optional(GoalSeek{std::move(with->field), std::move(*goal), currency})
              : std::nullopt;
}

void search(GoalSeek& result, Trials& trials, Trials* rival, const SeekRange& range, int points) {
  result.is_searched_quick = trials.change_physics(range.from, range.to) ||
                             (rival != nullptr && rival->change_physics(range.from, range.to));
  Seeker seeker(result, trials, rival, result.is_searched_quick ? Trying::kQuick : Trying::kOwn);
  seeker.look_at(grid_of(result.field, range, points));
  if (result.is_searched_quick) {
    seeker.confirm();
  }
  result.evaluated = trials.evaluated() + (rival != nullptr ? rival->evaluated() : 0);
  result.simulated = trials.simulated() + (rival != nullptr ? rival->simulated() : 0);
}

}  // namespace

std::optional<GoalSeek> goal_seek(const Inputs& inputs,
                                  const ScenarioSource& source,
                                  const SeekRequest& request,
                                  const EvaluateOptions& options,
                                  Diagnostics& diagnostics) {
  require(request.points >= 2, "{} points", request.points);
  auto result = asked(inputs, source, request, diagnostics);
  const auto range = result ? range_of(result->field, request, diagnostics) : std::nullopt;
  if (!range) {
    return std::nullopt;
  }
  const bool is_break_even = !request.against.empty();
  auto rival =
      is_break_even ? rival_of(inputs, source, request, options, diagnostics) : std::nullopt;
  if (is_break_even && !rival) {
    return std::nullopt;
  }
  Trials trials(inputs, source, result->field, options);
  search(*result, trials, rival ? &*rival : nullptr, *range, request.points);
  if (!has_figure(*result)) {
    tell_no_figure(*result, diagnostics);
    return std::nullopt;
  }
  return result;
}

}  // namespace costwright::study

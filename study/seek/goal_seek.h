#pragma once
// Which value of a field gives a metric the value that is wanted.
//   grid      `points` values of the field from a quarter of its own to four times it, or between
//             two that are stated: geometric, even where one of them is not above 0; whole numbers
//             each at most once
//   refined   wherever the metric passes the goal between two neighbours: by false position, halved
//             when that does not halve the interval, until the metric is the goal (money to half a
//             cent). Whole fields: until two whole numbers are left
//   jump      where the metric is never the goal, as it jumps over it (a whole field, a price that
//             a licence has by thousands), both sides of the jump, a millionth of the value apart
//   flips     where a deployment begins or ceases to be saturated, below its SLO or extrapolated
// Break-even: with a rival, another variant of the file, the metric is the difference to it and the
// goal is 0. The rival's field is varied too where it has one.
// A pair of crossings between two neighbours of the grid is not seen: take more points.
// Where the field changes what is simulated, the grid and its refinement are simulated at effort
// quick, and each solution again at the scenario's own: its figure then is off the goal by what the
// efforts differ. What only changes money is simulated once, at its own effort.
#include <optional>
#include <string>
#include <vector>

#include "study/seek/goal.h"
#include "study/seek/trials.h"

namespace costwright::study {

inline constexpr int kSeekPoints = 25, kMostSeekPoints = 1000;

struct SeekRequest {
  std::string vary;                // a path
  std::string goal;                // parse_goal()
  std::string from = {}, to = {};  // values of the field; "": by its own
  int points = kSeekPoints;
  std::string against = {};  // a variant, "base": the file as written
};

struct SeekPoint {
  double at{};                   // of the field
  std::optional<double> metric;  // none: `why`
  std::vector<std::string> conditions;
  std::string why;
  bool is_valid = true;  // the scenario, with the field at that value
};

// The goal is met at `first`, or lies between there and `second`.
struct Solution {
  SeekPoint first;
  std::optional<SeekPoint> second = {};
};

// A condition that holds at one of two neighbours of the grid only.
struct Flip {
  double before{}, after{};  // of the field
  std::string condition;
  bool begins{};  // with growing values of the field
};

struct GoalSeek {
  ScalarField field;
  Goal goal;
  std::string currency;
  std::vector<SeekPoint> grid = {};
  std::vector<Solution> solutions = {};  // in the order of the field
  std::vector<Flip> flips = {};
  bool is_searched_quick = false;    // and solutions at the scenario's own effort
  int evaluated = 0, simulated = 0;  // scenarios; distinct simulations
};

// Nullopt with an error when the scenario, the field, its range or the goal is wrong, or when the
// metric has no figure at all.
std::optional<GoalSeek> goal_seek(const Inputs& inputs,
                                  const ScenarioSource& source,
                                  const SeekRequest& request,
                                  const EvaluateOptions& options,
                                  Diagnostics& diagnostics);

std::string goal_seek_text(const GoalSeek& found);
// {"field": ..., "metric": ..., "goal": ..., "solutions": [...], "flips": [...], "grid": [...]}
std::string goal_seek_json(const GoalSeek& found);

}  // namespace costwright::study

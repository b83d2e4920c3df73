#include "core/table/split.h"
#include "core/table/table.h"
#include "core/table/wrapped.h"
#include "study/seek/goal_seek.h"

namespace costwright::study {
namespace {

// "; chat: below its SLO"; "" when there is nothing to say.
std::string conditions_text(const SeekPoint& point) {
  return point.conditions.empty() ? "" : fmt::format("; {}", fmt::join(point.conditions, "; "));
}

class Text {
 public:
  explicit Text(const GoalSeek& found) : found_(found) {}

  std::string make() {
    text_ = wrapped(
        fmt::format("Goal seek: {} over {} from {} to {}, {} points", goal(), found_.field.path,
                    at(found_.grid.front()), at(found_.grid.back()), found_.grid.size()),
        "", "  ");
    for (const Solution& solution : found_.solutions) {
      say(solution.second ? jump(solution.first, *solution.second) : root(solution.first));
    }
    if (found_.solutions.empty()) {
      none();
    }
    effort();
    flips();
    return text_ + '\n' + to_text_split(points(), kTextWidth);
  }

 private:
  void say(const std::string& sentence) { text_ += wrapped(sentence, "  ", "    "); }
  std::string goal() const {
    return found_.goal.against.empty()
               ? fmt::format("{} = {}", found_.goal.name(), figure_text(found_.goal.value))
               : fmt::format("{} equal to that of '{}' (figures are the difference to it)",
                             found_.goal.name(), found_.goal.against);
  }
  std::string figure_text(double value) const {
    return value_text(*found_.goal.metric.metric, found_.currency, value);
  }
  std::string at(const SeekPoint& point) const { return found_.field.text(point.at); }
  std::string metric_at(const SeekPoint& point) const {
    return point.metric ? figure_text(*point.metric) : fmt::format("no figure ({})", point.why);
  }

  std::string root(const SeekPoint& point) const {
    return fmt::format("met at {}: {}{}", at(point), metric_at(point), conditions_text(point));
  }

  std::string jump(const SeekPoint& first, const SeekPoint& second) const {
    return fmt::format("passed without being met between {}: {}{}, and {}: {}{}", at(first),
                       metric_at(first), conditions_text(first), at(second), metric_at(second),
                       conditions_text(second));
  }

  // The range that was looked at, and what it holds.
  void none() {
    const SeekPoint* least = nullptr;
    const SeekPoint* most = nullptr;
    for (const SeekPoint& point : found_.grid) {
      if (point.metric) {
        least = least == nullptr || *point.metric < *least->metric ? &point : least;
        most = most == nullptr || *point.metric > *most->metric ? &point : most;
      }
    }
    say(fmt::format("not met: {} at {}, {} at {}", metric_at(found_.grid.front()),
                    at(found_.grid.front()), metric_at(found_.grid.back()),
                    at(found_.grid.back())));
    say(fmt::format("least {} at {}, most {} at {}; look further with --from and --to",
                    metric_at(*least), at(*least), metric_at(*most), at(*most)));
  }

  void effort() {
    if (found_.is_searched_quick) {
      say("searched at simulation.effort quick; the figures above are at the scenario's own "
          "effort, those of the points below are not");
    }
  }

  void flips() {
    text_ += found_.flips.empty() ? "" : "\nWhat flips\n";
    for (const Flip& flip : found_.flips) {
      say(fmt::format("between {} and {}: '{}' {}", found_.field.text(flip.before),
                      found_.field.text(flip.after), flip.condition,
                      flip.begins ? "begins" : "ends"));
    }
  }

  Table points() const {
    Table table{"",
                "Points",
                {{"field", found_.field.path},
                 {"metric", std::string(found_.goal.metric.metric->label)},
                 {"conditions", "conditions"}},
                {}};
    for (const SeekPoint& point : found_.grid) {
      const std::string notes = point.metric ? "" : point.why;
      table.rows.push_back({at(point), point.metric ? Cell(figure_text(*point.metric)) : Cell(),
                            point.conditions.empty()
                                ? notes
                                : fmt::format("{}", fmt::join(point.conditions, "; "))});
    }
    return table;
  }

  const GoalSeek& found_;
  std::string text_;
};

std::string list_json(const std::vector<std::string>& items) {
  return fmt::format("[{}]", fmt::join(items, ", "));
}

std::string point_json(const GoalSeek& found, const SeekPoint& point) {
  std::vector<std::string> conditions;
  for (const std::string& condition : point.conditions) {
    conditions.push_back(json_string(condition));
  }
  return fmt::format(R"({{"at": {}, "text": {}, "value": {}, "conditions": {}, "why": {}}})",
                     cell_json(figure(point.at)), json_string(found.field.text(point.at)),
                     cell_json(figure(point.metric)), list_json(conditions),
                     point.why.empty() ? "null" : json_string(point.why));
}

std::string solution_json(const GoalSeek& found, const Solution& solution) {
  return fmt::format(R"({{"is_met": {}, "first": {}, "second": {}}})", !solution.second,
                     point_json(found, solution.first),
                     solution.second ? point_json(found, *solution.second) : "null");
}

std::string flip_json(const Flip& flip) {
  return fmt::format(R"({{"before": {}, "after": {}, "condition": {}, "begins": {}}})",
                     cell_json(figure(flip.before)), cell_json(figure(flip.after)),
                     json_string(flip.condition), flip.begins);
}

template <class Items, class Json>
std::string all_json(const Items& items, Json json) {
  std::vector<std::string> made;
  for (const auto& item : items) {
    made.push_back(json(item));
  }
  return made.empty() ? "[]" : fmt::format("[\n    {}\n  ]", fmt::join(made, ",\n    "));
}

}  // namespace

std::string goal_seek_text(const GoalSeek& found) {
  return Text(found).make();
}

std::string goal_seek_json(const GoalSeek& found) {
  const auto point = [&](const SeekPoint& one) {
    return point_json(found, one);
  };
  const auto solution = [&](const Solution& one) {
    return solution_json(found, one);
  };
  return fmt::format(
      "{{\n  \"field\": {},\n  \"field_unit\": {},\n  \"metric\": {},\n  \"unit\": {},\n"
      "  \"goal\": {},\n  \"against\": {},\n  \"is_searched_quick\": {},\n  \"solutions\": {},\n  "
      "\"flips\": {},\n"
      "  \"grid\": {}\n}}\n",
      json_string(found.field.path), json_string(found.field.type.unit),
      json_string(found.goal.name()),
      json_string(unit_text(*found.goal.metric.metric, found.currency)),
      cell_json(figure(found.goal.value)),
      found.goal.against.empty() ? "null" : json_string(found.goal.against),
      found.is_searched_quick, all_json(found.solutions, solution),
      all_json(found.flips, flip_json), all_json(found.grid, point));
}

}  // namespace costwright::study

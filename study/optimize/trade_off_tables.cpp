// What is said of the points of a trade-off: sentence and tables.
#include <algorithm>
#include <cmath>

#include "study/optimize/trade_off.h"
#include "study/seek/goal.h"

namespace costwright::study {
namespace {

std::string column_name(const TradeOff& record, const MetricName& metric) {
  const std::string unit = unit_text(*metric.metric, record.currency);
  return unit.empty() ? name_of(metric) : fmt::format("{} [{}]", name_of(metric), unit);
}

Cell cell_at(const TradeOff& record, std::size_t point, const MetricName& metric) {
  const auto found = figure_at(record, point, metric);
  return figure(found ? std::optional(found->value) : std::nullopt, decimals_of(*metric.metric));
}

std::string_view effort_text(Trial effort) {
  return effort == Trial::kQuick ? "quick" : "own";
}

bool is_points_of_hundred(const Metric& metric) {
  return metric.unit == "%";
}

// The words for more and less of a metric.
std::pair<std::string, std::string> words_of(const MetricName& name) {
  const Metric& metric = *name.metric;
  if (metric.unit == "$" && metric.better == Better::kLower) {
    return {"dearer", "cheaper"};
  }
  if (metric.name == "accuracy") {
    return {"more accurate", "less accurate"};
  }
  return {fmt::format("more {}", name_of(name)), fmt::format("less {}", name_of(name))};
}

// "12.0 % dearer", "9.0 points more accurate"; "" when neither has the figure or they are equal.
std::string against(const TradeOff& record,
                    const Objective& objective,
                    std::size_t point,
                    std::size_t other) {
  const auto now = figure_at(record, point, objective.metric);
  const auto then = figure_at(record, other, objective.metric);
  if (!now || !then || now->value == then->value) {
    return "";
  }
  const double change = now->value - then->value;
  const auto [more, less] = words_of(objective.metric);
  const std::string size =
      is_points_of_hundred(*objective.metric.metric)
          ? fmt::format("{:.1f} points", std::abs(change))
          : fmt::format("{:.1f} %",
                        std::abs(change / std::max(std::abs(then->value), 1e-12)) * 100);
  return fmt::format("{} {}{}", size, change > 0 ? more : less,
                     is_within_own_error(*then, change) ? " (which is within its error)" : "");
}

// Every objective in which they differ; "as good" when they do not.
std::string against_all(const TradeOff& record, std::size_t point, std::size_t other) {
  std::vector<std::string> parts;
  for (const Objective& objective : record.aim.objectives) {
    if (std::string part = against(record, objective, point, other); !part.empty()) {
      parts.push_back(std::move(part));
    }
  }
  return parts.empty() ? "the same" : fmt::format("{}", fmt::join(parts, ", "));
}

// "with 18 % headroom": how much more the fullest deployment could take within its SLO.
std::string headroom_text(const TradeOff& record, std::size_t point) {
  const auto load = figure_at(record, point, {&metric("load"), {}});
  return load && load->value > 0 && load->value < 1
             ? fmt::format(" with {:.0f} % headroom", (1 / load->value - 1) * 100)
             : "";
}

std::string limits_kept(const TradeOff& record, std::size_t point) {
  std::vector<std::string> kept;
  if (record.aim.keeps_slo) {
    kept.push_back("every SLO met in every month" + headroom_text(record, point));
  }
  for (const Limit& limit : record.aim.limits) {
    if (const auto found = figure_at(record, point, limit.metric)) {
      kept.push_back(fmt::format(
          "{} {:.0f} % from its limit", name_of(limit.metric),
          std::abs(found->value - *limit.value) / std::max(std::abs(*limit.value), 1e-12) * 100));
    }
  }
  return fmt::format("{}", fmt::join(kept, ", "));
}

std::string label_of_option(const TradeOff& record, std::size_t point, std::size_t axis) {
  return record.axes[axis].options[static_cast<std::size_t>(record.choices[point][axis])];
}

}  // namespace

std::string reason(const TradeOff& record,
                   const std::vector<std::size_t>& front,
                   std::size_t point) {
  const bool is_cheapest = front.empty() || front.front() == point;
  std::string text = is_cheapest ? ""
                                 : fmt::format("{} than the cheapest of the front",
                                               against_all(record, point, front.front()));
  if (record.today && *record.today != point) {
    text += fmt::format("{}{} than today", text.empty() ? "" : "; ",
                        against_all(record, point, *record.today));
  }
  const std::string kept = limits_kept(record, point);
  return kept.empty() ? text : fmt::format("{}{}{}", text, text.empty() ? "" : ", ", kept);
}

Table points_table(const TradeOff& record, const std::vector<std::size_t>& points) {
  Table table{"tried", "Evaluated", {}, {}};
  for (const TradeOffAxis& axis : record.axes) {
    table.columns.push_back({axis.name, axis.name});
  }
  for (const Objective& objective : record.aim.objectives) {
    const std::string name = column_name(record, objective.metric);
    table.columns.push_back({name, name});
  }
  for (const char* name : {"is_kept", "months_missed_share", "effort", "why_not"}) {
    table.columns.push_back({name, name});
  }
  for (const std::size_t point : points) {
    auto& cells = table.rows.emplace_back();
    for (std::size_t a = 0; a < record.axes.size(); ++a) {
      cells.emplace_back(label_of_option(record, point, a));
    }
    for (const Objective& objective : record.aim.objectives) {
      cells.push_back(cell_at(record, point, objective.metric));
    }
    cells.emplace_back(std::string(record.is_kept[point] != 0 ? "yes" : "no"));
    cells.push_back(figure(record.months_missed[point], 4));
    cells.emplace_back(std::string(effort_text(record.effort[point])));
    const auto why = record.impossible.find(point);
    cells.emplace_back(why != record.impossible.end() ? why->second : std::string());
  }
  return table;
}

Table difference_table(const TradeOff& record, std::size_t point, std::size_t other) {
  Table table{"difference",
              "Against the baseline",
              {{"figure", "figure"},
               {"baseline", "baseline"},
               {"this", "this"},
               {"difference", "difference"}},
              {}};
  for (std::size_t a = 0; a < record.axes.size(); ++a) {
    if (record.choices[point][a] != record.choices[other][a]) {
      table.rows.push_back({record.axes[a].name, label_of_option(record, other, a),
                            label_of_option(record, point, a), Cell()});
    }
  }
  for (const MetricName& metric : metrics_in(record)) {
    const auto now = figure_at(record, point, metric);
    const auto then = figure_at(record, other, metric);
    const int decimals = decimals_of(*metric.metric);
    table.rows.push_back({column_name(record, metric), cell_at(record, other, metric),
                          cell_at(record, point, metric),
                          now && then ? figure(now->value - then->value, decimals) : Cell()});
  }
  return table;
}

}  // namespace costwright::study

// What a search has found, as tables, text, JSON and files.
#include <algorithm>
#include <filesystem>
#include <numeric>

#include "core/files.h"
#include "core/table/table.h"
#include "study/optimize/optimize.h"
#include "study/optimize/picture.h"
#include "study/optimize/search_problem.h"
#include "study/seek/goal.h"

namespace costwright::study {

namespace fs = std::filesystem;
namespace {

Cell value_cell(const Objective& objective, const Candidate& candidate) {
  const Figure* f = find_figure(candidate.tried, objective.metric);
  return figure(f != nullptr ? std::optional(f->value) : std::nullopt,
                decimals_of(*objective.metric.metric));
}

std::string column_name(const MetricName& metric, const std::string& currency) {
  const std::string unit = unit_text(*metric.metric, currency);
  return unit.empty() ? name_of(metric) : fmt::format("{} [{}]", name_of(metric), unit);
}

void add_objectives(const Optimization& found,
                    const Candidate& candidate,
                    std::vector<Cell>& cells) {
  for (const Objective& objective : found.objectives) {
    cells.push_back(value_cell(objective, candidate));
  }
}

std::vector<Column> objective_columns(const Optimization& found) {
  std::vector<Column> columns;
  for (const Objective& objective : found.objectives) {
    const std::string name = column_name(objective.metric, found.currency);
    columns.push_back({name, name});
  }
  return columns;
}

bool keeps(const Optimization& found, const Tried& tried) {
  return is_kept({found.objectives, found.limits, found.keeps_slo}, tried);
}

// The front beside today.
Table front_table(const Optimization& found) {
  Table table{"front", "Front: nothing else is better in every respect", {}, {}};
  table.columns.push_back({"point", "point"});
  for (Column& column : objective_columns(found)) {
    table.columns.push_back(std::move(column));
  }
  table.columns.push_back({"choice", "choice"});
  const auto add = [&](const std::string& name, const Candidate& candidate) {
    std::vector<Cell> cells{name};
    add_objectives(found, candidate, cells);
    cells.emplace_back(candidate.label);
    table.rows.push_back(std::move(cells));
  };
  for (std::size_t i = 0; i < found.front.size(); ++i) {
    const bool is_best = found.best && found.front[i].choice == found.best->choice;
    add(fmt::format("{}{}", i + 1, is_best ? " (recommended)" : ""), found.front[i]);
  }
  add(keeps(found, found.today.tried) ? "today" : "today (keeps less than is wanted)", found.today);
  return table;
}

// Every combination that was evaluated, in the order of the choices.
Table tried_table(const TradeOff& record) {
  std::vector<std::size_t> points(record.size());
  std::iota(points.begin(), points.end(), std::size_t{0});
  std::sort(points.begin(), points.end(), [&](std::size_t a, std::size_t b) {
    return record.choices[a] < record.choices[b];
  });
  return points_table(record, points);
}

Table baseline_table(const Optimization& found) {
  Table table{"baselines", "Beside it", {{"way", "way"}}, {}};
  for (Column& column : objective_columns(found)) {
    table.columns.push_back(std::move(column));
  }
  table.columns.push_back({"evaluated", "evaluated"});
  table.columns.push_back({"choice", "choice"});
  for (const Baseline& baseline : found.baselines) {
    std::vector<Cell> cells{baseline.name};
    if (baseline.best) {
      add_objectives(found, *baseline.best, cells);
    } else {
      cells.resize(1 + found.objectives.size());
    }
    cells.emplace_back(static_cast<std::int64_t>(baseline.evaluated));
    cells.emplace_back(baseline.best ? baseline.best->label
                                     : std::string("none that keeps what is to be kept"));
    table.rows.push_back(std::move(cells));
  }
  return table;
}

Table contributions_of(const Optimization& found) {
  return contribution_table({found.contributions, {}, found.explained},
                            found.objectives.front().metric, found.currency);
}

Table interaction_table(const Optimization& found) {
  const Metric& metric = *found.objectives.front().metric.metric;
  Table table{"interactions",
              "Together less each alone",
              {{"one", "one"}, {"other", "other"}, {"more", "more"}},
              {}};
  for (const Interaction& pair : found.interactions) {
    table.rows.push_back({pair.one, pair.other, figure(pair.more, decimals_of(metric))});
  }
  return table;
}

std::string counts_text(const Optimization& found) {
  const solve::Summary& s = found.summary;
  std::string text = fmt::format(
      "Search\n"
      "  solver {}, seed {}: {} combinations of {} plans, {:.1f} s, {:.1f} % of it the solver's "
      "and "
      "bounds'\n"
      "  evaluated: {} quick and {} at the scenario's effort, {} anew and {} from the journal\n"
      "  simulated: {} plans, {:.1f} M requests; {} cut off by bounds\n",
      found.solver, s.seed, grouped(found.choices->count(), 0), grouped(found.plans, 0),
      found.seconds, 100 * found.own_share, s.evaluations.quick, s.evaluations.standard,
      found.taken.evaluated, found.taken.from_journal, s.works.quick + s.works.standard,
      found.taken.requests / 1e6, s.pruned_by_bound);
  if (found.bound_below) {
    text +=
        fmt::format("  {} plans have a bound below the optimum\n", grouped(*found.bound_below, 0));
  }
  if (s.bound && s.gap) {
    text += fmt::format("  bound {}, gap {:.2f} %\n", grouped(*s.bound, 2), *s.gap * 100);
  }
  return text;
}

std::string json_point(const TradeOff& record, std::size_t point) {
  std::string json = "{\"choice\": {";
  for (std::size_t a = 0; a < record.axes.size(); ++a) {
    const auto option = static_cast<std::size_t>(record.choices[point][a]);
    json += fmt::format("{}{}: {}", a == 0 ? "" : ", ", json_string(record.axes[a].name),
                        json_string(record.axes[a].options[option]));
  }
  json += "}, \"figures\": {";
  bool is_first = true;
  for (const auto& [name, f] : record.reported.at(point).figures) {
    json += fmt::format("{}{}: [{:.10g}, {:.10g}, {:.10g}]", is_first ? "" : ", ",
                        json_string(name), f.value, f.low, f.high);
    is_first = false;
  }
  return json + fmt::format("}}, \"is_kept\": {}}}", record.is_kept[point] != 0);
}

std::string optional_json(const std::optional<double>& value) {
  return value ? fmt::format("{:.10g}", *value) : "null";
}

std::string summary_json(const Optimization& found) {
  const solve::Summary& s = found.summary;
  return fmt::format(
      "{{\"solver\": {}, \"status\": {}, \"seed\": {}, \"combinations\": {:.10g}, \"plans\": "
      "{:.10g}, \"evaluated_quick\": {}, \"evaluated\": {}, \"plans_quick\": {}, "
      "\"plans_simulated\": {}, \"from_journal\": {}, \"cut_short\": {}, "
      "\"requests_simulated\": {:.10g}, "
      "\"pruned_by_bound\": {}, \"eliminated_by_error\": {}, \"bound\": {}, \"gap\": {}, "
      "\"plans_with_bound_below\": {}, \"hypervolume\": {:.10g}, \"probability\": {}}}",
      json_string(found.solver), json_string(name_of(s.status)), s.seed, found.choices->count(),
      found.plans, s.evaluations.quick, s.evaluations.standard, s.works.quick, s.works.standard,
      found.taken.from_journal, found.taken.cut_short, found.taken.requests, s.pruned_by_bound,
      s.eliminated_by_error, optional_json(s.bound), optional_json(s.gap),
      optional_json(found.bound_below), s.hypervolume, optional_json(found.probability));
}

std::string front_file(std::size_t index) {
  return fmt::format("front-{}.yaml", index + 1);
}

}  // namespace

std::string progress_text(const solve::Summary& so_far, const std::vector<Objective>& objectives) {
  std::string text =
      fmt::format("{} evaluated", so_far.evaluations.quick + so_far.evaluations.standard);
  if (so_far.best && objectives.size() == 1) {
    const double best = so_far.best->answer.objectives.front().value;
    text += fmt::format(", best {}", grouped(minimised(objectives.front(), best),
                                             decimals_of(*objectives.front().metric.metric)));
  } else if (so_far.best) {
    text += fmt::format(", front of {}", so_far.front.size());
  }
  if (so_far.gap) {
    text += fmt::format(", gap {:.2f} %", *so_far.gap * 100);
  }
  if (const auto left = solve::seconds_left(so_far)) {
    constexpr double kManySeconds = 90;
    text += *left < kManySeconds ? fmt::format(", at most {:.0f} s left", *left)
                                 : fmt::format(", at most {:.0f} min left", *left / 60);
  }
  return text;
}

std::string status_text(const Optimization& found) {
  const solve::Summary& s = found.summary;
  switch (s.status) {
    case solve::Status::kProven:
      return "proven: no other combination is better, by the model at this effort and seed";
    case solve::Status::kOptimalWithinError:
      return fmt::format(
          "optimal within error: {} combinations were left out because quick simulations show "
          "them to be worse by more than those may be wrong",
          s.eliminated_by_error);
    case solve::Status::kInfeasible:
      return "proven: no combination keeps what is to be kept";
    case solve::Status::kStopped:
      return "stopped: the best so far";
    case solve::Status::kBest:
      break;
  }
  return "the best that was met; not proven";
}

Table contribution_table(const Explanation& explained,
                         const MetricName& metric,
                         const std::string& currency) {
  const std::string name = column_name(metric, currency);
  const int decimals = decimals_of(*metric.metric);
  Table table{"contributions",
              fmt::format("What each strategy brings to {} ({})", name, explained.how),
              {{"strategy", "strategy"},
               {"option", "option"},
               {"alone", "alone"},
               {"together", "together (Shapley)"},
               {"standard_error", "standard error"}},
              {}};
  for (const Contribution& one : explained.contributions) {
    table.rows.push_back({one.axis, one.option, figure(one.alone, decimals),
                          figure(one.together, decimals),
                          one.standard_error > 0 ? figure(one.standard_error, decimals) : Cell()});
  }
  return table;
}

std::string optimization_text(const Optimization& found) {
  std::string text = fmt::format("{}\n", status_text(found));
  if (found.best) {
    text = fmt::format("Recommended: {}\n  {}\n  {}\n", found.best->label,
                       reason(found.record, found.record.front, *found.record.best),
                       status_text(found));
  }
  if (found.probability) {
    text += fmt::format(
        "  better than the runner-up ({}) with probability {:.3f} under the error of the models' "
        "speed\n",
        found.runner_up->label, *found.probability);
  }
  text += '\n' + to_text(front_table(found), 40) + '\n' + to_text(baseline_table(found)) + '\n';
  if (!found.contributions.empty()) {
    text += to_text(contributions_of(found)) + '\n';
  } else if (!found.explained.empty()) {
    text += found.explained + "\n\n";
  }
  if (!found.interactions.empty()) {
    text += to_text(interaction_table(found)) + '\n';
  }
  return text + counts_text(found);
}

std::string optimization_json(const Optimization& found) {
  const TradeOff& record = found.record;
  std::string json = fmt::format("{{\"search\": {},\n\"today\": {},\n\"best\": {},\n\"front\": [",
                                 summary_json(found), json_point(record, *record.today),
                                 record.best ? json_point(record, *record.best) : "null");
  for (std::size_t i = 0; i < record.front.size(); ++i) {
    json += fmt::format("{}\n{}", i == 0 ? "" : ",", json_point(record, record.front[i]));
  }
  return json +
         fmt::format("],\n\"baselines\": {},\n\"contributions\": {},\n\"interactions\": {}}}\n",
                     to_json(baseline_table(found)), to_json(contributions_of(found)),
                     to_json(interaction_table(found)));
}

bool write_optimization(const Optimization& found,
                        const std::string& folder,
                        Diagnostics& diagnostics) {
  std::vector<NamedText> files;
  for (const Table& table : {front_table(found), tried_table(found.record), baseline_table(found),
                             contributions_of(found), interaction_table(found)}) {
    files.push_back({table.name + ".csv", to_csv(table)});
  }
  for (std::size_t i = 0; i < found.front.size(); ++i) {
    files.push_back(
        {front_file(i), fmt::format("# {}\n{}", found.front[i].label,
                                    found.choices->text(found.front[i].choice, folder))});
  }
  // Of a longer front before.
  for (std::size_t i = found.front.size(); fs::exists(folder + "/" + front_file(i)); ++i) {
    files.push_back({front_file(i), std::nullopt});
  }
  const std::string picture = trade_off_picture(found.record);
  files.push_back({"front.svg", picture});
  const auto png = png_of(picture, diagnostics);
  files.push_back({"front.png", png});
  return write_files(folder, files, diagnostics) && png.has_value();
}

}  // namespace costwright::study

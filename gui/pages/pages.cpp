// Every page of results, in the order of the tabs, and what each chart shows.
#include <cmath>

#include "gui/pages/chart_page.h"
#include "gui/pages/overview_page.h"
#include "study/reports/chart_tables.h"

namespace costwright::gui {
namespace {

std::function<QStringList(const FinishedRun&)> fixed(const QStringList& options) {
  return [options](const FinishedRun&) {
    return options;
  };
}

QString currency_of(const FinishedRun& run) {
  return QString::fromStdString(run.result.loaded.scenario.currency);
}

ChartSpec cost_spec() {
  return {{{"Stacked by", fixed({"category", "component", "workload", "team"})},
           {"Basis", fixed({"expense, when it is consumed", "cash, when it is paid"})}},
          [](const FinishedRun& run, const std::vector<int>& chosen) {
            return cost_by_month(run.result, static_cast<study::CostGroup>(chosen[0]),
                                 static_cast<study::CostBasis>(chosen[1]));
          },
          {[](ChartCanvas& canvas, const Table& table, const FinishedRun& run) {
            canvas.show_stacked(table, currency_of(run) + " a month");
          }}};
}

// One line for each value of the first column.
std::vector<ChartLine> lines_of(const Table& table,
                                const std::function<std::optional<QPointF>(std::size_t)>& point) {
  std::vector<ChartLine> lines;
  for (std::size_t row = 0; row < table.rows.size(); ++row) {
    const QString name = QString::fromStdString(cell_text(table.rows[row][0]));
    if (lines.empty() || lines.back().name != name) {
      lines.push_back({name, {}});
    }
    if (const auto at = point(row)) {
      lines.back().points << *at;
    }
  }
  return lines;
}

void draw_latency(ChartCanvas& canvas, const Table& table, const FinishedRun& /*run*/) {
  const auto number = [&](std::size_t row, std::size_t column) {
    return number_of(table.rows[row][column]);
  };
  auto lines = lines_of(table, [&](std::size_t row) {
    const double latency_s = number(row, 1).value_or(0);
    return latency_s > 0 ? std::optional(QPointF(latency_s, 100 * number(row, 2).value_or(0)))
                         : std::nullopt;
  });
  std::vector<ChartLine> with_limits;
  for (const ChartLine& line : lines) {
    with_limits.push_back(line);
    for (std::size_t row = 0; row < table.rows.size(); ++row) {
      const auto limit = number(row, 3);
      if (limit && QString::fromStdString(cell_text(table.rows[row][0])) == line.name) {
        with_limits.back().name += QString(" (dashed: SLO, %1 s)").arg(*limit);
        with_limits.push_back({line.name, {{*limit, 0.0}, {*limit, 100.0}}, true});
        break;
      }
    }
  }
  canvas.show_lines(with_limits, {.x = "seconds",
                                  .y = "% of samples within",
                                  .when_empty = "Nothing is simulated in this scenario",
                                  .x_is_log = true,
                                  .y_max = 100});
}

// Those that a workload of the run has samples of: an image has no tokens.
std::vector<study::LatencyMetric> latency_metrics(const FinishedRun& run) {
  std::vector<study::LatencyMetric> found;
  for (const auto metric : {study::LatencyMetric::kTtft, study::LatencyMetric::kTpot,
                            study::LatencyMetric::kItl, study::LatencyMetric::kE2e}) {
    if (!latency_curve(run.result, run.outcome, metric).rows.empty()) {
      found.push_back(metric);
    }
  }
  return found;
}

QStringList latency_names(const FinishedRun& run) {
  static const QStringList kNames{"time to first token", "time per output token", "between tokens",
                                  "end to end"};
  QStringList names;
  for (const auto metric : latency_metrics(run)) {
    names << kNames[static_cast<int>(metric)];
  }
  return names;
}

ChartSpec latency_spec() {
  return {{{"Latency", latency_names}},
          [](const FinishedRun& run, const std::vector<int>& chosen) {
            const auto metrics = latency_metrics(run);
            return latency_curve(run.result, run.outcome,
                                 metrics.empty() ? study::LatencyMetric::kTtft
                                                 : metrics[static_cast<std::size_t>(chosen[0])]);
          },
          {draw_latency}};
}

// A week of quarter hours; a table of several deployments repeats the week.
void draw_week(ChartCanvas& canvas, const Table& table, std::size_t column, const QString& title) {
  constexpr std::size_t kQuarters = 672;
  const bool is_share = column == 3;
  const auto lines = lines_of(table, [&](std::size_t row) {
    const auto value = number_of(table.rows[row][column]);
    const double hour = static_cast<double>(row % kQuarters) / 4;
    return value ? std::optional(QPointF(hour, is_share ? 100 * *value : *value)) : std::nullopt;
  });
  canvas.show_lines(lines, {.x = "UTC",
                            .y = title,
                            .when_empty = "Nothing is simulated in this month",
                            .x_is_week = true});
}

ChartSpec week_spec() {
  const auto months = [](const FinishedRun& run) {
    QStringList names;
    for (const auto& month : run.result.monthly.physical.months) {
      names << QString::fromStdString(to_string(month.month));
    }
    return names;
  };
  return {{{"Month", months, true}},
          [](const FinishedRun& run, const std::vector<int>& chosen) {
            return week_profile(run.result, chosen[0]);
          },
          {[](ChartCanvas& canvas, const Table& table, const FinishedRun&) {
             draw_week(canvas, table, 3, "busy, %");
           },
           [](ChartCanvas& canvas, const Table& table, const FinishedRun&) {
             draw_week(canvas, table, 4, "accelerators, kW");
           }}};
}

}  // namespace

const std::vector<PageInfo>& result_pages() {
  static const std::vector<PageInfo> kPages{
      {"Overview", "overview",
       [] {
         return new OverviewPage;
       }},
      {"Cost by month", "cost",
       [] {
         return new ChartPage(cost_spec());
       }},
      {"Latency", "latency",
       [] {
         return new ChartPage(latency_spec());
       }},
      {"The week", "week",
       [] {
         return new ChartPage(week_spec());
       }},
      {"Tables", "tables",
       [] {
         return new TablesPage;
       }},
  };
  return kPages;
}

}  // namespace costwright::gui

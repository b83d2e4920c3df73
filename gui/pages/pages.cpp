// Every page of results, in the order of the side list, and what each chart shows.
#include <cmath>
#include <span>

#include "gui/pages/chart_page.h"
#include "gui/pages/compare_page.h"
#include "gui/pages/overview_page.h"
#include "gui/pages/tradeoff_page.h"
#include "study/reports/chart_tables.h"

namespace costwright::gui {
namespace {

std::function<QStringList(const study::Evaluation&)> fixed(const QStringList& options) {
  return [options](const study::Evaluation&) {
    return options;
  };
}

template <class Value>
QStringList labels_of(std::span<const study::ChartOption<Value>> choices) {
  QStringList labels;
  for (const auto& choice : choices) {
    labels << choice.label;
  }
  return labels;
}

QString currency_of(const study::Evaluation& run) {
  return QString::fromStdString(run.loaded.scenario.currency);
}

ChartSpec cost_spec() {
  return {{{"Stacked by", fixed(labels_of(study::cost_groups()))},
           {"Basis", fixed(labels_of(study::cost_bases()))}},
          [](const study::Evaluation& run, const std::vector<int>& chosen) {
            return cost_by_month(run,
                                 study::cost_groups()[static_cast<std::size_t>(chosen[0])].value,
                                 study::cost_bases()[static_cast<std::size_t>(chosen[1])].value);
          },
          {[](ChartCanvas& canvas, const Table& table, const study::Evaluation& run) {
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

void draw_latency(ChartCanvas& canvas, const Table& table, const study::Evaluation& /*run*/) {
  const auto number = [&](std::size_t row, const char* column) {
    return number_of(table.rows[row][column_of(table, column)]);
  };
  auto lines = lines_of(table, [&](std::size_t row) {
    const double latency_s = number(row, "latency_s").value_or(0);
    return latency_s > 0
               ? std::optional(QPointF(latency_s, 100 * number(row, "share_within").value_or(0)))
               : std::nullopt;
  });
  std::vector<ChartLine> with_limits;
  for (const ChartLine& line : lines) {
    with_limits.push_back(line);
    for (std::size_t row = 0; row < table.rows.size(); ++row) {
      const auto limit = number(row, "slo_limit_s");
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
std::vector<study::ChartOption<study::LatencyMetric>> latencies_of(const study::Evaluation& run) {
  std::vector<study::ChartOption<study::LatencyMetric>> found;
  for (const auto& metric : study::latency_metrics()) {
    if (!latency_curve(run, metric.value).rows.empty()) {
      found.push_back(metric);
    }
  }
  return found;
}

ChartSpec latency_spec() {
  return {{{"Latency",
            [](const study::Evaluation& run) {
              return labels_of<study::LatencyMetric>(latencies_of(run));
            }}},
          [](const study::Evaluation& run, const std::vector<int>& chosen) {
            const auto metrics = latencies_of(run);
            return latency_curve(run, metrics.empty()
                                          ? study::LatencyMetric::kTtft
                                          : metrics[static_cast<std::size_t>(chosen[0])].value);
          },
          {draw_latency}};
}

// A week of quarter hours; a table of several deployments repeats the week.
void draw_week(ChartCanvas& canvas, const Table& table, const char* name, const QString& title) {
  constexpr std::size_t kQuarters = 672;
  const std::size_t column = column_of(table, name);
  const auto lines = lines_of(table, [&](std::size_t row) {
    const auto value = number_of(table.rows[row][column]);
    const double hour = static_cast<double>(row % kQuarters) / 4;
    const bool is_share = std::holds_alternative<Percent>(table.rows[row][column]);
    return value ? std::optional(QPointF(hour, is_share ? 100 * *value : *value)) : std::nullopt;
  });
  canvas.show_lines(lines, {.x = "UTC",
                            .y = title,
                            .when_empty = "Nothing is simulated in this month",
                            .x_is_week = true});
}

ChartSpec week_spec() {
  const auto months = [](const study::Evaluation& run) {
    QStringList names;
    for (const auto& month : run.monthly->physical.months) {
      names << QString::fromStdString(to_string(month.month));
    }
    return names;
  };
  return {{{"Month", months, true}},
          [](const study::Evaluation& run, const std::vector<int>& chosen) {
            return week_profile(run, chosen[0]);
          },
          {[](ChartCanvas& canvas, const Table& table, const study::Evaluation&) {
             draw_week(canvas, table, "iterating_share", "iterating, % (not load)");
           },
           [](ChartCanvas& canvas, const Table& table, const study::Evaluation&) {
             draw_week(canvas, table, "device_kw", "accelerators, kW");
           }}};
}

}  // namespace

const std::vector<PageInfo>& result_pages() {
  static const std::vector<PageInfo> pages_in_order{
      {"Overview", "overview",
       [] {
         return new OverviewPage;
       }},
      {"Cost", "cost",
       [] {
         return new ChartPage(cost_spec());
       }},
      {"Latency", "latency",
       [] {
         return new ChartPage(latency_spec());
       }},
      {"Week", "week",
       [] {
         return new ChartPage(week_spec());
       }},
      {"Compare", "compare",
       [] {
         return new ComparePage;
       },
       true},
      {"Trade-off", "tradeoff",
       [] {
         return new TradeoffPage;
       }},
      {"Tables", "tables",
       [] {
         return new TablesPage;
       },
       true},
  };
  return pages_in_order;
}

}  // namespace costwright::gui

// Every page of results, in the order of the side list, and what each chart shows.
#include <cmath>
#include <set>
#include <span>

#include "gui/pages/chart_page.h"
#include "gui/pages/compare_page.h"
#include "gui/pages/overview_page.h"
#include "gui/pages/sources_page.h"
#include "gui/pages/tables_page.h"
#include "gui/pages/tradeoff_page.h"
#include "gui/pages/week_page.h"
#include "study/compare/beside.h"
#include "study/reports/chart_tables.h"

namespace costwright::gui {
namespace {

struct Pages {
  Q_DECLARE_TR_FUNCTIONS(Pages)
};

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
  return QString::fromStdString(run.scenario().currency);
}

study::CostView view_of(const std::vector<int>& chosen) {
  const auto at = [&](std::size_t choice) {
    return static_cast<std::size_t>(chosen[choice]);
  };
  return {study::cost_groups()[at(0)].value, study::cost_bases()[at(1)].value,
          study::cost_periods()[at(2)].value};
}

// The running total of all bars.
ChartLine cumulative_line(const QString& name,
                          const study::Evaluation& run,
                          const study::CostView& view) {
  ChartLine line{name, {}};
  const Table totals = cost_totals(run, view);
  for (std::size_t row = 0; row < totals.rows.size(); ++row) {
    line.points << QPointF(
        static_cast<double>(row),
        number_of(totals.rows[row][column_of(totals, "cumulative")]).value_or(0));
  }
  return line;
}

std::vector<ChartBaseline> cost_baseline(const study::Evaluation& baseline,
                                         const std::vector<int>& chosen) {
  ChartBaseline bars, lines;
  const Table totals = cost_totals(baseline, view_of(chosen));
  for (const auto& row : totals.rows) {
    bars.totals[QString::fromStdString(cell_text(row[0]))] =
        number_of(row[column_of(totals, "total")]).value_or(0);
  }
  lines.lines.push_back(cumulative_line(Pages::tr("baseline"), baseline, view_of(chosen)));
  return {bars, lines};
}

// The groups alone.
Table without_totals(Table table) {
  const std::size_t kept = column_of(table, "total");
  table.columns.resize(kept);
  for (auto& row : table.rows) {
    row.resize(kept);
  }
  return table;
}

void draw_cumulative(ChartCanvas& canvas, const Table& table, const study::Evaluation& run) {
  ChartLine line{Pages::tr("cumulative"), {}};
  QStringList names;
  for (std::size_t row = 0; row < table.rows.size(); ++row) {
    line.points << QPointF(static_cast<double>(row),
                           number_of(table.rows[row][column_of(table, "cumulative")]).value_or(0));
    names << QString::fromStdString(cell_text(table.rows[row][0]));
  }
  canvas.show_lines({line}, {.x = {},
                             .y = Pages::tr("%1, cumulative").arg(currency_of(run)),
                             .when_empty = Pages::tr("Nothing is paid in this scenario"),
                             .x_names = names,
                             .is_money = true});
}

ChartSpec cost_spec() {
  ChartSpec spec;
  spec.choices = {{Pages::tr("Stacked by"), fixed(labels_of(study::cost_groups()))},
                  {Pages::tr("Basis"), fixed(labels_of(study::cost_bases()))},
                  {Pages::tr("By"), fixed(labels_of(study::cost_periods()))}};
  spec.table = [](const study::Evaluation& run, const std::vector<int>& chosen) {
    return cost_table(run, view_of(chosen), nullptr);
  };
  spec.charts = {{Pages::tr("By period"),
                  [](ChartCanvas& canvas, const Table& table, const study::Evaluation& run) {
                    canvas.show_stacked(without_totals(table), currency_of(run));
                  }},
                 {Pages::tr("Cumulative"), draw_cumulative}};
  spec.shown = [](const study::Evaluation& run, const std::vector<int>& chosen,
                  const study::Evaluation* baseline) {
    return cost_table(run, view_of(chosen), baseline);
  };
  spec.baseline = cost_baseline;
  spec.behind = [](const study::Evaluation& run, const std::vector<int>& chosen, const QString& bar,
                   const QString& part) {
    return cost_lines(run, view_of(chosen), bar.toStdString(), part.toStdString());
  };
  return spec;
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

std::vector<ChartLine> latency_lines(const Table& table) {
  return lines_of(table, [&](std::size_t row) {
    const double latency_s = number_of(table.rows[row][column_of(table, "latency_s")]).value_or(0);
    const double share = number_of(table.rows[row][column_of(table, "share_within")]).value_or(0);
    return latency_s > 0 ? std::optional(QPointF(latency_s, 100 * share)) : std::nullopt;
  });
}

// Of the workload that the line is named after.
std::optional<double> limit_of(const Table& table, const QString& line) {
  const std::size_t column = column_of(table, "slo_limit_s");
  for (const auto& row : table.rows) {
    const auto limit = number_of(row[column]);
    if (limit && QString::fromStdString(cell_text(row[0])) == line) {
      return limit;
    }
  }
  return std::nullopt;
}

void draw_latency(ChartCanvas& canvas, const Table& table, const study::Evaluation& /*run*/) {
  std::vector<ChartLine> with_limits;
  std::set<double> drawn;  // limits that several workloads share
  for (const ChartLine& line : latency_lines(table)) {
    with_limits.push_back(line);
    if (const auto limit = limit_of(table, line.name)) {
      with_limits.back().name += Pages::tr(" (SLO %1 s)").arg(*limit);
      if (drawn.insert(*limit).second) {
        with_limits.push_back({line.name, {{*limit, 0.0}, {*limit, 100.0}}, true});
      }
    }
  }
  canvas.show_lines(with_limits, {.x = Pages::tr("seconds"),
                                  .y = Pages::tr("% of samples within"),
                                  .when_empty = Pages::tr("Nothing is simulated in this scenario"),
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

study::LatencyMetric latency_of(const study::Evaluation& run, const std::vector<int>& chosen) {
  const auto metrics = latencies_of(run);
  const auto at = static_cast<std::size_t>(std::max(0, chosen[0]));
  return at < metrics.size() ? metrics[at].value : study::LatencyMetric::kTtft;
}

ChartSpec latency_spec() {
  ChartSpec spec;
  spec.choices = {{Pages::tr("Latency"), [](const study::Evaluation& run) {
                     return labels_of<study::LatencyMetric>(latencies_of(run));
                   }}};
  spec.table = [](const study::Evaluation& run, const std::vector<int>& chosen) {
    return latency_curve(run, latency_of(run, chosen));
  };
  spec.charts = {{Pages::tr("Latency"), draw_latency}};
  spec.shown = [](const study::Evaluation& run, const std::vector<int>& chosen,
                  const study::Evaluation* baseline) {
    constexpr std::size_t kWorkloadAndLatency = 2;  // what a row is
    Table now = latency_curve(run, latency_of(run, chosen));
    return baseline == nullptr
               ? now
               : study::beside(now, latency_curve(*baseline, latency_of(run, chosen)),
                               kWorkloadAndLatency);
  };
  spec.baseline = [](const study::Evaluation& baseline, const std::vector<int>& chosen) {
    ChartBaseline then;
    then.lines = latency_lines(latency_curve(baseline, latency_of(baseline, chosen)));
    for (ChartLine& line : then.lines) {
      line.name = Pages::tr("%1, baseline").arg(line.name);
    }
    return std::vector{then};
  };
  return spec;
}

}  // namespace

QString page_name(const PageInfo& info) {
  return Pages::tr(info.name);
}

const std::vector<PageInfo>& result_pages() {
  static const std::vector<PageInfo> pages_in_order{
      {QT_TRANSLATE_NOOP("Pages", "Overview"), "overview",
       [] {
         return new OverviewPage;
       }},
      {QT_TRANSLATE_NOOP("Pages", "Cost"), "cost",
       [] {
         return new ChartPage(cost_spec());
       }},
      {QT_TRANSLATE_NOOP("Pages", "Latency"), "latency",
       [] {
         return new ChartPage(latency_spec());
       }},
      {QT_TRANSLATE_NOOP("Pages", "Week"), "week",
       [] {
         return new WeekPage;
       }},
      {QT_TRANSLATE_NOOP("Pages", "Compare"), "compare",
       [] {
         return new ComparePage;
       },
       true},
      {QT_TRANSLATE_NOOP("Pages", "Trade-off"), "tradeoff",
       [] {
         return new TradeoffPage;
       }},
      {QT_TRANSLATE_NOOP("Pages", "Tables"), "tables",
       [] {
         return new TablesPage;
       },
       true},
      {QT_TRANSLATE_NOOP("Pages", "Sources"), "sources",
       [] {
         return new SourcesPage;
       }},
  };
  return pages_in_order;
}

}  // namespace costwright::gui

#include "study/reports/latency.h"

#include "core/scenario/scenario.h"
#include "study/plan/plan.h"
#include "study/reports/report.h"

namespace costwright::study {
namespace {

struct Row {
  std::string period, workload, metric;
  const LatencyHistogram* histogram{};
  std::uint64_t simulated{};
  std::optional<Duration> limit;
  int repeats = 1;  // of each day in the window: its samples count as often
};
using LatencyColumn = ReportColumn<Row>;

void add_rows(std::vector<Row>& rows,
              const std::string& period,
              const std::pair<std::string, Workload>& workload,
              const Latency& latency,
              const SimulatedSamples& simulated,
              int repeats) {
  const Slo slo = workload.second.slo.value_or(Slo{});
  for (const Row& row :
       {Row{period, workload.first, "ttft", &latency.ttft, simulated.ttft, slo.ttft, repeats},
        Row{period, workload.first, "tpot", &latency.tpot, simulated.tpot, slo.tpot, repeats},
        Row{period, workload.first, "itl", &latency.itl, simulated.itl, {}, repeats},
        Row{period, workload.first, "e2e", &latency.e2e, simulated.e2e, slo.e2e, repeats}}) {
    if (row.histogram->count() > 0) {
      rows.push_back(row);
    }
  }
}

std::vector<Row> horizon_rows(const Evaluation& evaluation) {
  std::vector<Row> rows;
  const auto& workloads = evaluation.scenario().workloads;
  for (std::size_t w = 0; w < workloads.size(); ++w) {
    const WorkloadOutcome& outcome = evaluation.outcome.workloads[w];
    add_rows(rows, "all", workloads[w], *outcome.latency, outcome.simulated,
             evaluation.plan->days.repeats);
  }
  return rows;
}

std::vector<Row> month_rows(const Evaluation& evaluation) {
  std::vector<Row> rows;
  const auto& workloads = evaluation.scenario().workloads;
  const auto& months = evaluation.monthly->latencies->months;
  for (std::size_t m = 0; m < months.size(); ++m) {
    const int month = static_cast<int>(m);
    for (std::size_t w = 0; w < workloads.size(); ++w) {
      add_rows(rows, to_string(evaluation.scenario().start + month), workloads[w], months[m][w],
               simulated_samples(evaluation, w, month), evaluation.plan->days.repeats);
    }
  }
  return rows;
}

LatencyColumn quantile(const char* name, const char* label, double q) {
  return {name, label, [q](const Row& row) {
            return figure(row.histogram->quantile_s(q), 4);
          }};
}

const LatencyColumn kPeriod{"period", "", [](const Row& row) {
                              return row.period;
                            }};

std::vector<LatencyColumn> up_to_p99() {
  return {{"workload", "",
           [](const Row& row) {
             return row.workload;
           }},
          {"metric", "",
           [](const Row& row) {
             return row.metric;
           }},
          {"samples", "",
           [](const Row& row) {
             return static_cast<std::int64_t>(row.histogram->count()) / row.repeats;
           }},
          {"mean_s", "mean s",
           [](const Row& row) {
             return figure(row.histogram->mean_s(), 4);
           }},
          quantile("p50_s", "p50 s", 0.5),
          quantile("p90_s", "p90 s", 0.9),
          quantile("p95_s", "p95 s", 0.95),
          quantile("p99_s", "p99 s", 0.99)};
}

std::vector<LatencyColumn> behind_p99() {
  return {{"slo_limit_s", "SLO limit s",
           [](const Row& row) {
             return row.limit ? figure(row.limit->in(second), 4) : Cell();
           }},
          {"share_within_slo", "within SLO",
           [](const Row& row) {
             return row.limit ? percent(row.histogram->share_within(row.limit->in(second)))
                              : Cell();
           }},
          {"simulated_samples", "of them simulated", [](const Row& row) {
             return static_cast<std::int64_t>(row.simulated);
           }}};
}

void append(std::vector<LatencyColumn>& columns, std::vector<LatencyColumn> more) {
  columns.insert(columns.end(), more.begin(), more.end());
}

}  // namespace

Table latency_table(const Evaluation& evaluation) {
  std::vector<LatencyColumn> columns{kPeriod};
  append(columns, up_to_p99());
  append(columns, behind_p99());
  std::vector<Row> rows = horizon_rows(evaluation);
  for (Row& row : month_rows(evaluation)) {
    rows.push_back(std::move(row));
  }
  return report_of("latency", "Latency", columns, rows);
}

Table latency_text_table(const Evaluation& evaluation, const RangeOf& range_of) {
  std::vector<LatencyColumn> columns = up_to_p99();
  for (const char* quantile : {"p50", "p99"}) {
    columns.push_back({fmt::format("{}_range", quantile), fmt::format("range of {}", quantile),
                       [quantile, &range_of](const Row& row) {
                         return range_of(fmt::format("{}_{}", row.metric, quantile), row.workload);
                       }});
  }
  append(columns, behind_p99());
  return report_of("",
                   "Latency over the horizon (TTFT includes queueing; TPOT = (E2E - TTFT) / "
                   "(output tokens - 1))",
                   columns, horizon_rows(evaluation));
}

}  // namespace costwright::study

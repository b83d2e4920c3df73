#include "study/reports/report.h"

namespace costwright::study {
namespace {

struct Metric {
  const char* name;
  const LatencyHistogram& histogram;
  std::uint64_t simulated;
  std::optional<Duration> limit;
};

template <class Part>
std::vector<Metric> metrics_of(const Part& part,
                               const SimulatedSamples& simulated,
                               const Workload& workload) {
  const Slo slo = workload.slo.value_or(Slo{});
  return {{"ttft", part.ttft, simulated.ttft, slo.ttft},
          {"tpot", part.tpot, simulated.tpot, slo.tpot},
          {"itl", part.itl, simulated.itl, {}},
          {"e2e", part.e2e, simulated.e2e, slo.e2e}};
}

void add_rows(Table& table,
              const std::string& period,
              const std::string& workload,
              const std::vector<Metric>& metrics) {
  for (const auto& [name, histogram, simulated, limit] : metrics) {
    if (histogram.count() == 0) {
      continue;
    }
    table.rows.push_back(
        {period, workload, std::string(name), static_cast<std::int64_t>(histogram.count()),
         figure(histogram.mean_s(), 4), figure(histogram.quantile_s(0.5), 4),
         figure(histogram.quantile_s(0.9), 4), figure(histogram.quantile_s(0.95), 4),
         figure(histogram.quantile_s(0.99), 4), limit ? figure(limit->in(second), 4) : Cell(),
         limit ? percent(histogram.share_within(limit->in(second))) : Cell(),
         static_cast<std::int64_t>(simulated)});
  }
}

}  // namespace

Table latency_table(const RunResult& result, const Outcome& outcome) {
  Table table{"latency",
              "Latency",
              {{"period", "period"},
               {"workload", "workload"},
               {"metric", "metric"},
               {"samples", "samples"},
               {"mean_s", "mean s"},
               {"p50_s", "p50 s"},
               {"p90_s", "p90 s"},
               {"p95_s", "p95 s"},
               {"p99_s", "p99 s"},
               {"slo_limit_s", "SLO limit s"},
               {"share_within_slo", "within SLO"},
               {"simulated_samples", "of them simulated"}},
              {}};
  const auto& workloads = result.loaded.scenario.workloads;
  for (std::size_t w = 0; w < workloads.size(); ++w) {
    add_rows(table, "all", workloads[w].first,
             metrics_of(outcome.workloads[w], outcome.workloads[w].simulated, workloads[w].second));
  }
  const auto& months = result.monthly.physical.months;
  for (std::size_t m = 0; m < months.size(); ++m) {
    for (std::size_t w = 0; w < workloads.size(); ++w) {
      add_rows(table, to_string(months[m].month), workloads[w].first,
               metrics_of(months[m].workloads[w], simulated_samples(result, w, static_cast<int>(m)),
                          workloads[w].second));
    }
  }
  return table;
}

}  // namespace costwright::study

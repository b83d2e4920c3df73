#include "study/report.h"

namespace costwright {
namespace {

struct Metric {
  const char* name;
  const LatencyHistogram& histogram;
  std::optional<Duration> limit;
};

template <class Part>
std::vector<Metric> metrics_of(const Part& part, const Workload& workload) {
  const Slo slo = workload.slo.value_or(Slo{});
  return {{"ttft", part.ttft, slo.ttft},
          {"tpot", part.tpot, slo.tpot},
          {"itl", part.itl, {}},
          {"e2e", part.e2e, slo.e2e}};
}

void add_rows(Table& table,
              const std::string& period,
              const std::string& workload,
              const std::vector<Metric>& metrics) {
  for (const auto& [name, histogram, limit] : metrics) {
    if (histogram.count() == 0) {
      continue;
    }
    table.rows.push_back(
        {period, workload, std::string(name), static_cast<std::int64_t>(histogram.count()),
         figure(histogram.mean_s(), 4), figure(histogram.quantile_s(0.5), 4),
         figure(histogram.quantile_s(0.9), 4), figure(histogram.quantile_s(0.95), 4),
         figure(histogram.quantile_s(0.99), 4), limit ? figure(limit->in(second), 4) : Cell(),
         limit ? percent(histogram.share_within(limit->in(second))) : Cell()});
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
               {"share_within_slo", "within SLO"}},
              {}};
  const auto& workloads = result.loaded.scenario.workloads;
  for (std::size_t w = 0; w < workloads.size(); ++w) {
    add_rows(table, "all", workloads[w].first,
             metrics_of(outcome.workloads[w], workloads[w].second));
  }
  for (const auto& month : result.monthly.physical.months) {
    for (std::size_t w = 0; w < workloads.size(); ++w) {
      add_rows(table, to_string(month.month), workloads[w].first,
               metrics_of(month.workloads[w], workloads[w].second));
    }
  }
  return table;
}

}  // namespace costwright

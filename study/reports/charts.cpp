#include <algorithm>
#include <array>
#include <cmath>
#include <map>

#include "core/scenario/scenario.h"
#include "sim/clock/clock.h"
#include "sim/power/pool_power.h"
#include "study/plan/plan.h"
#include "study/reports/chart_tables.h"

namespace costwright::study {
namespace {

const LatencyHistogram& histogram_of(const WorkloadOutcome& workload, LatencyMetric metric) {
  switch (metric) {
    case LatencyMetric::kTpot:
      return workload.latency->tpot;
    case LatencyMetric::kItl:
      return workload.latency->itl;
    case LatencyMetric::kE2e:
      return workload.latency->e2e;
    case LatencyMetric::kTtft:
      break;
  }
  return workload.latency->ttft;
}

Cell limit_of(const Workload& workload, LatencyMetric metric) {
  const Slo slo = workload.slo.value_or(Slo{});
  const auto limit = metric == LatencyMetric::kTtft   ? slo.ttft
                     : metric == LatencyMetric::kTpot ? slo.tpot
                     : metric == LatencyMetric::kE2e  ? slo.e2e
                                                      : std::nullopt;
  return limit ? figure(limit->in(second), 4) : Cell();
}

// Four digits of it: buckets are a hundredth wide, and a model may answer within a millisecond.
int decimals_of(double latency_s) {
  return std::clamp(3 - static_cast<int>(std::floor(std::log10(latency_s))), 4, 12);
}

void add_curve(Table& table,
               const std::string& workload,
               const LatencyHistogram& histogram,
               const Cell& limit) {
  constexpr std::size_t kMostRows = 400;
  std::vector<int> used;
  for (int b = histogram.first_bucket(); b < histogram.end_bucket(); ++b) {
    if (histogram.count_in(b) > 0) {
      used.push_back(b);
    }
  }
  const std::size_t step = (used.size() + kMostRows - 2) / (kMostRows - 1);
  std::uint64_t below = 0;
  for (std::size_t i = 0; i < used.size(); ++i) {
    below += histogram.count_in(used[i]);
    if (i == 0 || i + 1 == used.size() || i % step == 0) {
      const double edge_s = static_cast<double>(LatencyHistogram::upper_edge_ps(used[i])) * 1e-12;
      table.rows.push_back(
          {workload, figure(edge_s, decimals_of(edge_s)),
           percent(static_cast<double>(below) / static_cast<double>(histogram.count())), limit});
    }
  }
}

constexpr std::array kWeekdays{"Monday", "Tuesday",  "Wednesday", "Thursday",
                               "Friday", "Saturday", "Sunday"};

// What the deployment's machines draw in a bucket of the window.
double joules_of(const PoolSpec& spec,
                 const PoolMonth& month,
                 const sim::PoolUsage& usage,
                 const ScenarioPlan& plan,
                 std::size_t bucket) {
  double joules = 0;
  for (std::size_t k = 0; k < month.kinds.size(); ++k) {
    const PoolKind& kind = spec.kinds[month.kinds[k].kind];
    joules += sim::bucket_joules(kind.power, work_of_kind(usage, k)[bucket],
                                 {.replicas = month.kinds[k].replicas,
                                  .always_powered = plan.fleet[kind.entries.front()].owned});
  }
  return joules;
}

void add_week(Table& table,
              const PoolSpec& spec,
              const PoolMonth& month,
              const sim::PoolUsage& usage,
              const ScenarioPlan& plan) {
  const TypicalDays& days = plan.days;
  for (std::size_t weekday = 0; weekday < kWeekdays.size(); ++weekday) {
    for (int b = 0; b < sim::kBucketsPerDay; ++b) {
      double on_s = 0, busy_s = 0, joules = 0;
      std::int64_t arrived = 0;
      for (int r = 0; r < days.repeats; ++r) {
        const int at = r * days.count + days.day_of_weekday[weekday];
        const auto day = static_cast<std::size_t>(at);
        const sim::UsageBucket& bucket =
            usage.buckets[day * sim::kBucketsPerDay + static_cast<std::size_t>(b)];
        on_s += static_cast<double>(bucket.on_ps) * 1e-12;
        busy_s += static_cast<double>(bucket.busy_ps) * 1e-12;
        joules += joules_of(spec, month, usage, plan,
                            day * sim::kBucketsPerDay + static_cast<std::size_t>(b));
        arrived += bucket.arrived;
      }
      const double kilowatts = joules / days.repeats / sim::kSecondsPerBucket / 1000;
      table.rows.push_back({spec.name, std::string(kWeekdays[weekday]), figure(b / 4.0, 2),
                            on_s > 0 ? percent(busy_s / on_s) : Cell(), figure(kilowatts, 3),
                            (arrived + days.repeats / 2) / days.repeats});
    }
  }
}

constexpr std::size_t kHoursADay = 24;

// A deployment's demand / capacity in a month; none where it is not known.
std::map<std::string, std::optional<double>> loads_in(const Evaluation& evaluation, int month) {
  std::map<std::string, std::optional<double>> loads;
  for (std::size_t p = 0; p < evaluation.plan->pools.size(); ++p) {
    loads[evaluation.plan->pools[p].name] =
        load_in(evaluation, evaluation.monthly->pools[p][static_cast<std::size_t>(month)]);
  }
  return loads;
}

// An hour of a deployment's week.
struct Hour {
  Cell deployment, weekday;
  double power = 0, requests = 0;
};

std::vector<Hour> hours_of(const Table& quarters) {
  constexpr std::size_t kQuarters = 4;
  const std::size_t name = column_of(quarters, "deployment"),
                    weekday = column_of(quarters, "weekday"),
                    kilowatts = column_of(quarters, "device_kw"),
                    requests = column_of(quarters, "requests");
  std::vector<Hour> hours;
  for (std::size_t row = 0; row < quarters.rows.size(); ++row) {
    const auto& quarter = quarters.rows[row];
    if (row % kQuarters == 0) {
      hours.push_back({quarter[name], quarter[weekday]});
    }
    hours.back().power += number_of(quarter[kilowatts]).value_or(0) / kQuarters;
    hours.back().requests += number_of(quarter[requests]).value_or(0);
  }
  return hours;
}

}  // namespace

std::span<const ChartOption<LatencyMetric>> latency_metrics() {
  static constexpr ChartOption<LatencyMetric> kMetrics[] = {
      {LatencyMetric::kTtft, "time to first token"},
      {LatencyMetric::kTpot, "time per output token"},
      {LatencyMetric::kItl, "between tokens"},
      {LatencyMetric::kE2e, "end to end"}};
  return kMetrics;
}

Table latency_curve(const Evaluation& evaluation, LatencyMetric metric) {
  Table table{"latency_curve",
              "Share of requests within a latency",
              {{"workload", "workload"},
               {"latency_s", "latency s"},
               {"share_within", "within"},
               {"slo_limit_s", "SLO limit s"}},
              {}};
  const auto& workloads = evaluation.scenario().workloads;
  for (std::size_t w = 0; w < workloads.size(); ++w) {
    add_curve(table, workloads[w].first, histogram_of(evaluation.outcome.workloads[w], metric),
              limit_of(workloads[w].second, metric));
  }
  return table;
}

Table week_profile(const Evaluation& evaluation, int month) {
  Table table{"week_profile",
              "The simulated week",
              {{"deployment", "deployment"},
               {"weekday", "weekday"},
               {"hour_utc", "hour UTC"},
               {"iterating_share", "iterating"},
               {"device_kw", "device power kW"},
               {"requests", "requests"}},
              {}};
  require(month >= 0 && month < evaluation.scenario().horizon.count, "month = {} of {}", month,
          evaluation.scenario().horizon.count);
  for (std::size_t p = 0; p < evaluation.plan->pools.size(); ++p) {
    const PoolMonth& pool = evaluation.monthly->pools[p][static_cast<std::size_t>(month)];
    if (pool.run >= 0 && static_cast<std::size_t>(pool.run) < evaluation.usages.size()) {
      const PoolSpec& spec = evaluation.plan->pools[p];
      add_week(table, spec, pool, *evaluation.usages[static_cast<std::size_t>(pool.run)],
               *evaluation.plan);
    }
  }
  return table;
}

Table week_hours(const Evaluation& evaluation, int month) {
  Table table{"week_hours",
              "The simulated week by the hour",
              {{"deployment", "deployment"},
               {"weekday", "weekday"},
               {"hour_utc", "hour UTC"},
               {"load", "load"},
               {"device_kw", "device power kW"},
               {"requests", "requests"}},
              {}};
  const std::vector<Hour> hours = hours_of(week_profile(evaluation, month));
  const auto loads = loads_in(evaluation, month);
  std::map<std::string, double> busiest;  // requests, by deployment
  for (const Hour& hour : hours) {
    double& most = busiest[cell_text(hour.deployment)];
    most = std::max(most, hour.requests);
  }
  for (std::size_t h = 0; h < hours.size(); ++h) {
    const Hour& hour = hours[h];
    const auto load = loads.at(cell_text(hour.deployment));
    const double most = busiest.at(cell_text(hour.deployment));
    table.rows.push_back({hour.deployment, hour.weekday,
                          Ordinal{static_cast<std::int64_t>(h % kHoursADay)},
                          load && most > 0 ? percent(*load * hour.requests / most) : Cell(),
                          figure(hour.power, 3), static_cast<std::int64_t>(hour.requests)});
  }
  return table;
}

}  // namespace costwright::study

#include <array>
#include <map>

#include "sim/clock/clock.h"
#include "sim/power/pool_power.h"
#include "study/plan/plan.h"
#include "study/reports/chart_tables.h"

namespace costwright::study {
namespace {

std::string group_of(const LedgerLine& line, CostGroup group) {
  switch (group) {
    case CostGroup::kCategory:
      return std::string(to_string(line.category));
    case CostGroup::kComponent:
      return std::string(to_string(line.component));
    case CostGroup::kWorkload:
      return line.workload;
    case CostGroup::kTeam:
      return line.team.empty() ? "no team" : line.team;
  }
  return "";
}

std::vector<std::string> groups_in_order(const Ledger& ledger, CostGroup group) {
  std::vector<std::string> names;
  // Enumerations in their own order, whatever month comes first.
  const auto all = group == CostGroup::kCategory    ? enum_names<Category>()
                   : group == CostGroup::kComponent ? enum_names<Component>()
                                                    : std::span<const std::string_view>();
  std::map<std::string, bool> seen;
  for (const auto& line : ledger.lines) {
    if (!std::exchange(seen[group_of(line, group)], true) && all.empty()) {
      names.push_back(group_of(line, group));
    }
  }
  for (const auto name : all) {
    if (seen.contains(std::string(name))) {
      names.emplace_back(name);
    }
  }
  return names;
}

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

void add_curve(Table& table,
               const std::string& workload,
               const LatencyHistogram& histogram,
               const Cell& limit) {
  constexpr std::size_t kMostRows = 400;
  std::vector<int> used;
  for (std::size_t b = 0; b < histogram.counts().size(); ++b) {
    if (histogram.counts()[b] > 0) {
      used.push_back(static_cast<int>(b));
    }
  }
  const std::size_t step = (used.size() + kMostRows - 2) / (kMostRows - 1);
  std::uint64_t below = 0;
  for (std::size_t i = 0; i < used.size(); ++i) {
    below += histogram.counts()[static_cast<std::size_t>(used[i])];
    if (i == 0 || i + 1 == used.size() || i % step == 0) {
      const double edge_s = static_cast<double>(LatencyHistogram::upper_edge_ps(used[i])) * 1e-12;
      table.rows.push_back(
          {workload, figure(edge_s, 4),
           percent(static_cast<double>(below) / static_cast<double>(histogram.count())), limit});
    }
  }
}

constexpr std::array kWeekdays{"Monday", "Tuesday",  "Wednesday", "Thursday",
                               "Friday", "Saturday", "Sunday"};

void add_week(Table& table,
              const PoolSpec& spec,
              const PoolMonth& month,
              bool owned,
              const sim::PoolUsage& usage,
              const TypicalDays& days) {
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
        joules += sim::bucket_joules(spec.power, bucket,
                                     {.replicas = month.replicas, .always_powered = owned});
        arrived += bucket.arrived;
      }
      const double kilowatts = joules / days.repeats / sim::kSecondsPerBucket / 1000;
      table.rows.push_back({spec.name, std::string(kWeekdays[weekday]), figure(b / 4.0, 2),
                            on_s > 0 ? percent(busy_s / on_s) : Cell(), figure(kilowatts, 3),
                            (arrived + days.repeats / 2) / days.repeats});
    }
  }
}

}  // namespace

std::span<const ChartOption<CostGroup>> cost_groups() {
  static constexpr ChartOption<CostGroup> kGroups[] = {{CostGroup::kCategory, "category"},
                                                       {CostGroup::kComponent, "component"},
                                                       {CostGroup::kWorkload, "workload"},
                                                       {CostGroup::kTeam, "team"}};
  return kGroups;
}

std::span<const ChartOption<CostBasis>> cost_bases() {
  static constexpr ChartOption<CostBasis> kBases[] = {
      {CostBasis::kExpense, "expense, when it is consumed"},
      {CostBasis::kCash, "cash, when it is paid"}};
  return kBases;
}

std::span<const ChartOption<LatencyMetric>> latency_metrics() {
  static constexpr ChartOption<LatencyMetric> kMetrics[] = {
      {LatencyMetric::kTtft, "time to first token"},
      {LatencyMetric::kTpot, "time per output token"},
      {LatencyMetric::kItl, "between tokens"},
      {LatencyMetric::kE2e, "end to end"}};
  return kMetrics;
}

Table cost_by_month(const Evaluation& evaluation, CostGroup group, CostBasis basis) {
  const auto groups = groups_in_order(evaluation.ledger, group);
  const std::string title = "Cost by month, " + evaluation.loaded.scenario.currency;
  Table table{"cost_by_month", title, {{"month", "month"}}, {}};
  std::map<std::string, std::size_t> column;
  for (const auto& name : groups) {
    column[name] = table.columns.size();
    table.columns.push_back({name, name});
  }
  const Scenario& scenario = evaluation.loaded.scenario;
  const auto months = static_cast<std::size_t>(scenario.horizon.count);
  std::vector<std::vector<Minor>> sums(months, std::vector<Minor>(table.columns.size()));
  for (const auto& line : evaluation.ledger.lines) {
    const auto month = static_cast<std::size_t>(line.period - scenario.start);
    sums[month][column.at(group_of(line, group))] +=
        basis == CostBasis::kCash ? line.cash : line.expense;
  }
  for (std::size_t m = 0; m < months; ++m) {
    auto& row = table.rows.emplace_back();
    row.push_back(to_string(scenario.start + static_cast<int>(m)));
    for (std::size_t c = 1; c < table.columns.size(); ++c) {
      row.push_back(Amount{sums[m][c]});
    }
  }
  return table;
}

Table latency_curve(const Evaluation& evaluation, LatencyMetric metric) {
  Table table{"latency_curve",
              "Share of requests within a latency",
              {{"workload", "workload"},
               {"latency_s", "latency s"},
               {"share_within", "within"},
               {"slo_limit_s", "SLO limit s"}},
              {}};
  const auto& workloads = evaluation.loaded.scenario.workloads;
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
  require(month >= 0 && month < evaluation.loaded.scenario.horizon.count, "month = {} of {}", month,
          evaluation.loaded.scenario.horizon.count);
  for (std::size_t p = 0; p < evaluation.plan->pools.size(); ++p) {
    const PoolMonth& pool = evaluation.monthly->pools[p][static_cast<std::size_t>(month)];
    if (pool.run >= 0 && static_cast<std::size_t>(pool.run) < evaluation.usages.size()) {
      const PoolSpec& spec = evaluation.plan->pools[p];
      add_week(table, spec, pool, spec.fleet && evaluation.plan->fleet[*spec.fleet].owned,
               *evaluation.usages[static_cast<std::size_t>(pool.run)], evaluation.plan->days);
    }
  }
  return table;
}

}  // namespace costwright::study

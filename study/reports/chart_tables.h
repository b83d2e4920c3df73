#pragma once
// What charts show, as tables: sums of ledger lines by month, latency distributions, the simulated
// week. Sums and ratios of what the run has, no formula of their own.
#include <span>
#include <string>

#include "core/table/table.h"
#include "study/outcome/evaluation.h"

namespace costwright::study {

// What a chart can be of, as people choose it.
template <class Value>
struct ChartOption {
  Value value;
  const char* label;
};

enum class CostGroup { kCategory, kComponent, kWorkload, kTeam };
std::span<const ChartOption<CostGroup>> cost_groups();
enum class CostBasis { kExpense, kCash };  // never added
std::span<const ChartOption<CostBasis>> cost_bases();

// month, then one column for each group that has a ledger line; their sum is the month's total.
Table cost_by_month(const Evaluation& evaluation, CostGroup group, CostBasis basis);

enum class LatencyMetric { kTtft, kTpot, kItl, kE2e };
std::span<const ChartOption<LatencyMetric>> latency_metrics();

// workload, latency_s (a histogram bucket's upper edge, at most 1.6 % above what is in it),
// share_within, slo_limit_s (blank: none stated). At most 400 rows a workload; the first and last
// bucket are always among them.
Table latency_curve(const Evaluation& evaluation, LatencyMetric metric);

// deployment, weekday, hour_utc, iterating_share (replica-time inside iterations / replica-time
// on), device_kw (mean of the 15 minutes, of the deployment's accelerators without their hosts),
// requests (arrived): the declared week of the month with that index (from 0), in quarter hours
// from Monday 00:00, each deployment that is in service. Days of the same profile are one simulated
// day.
Table week_profile(const Evaluation& evaluation, int month);

}  // namespace costwright::study

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

enum class CostPeriod { kMonth, kQuarter, kCalendarYear, kFiscalYear };
std::span<const ChartOption<CostPeriod>> cost_periods();
struct CostView {
  CostGroup group{};
  CostBasis basis{};
  CostPeriod period{};
};

// month, then one column for each group that has a ledger line; their sum is the month's total.
Table cost_by_month(const Evaluation& evaluation, CostGroup group, CostBasis basis);
// The same by period: "2027-01", "2027 Q1" (of the calendar), "2027", "FY2028" (named after the
// year in which it ends).
Table cost_by_period(const Evaluation& evaluation, const CostView& view);
// period, total, cumulative: the sums of its rows, and of all rows up to it.
Table cost_totals(const Evaluation& evaluation, const CostView& view);
// cost_by_period() with total and cumulative, and beside a baseline its total and the difference,
// of periods by their label.
Table cost_table(const Evaluation& evaluation, const CostView& view, const Evaluation* baseline);
// The lines of ledger_table() in a period (a label as above) and group; "" = all of them.
Table cost_lines(const Evaluation& evaluation,
                 const CostView& view,
                 const std::string& period,
                 const std::string& group);
// category, now, baseline, difference: expense over the horizon, of every category that one of them
// has a line in; without a baseline the last two are blank.
Table cost_against(const Evaluation& now, const Evaluation* baseline);

// month, cash, cumulative_cash, expense_per_1m_tokens, slo_share (within every limit / offered, of
// all workloads with an SLO): what small charts beside the headlines show. Blank where there is no
// such figure.
Table headline_months(const Evaluation& evaluation);

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
// deployment, weekday, hour_utc, load, device_kw, requests: the same by the hour. load = the
// month's demand / capacity x requests of the hour / those of the busiest hour: at capacity that
// hour is as full as may be, not the mean one. Blank where the month's is not known.
Table week_hours(const Evaluation& evaluation, int month);

}  // namespace costwright::study

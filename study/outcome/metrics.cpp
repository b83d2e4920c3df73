#include "study/outcome/metrics.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "core/finance/finance.h"
#include "core/scenario/scenario.h"
#include "sim/meters/usage.h"
#include "study/outcome/metric_reader.h"

namespace costwright::study {

namespace {

using At = const MetricReader&;
using Value = std::optional<MetricValue>;

constexpr const char* kWithheld = "saturated: demand above capacity, so none is claimed";

Value some(Cell value, std::optional<std::string> note = {}) {
  return MetricValue{std::move(value), std::move(note)};
}

// A figure as the cell that its type stands for.
template <class T>
Cell cell_of(const T& value) {
  if constexpr (std::is_same_v<T, Minor>) {
    return Amount{value};
  } else {
    return figure(value);
  }
}

// ---- values of the whole

template <auto kMember>
Value money(At at, std::size_t /*key*/) {
  return some(cell_of(at.finance().*kMember));
}
template <auto kMember>
Value whole(At at, std::size_t /*key*/) {
  return some(figure(at.outcome().*kMember));
}
template <auto kMember>
Value whole_share(At at, std::size_t /*key*/) {
  return some(percent(at.outcome().*kMember));
}

// What the columns low and high cannot say: an end at which nothing is paid back.
std::string ends_without_payback(At at) {
  std::string text;
  const auto& ends = at.evaluation().ends;
  for (std::size_t e = 0; e < ends.size() && at.is_predicted_speed(); ++e) {
    const finance::FinanceSummary& f = ends[e].finance;
    if (f.pv_benefit && !f.payback_month) {
      text += fmt::format("; at the {} end of the speed {}", e == 0 ? "fast" : "slow",
                          f.saturated ? kWithheld : "not within the horizon");
    }
  }
  return text;
}

Value payback(At at, std::size_t /*key*/) {
  const finance::FinanceSummary& f = at.finance();
  if (f.pv_benefit && f.saturated) {
    return MetricValue{{}, kWithheld, true};
  }
  return MetricValue{f.payback_month ? Cell(std::int64_t{*f.payback_month}) : Cell(),
                     std::string(metric("payback_month").doc) + ends_without_payback(at)};
}

// No row where none was granted.
Value credits(At at, std::size_t /*key*/) {
  const Minor value = at.finance().credits;
  return value != 0 ? some(Amount{value}) : std::nullopt;
}

// No row where nothing was owned before the start.
Value opening(At at, std::size_t /*key*/) {
  const Minor value = at.finance().opening_value;
  return value != 0 ? some(Amount{value}) : std::nullopt;
}

// No row where nothing is signed for beyond the horizon.
Value commitments(At at, std::size_t /*key*/) {
  Minor sum = 0;
  for (const Commitment& commitment : at.ledger().commitments) {
    sum += commitment.amount;
  }
  return sum != 0 ? some(Amount{sum}) : std::nullopt;
}

template <auto kMember>
Value committed(At at, std::size_t key) {
  return some(Amount{at.ledger().commitment_use[key].*kMember});
}
template <std::optional<double> (*kShare)(const CommitmentUse&)>
Value commitment_share(At at, std::size_t key) {
  return some(percent(kShare(at.ledger().commitment_use[key])));
}

// What the columns low and high cannot say: an end at which no ROI is claimed.
Value roi(At at, std::size_t /*key*/) {
  const finance::FinanceSummary& f = at.finance();
  if (f.pv_benefit && f.saturated) {
    return MetricValue{{}, kWithheld, true};
  }
  const auto& ends = at.evaluation().ends;
  const bool withheld = std::any_of(ends.begin(), ends.end(), [](const Figures& end) {
    return end.finance.pv_benefit && end.finance.saturated;
  });
  return some(percent(f.roi), std::string(metric("roi").doc) +
                                  (withheld && at.is_predicted_speed()
                                       ? fmt::format("; at the slow end of the speed {}", kWithheld)
                                       : ""));
}

// Only where some workload has limits; blank where nothing was within them.
template <auto kMember, auto kServed>
Value within_slo(At at, std::size_t /*key*/) {
  const auto& workloads = at.scenario().workloads;
  const bool has_limits = std::any_of(workloads.begin(), workloads.end(), [](const auto& entry) {
    return entry.second.slo.has_value();
  });
  const bool has_cost = (at.finance().*kServed).has_value();
  return has_limits && has_cost ? some(figure(at.finance().*kMember)) : std::nullopt;
}

Value split_note(At at, std::optional<double> value) {
  return MetricValue{figure(value), fmt::format("output price = {:g} x input price",
                                                at.scenario().finance.output_input_price_ratio)};
}

Value carbon(At at, std::size_t /*key*/) {
  const auto& carbon_kg = at.outcome().carbon_kg;
  return carbon_kg ? some(figure(carbon_kg)) : some(Cell(), "blank: a carbon intensity is missing");
}

// ---- values of a group of ledger lines

template <MetricKeys kKind, auto kMember>
Value group(At at, std::size_t key) {
  return some(Amount{at.pivot(axis_of(kKind))[key].*kMember});
}

Value expense_share(At at, std::size_t key) {
  const auto total = static_cast<double>(at.finance().expense_total);
  const auto part = static_cast<double>(at.pivot(Axis::kCategory)[key].expense);
  return some(total > 0 ? percent(part / total) : Cell());
}

// ---- values of a workload, a deployment, ...

template <auto kMember>
Value workload(At at, std::size_t key) {
  return some(figure(at.outcome().workloads[key].*kMember));
}
template <auto kMember>
Value workload_share(At at, std::size_t key) {
  return some(percent(at.outcome().workloads[key].*kMember));
}

// ITL is as certain as TPOT: its samples come in requests.
constexpr double WorthInRequests::*worth_member(LatencyHistogram Latency::*metric) {
  return metric == &Latency::ttft  ? &WorthInRequests::ttft
         : metric == &Latency::e2e ? &WorthInRequests::e2e
                                   : &WorthInRequests::tpot;
}

template <auto kMetric, int kPercent>
Value latency(At at, std::size_t key) {
  const LatencyHistogram& histogram = (*at.outcome().workloads[key].latency).*kMetric;
  const double q = at.share_at(kPercent / 100.0, key, worth_member(kMetric));
  return histogram.count() > 0 ? some(figure(at.missed() * histogram.quantile_s(q))) : std::nullopt;
}

Value dropped(At at, std::size_t key) {
  const WorkloadOutcome& w = at.outcome().workloads[key];
  return some(figure(w.dropped), w.drop_reason);
}

Value from_cache(At at, std::size_t key) {
  const double requests = at.outcome().workloads[key].from_cache;
  return requests > 0 ? some(figure(requests)) : std::nullopt;
}

Value saturated_months(At at, std::size_t key) {
  return some(std::int64_t(at.outcome().workloads[key].saturated.size()));
}

Value months_below_slo(At at, std::size_t key) {
  const WorkloadOutcome& w = at.outcome().workloads[key];
  return w.slo_target ? some(std::int64_t(w.below_slo.size()),
                             "below the target: " +
                                 (w.below_slo.empty() ? "none" : month_names(w.below_slo)))
                      : std::nullopt;
}

Value api_cost(At at, std::size_t key) {
  const WorkloadOutcome& w = at.outcome().workloads[key];
  if (w.api_cost) {
    return some(figure(w.api_cost), api_basis(w));
  }
  return at.scenario().workloads[key].second.api_reference ? Value({{}, kWithheld, true})
                                                           : std::nullopt;
}

template <auto kMember>
Value deployment(At at, std::size_t key) {
  return some(figure(at.outcome().deployments[key].*kMember));
}
// None where the load is not known.
template <auto kMember>
Value of_load(At at, std::size_t key) {
  const auto& value = at.outcome().deployments[key].*kMember;
  return value ? some(figure(value)) : std::nullopt;
}
Value load(At at, std::size_t key) {
  const auto& share = at.outcome().deployments[key].load;
  return share ? some(percent(share)) : std::nullopt;
}
Value full_from(At at, std::size_t key) {
  const auto& month = at.outcome().deployments[key].full;
  return month ? some(to_string(*month)) : std::nullopt;
}
Value kv_occupancy(At at, std::size_t key) {
  return some(percent(at.outcome().deployments[key].kv_occupancy));
}
Value replicas_on(At at, std::size_t key) {
  const auto& on = at.outcome().deployments[key].replicas_on;
  return on ? some(figure(on)) : std::nullopt;
}
Value prefix_hits(At at, std::size_t key) {
  const auto& share = at.outcome().deployments[key].prefix_hit_share;
  return share ? some(percent(share)) : std::nullopt;
}
Value lost(At at, std::size_t key) {
  const double requests = at.outcome().deployments[key].lost;
  return requests > 0 ? some(figure(requests)) : std::nullopt;
}

Value accuracy(At at, std::size_t key) {
  const AccuracyOutcome& a = at.evaluation().accuracy[key];
  const std::string effect = a.compressed_by.empty()
                                 ? "published score, precision effects not modelled"
                                 : "published score with the effect of " + a.compressed_by;
  return MetricValue{.value = figure(a.score),
                     .note = fmt::format("{}, {}; {}", a.benchmark, a.status, effect),
                     .low = a.low,
                     .high = a.high};
}

template <auto kMember>
Value storage(At at, std::size_t key) {
  return some(figure(at.evaluation().storage[key].*kMember));
}

// ---- the table

using F = finance::FinanceSummary;
using W = WorkloadOutcome;
using enum MetricKeys;
constexpr Better kLess = Better::kLower, kMore = Better::kHigher, kNone = Better::kNeither;
constexpr std::string_view kPerMillion = "$/1M tokens";

// clang-format off
const auto kMetrics = std::to_array<Metric>({
    {"tco", "money", "TCO", "$", 2, "cash less credits, proceeds and terminal value, and the book value at the start", kLess, kWhole,
     money<&F::tco>, true, Card::kAlways},
    {"gross_cash", "money", "Gross cash", "$", 2, "cash paid, before credits and proceeds", kLess, kWhole, money<&F::gross_cash>},
    {"proceeds", "money", "Proceeds", "$", 2, "from disposals", kMore, kWhole, money<&F::proceeds>},
    {"credits", "money", "Credits and discounts", "$", 2, "taken off bills", kMore, kWhole, credits},
    {"terminal_value", "money", "Terminal value", "$", 2,
     "of what is left at the end: book value and prepaid less payables, or 0, as finance.terminal_value says", kMore, kWhole,
     money<&F::terminal_value>},
    {"opening_book_value", "money", "Book value at the start", "$", 2,
     "of servers owned before it, less what is not paid for: they enter at it, what was paid for them is sunk", kLess, kWhole, opening},
    {"expense_total", "money", "P&L expense", "$", 2, "P&L view; never added to cash", kLess, kWhole,
     money<&F::expense_total>},
    {"book_value_at_end", "money", "Book value at the end", "$", 2, "of servers and perpetual licences; in terminal_value where that counts", kNone, kWhole,
     money<&F::book_value>},
    {"prepaid_at_end", "money", "Prepaid at the end", "$", 2, "terms that are paid and not used up; in terminal_value where that counts", kNone, kWhole,
     money<&F::prepaid>},
    {"payables_at_end", "money", "Payables at the end", "$", 2, "consumed and not yet paid; in terminal_value where that counts", kNone, kWhole,
     money<&F::payables>},
    {"committed_beyond_horizon", "money", "Committed beyond the horizon", "$", 2,
     "reserved terms and leases that run on after it; in no other figure", kLess, kWhole, commitments},
    {"pv_cost", "money", "Present value of cost", "$", 2, "present value of cash less terminal value", kLess, kWhole,
     money<&F::pv_cost>, true, Card::kWithoutBenefit},
    {"pv_benefit", "money", "Present value of benefit", "$", 2, "value per request x requests that count (value_counts: served, or within every limit of the SLO)", kMore, kWhole,
     [](At at, std::size_t) -> Value {
       const auto& benefit = at.finance().pv_benefit;
       return benefit ? some(figure(benefit)) : std::nullopt;
     }},
    {"npv", "money", "NPV", "$", 2, "PV(benefit) - PV(cost), nominal, before tax", kMore, kWhole, money<&F::npv>, true,
     Card::kWithBenefit},
    {"roi", "money", "ROI", "ratio", 2, "(PV(benefit) - PV(cost)) / PV(cost)", kMore, kWhole,
     roi},
    {"payback_month", "money", "Payback", "month", 0,
     "first month (from 1) after which the cumulative net benefit stays positive to the end; 0: it was never negative", kLess, kWhole,
     payback, true, Card::kWithBenefit},
    {"funding_need", "money", "Funding need", "$", 2,
     "peak of the cumulative cash need: paid less received until then, at any month's start or end", kLess, kWhole, money<&F::funding_need>},
    {"commitment_used", "money", "Commitment used", "$", 2, "expense of a reservation or savings plan for hours that were there", kNone,
     kCommitments, committed<&CommitmentUse::used>},
    {"commitment_unused", "money", "Commitment unused", "$", 2, "and for nothing", kLess, kCommitments,
     committed<&CommitmentUse::unused>},
    {"commitment_utilisation", "money", "Utilisation of a commitment", "ratio", 2, "used / (used + unused)", kMore, kCommitments,
     commitment_share<finance::utilisation>},
    {"commitment_coverage", "money", "Coverage by a commitment", "ratio", 2,
     "on-demand cost of the hours that it paid / of all hours that it could pay", kNone, kCommitments,
     commitment_share<finance::coverage>},
    {"effective_savings_rate", "money", "Effective savings rate", "ratio", 2,
     "(on-demand cost of the hours that it paid - used - unused) / on-demand cost of all hours that it could pay; blank: no on-demand price",
     kMore, kCommitments, commitment_share<finance::effective_savings_rate>},

    {"cost_per_1m_tokens", "unit_cost", "Cost per 1M tokens", kPerMillion, 4, "TCO / (input + output tokens served)",
     kLess, kWhole, money<&F::cost_per_1m_tokens>, true, Card::kAlways},
    {"cost_per_1m_output_all_in", "unit_cost", "Cost per 1M output tokens, all-in", kPerMillion, 4,
     "TCO / output tokens served: input is free", kLess, kWhole, money<&F::cost_per_1m_output_all_in>},
    {"cost_per_1m_output_split", "unit_cost", "Cost per 1M output tokens, split", kPerMillion, 4,
     "output price = r x input price", kLess, kWhole,
     [](At at, std::size_t) { return split_note(at, at.finance().cost_per_1m_output_split); }},
    {"cost_per_1m_input_split", "unit_cost", "Cost per 1M input tokens, split", kPerMillion, 4,
     "output price = r x input price", kLess, kWhole,
     [](At at, std::size_t) { return split_note(at, at.finance().cost_per_1m_input_split); }},
    {"levelised_cost_per_1m_tokens", "unit_cost", "Cost per 1M tokens, levelised", kPerMillion, 4,
     "PV(cost) / PV(tokens)", kLess, kWhole, money<&F::levelised_cost_per_1m_tokens>},
    {"cost_per_request", "unit_cost", "Cost per request", "$/request", 6, "TCO / served requests", kLess, kWhole,
     money<&F::cost_per_request>, true, Card::kAlways},
    {"cost_per_1m_tokens_within_slo", "unit_cost", "Cost per 1M tokens within the SLO", kPerMillion, 4,
     "TCO / (input + output tokens served within every declared limit); blank: none was", kLess, kWhole,
     within_slo<&F::cost_per_1m_tokens_within_slo, &F::cost_per_1m_tokens>, true, Card::kAlways},
    {"cost_per_1m_output_within_slo", "unit_cost", "Cost per 1M output tokens within the SLO, all-in", kPerMillion, 4,
     "TCO / output tokens served within every declared limit: input is free; blank: none was", kLess, kWhole,
     within_slo<&F::cost_per_1m_output_within_slo, &F::cost_per_1m_output_all_in>},
    {"cost_per_request_within_slo", "unit_cost", "Cost per request within the SLO", "$/request", 6,
     "TCO / requests served within every declared limit; blank: none was", kLess, kWhole, within_slo<&F::cost_per_request_within_slo, &F::cost_per_request>},
    {"cost_per_user_action", "unit_cost", "Cost per user action", "$/action", 6, "TCO / user actions served", kLess, kWhole,
     money<&F::cost_per_user_action>},

    {"cash_by_calendar_year", "breakdown", "Cash by calendar year", "$", 2, "sum of ledger lines", kLess, kCalendarYears,
     group<kCalendarYears, &PivotRow::cash>},
    {"expense_by_calendar_year", "breakdown", "Expense by calendar year", "$", 2, "sum of ledger lines", kLess, kCalendarYears,
     group<kCalendarYears, &PivotRow::expense>},
    {"cash_by_fiscal_year", "breakdown", "Cash by fiscal year", "$", 2, "sum of ledger lines; named after the year in which it ends", kLess, kFiscalYears,
     group<kFiscalYears, &PivotRow::cash>},
    {"expense_by_fiscal_year", "breakdown", "Expense by fiscal year", "$", 2, "sum of ledger lines; named after the year in which it ends", kLess, kFiscalYears,
     group<kFiscalYears, &PivotRow::expense>},
    {"cash_by_category", "breakdown", "Cash by category", "$", 2, "sum of ledger lines", kLess, kCategories,
     group<kCategories, &PivotRow::cash>},
    {"expense_by_category", "breakdown", "Expense by category", "$", 2, "sum of ledger lines", kLess, kCategories,
     group<kCategories, &PivotRow::expense>},
    {"cash_by_component", "breakdown", "Cash by component", "$", 2, "sum of ledger lines", kLess, kComponents,
     group<kComponents, &PivotRow::cash>},
    {"expense_by_component", "breakdown", "Expense by component", "$", 2, "sum of ledger lines", kLess, kComponents,
     group<kComponents, &PivotRow::expense>},
    {"cash_by_workload", "breakdown", "Cash by workload", "$", 2, "sum of ledger lines; idle: paid for and not iterating (not spare capacity), overhead: of no single workload", kLess, kShares, group<kShares, &PivotRow::cash>},
    {"expense_by_workload", "breakdown", "Expense by workload", "$", 2, "sum of ledger lines; idle: paid for and not iterating (not spare capacity), overhead: of no single workload", kLess, kShares,
     group<kShares, &PivotRow::expense>},
    {"cash_by_team", "breakdown", "Cash by team", "$", 2, "sum of ledger lines", kLess, kTeams, group<kTeams, &PivotRow::cash>},
    {"expense_by_team", "breakdown", "Expense by team", "$", 2, "sum of ledger lines", kLess, kTeams, group<kTeams, &PivotRow::expense>},

    {"requests_offered", "service", "Requests offered", "requests", 0, "that clients sent", kNone, kWorkloads, workload<&W::offered>},
    {"requests_served", "service", "Requests served", "requests", 0, "answered", kMore, kWorkloads, workload<&W::served>},
    {"requests_dropped", "service", "Requests dropped", "requests", 0, "refused: queue full, too long, or no replica there", kLess, kWorkloads, dropped},
    {"requests_timed_out", "service", "Requests timed out", "requests", 0, "whose client gave up waiting", kLess, kWorkloads, workload<&W::timed_out>},
    {"requests_from_cache", "service", "Requests from the response cache", "requests", 0,
     "of the served: answered by the application's response cache, without the model", kNone, kWorkloads, from_cache},
    {"input_tokens", "service", "Input tokens", "tokens", 0, "of served requests", kNone, kWorkloads,
     workload<&W::input_tokens>},
    {"output_tokens", "service", "Output tokens", "tokens", 0, "of served requests", kNone, kWorkloads,
     workload<&W::output_tokens>},
    {"slo_attainment", "service", "In SLO", "ratio", 2, "requests within every limit / offered", kMore, kWorkloads,
     workload_share<&W::slo_share>, true, Card::kAlways},
    {"slo_target", "service", "SLO target", "ratio", 2, "share of the requests offered", kNone, kWorkloads,
     workload_share<&W::slo_target>},
    {"months_below_slo", "service", "Months below the SLO target", "months", 0, "in which less than the target's share of the offered requests was within every limit",
     kLess, kWorkloads, months_below_slo},
    {"saturated_months", "service", "Saturated months", "months", 0, "priced on served, not offered", kLess, kWorkloads,
     saturated_months},
    {"ttft_p50", "service", "TTFT p50", "s", 4, "time to first token, queueing included; over the horizon, latency.csv has the months", kLess,
     kWorkloads, latency<&Latency::ttft, 50>},
    {"ttft_p90", "service", "TTFT p90", "s", 4, "time to first token, queueing included; over the horizon, latency.csv has the months", kLess,
     kWorkloads, latency<&Latency::ttft, 90>},
    {"ttft_p95", "service", "TTFT p95", "s", 4, "time to first token, queueing included; over the horizon, latency.csv has the months", kLess,
     kWorkloads, latency<&Latency::ttft, 95>},
    {"ttft_p99", "service", "TTFT p99", "s", 4, "time to first token, queueing included; over the horizon, latency.csv has the months", kLess,
     kWorkloads, latency<&Latency::ttft, 99>,
     true, Card::kAlways},
    {"tpot_p50", "service", "TPOT p50", "s", 4, "time per output token: (E2E - TTFT) / (output tokens - 1); over the horizon, latency.csv has the months", kLess,
     kWorkloads, latency<&Latency::tpot, 50>},
    {"tpot_p90", "service", "TPOT p90", "s", 4, "time per output token: (E2E - TTFT) / (output tokens - 1); over the horizon, latency.csv has the months", kLess,
     kWorkloads, latency<&Latency::tpot, 90>},
    {"tpot_p95", "service", "TPOT p95", "s", 4, "time per output token: (E2E - TTFT) / (output tokens - 1); over the horizon, latency.csv has the months", kLess,
     kWorkloads, latency<&Latency::tpot, 95>},
    {"tpot_p99", "service", "TPOT p99", "s", 4, "time per output token: (E2E - TTFT) / (output tokens - 1); over the horizon, latency.csv has the months", kLess,
     kWorkloads, latency<&Latency::tpot, 99>},
    {"itl_p50", "service", "ITL p50", "s", 4, "time between two tokens; over the horizon, latency.csv has the months", kLess,
     kWorkloads, latency<&Latency::itl, 50>},
    {"itl_p90", "service", "ITL p90", "s", 4, "time between two tokens; over the horizon, latency.csv has the months", kLess,
     kWorkloads, latency<&Latency::itl, 90>},
    {"itl_p95", "service", "ITL p95", "s", 4, "time between two tokens; over the horizon, latency.csv has the months", kLess,
     kWorkloads, latency<&Latency::itl, 95>},
    {"itl_p99", "service", "ITL p99", "s", 4, "time between two tokens; over the horizon, latency.csv has the months", kLess,
     kWorkloads, latency<&Latency::itl, 99>},
    {"e2e_p50", "service", "End to end p50", "s", 4, "end to end; over the horizon, latency.csv has the months", kLess,
     kWorkloads, latency<&Latency::e2e, 50>},
    {"e2e_p90", "service", "End to end p90", "s", 4, "end to end; over the horizon, latency.csv has the months", kLess,
     kWorkloads, latency<&Latency::e2e, 90>},
    {"e2e_p95", "service", "End to end p95", "s", 4, "end to end; over the horizon, latency.csv has the months", kLess,
     kWorkloads, latency<&Latency::e2e, 95>},
    {"e2e_p99", "service", "End to end p99", "s", 4, "end to end; over the horizon, latency.csv has the months", kLess,
     kWorkloads, latency<&Latency::e2e, 99>,
     true, Card::kAlways},
    {"ttft_p99_superposed", "service", "TTFT p99, superposed", "s", 4, "last month, independent copies of the trace", kLess,
     kWorkloads, workload<&W::superposed_ttft_p99_s>},
    {"ttft_p99_compressed", "service", "TTFT p99, compressed", "s", 4,
     "last month, trace compressed in time: the other bracket", kLess, kWorkloads, workload<&W::bracket_ttft_p99_s>},
    {"iterating", "service", "Iterating", "ratio", 2,
     "device-hours inside iterations / device-hours on; not load: a replica iterates for one request as for a full batch", kNone, kWhole,
     whole_share<&Outcome::utilisation>},
    {"throughput", "service", "Throughput", "requests/s", 3, "mean over the horizon", kMore, kWhole,
     whole<&Outcome::served_per_s>},
    {"accuracy", "service", "Accuracy", "%", 1, "published score", kMore, kModels, accuracy, false, Card::kAlways},
    {"load", "service", "Load", "ratio", 2,
     "demand / capacity of the busiest month; capacity: the load at which the SLO's target is just met, without an SLO at which 99 % are served; blank: not looked for or below a thousandth",
     kLess, kDeployments, load, true, Card::kAlways},
    {"headroom", "service", "Headroom", "requests/month", 0, "what the last month could bring more within its SLO; below 0: too much", kMore, kDeployments,
     of_load<&DeploymentOutcome::headroom>},
    {"full_from", "service", "Full from", "", 0, "first month whose demand is above capacity; blank: none", kNone, kDeployments, full_from},
    {"unneeded_capacity", "service", "Capacity not needed", "$", 2, "expense of its devices (not of their energy) for capacity that demand did not need: (1 - load) of each month's", kLess,
     kDeployments, of_load<&DeploymentOutcome::unneeded>},
    {"kv_occupancy", "service", "KV cache filled", "ratio", 2,
     "resident KV tokens / capacity, mean over the replicas' hours; blank: no KV cache", kNone, kDeployments, kv_occupancy},
    {"preemptions", "service", "Preemptions", "", 0, "requests set back because the KV cache was full", kLess, kDeployments,
     deployment<&DeploymentOutcome::preemptions>},
    {"replicas_on", "service", "Replicas on", "", 2, "mean over the months in service: autoscaling and interruptions", kNone,
     kDeployments, replicas_on},
    {"prefix_hit_share", "service", "Prefix cache hits", "ratio", 2,
     "prompt tokens found in the prefix cache / prompt tokens, mean over the replicas' hours", kMore, kDeployments,
     prefix_hits},
    {"requests_lost", "service", "Requests lost", "requests", 0, "at a replica that went down; started again elsewhere",
     kLess, kDeployments, lost},
    {"stored_mean", "service", "Stored, mean", "GB", 1, "mean over the horizon, as billed; 1 GB = 1e9 bytes", kNone, kStorage,
     storage<&StorageOutcome::mean_gb>, false},
    {"stored_at_end", "service", "Stored at the end", "GB", 1, "after the last month", kNone, kStorage,
     storage<&StorageOutcome::last_gb>, false},

    {"it_energy", "energy", "IT energy", "kWh", 1, "owned and rented devices", kLess, kWhole, whole<&Outcome::it_kwh>, true,
     Card::kAlways},
    {"facility_energy", "energy", "Facility energy", "kWh", 1, "owned: IT energy x PUE", kLess, kWhole,
     whole<&Outcome::facility_kwh>},
    {"effective_pue", "energy", "Effective PUE", "ratio", 3, "facility energy / IT energy of owned sites", kLess, kWhole, whole<&Outcome::effective_pue>},
    {"tokens_per_joule", "energy", "Tokens per joule", "tokens/J", 4, "output tokens served / IT energy", kMore, kWhole,
     whole<&Outcome::tokens_per_joule>},
    {"carbon", "energy", "Carbon", "kg CO2e", 0, "location-based, operational", kLess, kWhole, carbon, true, Card::kAlways},

    {"owned_cost_per_gpu_hour", "sanity", "Owned cost per GPU-hour", "$/GPU/h", 3,
     "hardware and energy expense / device-hours on", kLess, kWhole, whole<&Outcome::owned_per_gpu_hour>},
    {"gpus_per_fte", "sanity", "Devices per FTE", "devices/FTE", 1, "device-months / FTE-months", kNone, kWhole, whole<&Outcome::gpus_per_fte>, false},
    {"expense_share", "sanity", "Share of the expense", "ratio", 2, "of the P&L expense", kNone, kCategories, expense_share},
    {"api_list_price_cost", "sanity", "At API price", "$", 2, "the served tokens at the API's list price", kNone, kWorkloads,
     api_cost},
});
// clang-format on

const Metric* find_metric(std::string_view name) {
  const auto found = std::find_if(kMetrics.begin(), kMetrics.end(), [&](const Metric& m) {
    return m.name == name;
  });
  return found != kMetrics.end() ? &*found : nullptr;
}

}  // namespace

bool is_sum_of_lines(MetricKeys keys) {
  switch (keys) {
    case MetricKeys::kCalendarYears:
    case MetricKeys::kFiscalYears:
    case MetricKeys::kCategories:
    case MetricKeys::kComponents:
    case MetricKeys::kShares:
    case MetricKeys::kTeams:
      return true;
    default:
      return false;
  }
}

std::span<const Metric> metrics() {
  return kMetrics;
}

const Metric& metric(std::string_view name) {
  const Metric* found = find_metric(name);
  require(found != nullptr, "no metric is named '{}'", name);
  return *found;
}

std::string name_of(const MetricName& name) {
  return name.key.empty() ? std::string(name.metric->name)
                          : fmt::format("{}[{}]", name.metric->name, name.key);
}

std::optional<MetricName> parse_metric(std::string_view text, Diagnostics& diagnostics) {
  const auto bracket = text.find('[');
  const std::string_view name = text.substr(0, bracket);
  const Metric* found = find_metric(name);
  if (found == nullptr) {
    std::vector<std::string> names;
    for (const Metric& known : kMetrics) {
      names.emplace_back(known.name);
    }
    diagnostics.error({}, fmt::format("there is no metric '{}'", name), did_you_mean(name, names));
    return std::nullopt;
  }
  if (bracket == std::string_view::npos) {
    return MetricName{found, ""};
  }
  if (!text.ends_with(']') || found->keys == MetricKeys::kWhole) {
    diagnostics.error({}, fmt::format("'{}' is not how a metric is written", text),
                      found->keys == MetricKeys::kWhole
                          ? fmt::format("{} is of the whole scenario: write '{}'", name, name)
                          : fmt::format("write '{}[...]' with a name in the brackets", name));
    return std::nullopt;
  }
  return MetricName{found, std::string(text.substr(bracket + 1, text.size() - bracket - 2))};
}

std::optional<double> value_of(const Evaluation& evaluation, const MetricName& name) {
  const MetricReader reader(evaluation, evaluation);
  const auto keys = reader.keys(name.metric->keys);
  std::optional<double> worst;
  for (std::size_t k = 0; k < keys.size(); ++k) {
    if (!name.key.empty() && keys[k] != name.key) {
      continue;
    }
    const auto found = name.metric->value(reader, k);
    const auto value = found ? number_of(found->value) : std::nullopt;
    const bool is_high_bad = name.metric->better == Better::kLower;
    if (value && (!worst || (is_high_bad ? *value > *worst : *value < *worst))) {
      worst = value;
    }
  }
  return worst;
}

bool is_total_cost(const Metric& metric) {
  return std::ranges::find(kTotalCosts, metric.name) != std::end(kTotalCosts);
}

Cell with_number(const Cell& like, double value) {
  if (std::holds_alternative<Amount>(like)) {
    return Amount{to_minor(value)};
  }
  if (const auto* number = std::get_if<Figure>(&like)) {
    return Figure{value, number->decimals};
  }
  if (std::holds_alternative<Percent>(like)) {
    return Percent{value};
  }
  return std::holds_alternative<std::int64_t>(like) ? Cell(std::llround(value)) : like;
}

std::string unit_text(const Metric& metric, const std::string& currency) {
  return metric.unit.starts_with('$') ? currency + std::string(metric.unit.substr(1))
                                      : std::string(metric.unit);
}

}  // namespace costwright::study

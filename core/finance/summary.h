#pragma once
// The headline figures of a priced scenario: sums over ledger lines, and ratios of them to what was
// served.
// * TCO = opening value + gross cash - credits - proceeds - terminal value. The opening value is
// the book
//   value, less payables, at which servers owned before the start enter; what was paid for them
//   before is sunk. In the present value it falls at the start. The terminal value is what is still
//   on the books at the end, net book value and prepaid terms less payables, or zero, as
//   finance.terminal_value says; in the present value it falls at the end of the last month.
//   Expense = opening value + gross cash - credits - proceeds - book value - prepaid + payables, so
//   TCO = expense unless the terminal value is zero.
// * pv_cost = sum of cash x (1 + r)^(-t/12) less the discounted terminal value, t = m at the start
//   of month m (from 0), m + 1 at its end. npv = pv_benefit - pv_cost; roi = npv / pv_cost.
//   Benefits (workloads.*.value x the requests that count) fall at the end of their month. What
//   counts is value_counts: all that were served, which is within the time-out, or those of them
//   within every limit of the SLO. Payback and the funding need are undiscounted, net of benefits,
//   and leave the opening and the terminal value out. Where some workload's demand is above
//   capacity in some month (saturated) neither payback nor ROI is claimed: the money pays for a
//   system that fails.
// * Unit costs divide TCO by *served* volume, and where some workload has an SLO also by what was
//   served within it (a workload without limits counts whole): a starved service looks cheap by the
//   first and dear by the second. Split: output = TCO / (input / r + output), input =
//   output / r with r = finance.output_input_price_ratio [GKE recommender]. Levelised: pv_cost /
//   sum of the tokens of month m, each discounted as paid at its end [LCOE convention].
// A ratio without a meaning is nullopt, never 0: no tokens, no stated value; a cost per token (per
// request, per user action) when some workload serves requests without tokens (tokens without
// stating requests, requests without stating user actions), because the cost covers that workload
// too. Not modelled: taxes, inflation other than the stated escalations, financing.
#include <optional>

#include "core/ledger/ledger.h"
#include "core/physical.h"

namespace costwright {
struct Scenario;
}

namespace costwright::finance {

struct FinanceSummary {
  Minor tco{};
  Minor opening_value{};  // of what was owned before the start
  Minor gross_cash{};     // paid, before proceeds
  Minor proceeds{};       // received: > 0
  Minor credits{};        // taken off bills: > 0
  Minor terminal_value{};
  Minor book_value{}, prepaid{}, payables{};  // at the end of the last month
  Minor expense_total{};                      // the P&L view; never added to cash
  double pv_cost{};
  std::optional<double> pv_benefit;  // none when no workload states a value
  double npv{};                      // -pv_cost when there is no benefit
  std::optional<double> roi;         // none when saturated
  bool saturated = false;            // some workload in some month
  double funding_need{};             // peak of the cumulative cash need
  std::optional<int> payback_month;  // from 1; 0: nothing to pay back; none: not within the
                                     // horizon, or saturated
  // Currency units per million tokens, per request and per user action.
  std::optional<double> cost_per_1m_tokens, cost_per_1m_output_all_in;
  std::optional<double> cost_per_1m_output_split, cost_per_1m_input_split;
  std::optional<double> levelised_cost_per_1m_tokens;
  std::optional<double> cost_per_request, cost_per_user_action;
  // Over what was served within every declared limit; none where no workload has an SLO.
  std::optional<double> cost_per_1m_tokens_within_slo, cost_per_1m_output_within_slo;
  std::optional<double> cost_per_request_within_slo;
};

FinanceSummary summarise(const Scenario& scenario, const Ledger& ledger, const Physical& physical);

}  // namespace costwright::finance

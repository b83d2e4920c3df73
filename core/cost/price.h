#pragma once
// price: Physical x Scenario x Catalog -> Ledger. One file per category beside this one; each rule
// carries its source. Pure: the same inputs give the same lines, and nothing here simulates. A
// catalogue figure that is used is entered in `facts`.
#include "core/ledger/ledger.h"
#include "core/physical.h"

namespace costwright {
class Catalog;
class Diagnostics;
class FactLog;
struct LoadedScenario;
}  // namespace costwright

namespace costwright::cost {

// Which month, which amount:
// * Months are calendar months in UTC with their real hours. Prices escalate each January after the
//   start.
// * Purchases and prepayments are paid at a month's start, usage and pay at its end, disposals at
//   the end of theirs.
// * Owned servers: straight line from in_service to the residual; an asset that is sold or retired
//   leaves the books at the end of its last month (one that is retired before its sale waits, not
//   depreciated): loss = book value - proceeds. Paid before service: construction in progress;
//   served before paid: a payable.
// * Electricity = IT kWh x PUE x tariff. A colocation that includes power leaves no electricity
//   line (its cooling is taken as included); one that includes cooling only bills IT kWh. Its fee
//   is energy when it includes power, else hardware; reserved power is paid from the horizon's
//   first month to its last, and servers that draw more than that are a warning.
// * Cloud hours carry no electricity; their carbon is counted. A reservation is paid for whole
//   terms of one or three years from `from`, used or not; what it runs beyond the horizon is a
//   warning. Egress and API: cloud. Storage: data.
// * Licences: units are bought in the first month that needs them; annual ones are prepaid and
//   renewed after twelve months while needed, not refunded when given up; perpetual ones are spread
//   evenly over the rest of the horizon. A product sold per year, month or hour serves a monthly
//   term (a twelfth; as is; x hours of the month), an annual term takes years and 12 months; a unit
//   that does not fit is an error.
// * Training: GPU-hours as declared, or 6 N D / (peak x MFU), N active parameters, peak dense BF16
//   (FP16 where there is none) [Kaplan 2020; MFU as Chowdhery 2022]. Attention FLOPs, failures and
//   restarts are not modelled.
// * Each storage and egress item climbs its tiers by itself; retention counts whole months.
// * Not modelled: taxes, financing, currency conversion, credits, minimum storage durations; carbon
//   of training and application instances, whose energy is not known.
// How accurate? Cents: the worked budget of tests/core/golden_budget_test.cpp comes out exactly.

// `loaded` keeps the rules that load_scenario checks (what belongs together, references, dates,
// USD): a breach is a std::logic_error here. A catalogue row or figure that is missing is an error
// in `diagnostics`.
Ledger price(const LoadedScenario& loaded,
             const Catalog& catalog,
             const Physical& physical,
             FactLog& facts,
             Diagnostics& diagnostics);

// GPU-hours of one training run: 6 x parameters x tokens / (peak_flops x mfu), both > 0.
double training_gpu_hours(double parameters, double tokens, double peak_flops, double mfu);

}  // namespace costwright::cost

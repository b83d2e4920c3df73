#pragma once
// price: Physical x Scenario x Catalog -> Ledger. One file per category beside this one; each rule
// carries its source. Pure: the same inputs give the same lines, and nothing here simulates. A
// catalogue figure that is used is entered in `facts`.
#include <memory>

#include "core/ledger/ledger.h"
#include "core/physical.h"

namespace costwright {
class Catalog;
class Diagnostics;
class FactLog;
struct LoadedScenario;
struct Scenario;
}  // namespace costwright

namespace costwright::cost {

// Which month a payment and an expense fall into, and when a price rises: docs/reports.md, "When is
// it paid, when is it consumed, when does it rise". What a line is, beside its months:
// * Electricity = IT kWh x PUE x tariff. A colocation that includes power leaves no electricity
//   line (its cooling is taken as included); one that includes cooling only bills IT kWh. Its fee
//   is energy when it includes power, else hardware; servers that draw more than is reserved are a
//   warning. Owned servers on floor space that nobody pays for are named as not declared.
// * Cloud hours carry no electricity; their carbon is counted. Egress and API: cloud. Storage:
// data.
// * Licences: a product sold per year, month or hour serves a monthly term (a twelfth; as is; x
// hours
//   of the month), an annual term takes years and 12 months; a unit that does not fit is an error.
// * Training: GPU-hours as declared, or 6 N D / (peak x MFU), N active parameters, peak dense BF16
//   (FP16 where there is none) [Kaplan 2020; MFU as Chowdhery 2022]. Attention FLOPs, failures and
//   restarts are not modelled.
// * Storage and egress items that name the same price climb its tiers together and share the bill
// by
//   volume (core/cost/services.h); retention counts whole months.
// * Not modelled: taxes, financing, currency conversion, minimum storage durations; carbon
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

// A ledger, and what pricing nearly the same scenario can take over from it.
struct RuleResults;  // core/cost/rules.h
struct Pricing {
  Ledger ledger;
  std::shared_ptr<const RuleResults> results;
};
struct EarlierPricing {
  const Scenario& scenario;
  const Ledger& ledger;
  const RuleResults& results;
};
// As price(), doing again only what depends on what has changed since `earlier`, which had the same
// catalogue and the same physical months. Null: all of it.
Pricing price_again(const LoadedScenario& loaded,
                    const Catalog& catalog,
                    const Physical& physical,
                    const EarlierPricing* earlier,
                    FactLog& facts,
                    Diagnostics& diagnostics);

// GPU-hours of one training run: 6 x parameters x tokens / (peak_flops x mfu), both > 0.
double training_gpu_hours(double parameters, double tokens, double peak_flops, double mfu);

}  // namespace costwright::cost

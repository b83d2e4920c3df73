#pragma once
// The ledger: flat lines, the only source of every reported amount. `cash` is when it is paid,
// `expense` when it is consumed; they are never added. Amounts are integers in the minor unit
// (cents), rounded once per line (half away from zero; depreciation cumulatively), so every pivot
// of ledger.csv equals every report. Costs > 0; credits and disposal proceeds < 0.
#include <cstdint>
#include <string>
#include <vector>

#include "core/calendar.h"
#include "core/ledger/kinds.h"
#include "core/ledger/money.h"
#include "core/ledger/origins.h"

namespace costwright {

struct LedgerLine {
  YearMonth period;
  std::string site;  // "" = none
  Component component{};
  Category category{};
  std::string workload;  // a workload's name, or a label of core/ledger/labels.h
  std::string team;
  std::string item;     // what: "h100: purchase", "dc-va: electricity"
  double quantity{};    // e.g. 744
  std::string unit;     // "instance-h", "kWh", "FTE-month", ...
  double unit_price{};  // currency per unit, before rounding
  Minor cash{}, expense{};
  bool at_start =
      false;  // cash falls at the month's start (purchases, prepayments), else at its end
  bool is_credit = false;  // a discount or credit: cash and expense below 0
  std::string allocation;  // key that split a shared cost: device_hours, tokens, requests, fixed;
                           // "" = direct
  std::string source;      // rule and price source, one line
  int origins = OriginSets::kNone;  // of Ledger::origins
};

// Balance-sheet positions at the end of a month, computed from the assets themselves (not from the
// lines): sum(cash) - sum(expense) up to the month + opening = book_value + prepaid - payables,
// `opening` being the book value less payables of what was owned before the first month.
struct BalanceMonth {
  YearMonth month;
  Minor book_value{}, prepaid{}, payables{};
};

// What the scenario signs for within the horizon and what falls due after it: in no figure.
struct Commitment {
  std::string item;  // "rented: reserved hours"
  YearMonth last;    // its last month
  Minor amount{};    // of the months after the horizon
};

// What one commitment (a reservation, a savings plan) was worth over the horizon, as its expense:
// used + unused. Coverage = covered / eligible; utilisation = used / (used + unused); effective
// savings rate = (covered - used - unused) / eligible [FinOps Foundation].
struct CommitmentUse {
  std::string name;  // of the fleet entry or plan
  Minor used{}, unused{};
  // What the hours that it paid would have cost on demand, and all hours that it could have paid:
  // in currency, in instance-hours where the on-demand price is not known.
  double covered{}, eligible{};
  bool on_demand_is_known = true;
};

// A price that the scenario leaves to the catalogue, at the field that would state it instead.
struct CataloguePrice {
  std::string path;  // "sites.dc.electricity"
  double value{};    // in the field's unit; stating it there changes no amount
};

struct Ledger {
  std::vector<LedgerLine> lines;  // by period, then in rule order: deterministic
  OriginSets origins;
  std::vector<BalanceMonth> balances;  // one per month of the horizon
  Minor opening{};                     // what was owned before it is carried in at
  std::vector<std::string>
      not_declared;       // components or items without figures: "training"; never shown as 0
  double carbon_kg{};     // operational, location-based; NaN when an intensity is missing
  double facility_kwh{};  // IT energy x PUE of owned fleet; used for effective PUE
  double owned_it_kwh{}, cloud_it_kwh{};
  std::vector<CataloguePrice> catalogue_prices;
  std::vector<Commitment> commitments;
  std::vector<CommitmentUse> commitment_use;
};

}  // namespace costwright

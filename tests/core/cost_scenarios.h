#pragma once
// Scenarios and physical results for the tests of money, built as values: no YAML, no simulation.
#include <functional>
#include <string>
#include <vector>

#include "core/catalog/catalog.h"
#include "core/cost/price.h"
#include "core/finance/finance.h"
#include "core/finance/summary.h"
#include "core/ledger/pivot.h"
#include "core/scenario/reader.h"
#include "core/scenario/scenario.h"

namespace costwright::testing {
using namespace cost;

inline MoneyPerMonth per_year(double amount) {
  return MoneyPerMonth{amount / 12};
}
inline EnergyPrice per_kwh(double amount) {
  return amount * money_per_kwh;
}
inline MoneyPerHour hourly(double amount) {
  return amount * money_per_hour;
}
inline PowerPrice per_kw_month(double amount) {
  return PowerPrice{amount / 1000};
}
inline StoragePrice per_gb_month(double amount) {
  return StoragePrice{amount / 1e9};
}
inline DataPrice per_gb(double amount) {
  return DataPrice{amount / 1e9};
}

// The catalogue of data/.
const Catalog& data_catalog();
LoadedScenario empty_scenario(int months);

// scenarios/worked-budget: 8 x H100 owned, one cloud instance, staff, licences, declared tokens;
// 2027-2029. Every price is stated, so it needs no catalogue.
LoadedScenario golden_scenario();

// What the calendar says without any simulation: servers between their dates, `power` x hours as
// energy, declared volumes; a workload that is served by a deployment serves 1,000,000 x (1 + its
// index) requests of 500 tokens in and 200 out a month and keeps a tenth of the entry's devices
// busy. `devices` is the number of devices of a server.
Physical physical_of(const Scenario& scenario, double devices = 8);

struct Priced {
  Ledger ledger;
  finance::FinanceSummary summary;
  Physical physical;
  FactLog facts;
  Diagnostics diagnostics;
};
Priced priced(const LoadedScenario& loaded, const Catalog& catalog = {});

// Seeded scenario of 1..48 months with every section filled by chance; all prices are stated, in
// cents or finer.
LoadedScenario random_scenario(unsigned seed);

// Every field that is a price, tariff, wage, overhead or escalation: raises it when the scenario
// has it.
struct PriceField {
  std::string name;
  std::function<bool(Scenario&)> raise;  // false: the scenario does not have it
};
std::vector<PriceField> price_fields();

// Lines whose item is `item`.
std::vector<LedgerLine> lines_of(const Ledger& ledger, const std::string& item);
Minor cash_of(const Ledger& ledger, const std::string& item);
Minor expense_of(const Ledger& ledger, const std::string& item);

}  // namespace costwright::testing

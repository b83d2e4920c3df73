#pragma once
// What the options of a purchase mix cost, by the ledger: of one machine, or of money that is
// committed to, what the scenario has more with it than without.
//   machines  from each month in which their term can begin, to its end
//   rented    by the hour where hours are told apart or plans cover them; else by the month
//   plans     of 1 an hour: with a large commitment that covers one machine, what the scenario has
//             more than with that machine alone, and what the plan pays of the machine's rent. The
//             plan's price of an hour is what the commitment was used for in its first term
// Nothing is simulated: machines idle.
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "study/purchase/mix_scenario.h"
#include "study/purchase/purchase.h"

namespace costwright::study {

struct MixPricing {
  std::string metric;
  YearMonth start;
  int months{};
  std::map<std::string, int> most;  // machines at a time, by option
  int as_written{};                 // machines
  bool is_by_the_hour = false;      // the demand comes and goes within a month
};

// Named as the options.
struct MixCosts {
  std::vector<Holding> holdings;
  std::vector<Rented> rented;
  std::vector<SavingsPlan> plans;
  double rest{};  // of the metric, without machines
  int evaluated = 0;
};

// Months that what begins in `month` is there for.
int months_of(const MixPart& option, int month, int horizon);
// Of what begins in that month, or of machines by the month that are there for one.
MixPurchase purchase_of(const MixPart& option, std::size_t index, const MixPricing& how, int month);

// Nullopt with an error: machines of another kind, terms beyond the horizon.
std::optional<MixCosts> mix_costs(const Inputs& inputs,
                                  const MixParts& parts,
                                  const MixPricing& how,
                                  Diagnostics& diagnostics);

}  // namespace costwright::study

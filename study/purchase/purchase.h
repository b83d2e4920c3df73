#pragma once
// What to buy, to commit to and to rent, and when, so that a demand is met at the least cost: a
// mixed-integer program over plain numbers (solve/milp.h).
//   demand     by period (a month), blocks of hours with one demand each. Hours do not bear on each
//              other, so that a curve of single hours loses nothing when equal ones are one block:
//              blocks_of()
//   holdings   are had for a term, used or not: owned machines, reservations. Whole machines,
//              bought at the start of a period
//   plans      savings plans: so much money an hour for a term, used or not, for which machines
//              that are rented by the hour are paid at the plan's rate. Any amount of money
//   rented     by the hour: on demand, spot. Whole machines in each block, unless told else
// In every block: capacity of the holdings in use and of the rented machines >= demand.
// cost = prices + fees + use, each as in the period in which it is paid, times discount^period; a
// holding that outlives the horizon pays its fees in full if it `is_committed`, and is credited
// `worth_of_rest` of the part of its price that is not used up.
// Periods are numbered from 0, money is in one currency, power in kW.
// Not modelled: queueing (the demand is of machines, as simulated), delivery times, resale before
// the horizon, energy other than as a cost an hour of use.
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "solve/milp.h"

namespace costwright::study {

struct DemandBlock {
  double hours{};
  double demand{};  // in units of `capacity`
};
using DemandPeriod = std::vector<DemandBlock>;

// The hours of one period, equal demands in one block; ascending.
DemandPeriod blocks_of(const std::vector<double>& demand_by_hour);

// What one machine that is bought in a period comes to: where a ledger tells.
struct PricedPurchase {
  double cost{};             // in all, discounted
  std::vector<double> paid;  // in that period, the next, ...; those beyond the horizon left out
};

struct Holding {
  std::string name;
  double capacity = 1;      // of a machine
  double price = 0;         // a machine, at the start of its term
  double fee_a_period = 0;  // a machine, used or not
  double cost_an_hour = 0;  // of use
  int term = 1;             // periods: an owned machine's life, a reservation's term
  bool is_committed = false;
  double worth_of_rest = 0;  // 0..1
  int most = 1'000'000;      // at a time
  std::string site = {};
  double power = 0;  // a machine
  // In place of price, fees and worth, by period; none is bought in the others.
  std::map<int, PricedPurchase> priced = {};
};

struct SavingsPlan {
  std::string name;
  int term = 1;  // periods
  // Of 1 an hour that is committed to, by period in which that begins; none begins in the others.
  // Empty: the money itself.
  std::map<int, PricedPurchase> priced = {};
};

// An hour of a rented machine in a period: where a ledger tells.
struct PricedHour {
  double cost{};  // discounted
  double paid{};
};

struct Rented {
  std::string name;
  double capacity = 1;
  double price_an_hour = 0;
  int most = 1'000'000;
  // Else the mean of machines that come and go within a block: off by less than a machine in it,
  // and much faster with availabilities or capacities that are no whole numbers.
  bool is_whole = true;
  double availability = 1;  // share of a block's hours that it is there (spot)
  std::map<std::string, double> plan_prices = {};  // an hour, by savings plan that covers it
  std::vector<PricedHour> priced = {};             // by period, in place of price_an_hour
};

struct PurchaseProblem {
  std::vector<DemandPeriod> demand;
  std::vector<Holding> holdings = {};
  std::vector<SavingsPlan> plans = {};
  std::vector<Rented> rented = {};
  std::map<std::string, double> power_limits = {};  // of holdings, by site
  std::optional<double> budget_a_period = {};       // for all that is paid in it
  double discount = 1;                              // a period, > 0
};

struct Purchase {
  std::string name;
  int period{};
  double amount{};  // machines; of a savings plan money an hour
};

struct PurchasePlan {
  solve::MilpStatus status{};
  double cost{}, bound{};
  std::vector<Purchase> purchases;  // of holdings and plans
  std::vector<double> paid;         // by period, not discounted
  // By period: machine-hours of use by holding and by rented machine (with and without a plan).
  std::vector<std::map<std::string, double>> hours;
};

// status kInfeasible: limits or `most` leave a demand unmet.
PurchasePlan cheapest_purchases(const PurchaseProblem& problem,
                                const solve::MilpOptions& options = {});

}  // namespace costwright::study

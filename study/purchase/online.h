#pragma once
// A rule that commits without knowing the future, and what it loses by that: the measure of a
// purchase plan that rests on a forecast.
//   break-even rule [Wang 2013]: whenever what was paid on demand, for demand above what is
//   reserved, in the hours of the last term exceeds fee / (1 - alpha), reserve one machine for a
//   term; those hours count as served by it from then on. alpha = reserved price an hour of use /
//   on-demand price
//   guarantee: its cost <= (2 - alpha) x the least cost with the whole future known
#include <vector>

namespace costwright::study {

struct Reservation {
  double fee{};              // a machine and term
  double price_an_hour{};    // of use, on top
  double on_demand_price{};  // an hour, above price_an_hour
  int term{};                // hours, > 0

  double alpha() const { return price_an_hour / on_demand_price; }
};

struct OnlineCost {
  double cost{};
  int reserved = 0;  // machines, each for a term
};

OnlineCost break_even_rule(const std::vector<int>& demand_by_hour, const Reservation& reservation);

// The least cost with the whole demand known: a mixed-integer program with a period an hour, for
// demands of some hundred hours.
double offline_cost(const std::vector<int>& demand_by_hour, const Reservation& reservation);

}  // namespace costwright::study

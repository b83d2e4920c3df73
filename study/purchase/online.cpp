#include "study/purchase/online.h"

#include <algorithm>

#include "core/diagnostics.h"
#include "study/purchase/purchase.h"

namespace costwright::study {

OnlineCost break_even_rule(const std::vector<int>& demand_by_hour, const Reservation& reservation) {
  require(reservation.term > 0 && reservation.price_an_hour < reservation.on_demand_price,
          "term {}, {} an hour reserved, {} on demand", reservation.term, reservation.price_an_hour,
          reservation.on_demand_price);
  const auto hours = static_cast<int>(demand_by_hour.size());
  const double break_even = reservation.fee / (1 - reservation.alpha());
  std::vector<int> reserved(demand_by_hour.size()), counted(demand_by_hour.size());
  OnlineCost total;
  for (int hour = 0; hour < hours; ++hour) {
    const int begin = std::max(0, hour - reservation.term + 1);
    const auto paid_on_demand = [&] {
      int above = 0;
      for (int i = begin; i <= hour; ++i) {
        const auto at = static_cast<std::size_t>(i);
        above += demand_by_hour[at] > counted[at] ? 1 : 0;
      }
      return above * reservation.on_demand_price;
    };
    while (paid_on_demand() > break_even) {
      ++total.reserved;
      total.cost += reservation.fee;
      const int end = std::min(hours, hour + reservation.term);
      std::for_each(counted.begin() + begin, counted.begin() + end, [](int& n) {
        ++n;
      });
      std::for_each(reserved.begin() + hour, reserved.begin() + end, [](int& n) {
        ++n;
      });
    }
    const auto at = static_cast<std::size_t>(hour);
    const int by_reserved = std::min(demand_by_hour[at], reserved[at]);
    total.cost += by_reserved * reservation.price_an_hour +
                  (demand_by_hour[at] - by_reserved) * reservation.on_demand_price;
  }
  return total;
}

double offline_cost(const std::vector<int>& demand_by_hour, const Reservation& reservation) {
  PurchaseProblem problem;
  for (const int demand : demand_by_hour) {
    problem.demand.push_back({{.hours = 1, .demand = static_cast<double>(demand)}});
  }
  problem.holdings = {{.name = "reserved",
                       .price = reservation.fee,
                       .cost_an_hour = reservation.price_an_hour,
                       .term = reservation.term}};
  problem.rented = {{.name = "on demand", .price_an_hour = reservation.on_demand_price}};
  return cheapest_purchases(problem).cost;
}

}  // namespace costwright::study

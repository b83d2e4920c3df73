#include "core/scenario/sections/workloads.h"

namespace costwright {

double requests_in(const Demand& demand, int month) {
  double volume = demand.requests ? demand.requests->base() : 0;
  if (const auto& people = demand.population) {
    volume = people->users.base() * people->actions_per_user * people->calls_per_action;
  }
  for (int m = 0; m < month; ++m) {  // repeated product: no pow of libm
    volume *= 1 + demand.growth.per_month;
  }
  return volume;
}

}  // namespace costwright

#include "core/scenario/sections/workloads.h"

namespace costwright {

double grown(const GrowthRate& growth, int month) {
  double factor = 1;
  for (int m = 0; m < month; ++m) {  // repeated product: no pow of libm
    factor *= 1 + growth.per_month;
  }
  return factor;
}

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

#pragma once
// How many requests come when: the declared volume of each month, spread over the hours of its
// typical days. Pure functions of the scenario.
//   rate(h) = volume x weekday weight x hour weight
//             / (sum over the month's days of the weekday weight x sum of the hour weights)
// Worked: 300,000 requests in a month of 30 equal days without a shape: 300,000 / (30 x 24) = 416.7
// an hour.
#include <array>
#include <vector>

#include "core/scenario/scenario.h"
#include "study/plan/plan.h"

namespace costwright::study {

// Weekdays on which no workload differs are one typical day.
struct WeekShape {
  TypicalDays days;
  std::vector<std::array<double, 7>> of_workload;  // by workload: weight of each weekday
};
WeekShape week_shape(const Scenario& scenario);

struct WorkloadDemand {  // by month; empty: none is declared
  std::vector<double> requests;
  std::vector<std::vector<double>> rates;  // requests per hour, in every hour of the typical days
};
std::vector<WorkloadDemand> monthly_demand(const Scenario& scenario, const WeekShape& week);

// How often a window holds its typical days, so that the rarest workload sends a thousand requests
// in its busiest month: as long as all together are few, and the window is no longer than a month.
int repeats_of(const std::vector<WorkloadDemand>& demand);

}  // namespace costwright::study

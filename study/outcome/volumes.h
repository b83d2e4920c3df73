#pragma once
// What a month's simulation counted, brought to the volume that is declared: a window of a few days
// has drawn some requests too many or too few, and has drawn how long they are.
//   requests   served, dropped and timed out in the shares that were simulated, adding up to the
//              declared number (whole ones by largest remainders)
//   tokens     so that the requests that came have the declared mean lengths (of a trace its own,
//   of
//              drawn ones E[min(X, max)]): x declared mean / mean of what was drawn. Where some are
//              refused for their length, so that those that are answered are as long as accepted
//              ones are on average: a few very long ones would decide the other.
//   cascades   what an API has to answer second is the stated share of what was answered first
// Worked: 6,000 requests declared with 1,000 prompt tokens on average; 5,913 were drawn, of 937:
// the month has 6,000,000.
#include "study/outcome/months.h"

namespace costwright::study {

struct MonthRuns {
  const ScenarioPlan& plan;
  const SimulationTable& simulation_of;
  const Usages& usages;
  int month{};                  // from 0
  std::vector<double> weights;  // of the days of the window
};

// Of workload `w`, some deployment of which is in service.
void bring_to_declared(std::size_t w,
                       const MonthBasis::Service& service,
                       const MonthRuns& runs,
                       PhysicalMonth& month);

}  // namespace costwright::study

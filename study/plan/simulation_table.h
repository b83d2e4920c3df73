#pragma once
// Which simulation stands for a deployment in a month.
#include <vector>

namespace costwright::study {

// [pool][month] -> index into ScenarioPlan::simulations; -1: not in service that month
using SimulationTable = std::vector<std::vector<int>>;

}  // namespace costwright::study

#pragma once
// The same engine held back to one iteration at a time (still O(1) each): what jumping is measured
// against. Gives the same result as simulate_serving, bit for bit.
#include "sim/serving/engine.h"

namespace costwright::sim {

PoolUsage simulate_serving_stepwise(const ServingPlan& plan,
                                    ArrivalSource& arrivals,
                                    const RunControl& options = {});

}  // namespace costwright::sim

#pragma once
// The same plan at the ends of what a calibration's error allows.
#include "sim/serving/plan.h"

namespace costwright::study {

// The plan with all that a calibration fits taking `factor` times as long, rounded to the
// picosecond. factor > 0.
sim::ServingPlan slowed(sim::ServingPlan plan, double factor);

// The factor by which `other` was made of a plan, or nearly so.
double times_as_long(const sim::ServingPlan& plan, const sim::ServingPlan& other);

}  // namespace costwright::study

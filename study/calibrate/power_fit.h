#pragma once
// The factors of data/calibration/power.csv, again from published rows. Both starts know no row:
// plain shares.
#include <vector>

#include "study/published/power_rows.h"

namespace costwright::study {

// The first seven factors, to jobs on accelerators of one architecture; the others are kept.
PowerFactors fit_power_caps(const std::vector<CappedJob>& jobs);

// Memory share and the four factors of LLM engines, to loads on accelerators of one architecture.
// The others are kept; so is the clock's share, which these loads cannot tell from what does not
// fall with the clock. Every model weighs the same; the start is also a prior.
PowerFactors fit_serving_power(const std::vector<ServedPower>& loads);

}  // namespace costwright::study

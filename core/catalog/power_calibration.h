#pragma once
// The power factors of an architecture, from data/calibration/power.csv.
#include <optional>
#include <string>

#include "core/catalog/catalog.h"
#include "core/specs/power_factors.h"

namespace costwright {

// Those of the row named like `architecture`, else of the row `other`. Nothing, with an error, when
// there is neither, or a cell is blank.
std::optional<PowerFactors> power_factors_of(const Catalog& catalog,
                                             const std::string& architecture,
                                             FactLog& facts,
                                             Diagnostics& diagnostics);

}  // namespace costwright

#pragma once
// How near training comes to the hardware, from data/calibration/training.csv.
#include <optional>
#include <string>

#include "core/catalog/catalog.h"
#include "core/perf/training/training_efficiency.h"
#include "core/specs/accelerator.h"

namespace costwright {

// Those of the row `architecture/bf16` (any 16 bits), `architecture/fp8` or `architecture/fp4`,
// else of `other/...`. A `release` of the software has rows of its own where an older one was
// measured: `architecture/fp8/26.04`; "" = the newest.
struct TrainingCalibration {
  perf::TrainingEfficiency factors;
  std::string key;  // of the row
  bool fitted{};    // to this architecture, not to others
};
// "bf16" (any 16 bits), "fp8" or "fp4".
std::string_view training_arithmetic(Precision precision);
// Nothing, with an error, when there is no row, or a cell is blank.
std::optional<TrainingCalibration> training_calibration(const Catalog& catalog,
                                                        const AcceleratorSpec& accelerator,
                                                        Precision precision,
                                                        const std::string& release,
                                                        FactLog& facts,
                                                        Diagnostics& diagnostics);

}  // namespace costwright

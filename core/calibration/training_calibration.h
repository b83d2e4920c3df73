#pragma once
// How near training comes to the hardware, from data/calibration/training.csv.
#include <optional>

#include "core/catalog/catalog.h"
#include "core/perf/training/training_efficiency.h"
#include "core/specs/accelerator.h"

namespace costwright {

// Those of the row `architecture/bf16` (any 16 bits) or `architecture/fp8`, else of `other/...`.
struct TrainingCalibration {
  perf::TrainingEfficiency factors;
  bool fitted{};  // to this architecture, not to others
};
// Nothing, with an error, when there is no row, or a cell is blank or out of bounds.
std::optional<TrainingCalibration> training_calibration(const Catalog& catalog,
                                                        const AcceleratorSpec& accelerator,
                                                        Precision precision,
                                                        FactLog& facts,
                                                        Diagnostics& diagnostics);

}  // namespace costwright

#pragma once
// From the rows of a training_cost.csv to the catalogue's table `calibration_training`, one row per
// architecture and arithmetic that the file has rows of (study/calibrate/training_fit.h).
#include <optional>
#include <string>

#include "study/calibrate/calibration_tables.h"
#include "study/published/published.h"

namespace costwright::study {

std::optional<CalibrationTables> calibrate_training(const std::string& training_cost_csv,
                                                    const ReferenceBook& book,
                                                    const Catalog& catalog,
                                                    const std::string& as_of,
                                                    Diagnostics& diagnostics);

}  // namespace costwright::study

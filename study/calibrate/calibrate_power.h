#pragma once
// From the rows of an energy.csv to the catalogue's table `calibration_power`, one row per
// architecture: power-cap sweeps tell the first seven factors, LLM engines at their published speed
// the memory share and the four factors of LLM engines. What a file does not speak about
// keeps the catalogue's figure.
#include <optional>
#include <string>

#include "study/calibrate/calibration_tables.h"
#include "study/published/published.h"

namespace costwright::study {

std::optional<CalibrationTables> calibrate_power(const std::string& energy_csv,
                                                 const ReferenceBook& book,
                                                 const Catalog& catalog,
                                                 const std::string& as_of,
                                                 Diagnostics& diagnostics);

}  // namespace costwright::study

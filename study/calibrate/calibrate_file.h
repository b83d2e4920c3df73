#pragma once
// `costwright calibrate`: measurements of one's own become a calibration. The columns of the file
// tell which:
//   of inference_throughput.csv   the factors of serving (study/calibrate/calibrate.h)
//   of energy.csv                 the factors of power (study/calibrate/calibrate_power.h)
//   of training_cost.csv          the factors of training (study/calibrate/calibrate_training.h)
#include <optional>
#include <string>

#include "study/calibrate/calibrate.h"
#include "study/calibrate/calibration_tables.h"

namespace costwright::study {

// Errors: an unreadable file, none of whose rows can be used, columns that are missing.
std::optional<CalibrationTables> calibrate_file(const std::string& measurements_csv,
                                                const std::string& data_folder,
                                                const std::string& as_of,
                                                const CalibrateOptions& options,
                                                Diagnostics& diagnostics);

}  // namespace costwright::study

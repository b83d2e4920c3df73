#pragma once
// `costwright calibrate`: measurements of one's own become a calibration. What a file holds tells
// which: results of a benchmark client (study/published/client_files.h), or a CSV with the columns
//   of inference_throughput.csv   the factors of serving (study/calibrate/calibrate.h)
//   of energy.csv                 the factors of power (study/calibrate/calibrate_power.h)
//   of training_cost.csv          the factors of training (study/calibrate/calibrate_training.h)
#include <optional>
#include <string>

#include "study/calibrate/calibrate.h"
#include "study/calibrate/calibration_tables.h"
#include "study/published/client_files.h"

namespace costwright::study {

// Errors: an unreadable file, none of whose rows can be used, columns that are missing.
std::optional<CalibrationTables> calibrate_file(const std::string& measurements_csv,
                                                const std::string& data_folder,
                                                const std::string& as_of,
                                                const CalibrateOptions& options,
                                                Diagnostics& diagnostics);

// What benchmark clients wrote, one or more files, or one CSV as above. `given`: what the clients'
// files do not say; an error beside a CSV of our columns. Clients' figures start from the
// catalogue's calibration (study/calibrate/own_measurements.h).
std::optional<CalibrationTables> calibrate_files(const std::vector<std::string>& files,
                                                 const MeasuredSystem& given,
                                                 const std::string& data_folder,
                                                 const std::string& as_of,
                                                 const CalibrateOptions& options,
                                                 Diagnostics& diagnostics);

}  // namespace costwright::study

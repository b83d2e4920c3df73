#pragma once
// What every calibration writes: the factors as data/calibration/ holds them, what they miss by
// row, and a summary for the eye.
#include <string>
#include <vector>

#include "core/diagnostics.h"
#include "core/table/table.h"

namespace costwright::study {

struct CalibrationTables {
  Table factors;  // named like its file: serving, power or training
  Table residuals, summary;
  Table errors{};   // of serving: error.csv; no rows when the file has too few groups to tell
  Table learned{};  // of serving: what the measurements add to the catalogue
};
// Writes <factors>.csv, residuals.csv and, if it has rows, error.csv. False + error on failure.
bool write_calibration(const CalibrationTables& tables,
                       const std::string& folder,
                       Diagnostics& diagnostics);

// Four significant digits: more than a fit knows.
double rounded(double value);
// Percentile of |ratio - 1| in percent; a ratio of 0 is none. Blank without any.
Cell percent_of(const std::vector<double>& ratios, double share);

}  // namespace costwright::study

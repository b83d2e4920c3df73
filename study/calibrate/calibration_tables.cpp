#include "study/calibrate/calibration_tables.h"

#include <cmath>

#include "core/files.h"
#include "study/published/statistics.h"

namespace costwright::study {

bool write_calibration(const CalibrationTables& tables,
                       const std::string& folder,
                       Diagnostics& diagnostics) {
  const bool has_errors = !tables.errors.rows.empty();
  return write_files(
      folder,
      {{fmt::format("{}.csv", tables.factors.name), to_csv(tables.factors)},
       {"residuals.csv", to_csv(tables.residuals)},
       {"error.csv", has_errors ? std::optional(to_csv(tables.errors)) : std::nullopt}},
      diagnostics);
}

double rounded(double value) {
  const double scale = std::pow(10, 3 - std::floor(std::log10(value)));
  return std::round(value * scale) / scale;
}

Cell percent_of(const std::vector<double>& ratios, double share) {
  std::vector<double> errors;
  for (const double r : ratios) {
    if (r > 0) {
      errors.push_back(std::abs(r - 1));
    }
  }
  return errors.empty() ? Cell{} : Cell{Figure{std::round(1000 * quantile(errors, share)) / 10, 1}};
}

}  // namespace costwright::study

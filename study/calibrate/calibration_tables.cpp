#include "study/calibrate/calibration_tables.h"

#include <cmath>

#include "core/files.h"
#include "study/published/statistics.h"

namespace costwright::study {

bool write_calibration(const CalibrationTables& tables,
                       const std::string& folder,
                       Diagnostics& diagnostics) {
  return write_file(fmt::format("{}/{}.csv", folder, tables.factors.name), to_csv(tables.factors),
                    diagnostics) &&
         write_file(folder + "/residuals.csv", to_csv(tables.residuals), diagnostics) &&
         (tables.errors.rows.empty() ||
          write_file(folder + "/error.csv", to_csv(tables.errors), diagnostics));
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

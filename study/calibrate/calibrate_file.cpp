#include "study/calibrate/calibrate_file.h"

#include "study/calibrate/calibrate_power.h"
#include "study/calibrate/calibrate_training.h"

namespace costwright::study {

std::optional<CalibrationTables> calibrate_file(const std::string& measurements_csv,
                                                const std::string& data_folder,
                                                const std::string& as_of,
                                                const CalibrateOptions& options,
                                                Diagnostics& diagnostics) {
  const Catalog catalog = Catalog::load(data_folder, diagnostics);
  const auto book = ReferenceBook::load(data_folder + "/reference", diagnostics);
  const auto table = ReferenceTable::load(measurements_csv, {}, diagnostics);
  if (!book || !table || diagnostics.has_errors()) {
    return std::nullopt;
  }
  if (table->has("category")) {
    return calibrate_power(measurements_csv, *book, catalog, as_of, diagnostics);
  }
  if (table->has("global_batch")) {
    return calibrate_training(measurements_csv, *book, catalog, as_of, diagnostics);
  }
  return calibrate_serving(measurements_csv, *book, catalog, as_of, options, diagnostics);
}

}  // namespace costwright::study

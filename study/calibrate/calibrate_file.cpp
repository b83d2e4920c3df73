#include "study/calibrate/calibrate_file.h"

#include "core/files.h"
#include "study/calibrate/calibrate_power.h"
#include "study/calibrate/calibrate_training.h"
#include "study/calibrate/own_measurements.h"

namespace costwright::study {
namespace {

// Of a file that no client wrote: nothing; of one that cannot be read: nothing, after an error.
std::optional<std::vector<PublishedServing>> client_rows(const std::string& file,
                                                         const MeasuredSystem& given,
                                                         Diagnostics& diagnostics) {
  const auto text = read_file(file, diagnostics);
  const auto format = text ? client_format(*text) : std::nullopt;
  return format ? std::optional(read_client_file(*text, file, *format, given, diagnostics))
                : std::nullopt;
}

std::optional<CalibrationTables> calibrate_clients(const MeasuredRows& measured,
                                                   const std::string& data_folder,
                                                   const std::string& as_of,
                                                   CalibrateOptions options,
                                                   Diagnostics& diagnostics) {
  const Catalog catalog = Catalog::load(data_folder, diagnostics);
  const auto book = ReferenceBook::load(data_folder + "/reference", diagnostics);
  if (!book || diagnostics.has_errors()) {
    return std::nullopt;
  }
  options.prior = catalogue_prior(catalog);
  auto tables = calibrate_rows(measured, *book, catalog, as_of, options, diagnostics);
  if (tables) {
    join_catalogue(tables->factors, catalog);
  }
  return tables;
}

}  // namespace

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

std::optional<CalibrationTables> calibrate_files(const std::vector<std::string>& files,
                                                 const MeasuredSystem& given,
                                                 const std::string& data_folder,
                                                 const std::string& as_of,
                                                 const CalibrateOptions& options,
                                                 Diagnostics& diagnostics) {
  MeasuredRows measured{{}, fmt::format("{}", fmt::join(files, " "))};
  for (const std::string& file : files) {
    const auto more = client_rows(file, given, diagnostics);
    if (more) {
      measured.rows.insert(measured.rows.end(), more->begin(), more->end());
    } else if (files.size() > 1 || given != MeasuredSystem{}) {
      diagnostics.error({file, 0, 0}, "no benchmark client writes such a file",
                        "a CSV of our columns is read alone, and says itself what was measured");
    }
    if (!more && !diagnostics.has_errors()) {
      return calibrate_file(file, data_folder, as_of, options, diagnostics);
    }
  }
  return diagnostics.has_errors()
             ? std::nullopt
             : calibrate_clients(measured, data_folder, as_of, options, diagnostics);
}

}  // namespace costwright::study

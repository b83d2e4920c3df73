#pragma once
// `costwright validate`: predicts every published row from model shape, accelerator, precision,
// parallelism and load alone, and says how far off. A row that is not predicted says why.
#include <functional>
#include <string>
#include <vector>

#include "core/catalog/catalog.h"
#include "study/published/scored_row.h"

namespace costwright::study {

struct ValidateOptions {
  std::string data_folder;       // the catalogue, calibration, names.csv and sources.csv
  std::string reference_folder;  // "" = data/reference; tables that are not there are left out
  std::string table;             // "" = all
  // Predict each model (of power caps each network) with factors and constants that were fitted
  // without it (minutes, not seconds). Rows to which nothing was fitted are left out.
  bool leave_one_out = false;
  int threads = 0;
  std::function<void(double share)> progress;
};

// Tables that can be scored, as their files are called.
std::vector<std::string> validation_tables();

std::vector<ScoredRow> validate(const ValidateOptions& options, Diagnostics& diagnostics);

// Writes validate.csv (every row), scores.csv, coverage.csv and scatter.svg. False + error on
// failure.
bool write_validation(const std::vector<ScoredRow>& rows,
                      const std::string& folder,
                      Diagnostics& diagnostics);

// Predicted against published, both axes logarithmic, one colour per table and source, as SVG.
std::string scatter_svg(const std::vector<ScoredRow>& rows);

}  // namespace costwright::study

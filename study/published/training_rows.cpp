#include "study/published/training_rows.h"

namespace costwright::study {

std::vector<ScoredRow> predict_training(const std::filesystem::path& training_cost_csv,
                                        const ReferenceBook& book,
                                        const Catalog& catalog,
                                        Diagnostics& diagnostics) {
  std::vector<ScoredRow> rows;
  for (TrainingCase& one : training_cases(training_cost_csv, book, catalog, diagnostics)) {
    if (one.job) {
      one.row.predicted = training_step(*one.job, one.calibration.factors).tokens_per_device_s;
    }
    rows.push_back(std::move(one.row));
  }
  return rows;
}

}  // namespace costwright::study

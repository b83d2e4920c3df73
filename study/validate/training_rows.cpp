#include "study/validate/training_rows.h"

namespace costwright {

std::vector<ScoredRow> predict_training(const std::filesystem::path& training_cost_csv,
                                        const ReferenceBook& book,
                                        const Catalog& catalog,
                                        Diagnostics& diagnostics) {
  std::vector<ScoredRow> rows;
  for (TrainingCase& one : training_cases(training_cost_csv, book, catalog, diagnostics)) {
    if (one.job) {
      const auto efficiency = default_training_efficiency(one.job->accelerator, one.job->precision);
      one.row.predicted = training_step(*one.job, efficiency).tokens_per_device_s;
    }
    rows.push_back(std::move(one.row));
  }
  return rows;
}

}  // namespace costwright

#pragma once
// The fitted factors of data/calibration/training.csv, again from published rows: per architecture
// the shares for GEMMs (16, 8 and 4 bits), attention and memory, and the host time per expert, of
// the newest software and of an older release. What the file says is set stays as it is. Loss: log
// errors, robust, a model weighing as the root of its number of rows. The start knows no row.
#include <optional>
#include <vector>

#include "study/published/training_rows.h"

namespace costwright::study {

// Factors of the cases of one architecture. What no case speaks about (8 bits, experts) stays where
// the fit starts.
struct FittedTraining {
  double gemm16{}, gemm8{}, gemm4{}, attention{}, memory{}, per_expert_s{};
  double per_expert_older_s{};  // of cases with a release
};
FittedTraining fit_training(const std::vector<const TrainingCase*>& cases);
// The case's calibration with the fitted factors in it.
perf::TrainingEfficiency with_fitted(const TrainingCase& c, const FittedTraining& fitted);

// Tokens/s and device of every case with factors fitted to all other models of its architecture;
// nothing for cases without a job, of another architecture, or extrapolated (none was fitted to
// them).
std::vector<std::optional<double>> training_without_own_model(
    const std::vector<TrainingCase>& cases, int threads = 0);

}  // namespace costwright::study

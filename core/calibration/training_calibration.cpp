#include "core/calibration/training_calibration.h"

#include "core/catalog/read_factors.h"

namespace costwright {

std::optional<TrainingCalibration> training_calibration(const Catalog& catalog,
                                                        const AcceleratorSpec& accelerator,
                                                        Precision precision,
                                                        FactLog& facts,
                                                        Diagnostics& diagnostics) {
  const std::string arithmetic = precision == Precision::kFp8 ? "/fp8" : "/bf16";
  const std::string own = accelerator.architecture + arithmetic;
  const Row* row = first_row(catalog, "calibration_training", {own, "other" + arithmetic});
  if (row == nullptr) {
    diagnostics.error({}, fmt::format("no row of the table calibration_training is named '{}' or "
                                      "'other{}'",
                                      own, arithmetic));
    return std::nullopt;
  }
  TrainingCalibration found{{}, row->key() == own};
  const FactorsRead read =
      read_factors(*row, perf::training_factors(), found.factors, facts, diagnostics);
  if (!read.complete) {
    diagnostics.error(row->place(),
                      fmt::format("training calibration '{}' has a blank factor", row->key()),
                      "it needs all; `costwright catalog calibration_training` shows others'");
  }
  return read.complete && read.in_bounds ? std::optional(found) : std::nullopt;
}

}  // namespace costwright

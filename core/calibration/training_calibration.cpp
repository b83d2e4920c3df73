#include "core/calibration/training_calibration.h"

#include "core/catalog/read_factors.h"

namespace costwright {

std::string_view training_arithmetic(Precision precision) {
  return to_string(precision == Precision::kFp8 || precision == Precision::kFp4 ? precision
                                                                                : Precision::kBf16);
}

std::optional<TrainingCalibration> training_calibration(const Catalog& catalog,
                                                        const AcceleratorSpec& accelerator,
                                                        Precision precision,
                                                        const std::string& release,
                                                        FactLog& facts,
                                                        Diagnostics& diagnostics) {
  const std::string arithmetic = fmt::format("/{}", training_arithmetic(precision));
  const std::string own = accelerator.architecture + arithmetic;
  const std::string older = release.empty() ? own : own + "/" + release;
  const Row* row = first_row(catalog, "calibration_training", {older, own, "other" + arithmetic});
  if (row == nullptr) {
    diagnostics.error({}, fmt::format("no row of the table calibration_training is named '{}' or "
                                      "'other{}'",
                                      own, arithmetic));
    return std::nullopt;
  }
  TrainingCalibration found{{}, row->key(), row->key() == own || row->key() == older};
  const bool complete = read_factors(*row, perf::training_factors(), found.factors, facts);
  if (!complete) {
    diagnostics.error(row->place(),
                      fmt::format("training calibration '{}' has a blank factor", row->key()),
                      "it needs all; `costwright catalog calibration_training` shows others'");
  }
  return complete ? std::optional(found) : std::nullopt;
}

}  // namespace costwright

#include "core/perf/training_step.h"

namespace costwright {

std::string_view training_architecture(const AcceleratorSpec& accelerator) {
  const std::string& key = accelerator.key;
  const auto starts = [&](std::string_view with) {
    return key.rfind(with, 0) == 0;
  };
  if (starts("a100") || starts("a800")) {
    return "ampere";
  }
  if (starts("h100") || starts("h200") || starts("h800") || starts("gh200")) {
    return "hopper";
  }
  return "other";
}

TrainingEfficiency default_training_efficiency(const AcceleratorSpec& accelerator,
                                               Precision precision) {
  TrainingEfficiency e;
  e.gemm = 0.8;
  e.attention = 0.5;
  e.memory = 0.7;
  e.link = 0.75;
  e.overlap = 0.8;
  if (training_architecture(accelerator) == "ampere") {
    return e;
  }
  e.gemm = precision == Precision::kFp8 ? 0.6 : 0.7;
  return e;
}

}  // namespace costwright

#pragma once
// Fits the efficiency factors of one (engine, architecture, arithmetic) to measurements: nonlinear
// least squares (Levenberg-Marquardt of Eigen) over the logarithms of predicted / measured, with a
// robust loss, bounds and a prior. The prior keeps a factor that the measurements do not speak
// about near its default instead of letting noise set it.
#include <vector>

#include "study/published/serving_case.h"

namespace costwright::study {

struct Measurement {
  const ServingCase* at{};
  const PublishedServing* row{};
};

// Relative spread that counts as one unit of misfit: throughput and TPOT 0.1, TTFT 0.3. Beyond 1.5
// units the loss grows linearly (Huber). Every model weighs the same, however many rows it has.
struct Fit {
  perf::LlmEfficiency factors;
  double loss{};
  int evaluations{};
};
// Where a fit starts and what it stays near.
struct FitPrior {
  perf::LlmEfficiency factors;
  // Of what all-reduces take: they carry 16-bit activations whatever the weights are in, so the
  // engine's other arithmetic on the same architecture tells it, and a fit keeps within a tenth.
  bool knows_links = false;
};
Fit fit_factors(const std::vector<Measurement>& measurements, const FitPrior& prior);

// Predicted / measured of every measurement; 0 where the prediction does not exist.
std::vector<double> ratios(const std::vector<Measurement>& measurements,
                           const perf::LlmEfficiency& factors);

}  // namespace costwright::study

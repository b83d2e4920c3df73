#include "study/calibrate/fit.h"

#include <cmath>
#include <map>

#include "study/calibrate/least_squares.h"

namespace costwright::study {
namespace {

// Differences above the ripples of a discrete simulation, below its bends; an evaluation simulates
// every measurement.
constexpr LeastSquaresOptions kSimulated{
    .step = 0.04, .first_step = 100, .tolerance = 1e-3, .most_evaluations = 12};

double spread_of(std::string_view metric) {
  return metric == "ttft_ms" ? 0.3 : 0.1;
}

// Per measurement, so that every model weighs the same.
std::vector<double> weights_of(const std::vector<Measurement>& measurements) {
  std::map<std::string, double> rows_of;
  for (const auto& m : measurements) {
    rows_of[m.at->replica.model.key] += 1;
  }
  const double even =
      static_cast<double>(measurements.size()) / static_cast<double>(rows_of.size());
  std::vector<double> weights;
  for (const auto& m : measurements) {
    weights.push_back(std::sqrt(even / rows_of[m.at->replica.model.key]) /
                      spread_of(m.row->metric));
  }
  return weights;
}

perf::LlmEfficiency efficiency_of(const std::vector<double>& factors) {
  perf::LlmEfficiency e;
  std::size_t i = 0;
  for (const perf::LlmFactor& f : perf::llm_factors()) {
    e.*f.member = factors[i++];
  }
  return e;
}

double spread_of(const perf::LlmFactor& f, const FitPrior& prior) {
  constexpr double kKnown = 0.1;
  using E = perf::LlmEfficiency;
  const bool is_of_links = f.member == &E::link || f.member == &E::allreduce_latency_s;
  return prior.knows_links && is_of_links ? kKnown : f.spread;
}

}  // namespace

std::vector<double> ratios(const std::vector<Measurement>& measurements,
                           const perf::LlmEfficiency& factors) {
  std::map<const ServingCase*, std::optional<ServingPrediction>> done;
  std::vector<double> out;
  for (const Measurement& m : measurements) {
    const auto [at, is_new] = done.try_emplace(m.at);
    if (is_new) {
      at->second = predict(*m.at, factors);
    }
    const auto figure = at->second ? metric_of(*m.row, *m.at, *at->second) : std::nullopt;
    out.push_back(figure ? *figure / m.row->value : 0);
  }
  return out;
}

Fit fit_factors(const std::vector<Measurement>& measurements, const FitPrior& prior) {
  const std::vector<double> weights = weights_of(measurements);
  std::vector<double> start;
  std::vector<FactorBounds> bounds;
  for (const perf::LlmFactor& f : perf::llm_factors()) {
    start.push_back(prior.factors.*f.member);
    bounds.push_back({f.unit * f.low, f.unit * f.high});
  }
  const auto misfits = [&](const std::vector<double>& factors, std::vector<double>& out) {
    out.clear();
    const std::vector<double> ratio = ratios(measurements, efficiency_of(factors));
    for (std::size_t i = 0; i < ratio.size(); ++i) {
      out.push_back(ratio[i] > 0 ? robust(weights[i] * std::log(ratio[i])) : 0);
    }
    std::size_t i = 0;
    for (const perf::LlmFactor& f : perf::llm_factors()) {
      out.push_back(std::log(factors[i++] / (prior.factors.*f.member)) / spread_of(f, prior));
    }
  };
  const LeastSquaresFit fit = least_squares(start, bounds, misfits, kSimulated);
  return {efficiency_of(fit.factors), fit.loss, fit.evaluations};
}

}  // namespace costwright::study

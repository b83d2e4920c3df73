#include "core/calibration/pooled_factors.h"

#include <cmath>

#include "core/diagnostics.h"

namespace costwright {
namespace {

// Variances of the factors' logarithms, in units of that between two groups that agree in
// everything. Chosen by leaving out each group; the result hardly moves within a factor of 3.
constexpr double kOtherArithmetic = 1;
constexpr double kOtherArchitecture = 1;
constexpr double kOtherRelease = 30;
constexpr double kOtherEngine = 100;

double variance(const FactorGroup& a, const FactorGroup& b, std::span<const std::string> engines) {
  double sum = 1;
  sum += a.arithmetic != b.arithmetic ? kOtherArithmetic : 0;
  sum += a.architecture != b.architecture ? kOtherArchitecture : 0;
  if (a.engine != b.engine) {
    const bool release = engine_family(a.engine, engines) == engine_family(b.engine, engines);
    sum += release ? kOtherRelease : kOtherEngine;
  }
  return sum;
}

}  // namespace

std::vector<std::string> engines_of(std::span<const MeasuredFactors> measured) {
  std::vector<std::string> engines;
  for (const MeasuredFactors& m : measured) {
    engines.push_back(m.group.engine);
  }
  return engines;
}

std::string engine_family(const std::string& engine, std::span<const std::string> engines) {
  std::string family = engine;
  for (const std::string& other : engines) {
    if (other.size() < family.size() && engine.starts_with(other + "-")) {
      family = other;
    }
  }
  return family;
}

perf::LlmEfficiency pooled_factors(const FactorGroup& wanted,
                                   std::span<const MeasuredFactors> measured) {
  require(!measured.empty(), "no factors to pool");
  const std::vector<std::string> engines = engines_of(measured);
  std::vector<double> weights;
  double sum = 0;
  for (const MeasuredFactors& m : measured) {
    weights.push_back(1 / variance(m.group, wanted, engines));
    sum += weights.back();
  }
  perf::LlmEfficiency pooled;
  for (const perf::LlmFactor& f : perf::llm_factors()) {
    double mean = 0;
    for (std::size_t i = 0; i < measured.size(); ++i) {
      mean += weights[i] / sum * std::log(measured[i].factors.*f.member);
    }
    pooled.*f.member = std::exp(mean);
  }
  return pooled;
}

}  // namespace costwright

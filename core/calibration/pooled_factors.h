#pragma once
// The factors of an (engine, architecture, arithmetic) that nobody has measured, from those that
// somebody has: the mean of their logarithms, each weighing the less the more it differs. Leaving
// every measured group out in turn, this misses by less than the nearest group's own factors
// (docs/accuracy.md, "Outside of what was measured").
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/perf/serving/llm_efficiency.h"

namespace costwright {

struct FactorGroup {
  std::string engine, architecture, arithmetic;
  friend bool operator==(const FactorGroup&, const FactorGroup&) = default;
};
struct MeasuredFactors {
  FactorGroup group;
  perf::LlmEfficiency factors;
};

std::vector<std::string> engines_of(std::span<const MeasuredFactors> measured);

// "trt-llm" of "trt-llm-2023", if that is among `engines`; else the engine.
std::string engine_family(const std::string& engine, std::span<const std::string> engines);

// `measured` must not be empty.
perf::LlmEfficiency pooled_factors(const FactorGroup& wanted,
                                   std::span<const MeasuredFactors> measured);

}  // namespace costwright

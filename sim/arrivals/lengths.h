#pragma once
// Token counts drawn from a LengthPlan. Lognormal: mu = ln p50, sigma = sqrt(2 ln(mean / p50)), the
// draw rounded half up and clamped to [min, max] (clamping moves the mean when it bites).
// Empirical: the first value whose cumulative weight reaches the uniform draw.
#include "sim/arrivals/arrivals.h"
#include "sim/clock/random.h"

namespace costwright::sim {

// std::logic_error unless the plan is valid (see make_arrivals).
void check(const LengthPlan& plan);

class LengthSampler {
 public:
  explicit LengthSampler(const LengthPlan& plan);
  std::int32_t draw(std::uint64_t seed,
                    Purpose purpose,
                    std::uint64_t id,
                    std::uint64_t index = 0) const;

 private:
  std::int32_t clamped(double tokens) const;
  LengthPlan plan_;
  double mu_ = 0, sigma_ = 0;
  std::int32_t fixed_ = 1;
};

// Think time after turn `index` of client `id`: the mean, or exponential with that mean (cut at 46
// days, which no plan lasts).
Ps draw_think(Ps mean, bool exponential, std::uint64_t seed, std::uint64_t id, std::uint64_t index);

}  // namespace costwright::sim

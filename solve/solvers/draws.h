#pragma once
// Random choices of a search: the same for a seed on every machine (the standard's distributions
// differ by library, its generator doesn't).
#include <random>

#include "solve/problem.h"

namespace costwright::solve {

class Draws {
 public:
  explicit Draws(std::uint64_t seed) : generator_(seed) {}

  // 0 .. count - 1, evenly (to 2^-32: the remainder of a 64-bit number).
  int whole(int count) { return static_cast<int>(generator_() % static_cast<unsigned>(count)); }
  double real(double low, double high) {
    constexpr double kStep = 0x1p-53;
    return low + (high - low) * (static_cast<double>(generator_() >> 11U) * kStep);
  }
  double value(const Decision& decision) {
    return decision.choices > 0 ? whole(decision.choices) : real(decision.low, decision.high);
  }
  Point point(const Problem& problem) {
    Point point;
    for (const Decision& decision : problem.decisions) {
      point.push_back(value(decision));
    }
    return problem.repair ? problem.repair(std::move(point)) : point;
  }

 private:
  std::mt19937_64 generator_;
};

}  // namespace costwright::solve

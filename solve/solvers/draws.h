#pragma once
// Random choices of a search: the same for a seed on every machine (the standard's distributions
// differ by library, its generator doesn't).
#include <algorithm>
#include <cmath>
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
  // Evenly over each decision by itself: all of its choices are drawn as often, or once more
  // [McKay 1979, Latin hypercubes].
  std::vector<Point> spread(const Problem& problem, std::size_t count) {
    std::vector<Point> points(count, Point(problem.decisions.size()));
    for (std::size_t i = 0; i < problem.decisions.size(); ++i) {
      std::vector<std::size_t> strata(count);
      for (std::size_t stratum = 0; stratum < count; ++stratum) {
        const auto other = static_cast<std::size_t>(whole(static_cast<int>(stratum) + 1));
        strata[stratum] = strata[other];
        strata[other] = stratum;
      }
      for (std::size_t j = 0; j < count; ++j) {
        points[j][i] = value_in(problem.decisions[i], strata[j], count);
      }
    }
    for (Point& point : points) {
      point = problem.repair ? problem.repair(std::move(point)) : point;
    }
    return points;
  }

 private:
  // In the stratum of `count` equal ones.
  double value_in(const Decision& decision, std::size_t stratum, std::size_t count) {
    const double share = (static_cast<double>(stratum) + real(0, 1)) / static_cast<double>(count);
    return decision.choices > 0
               ? std::min(std::floor(share * decision.choices), decision.choices - 1.0)
               : decision.low + share * (decision.high - decision.low);
  }

  std::mt19937_64 generator_;
};

}  // namespace costwright::solve

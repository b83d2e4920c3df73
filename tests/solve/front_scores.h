#pragma once
// How much of the true front a solver finds, on random problems that can be tried in full.
#include <algorithm>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "solve/front.h"
#include "solve/solvers/exhaustive.h"
#include "tests/solve/random_problem.h"

namespace costwright::testing {

using namespace solve;

using Solve = Summary (*)(const Problem&, const Options&);

using Shapes = std::vector<std::vector<int>>;

// 2,000 points or more each.
inline const Shapes kManyDecisions = {{5, 5, 5, 4, 4},
                                      {3, 3, 3, 3, 3, 3, 3},
                                      {2, 2, 2, 2, 2, 2, 2, 4, 4},
                                      {8, 7, 6, 6},
                                      {2, 3, 4, 3, 2, 4, 4}};
inline const Shapes kFewDecisions = {{13, 13, 12}, {20, 10, 10}};

// Two or three objectives, none to two constraints.
inline RandomShape large_shape(const Shapes& shapes, std::uint64_t number) {
  RandomShape shape = {.choices = shapes[number % shapes.size()]};
  shape.objectives = 2 + number % 2;
  shape.constraints = number % 3;
  shape.pairs = 0.2 + 0.1 * static_cast<double>(number % 8);
  return shape;
}

struct Score {
  double median = 0, worst = 1;
};

enum class Bounds { kKnown, kUnknown };

// As large_shape(), but a tenth of an objective follows from no choice and no pair of choices.
inline RandomShape unexplained_shape(const Shapes& shapes, std::uint64_t number) {
  RandomShape shape = large_shape(shapes, number);
  shape.unexplained = 0.1;
  return shape;
}

// Hypervolume as a share of the true front's, with a fifth of the points evaluated, of 30 problems
// from `seeds` seeds each.
inline Score score_of(Solve solver,
                      const Shapes& shapes,
                      Bounds bounds,
                      std::uint64_t seeds,
                      RandomShape (*shape_of)(const Shapes&, std::uint64_t) = large_shape) {
  std::vector<double> shares;
  for (std::uint64_t number = 1; number <= 30; ++number) {
    Problem problem = random_problem(number, shape_of(shapes, number));
    problem.bound = bounds == Bounds::kKnown ? problem.bound : nullptr;
    const std::uint64_t points = *count_of_points(problem);
    EXPECT_GE(points, 2000U);
    const Summary truth = exhaustive(problem, {});
    for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
      const Summary found = solver(
          problem, {.seed = seed, .most_evaluations = points / 5, .reference = truth.reference});
      EXPECT_LE(found.evaluations.standard, points / 5);
      shares.push_back(found.hypervolume / truth.hypervolume);
    }
  }
  std::sort(shares.begin(), shares.end());
  return {.median = shares[shares.size() / 2], .worst = shares.front()};
}

// With bounds and without.
inline void expect_front(Solve solver, const Shapes& shapes, std::uint64_t seeds) {
  for (const Bounds bounds : {Bounds::kKnown, Bounds::kUnknown}) {
    const Score score = score_of(solver, shapes, bounds, seeds);
    ::testing::Test::RecordProperty(bounds == Bounds::kKnown ? "with bounds" : "without",
                                    fmt::format("median {}, worst {}", score.median, score.worst));
    EXPECT_GE(score.median, 0.99);
    EXPECT_GE(score.worst, 0.95);
  }
}

}  // namespace costwright::testing

// NSGA-II and ant colony against the true front, and the baselines.
#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

#include "solve/front.h"
#include "solve/solvers/baselines.h"
#include "solve/solvers/evolutionary.h"
#include "solve/solvers/exhaustive.h"
#include "tests/solve/random_problem.h"

namespace costwright::testing {

namespace {

using namespace solve;

using Solve = Summary (*)(const Problem&, const Options&);

using Shapes = std::vector<std::vector<int>>;

// 2,000 points or more each.
const Shapes kManyDecisions = {{5, 5, 5, 4, 4},
                               {3, 3, 3, 3, 3, 3, 3},
                               {2, 2, 2, 2, 2, 2, 2, 4, 4},
                               {8, 7, 6, 6},
                               {2, 3, 4, 3, 2, 4, 4}};
const Shapes kFewDecisions = {{13, 13, 12}, {20, 10, 10}};

// Two or three objectives, none to two constraints.
RandomShape large_shape(const Shapes& shapes, std::uint64_t number) {
  RandomShape shape = {.choices = shapes[number % shapes.size()]};
  shape.objectives = 2 + number % 2;
  shape.constraints = number % 3;
  shape.pairs = 0.2 + 0.1 * static_cast<double>(number % 8);
  return shape;
}

struct Score {
  double median = 0, worst = 1;
};

// The same in a currency that is worth 2^-40 as much: every sum is exact.
Problem in_small_change(Problem problem) {
  constexpr double kTimes = 1099511627776.0;
  problem.bound = nullptr;
  problem.evaluate = [inner = problem.evaluate](std::span<const Point> points, Fidelity fidelity) {
    std::vector<Answer> answers = inner(points, fidelity);
    for (Answer& answer : answers) {
      Range& first = answer.objectives.front();
      first = {first.low * kTimes, first.value * kTimes, first.high * kTimes};
    }
    return answers;
  };
  return problem;
}

std::vector<Point> front_points(const Summary& summary) {
  std::vector<Point> points;
  for (const Candidate& candidate : summary.front) {
    points.push_back(candidate.point);
  }
  return points;
}

enum class Bounds { kKnown, kUnknown };

// Hypervolume as a share of the true front's, with a fifth of the points evaluated.
Score score_of(Solve solver, const Shapes& shapes, Bounds bounds, std::uint64_t seeds) {
  std::vector<double> shares;
  for (std::uint64_t number = 1; number <= 30; ++number) {
    Problem problem = random_problem(number, large_shape(shapes, number));
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

// ZDT1 [Zitzler 2000]: 30 real numbers in 0..1; the front is f2 = 1 - sqrt(f1).
Problem zdt1() {
  Problem problem;
  for (int i = 0; i < 30; ++i) {
    problem.decisions.push_back({.name = fmt::format("x{}", i), .low = 0, .high = 1});
  }
  problem.objectives = 2;
  problem.evaluate = [](std::span<const Point> points, Fidelity) {
    std::vector<Answer> answers;
    for (const Point& x : points) {
      double sum = 0;
      for (std::size_t i = 1; i < x.size(); ++i) {
        sum += x[i];
      }
      const double g = 1 + 9 * sum / 29, second = g * (1 - std::sqrt(x[0] / g));
      answers.push_back(
          {.objectives = {{x[0], x[0], x[0]}, {second, second, second}}, .excess = {}});
    }
    return answers;
  };
  return problem;
}

}  // namespace

TEST(Nsga2, FindsTheFrontWithAFifthOfThePoints) {
  for (const Bounds bounds : {Bounds::kKnown, Bounds::kUnknown}) {
    const Score score = score_of(nsga2, kManyDecisions, bounds, 10);
    RecordProperty(bounds == Bounds::kKnown ? "with bounds" : "without",
                   fmt::format("median {}, worst {}", score.median, score.worst));
    EXPECT_GE(score.median, 0.99);
    EXPECT_GE(score.worst, 0.95);
  }
}

// Three decisions of 10 to 20 choices without any order among them: the hardest there is, as little
// of what one point teaches is true of another. Bounds teach it.
TEST(Nsga2, FindsTheFrontOfFewLargeDecisionsByTheirBounds) {
  const Score score = score_of(nsga2, kFewDecisions, Bounds::kKnown, 10);
  RecordProperty("hypervolume", fmt::format("median {}, worst {}", score.median, score.worst));
  EXPECT_GE(score.median, 0.99);
  EXPECT_GE(score.worst, 0.95);
}

TEST(Nsga2, FindsMostOfTheFrontOfFewLargeDecisions) {
  const Score score = score_of(nsga2, kFewDecisions, Bounds::kUnknown, 10);
  RecordProperty("hypervolume", fmt::format("median {}, worst {}", score.median, score.worst));
  EXPECT_GE(score.median, 0.99);
  EXPECT_GE(score.worst, 0.85);
}

TEST(AntColony, FindsMostOfTheFrontWithAFifthOfThePoints) {
  const Score known = score_of(ant_colony, kManyDecisions, Bounds::kKnown, 3);
  RecordProperty("with bounds", fmt::format("median {}, worst {}", known.median, known.worst));
  EXPECT_GE(known.median, 0.99);
  EXPECT_GE(known.worst, 0.95);
  const Score unknown = score_of(ant_colony, kManyDecisions, Bounds::kUnknown, 3);
  RecordProperty("without", fmt::format("median {}, worst {}", unknown.median, unknown.worst));
  EXPECT_GE(unknown.median, 0.95);
  EXPECT_GE(unknown.worst, 0.70);
}

TEST(Heuristics, FindTheSameFrontInAnyCurrency) {
  for (std::uint64_t number = 1; number <= 4; ++number) {
    Problem problem = random_problem(number, large_shape(kManyDecisions, number));
    problem.bound = nullptr;
    for (const Solve solver : {nsga2, ant_colony}) {
      const Options options{.seed = number, .most_evaluations = 400};
      EXPECT_EQ(front_points(solver(problem, options)),
                front_points(solver(in_small_change(problem), options)))
          << number;
    }
  }
}

// What the others must beat, with as many points.
TEST(RandomSearch, FindsLess) {
  const Score score = score_of(random_search, kManyDecisions, Bounds::kUnknown, 3);
  RecordProperty("hypervolume", fmt::format("median {}, worst {}", score.median, score.worst));
  EXPECT_LT(score.median, 0.95);
}

// The volume below (1.1, 1.1) of the front itself is 0.876667 (1.21 - the area below 1 - sqrt(f1)).
TEST(Nsga2, ReachesTheFrontOfZdt1) {
  const Summary summary =
      nsga2(zdt1(), {.most_evaluations = 20'000, .population = 100, .reference = {1.1, 1.1}});
  EXPECT_GT(summary.hypervolume, 0.87);
  EXPECT_LE(summary.hypervolume, 0.876667);
}

}  // namespace costwright::testing

// NSGA-II and ant colony against the true front, and the baselines.
#include <algorithm>
#include <array>
#include <cmath>

#include <gtest/gtest.h>

#include "solve/solvers/baselines.h"
#include "solve/solvers/evolutionary.h"
#include "tests/solve/front_scores.h"
#include "tests/solve/random_problem.h"

namespace costwright::testing {

namespace {

using namespace solve;

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
  expect_front(nsga2, kManyDecisions, 2);
}

// Three decisions of 10 to 20 choices without any order among them: the hardest there is, as little
// of what one point teaches is true of another.
TEST(Nsga2, FindsTheFrontOfFewLargeDecisions) {
  expect_front(nsga2, kFewDecisions, 2);
}

// Where a tenth of an objective is chance, what is expected of a point is wrong by that.
TEST(Nsga2, FindsMostOfAFrontThatNoEffectsExplain) {
  for (const Shapes& shapes : {kManyDecisions, kFewDecisions}) {
    const Score score = score_of(nsga2, shapes, Bounds::kUnknown, 2, unexplained_shape);
    RecordProperty(shapes == kManyDecisions ? "many" : "few",
                   fmt::format("median {}, worst {}", score.median, score.worst));
    EXPECT_GE(score.median, 0.99);
    EXPECT_GE(score.worst, 0.95);
  }
}

TEST(AntColony, FindsTheFrontWithAFifthOfThePoints) {
  expect_front(ant_colony, kManyDecisions, 2);
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

// A table of 2 x 2 x 2 by hand: each step changes the one decision that helps most, up to three
// that are made; then the first is better taken back.
TEST(Greedy, TakesBackWhatLaterStepsMadeNeedless) {
  Problem problem;
  problem.decisions = {
      {.name = "a", .choices = 2}, {.name = "b", .choices = 2}, {.name = "c", .choices = 2}};
  problem.evaluate = [](std::span<const Point> points, Fidelity) {
    std::vector<Answer> answers;
    for (const Point& p : points) {
      const int at = static_cast<int>(4 * p[0] + 2 * p[1] + p[2]);
      constexpr std::array<double, 8> kCosts = {9, 10, 10, 1, 8, 10, 7, 6};
      const double cost = kCosts.at(static_cast<std::size_t>(at));
      answers.push_back({.objectives = {{cost, cost, cost}}, .excess = {}});
    }
    return answers;
  };
  const Summary found = greedy(problem, {});
  ASSERT_TRUE(found.best);
  EXPECT_EQ(found.best->point, (Point{0, 1, 1}));
  const Summary single = best_single(problem, {});
  ASSERT_TRUE(single.best);
  EXPECT_EQ(single.best->point, (Point{1, 0, 0}));
}

// What the others must beat, with as many points.
TEST(RandomSearch, FindsLess) {
  const Score score = score_of(random_search, kManyDecisions, Bounds::kUnknown, 3);
  RecordProperty("hypervolume", fmt::format("median {}, worst {}", score.median, score.worst));
  EXPECT_LT(score.median, 0.95);
}

// Half of the space breaks a constraint by a hair. What breaks one is worse than whatever breaks
// none, so the search ends up in the other half.
TEST(Nsga2, LeavesWhatBreaksAConstraintByAHair) {
  Problem problem = zdt1();
  problem.constraints = 1;
  std::vector<bool> is_kept;
  problem.evaluate = [&, inner = problem.evaluate](std::span<const Point> points, Fidelity how) {
    auto answers = inner(points, how);
    for (std::size_t i = 0; i < points.size(); ++i) {
      const double excess = points[i][0] < 0.5 ? 1e-12 : 0;
      answers[i].excess = {{excess, excess, excess}};
      is_kept.push_back(excess == 0);
    }
    return answers;
  };
  nsga2(problem, {.most_evaluations = 1000});
  ASSERT_GE(is_kept.size(), 500U);
  EXPECT_GT(std::count(is_kept.end() - 200, is_kept.end(), true), 150);
}

// Populations are of a multiple of four, eight at least.
TEST(Nsga2, BeginsWithItsPopulation) {
  for (const auto& [wanted, begun] :
       {std::pair<std::size_t, std::size_t>{24, 24}, {25, 28}, {3, 8}}) {
    Problem problem = zdt1();
    std::vector<std::size_t> asked;
    problem.evaluate = [&, inner = problem.evaluate](std::span<const Point> points, Fidelity how) {
      asked.push_back(points.size());
      return inner(points, how);
    };
    nsga2(problem, {.batch = 100, .most_evaluations = 200, .population = wanted});
    ASSERT_FALSE(asked.empty());
    EXPECT_EQ(asked.front(), begun) << wanted;
  }
}

// The volume below (1.1, 1.1) of the front itself is 0.876667 (1.21 - the area below 1 - sqrt(f1)).
TEST(Nsga2, ReachesTheFrontOfZdt1) {
  const Summary summary =
      nsga2(zdt1(), {.most_evaluations = 20'000, .population = 100, .reference = {1.1, 1.1}});
  EXPECT_GT(summary.hypervolume, 0.87);
  EXPECT_LE(summary.hypervolume, 0.876667);
}

}  // namespace costwright::testing

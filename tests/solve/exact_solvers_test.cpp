// Branch and bound, and quick answers first, against every point.
#include <algorithm>
#include <mutex>
#include <thread>

#include <gtest/gtest.h>

#include "solve/front.h"
#include "solve/solvers/branch_and_bound.h"
#include "solve/solvers/exhaustive.h"
#include "solve/solvers/multi_fidelity.h"
#include "tests/solve/random_problem.h"

namespace costwright::testing {

namespace {

using namespace solve;

std::vector<std::vector<double>> objectives_of(const Summary& summary) {
  std::vector<std::vector<double>> objectives;
  for (const Candidate& candidate : summary.front) {
    objectives.push_back(values_of(candidate.answer.objectives));
  }
  return objectives;
}

bool is_proof(const Summary& summary) {
  return summary.status != Status::kStopped && summary.status != Status::kBest;
}

// 30 problems a seed.
template <class Check>
void for_each_small_problem(Check check) {
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    for (std::uint64_t number = 1; number <= 30; ++number) {
      SCOPED_TRACE(fmt::format("seed {}, problem {}", seed, number));
      const std::uint64_t key = seed * 100 + number;
      check(random_problem(key, small_shape(key, 1 + number % 3)), number);
      if (::testing::Test::HasFailure()) {
        return;
      }
    }
  }
}

Problem without_bound(Problem problem) {
  problem.bound = {};
  return problem;
}

}  // namespace

TEST(BranchAndBound, IsExhaustive) {
  std::uint64_t evaluated = 0, points = 0;
  for_each_small_problem([&](const Problem& problem, std::uint64_t) {
    const Summary all = exhaustive(problem, {});
    const Summary found = branch_and_bound(problem, {.batch = 3});
    EXPECT_EQ(objectives_of(found), objectives_of(all));
    EXPECT_EQ(found.status, all.status);
    EXPECT_TRUE(is_proof(found));
    EXPECT_EQ(found.gap, all.gap);
    EXPECT_EQ(found.bound, all.bound);
    evaluated += found.evaluations.standard;
    points += all.evaluations.standard;
  });
  EXPECT_LT(evaluated, points / 2);
  RecordProperty("evaluated", fmt::format("{} of {}", evaluated, points));
}

TEST(BranchAndBound, IsExhaustiveWithQuickAnswersFirst) {
  std::uint64_t eliminated = 0;
  for_each_small_problem([&](const Problem& problem, std::uint64_t) {
    const Summary all = exhaustive(problem, {});
    const Summary found = branch_and_bound(problem, {.quick_first = true, .batch = 4});
    EXPECT_EQ(objectives_of(found), objectives_of(all));
    EXPECT_LE(found.evaluations.standard, found.evaluations.quick);
    EXPECT_EQ(found.status == Status::kOptimalWithinError,
              found.eliminated_by_error > 0 && all.best.has_value());
    eliminated += found.eliminated_by_error;
  });
  EXPECT_GT(eliminated, 100U);
}

TEST(BranchAndBound, IsExhaustiveInLittleMemoryAndWithoutABound) {
  for_each_small_problem([&](const Problem& problem, std::uint64_t number) {
    const Summary all = exhaustive(problem, {});
    const Summary small = branch_and_bound(problem, {.batch = 2, .most_open = number % 4});
    EXPECT_EQ(objectives_of(small), objectives_of(all));
    EXPECT_EQ(small.status, all.status);
    const Summary blind = branch_and_bound(without_bound(problem), {});
    EXPECT_EQ(objectives_of(blind), objectives_of(all));
  });
}

// Who is told of bounds before they are asked may find them together: none but the root's comes
// unforetold, none is foretold that is not asked, and the search is the same.
TEST(BranchAndBound, ForetellsItsBounds) {
  for_each_small_problem([&](const Problem& problem, std::uint64_t) {
    Problem told = problem;
    std::vector<Point> foretold;
    std::size_t asked = 0;
    told.foresee = [&](std::span<const Point> points) {
      EXPECT_TRUE(asked == 0 || asked == foretold.size());
      foretold.assign(points.begin(), points.end());
      asked = 0;
    };
    told.bound = [&, bound = problem.bound](const Point& point) {
      const bool is_root = std::all_of(point.begin(), point.end(), is_open);
      if (!is_root) {
        EXPECT_LT(asked, foretold.size());
        const Point& next = foretold.at(asked++);
        EXPECT_TRUE(std::equal(point.begin(), point.end(), next.begin(), [](double a, double b) {
          return a == b || (is_open(a) && is_open(b));
        }));
      }
      return bound(point);
    };
    const Summary plain = branch_and_bound(problem, {.batch = 3});
    const Summary found = branch_and_bound(told, {.batch = 3});
    EXPECT_EQ(objectives_of(found), objectives_of(plain));
    EXPECT_EQ(found.bounds_asked, plain.bounds_asked);
    EXPECT_EQ(found.evaluations.standard, plain.evaluations.standard);
  });
}

TEST(MultiFidelity, IsExhaustive) {
  std::uint64_t standard = 0, quick = 0;
  for_each_small_problem([&](const Problem& problem, std::uint64_t) {
    const Summary all = exhaustive(problem, {});
    const Summary found = multi_fidelity(problem, {.batch = 4});
    EXPECT_EQ(objectives_of(found), objectives_of(all));
    EXPECT_EQ(found.evaluations.quick, all.evaluations.standard);
    EXPECT_EQ(found.evaluations.standard + found.eliminated_by_error, found.evaluations.quick);
    standard += found.evaluations.standard;
    quick += found.evaluations.quick;
  });
  EXPECT_LT(standard, quick / 2);
}

TEST(BranchAndBound, AStackOfMemoryIsBounded) {
  const Problem problem = random_problem(3, {.choices = std::vector<int>(9, 3), .pairs = 3});
  const Summary wide = branch_and_bound(problem, {.batch = 1});
  const Summary narrow = branch_and_bound(problem, {.batch = 1, .most_open = 10});
  EXPECT_GT(wide.most_open, 100U);
  // The siblings of a path, at most, beyond what is allowed.
  EXPECT_LE(narrow.most_open, 10U + 9 * 3);
  EXPECT_EQ(objectives_of(narrow), objectives_of(wide));
}

// By hand: decisions 0..3 and 0..2, objective 10 + first + 2 x second, second >= 1: 12 at (0, 1).
Problem hand_problem() {
  Problem problem;
  problem.decisions = {{.name = "first", .choices = 4}, {.name = "second", .choices = 3}};
  problem.constraints = 1;
  problem.evaluate = [](std::span<const Point> points, Fidelity) {
    std::vector<Answer> answers;
    for (const Point& point : points) {
      const double value = 10 + point[0] + 2 * point[1], excess = 1 - point[1];
      answers.push_back({{{value, value, value}}, {{excess, excess, excess}}});
    }
    return answers;
  };
  problem.bound = [](const Point& point) {
    const double first = is_open(point[0]) ? 0 : point[0];
    const double second = is_open(point[1]) ? 0 : point[1];
    return Bound{{10 + first + 2 * second}, {is_open(point[1]) ? -1 : 1 - point[1]}};
  };
  return problem;
}

TEST(BranchAndBound, AnOptimumByHand) {
  const Summary found = branch_and_bound(hand_problem(), {.batch = 1});
  ASSERT_TRUE(found.best);
  EXPECT_EQ(found.best->point, (Point{0, 1}));
  EXPECT_EQ(found.best->answer.objectives[0].value, 12);
  EXPECT_EQ(found.status, Status::kProven);
  EXPECT_EQ(found.bound, 12);
  EXPECT_EQ(found.gap, 0);
  // (0, 0) is pruned as it violates, (0, 2) and (1..3, -) as they are not below 12.
  EXPECT_EQ(found.evaluations.standard, 1U);
}

TEST(BranchAndBound, WhenStoppedTheGapTellsHowMuchBetterThereMayBe) {
  const Problem problem = random_problem(5, {.choices = std::vector<int>(7, 4), .pairs = 2});
  const double optimum = branch_and_bound(problem, {}).best->answer.objectives[0].value;
  const Summary stopped = branch_and_bound(problem, {.batch = 4, .most_evaluations = 20});
  EXPECT_EQ(stopped.status, Status::kStopped);
  EXPECT_EQ(stopped.evaluations.standard, 20U);
  ASSERT_TRUE(stopped.best && stopped.bound && stopped.gap);
  const double best = stopped.best->answer.objectives[0].value;
  EXPECT_GT(*stopped.gap, 0);
  EXPECT_LE(*stopped.bound, optimum);
  EXPECT_GE(best, optimum);
  EXPECT_NEAR(*stopped.gap, (best - *stopped.bound) / best, 1e-12);
}

TEST(BranchAndBound, AnAllowedGapEndsIt) {
  const Problem problem = random_problem(5, {.choices = std::vector<int>(7, 4), .pairs = 2});
  const Summary exact = branch_and_bound(problem, {.batch = 1});
  const Summary near = branch_and_bound(problem, {.batch = 1, .allowed_gap = 0.2});
  EXPECT_LT(near.evaluations.standard, exact.evaluations.standard);
  EXPECT_LE(*near.gap, 0.2);
  EXPECT_LE(near.best->answer.objectives[0].value,
            exact.best->answer.objectives[0].value / (1 - 0.2));
}

TEST(BranchAndBound, TheGapOfAStoppedFrontIsAShareOfItsVolume) {
  const Problem problem =
      random_problem(8, {.choices = std::vector<int>(6, 4), .objectives = 2, .pairs = 1});
  double gap = 1;
  for (const std::uint64_t most : {40, 400, 4000}) {
    const Summary summary =
        branch_and_bound(problem, {.most_evaluations = most, .reference = {100, 100}});
    ASSERT_TRUE(summary.gap);
    EXPECT_LE(*summary.gap, gap);
    gap = *summary.gap;
  }
  EXPECT_EQ(gap, 0);
}

TEST(BranchAndBound, EvaluatesNothingTwiceAndCountsWorks) {
  Problem problem = random_problem(11, {.choices = {5, 5, 4, 3}, .constraints = 1, .free = 2});
  std::vector<std::pair<Point, Fidelity>> evaluated;
  problem.evaluate = [&, evaluate = problem.evaluate](std::span<const Point> points,
                                                      Fidelity fidelity) {
    for (const Point& point : points) {
      evaluated.emplace_back(point, fidelity);
    }
    return evaluate(points, fidelity);
  };
  for (const bool quick_first : {false, true}) {
    evaluated.clear();
    const Summary summary = branch_and_bound(
        problem, {.quick_first = quick_first, .start = {{0, 0, 0, 0}, {4, 4, 3, 2}}});
    EXPECT_EQ(evaluated.size(), summary.evaluations.quick + summary.evaluations.standard);
    std::sort(evaluated.begin(), evaluated.end());
    EXPECT_EQ(std::adjacent_find(evaluated.begin(), evaluated.end()), evaluated.end());
    EXPECT_LE(summary.works.standard, 25U);
    EXPECT_LT(summary.works.standard + summary.works.quick, evaluated.size());
  }
}

TEST(BranchAndBound, FreeDecisionsAreDecidedLastAndTogether) {
  // The free decision comes first: all three choices of a work are still in one or two batches.
  Problem problem = without_bound(random_problem(2, {.choices = {3, 4}}));
  problem.decisions[0].is_free = true;
  problem.work = [](const Point& point) {
    return static_cast<std::uint64_t>(point[1]);
  };
  std::vector<std::size_t> batches;
  problem.evaluate = [&, evaluate = problem.evaluate](std::span<const Point> points, Fidelity f) {
    batches.push_back(points.size());
    return evaluate(points, f);
  };
  const Summary summary = branch_and_bound(problem, {.batch = 1});
  EXPECT_EQ(batches, (std::vector<std::size_t>{1, 2, 1, 2, 1, 2, 1, 2}));
  EXPECT_EQ(summary.works.standard, 4U);
}

TEST(Solvers, TellHowMuchIsLeft) {
  std::vector<double> left;
  const Options options = {.batch = 100, .progress = [&](const Summary& summary) {
                             left.push_back(summary.left.value());
                           }};
  exhaustive(random_problem(4, {.choices = {6, 6, 6}}), options);
  EXPECT_EQ(left, (std::vector<double>{116, 16, 0}));
  const Summary half = {.evaluations = {.quick = 30, .standard = 10}, .left = 20, .seconds = 8};
  EXPECT_EQ(seconds_left(half), 4);
  EXPECT_FALSE(seconds_left({}));
}

// Never fewer than were evaluated after it was told.
TEST(BranchAndBound, TellsHowMuchIsLeftAtMost) {
  int told = 0;
  for_each_small_problem([&](const Problem& problem, std::uint64_t) {
    std::vector<std::pair<std::uint64_t, double>> all;
    const Summary found = branch_and_bound(
        problem, {.batch = 2, .progress = [&](const Summary& summary) {
                    if (summary.left) {
                      all.emplace_back(summary.evaluations.standard, *summary.left);
                    }
                  }});
    for (const auto& [evaluated, left] : all) {
      EXPECT_GE(left, static_cast<double>(found.evaluations.standard - evaluated));
    }
    told += static_cast<int>(all.size());
  });
  EXPECT_GT(told, 300);
}

TEST(Solvers, AStopLeavesWhatWasFound) {
  std::stop_source source;
  Options options = {.batch = 5};
  options.stop = source.get_token();
  options.progress = [&](const Summary& summary) {
    if (summary.evaluations.standard >= 50) {
      source.request_stop();
    }
  };
  const Problem problem = random_problem(4, {.choices = {6, 6, 6}});
  const Summary summary = exhaustive(problem, options);
  EXPECT_EQ(summary.status, Status::kStopped);
  EXPECT_EQ(summary.evaluations.standard, 50U);
  EXPECT_TRUE(summary.best);
}

TEST(Solvers, AStopBeforeAnythingWasMetFindsNothing) {
  const Problem problem = random_problem(4, {.choices = {6, 6, 6}, .objectives = 2});
  std::stop_source source;
  source.request_stop();
  Options options;
  options.stop = source.get_token();
  for (const auto& solve : {branch_and_bound, exhaustive}) {
    const Summary summary = solve(problem, options);
    EXPECT_EQ(summary.status, Status::kStopped);
    EXPECT_FALSE(summary.best);
    EXPECT_TRUE(summary.front.empty());
    EXPECT_FALSE(summary.gap);
  }
}

TEST(Solvers, ACallerThatStopsLeavesWhatWasFound) {
  Problem problem = random_problem(4, {.choices = {6, 6, 6}});
  int calls = 0;
  problem.evaluate = [&, evaluate = problem.evaluate](std::span<const Point> points, Fidelity f) {
    if (++calls == 3) {
      throw Stopped();
    }
    return evaluate(points, f);
  };
  const Summary summary = exhaustive(problem, {.batch = 10});
  EXPECT_EQ(summary.status, Status::kStopped);
  EXPECT_EQ(summary.evaluations.standard, 20U);
  EXPECT_EQ(calls, 3);
}

TEST(Solvers, WhatCannotBeKeptIsInfeasible) {
  const Problem problem =
      random_problem(4, {.choices = {4, 4, 4}, .constraints = 1, .limit = -0.1});
  for (const auto& solve : {exhaustive, branch_and_bound, multi_fidelity}) {
    const Summary summary = solve(problem, {});
    EXPECT_EQ(summary.status, Status::kInfeasible);
    EXPECT_FALSE(summary.best);
    EXPECT_TRUE(summary.front.empty());
  }
}

TEST(Solvers, ARealDecisionIsRefusedByNameWhereOnlyWholeOnesGo) {
  const Problem problem = {.decisions = {{.name = "clock", .low = 1, .high = 2}}, .evaluate = {}};
  EXPECT_THROW(branch_and_bound(problem, {}), std::logic_error);
}

}  // namespace costwright::testing

// What holds whatever the problem is.
#include <thread>

#include <gtest/gtest.h>

#include "solve/front.h"
#include "solve/solvers/branch_and_bound.h"
#include "solve/solvers/exhaustive.h"
#include "solve/solvers/solvers.h"
#include "tests/solve/bound_check.h"
#include "tests/solve/random_problem.h"

namespace costwright::testing {

namespace {

using namespace solve;

double best_of(const Problem& problem) {
  const Summary summary = branch_and_bound(problem, {});
  return summary.best ? summary.best->answer.objectives[0].value
                      : std::numeric_limits<double>::infinity();
}

// Evaluates each batch on `threads` threads.
Problem on_threads(const Problem& problem, std::size_t threads) {
  Problem changed = problem;
  changed.evaluate = [evaluate = problem.evaluate, threads](std::span<const Point> points,
                                                            Fidelity fidelity) {
    std::vector<Answer> answers(points.size());
    std::vector<std::jthread> workers;
    for (std::size_t t = 0; t < threads; ++t) {
      workers.emplace_back([&, t] {
        for (std::size_t i = t; i < points.size(); i += threads) {
          answers[i] = evaluate(points.subspan(i, 1), fidelity).front();
        }
      });
    }
    workers.clear();
    return answers;
  };
  return changed;
}

void expect_same(const Summary& one, const Summary& other) {
  ASSERT_EQ(one.front.size(), other.front.size());
  for (std::size_t i = 0; i < one.front.size(); ++i) {
    EXPECT_EQ(one.front[i].point, other.front[i].point);
  }
  EXPECT_EQ(one.evaluations.quick, other.evaluations.quick);
  EXPECT_EQ(one.evaluations.standard, other.evaluations.standard);
  EXPECT_EQ(one.pruned_by_bound, other.pruned_by_bound);
  EXPECT_EQ(one.eliminated_by_error, other.eliminated_by_error);
  EXPECT_EQ(one.hypervolume, other.hypervolume);
}

}  // namespace

TEST(Laws, AnOptionMoreNeverWorsensTheOptimum) {
  int better = 0;
  for (std::uint64_t seed = 1; seed <= 50; ++seed) {
    SCOPED_TRACE(seed);
    Problem all = random_problem(seed, {.choices = {4, 5, 3, 3}, .constraints = 1, .limit = 0.4});
    Problem fewer = all;
    fewer.decisions[seed % 4].choices -= 1;
    EXPECT_LE(best_of(all), best_of(fewer));
    better += best_of(all) < best_of(fewer) ? 1 : 0;
  }
  EXPECT_GT(better, 0);
}

TEST(Laws, ALooserConstraintNeverWorsensTheOptimum) {
  int better = 0;
  for (std::uint64_t seed = 1; seed <= 50; ++seed) {
    SCOPED_TRACE(seed);
    const RandomShape tight = {.choices = {4, 5, 3, 3}, .constraints = 1, .limit = 0.3};
    RandomShape loose = tight;
    loose.limit = 0.4;
    const double before = best_of(random_problem(seed, tight));
    const double after = best_of(random_problem(seed, loose));
    EXPECT_LE(after, before);
    better += after < before ? 1 : 0;
  }
  EXPECT_GT(better, 0);
}

TEST(Laws, ADominatedOrInfeasiblePointIsNeverOnAFront) {
  const Problem problem =
      random_problem(7, {.choices = {4, 5, 3, 3}, .objectives = 3, .constraints = 1, .pairs = 1});
  for (const Solver& solver : solvers()) {
    SCOPED_TRACE(solver.name);
    const Summary summary = solver.run(problem, {.most_evaluations = 2000});
    ASSERT_FALSE(summary.front.empty());
    EXPECT_EQ(front_of(summary.front).size(), summary.front.size());
    for (const Candidate& candidate : summary.front) {
      EXPECT_EQ(candidate.fidelity, Fidelity::kStandard);
      EXPECT_LE(candidate.answer.excess[0].value, 0);
    }
  }
}

TEST(Laws, TheSameAnswerOnOneThreadAndOnThree) {
  const Problem problem = random_problem(
      9, {.choices = {5, 5, 4, 4}, .objectives = 2, .constraints = 1, .free = 1, .pairs = 1});
  for (const Solver& solver : solvers()) {
    for (const bool quick_first : {false, true}) {
      SCOPED_TRACE(solver.name);
      const Options options = {.quick_first = quick_first, .most_evaluations = 600};
      expect_same(solver.run(problem, options), solver.run(on_threads(problem, 3), options));
    }
  }
}

// A point is evaluated at standard or lies in a branch that was pruned, never both; each branch has
// one at least.
TEST(Laws, BranchesThatArePrunedAndPointsThatAreEvaluatedAreNoMoreThanAllPoints) {
  for (std::uint64_t seed = 1; seed <= 30; ++seed) {
    for (const bool quick_first : {false, true}) {
      SCOPED_TRACE(seed);
      const Problem problem = random_problem(
          seed,
          {.choices = {4, 3, 3, 5}, .objectives = 2, .constraints = 1, .free = 1, .pairs = 1});
      const Summary found = branch_and_bound(problem, {.quick_first = quick_first});
      constexpr std::uint64_t kPoints = 4 * 3 * 3 * 5;
      const auto left_out = found.pruned_by_bound + found.eliminated_by_error;
      EXPECT_LE(left_out + found.evaluations.standard, kPoints);
      EXPECT_TRUE(left_out > 0 || found.evaluations.standard == kPoints);
    }
  }
}

// One plan at five prices, of which the bounds know: the best is evaluated, four are pruned.
TEST(Laws, OfOnePlanTheBestPriceAloneIsEvaluated) {
  const Summary found =
      branch_and_bound(random_problem(1, {.choices = {1, 5}, .free = 1, .pairs = 0}), {});
  EXPECT_EQ(found.evaluations.standard, 1U);
  EXPECT_EQ(found.pruned_by_bound, 4U);
}

TEST(Laws, AnotherSeedIsAnotherSearch) {
  const Problem problem = random_problem(9, {.choices = {6, 6, 6, 6}, .objectives = 2, .pairs = 1});
  for (const Solver& solver : solvers()) {
    const std::string_view name = solver.name;
    if (name != "nsga2" && name != "ant-colony" && name != "random") {
      continue;
    }
    SCOPED_TRACE(name);
    const Point reference = {100, 100};
    const Summary one =
        solver.run(problem, {.seed = 1, .most_evaluations = 120, .reference = reference});
    const Summary other =
        solver.run(problem, {.seed = 2, .most_evaluations = 120, .reference = reference});
    EXPECT_NE(one.hypervolume, other.hypervolume);
    EXPECT_EQ(one.seed, 1U);
  }
}

TEST(Bounds, HoldOnEveryPointAndAreTightWhereThereAreNoPairs) {
  for (std::uint64_t seed = 1; seed <= 3; ++seed) {
    const BoundCheck found =
        check_bounds(random_problem(seed, {.choices = {4, 3, 5}, .constraints = 1, .pairs = 0}));
    EXPECT_EQ(found.points, 60U);
    EXPECT_EQ(found.broken, std::vector<std::string>{});
    EXPECT_NEAR(found.tightest, 1, 1e-12);
  }
}

TEST(Bounds, OnePercentTooHighIsFound) {
  const Problem problem = random_problem(1, {.choices = {4, 3, 5}, .pairs = 0});
  EXPECT_FALSE(check_bounds(with_bound_times(problem, 1.01)).broken.empty());
}

// Two points within 1 % of each other, the worse of them evaluated first: the wrong bound prunes
// the optimum.
TEST(Bounds, OnePercentTooHighLosesAnOptimum) {
  Problem problem = {.decisions = {{.name = "which", .choices = 2}}, .evaluate = {}};
  problem.evaluate = [](std::span<const Point> points, Fidelity) {
    std::vector<Answer> answers;
    for (const Point& point : points) {
      const double value = point[0] == 0 ? 100 : 99.5;
      answers.push_back({.objectives = {{value, value, value}}, .excess = {}});
    }
    return answers;
  };
  problem.bound = [](const Point& point) {
    return Bound{.objectives = {is_open(point[0]) || point[0] == 1 ? 99.5 : 100}, .excess = {}};
  };
  const Options options = {.batch = 1, .start = {{0}}};
  EXPECT_EQ(branch_and_bound(problem, options).best->answer.objectives[0].value, 99.5);
  EXPECT_EQ(
      branch_and_bound(with_bound_times(problem, 1.01), options).best->answer.objectives[0].value,
      100);
}

TEST(Solvers, AreNamedOnceAndDocumented) {
  for (const Solver& solver : solvers()) {
    EXPECT_EQ(find_solver(solver.name), &solver);
    EXPECT_FALSE(solver.doc.empty());
  }
  EXPECT_EQ(find_solver("gurobi"), nullptr);
}

TEST(Solvers, AutomaticGoesByBoundAndSize) {
  Problem problem = random_problem(1, {.choices = {4, 4}});
  EXPECT_EQ(automatic_solver(problem).name, "branch-and-bound");
  problem.bound = {};
  EXPECT_EQ(automatic_solver(problem).name, "exhaustive");
  problem.decisions[0].choices = 1000;
  EXPECT_EQ(automatic_solver(problem).name, "nsga2");
  problem = random_problem(1, {.choices = {4, 4}});
  problem.decisions[1].choices = 0;
  EXPECT_EQ(automatic_solver(problem).name, "nsga2");
}

}  // namespace costwright::testing

#include "solve/milp.h"

#include <thread>

#include <gtest/gtest.h>

#include "solve/solvers/draws.h"

namespace costwright::testing {

namespace {

using namespace solve;

// Rows of random whole coefficients over variables 0..3; every solution tried.
struct RandomMilp {
  std::vector<double> costs;
  std::vector<std::vector<double>> rows;
  std::vector<double> highs;

  explicit RandomMilp(std::uint64_t seed) {
    Draws draws(seed);
    for (int i = 0; i < 5; ++i) {
      costs.push_back(draws.whole(21) - 10);
    }
    for (int row = 0; row < 3; ++row) {
      rows.emplace_back();
      for (int i = 0; i < 5; ++i) {
        rows.back().push_back(draws.whole(11) - 3);
      }
      highs.push_back(draws.whole(20) - 4);
    }
  }

  Milp milp() const {
    Milp made;
    for (const double cost : costs) {
      made.add_whole(cost, 0, 3);
    }
    for (std::size_t row = 0; row < rows.size(); ++row) {
      std::vector<Milp::Term> terms;
      for (std::size_t i = 0; i < costs.size(); ++i) {
        terms.push_back({.variable = i, .coefficient = rows[row][i]});
      }
      made.add_row(terms, -kInfinity, highs[row]);
    }
    return made;
  }

  double least() const {
    double least = kInfinity;
    for (int code = 0; code < 1024; ++code) {
      double cost = 0;
      std::vector<double> sums(rows.size());
      for (std::size_t i = 0; i < costs.size(); ++i) {
        const int value = (code >> (2 * i)) & 3;
        cost += costs[i] * value;
        for (std::size_t row = 0; row < rows.size(); ++row) {
          sums[row] += rows[row][i] * value;
        }
      }
      bool is_kept = true;
      for (std::size_t row = 0; row < rows.size(); ++row) {
        is_kept = is_kept && sums[row] <= highs[row];
      }
      least = is_kept ? std::min(least, cost) : least;
    }
    return least;
  }
};

}  // namespace

// By hand: x + 2.5 y <= 7.5, maximise x + 2 y up to 10: x = 7 (7), (5, 1) = 7, (2, 2) = 6.
TEST(Milp, AnOptimumByHand) {
  Milp milp;
  const std::size_t x = milp.add_whole(-1, 0, 10), y = milp.add_whole(-2, 0, 10);
  milp.add_row({{x, 1}, {y, 2.5}}, -kInfinity, 7.5);
  const MilpSolution solution = milp.solve();
  EXPECT_EQ(solution.status, MilpStatus::kOptimal);
  EXPECT_EQ(solution.cost, -7);
  EXPECT_NEAR(solution.bound, -7, 1e-5);
}

TEST(Milp, RealVariablesAlone) {
  Milp milp;
  const std::size_t x = milp.add_real(1), y = milp.add_real(3);
  milp.add_row({{x, 1}, {y, 1}}, 4, kInfinity);
  milp.add_row({{x, 1}}, -kInfinity, 2.5);
  const MilpSolution solution = milp.solve();
  EXPECT_EQ(solution.status, MilpStatus::kOptimal);
  EXPECT_NEAR(solution.cost, 2.5 + 3 * 1.5, 1e-9);
}

TEST(Milp, IsTheLeastOfAllSolutions) {
  int infeasible = 0;
  for (std::uint64_t seed = 1; seed <= 100; ++seed) {
    SCOPED_TRACE(seed);
    const RandomMilp random(seed);
    const MilpSolution solution = random.milp().solve();
    const double least = random.least();
    if (least == kInfinity) {
      EXPECT_EQ(solution.status, MilpStatus::kInfeasible);
      ++infeasible;
    } else {
      EXPECT_EQ(solution.status, MilpStatus::kOptimal);
      EXPECT_EQ(solution.cost, least);
      EXPECT_LE(solution.bound, least + 1e-9);
    }
  }
  EXPECT_GT(infeasible, 0);
  EXPECT_LT(infeasible, 90);
}

TEST(Milp, SaysWhenThereIsNoSolutionAndWhenThereIsNoLeast) {
  Milp infeasible;
  const std::size_t x = infeasible.add_whole(1, 0, 10);
  infeasible.add_row({{x, 2}}, 3, 3);
  EXPECT_EQ(infeasible.solve().status, MilpStatus::kInfeasible);
  Milp unbounded;
  unbounded.add_whole(-1);
  EXPECT_EQ(unbounded.solve().status, MilpStatus::kUnbounded);
}

TEST(Milp, PrintsNothing) {
  ::testing::internal::CaptureStdout();
  ::testing::internal::CaptureStderr();
  RandomMilp(1).milp().solve();
  RandomMilp(2).milp().solve();
  std::fflush(stdout);
  EXPECT_EQ(::testing::internal::GetCapturedStdout(), "");
  EXPECT_EQ(::testing::internal::GetCapturedStderr(), "");
}

TEST(Milp, IsTheSameOnManyThreads) {
  std::vector<MilpSolution> alone, together(20);
  std::vector<std::jthread> threads;
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    alone.push_back(RandomMilp(seed).milp().solve());
    threads.emplace_back([&, seed] {
      together[seed] = RandomMilp(seed).milp().solve();
    });
  }
  threads.clear();
  for (std::size_t i = 0; i < alone.size(); ++i) {
    EXPECT_EQ(alone[i].status, together[i].status);
    EXPECT_EQ(alone[i].values, together[i].values);
  }
}

TEST(Milp, NodesBoundItsEffort) {
  // Subset sum of large numbers: a search without luck.
  Milp milp;
  std::vector<Milp::Term> terms;
  Draws draws(1);
  for (int i = 0; i < 40; ++i) {
    const double weight = 1e6 + 2 * draws.whole(500'000);
    terms.push_back({.variable = milp.add_whole(-weight, 0, 1), .coefficient = weight});
  }
  milp.add_row(terms, -kInfinity, 20'000'001);
  const MilpSolution solution = milp.solve({.allowed_gap = 0, .most_nodes = 50});
  EXPECT_EQ(solution.status, MilpStatus::kNodeLimit);
  EXPECT_LE(solution.bound, solution.cost);
}

}  // namespace costwright::testing

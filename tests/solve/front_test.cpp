#include "solve/front.h"

#include <gtest/gtest.h>

namespace costwright::testing {

namespace {

using namespace solve;

Candidate candidate(std::vector<double> objectives, double excess = 0) {
  Candidate made;
  for (const double value : objectives) {
    made.answer.objectives.push_back({value, value, value});
  }
  made.answer.excess = {{excess, excess, excess}};
  made.point = std::move(objectives);
  return made;
}

std::vector<Point> points_of(const std::vector<Candidate>& front) {
  std::vector<Point> points;
  for (const Candidate& one : front) {
    points.push_back(one.point);
  }
  return points;
}

}  // namespace

TEST(Front, WhatNoOtherDominates) {
  const std::vector<Candidate> met = {candidate({3, 1}),       candidate({1, 3}), candidate({2, 2}),
                                      candidate({2, 3}),       candidate({2, 2}), candidate({3, 3}),
                                      candidate({0, 0}, 0.001)};
  EXPECT_EQ(points_of(front_of(met)), (std::vector<Point>{{1, 3}, {2, 2}, {3, 1}}));
}

// By hand: 3 x 3 below (4, 4), less the corners that only one of them reaches:
// 1 x (4 - 3) + 1 x (4 - 2) + 1 x (4 - 1) = 6.
TEST(Hypervolume, ByHand) {
  const std::vector<std::vector<double>> points = {{1, 3}, {2, 2}, {3, 1}, {5, 0}};
  EXPECT_DOUBLE_EQ(hypervolume(points, std::vector<double>{4, 4}), 6);
  EXPECT_EQ(hypervolume({}, std::vector<double>{4, 4}), 0);
  const std::vector<std::vector<double>> single = {{3}, {1}};
  EXPECT_EQ(hypervolume(single, std::vector<double>{4}), 3);
}

TEST(Knee, IsFurthestBelowTheLineThroughTheEnds) {
  const std::vector<Candidate> front = {candidate({0, 100}), candidate({1, 30}), candidate({3, 20}),
                                        candidate({10, 0})};
  // Scaled sums: 1, 0.1 + 0.3, 0.3 + 0.2, 1.
  EXPECT_EQ(knee_of(front), 1U);
  // An objective that all have alike tells none apart.
  const std::vector<Candidate> alike = {candidate({0, 100, 5}), candidate({1, 30, 5}),
                                        candidate({3, 20, 5}), candidate({10, 0, 5})};
  EXPECT_EQ(knee_of(alike), 1U);
  const std::vector<Candidate> one = {candidate({7, 7})};
  EXPECT_EQ(knee_of(one), 0U);
}

}  // namespace costwright::testing

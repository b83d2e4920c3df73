#include "solve/solvers/effects.h"

#include <cmath>

#include <gtest/gtest.h>

namespace costwright::solve {
namespace {

// Of six decisions of four choices each, a third of the points in sight: 10 x a + b at the first
// two, and 100 where the first is 3 and the second is 1.
struct Seen {
  std::vector<Decision> decisions{6, {.name = "d", .choices = 4}};
  std::vector<Point> points;
  std::vector<const Point*> shown;
  std::vector<std::vector<double>> rows;

  Seen() {
    for (int number = 0; number < 4096; ++number) {
      Point& point = points.emplace_back();
      for (int i = 0; i < 6; ++i) {
        point.push_back((number >> (2 * i)) % 4);
      }
    }
    for (std::size_t i = 0; i < points.size(); i += 3) {
      shown.push_back(&points[i]);
      rows.push_back({truth(points[i])});
    }
  }
  static double truth(const Point& point) {
    return 10 * point[0] + point[1] + (point[0] == 3 && point[1] == 1 ? 100 : 0);
  }
};

TEST(Effects, AddUpWhereNothingWasSeen) {
  const Seen seen;
  Effects effects(seen.decisions);
  EXPECT_FALSE(effects.knows());
  for (int generation = 0; generation < 10; ++generation) {
    effects.learn(seen.shown, seen.rows);
  }
  ASSERT_TRUE(effects.knows());
  for (const Point& point : seen.points) {
    EXPECT_NEAR(effects.expected(point).at(0), Seen::truth(point), 1.5);
  }
}

TEST(Effects, OfRealNumbersNothingIsKnown) {
  const Point point{0.5};
  Effects effects({{.name = "x", .low = 0, .high = 1}});
  effects.learn({&point}, {{1}});
  EXPECT_FALSE(effects.knows());
}

}  // namespace
}  // namespace costwright::solve

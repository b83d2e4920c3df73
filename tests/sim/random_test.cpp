#include "sim/clock/random.h"

#include <cmath>

#include <gtest/gtest.h>

namespace costwright::testing {
using namespace sim;
namespace {

TEST(PortableMath, LogAndExpAgreeWithLibm) {
  for (std::uint64_t i = 0; i < 20000; ++i) {
    const double u = draw_uniform(7, Purpose::kTest, i);
    const double x = u < 0.5 ? u : 1e-300 * std::exp2(1900 * (u - 0.5));
    EXPECT_NEAR(portable_log(x), std::log(x), 1e-14 * std::max(1.0, std::abs(std::log(x)))) << x;
    const double y = 1400 * (u - 0.5);
    EXPECT_NEAR(portable_exp(y) / std::exp(y), 1.0, 1e-13) << y;
  }
}

struct Moments {
  double mean{}, variance{};
};
template <class Draw>
Moments moments(Draw draw, int n = 200000) {
  double sum = 0;
  double squares = 0;
  for (int i = 0; i < n; ++i) {
    const double x = draw(static_cast<std::uint64_t>(i));
    sum += x;
    squares += x * x;
  }
  return {sum / n, squares / n - (sum / n) * (sum / n)};
}

TEST(KeyedDraws, MomentsMatchTheirDistribution) {  // five standard errors at n = 200,000
  const auto e = moments([](auto i) {
    return draw_exponential(3, Purpose::kTest, i);
  });
  EXPECT_NEAR(e.mean, 1, 0.0112);
  EXPECT_NEAR(e.variance, 1, 0.032);
  const auto z = moments([](auto i) {
    return draw_normal(3, Purpose::kTest, i);
  });
  EXPECT_NEAR(z.mean, 0, 0.0112);
  EXPECT_NEAR(z.variance, 1, 0.016);
  for (const double shape : {0.25, 1.0, 4.0}) {
    const auto g = moments([&](auto i) {
      return draw_gamma(shape, 3, Purpose::kTest, i);
    });
    EXPECT_NEAR(g.mean / shape, 1, 0.0112 / std::sqrt(shape)) << shape;
    EXPECT_NEAR(g.variance / shape, 1, 0.012 * std::sqrt(2 + 6 / shape)) << shape;
  }
}

// Whoever draws once and whoever draws several times begin with the same.
TEST(KeyedDraws, BeginWithTheFirst) {
  EXPECT_EQ(draw_exponential(3, Purpose::kTest, 5), draw_exponential(3, Purpose::kTest, 5, 0));
  EXPECT_EQ(draw_normal(3, Purpose::kTest, 5), draw_normal(3, Purpose::kTest, 5, 0));
  EXPECT_EQ(draw_gamma(2, 3, Purpose::kTest, 5), draw_gamma(2, 3, Purpose::kTest, 5, 0));
}

TEST(KeyedDraws, AreAPureFunctionOfTheKey) {
  EXPECT_EQ(draw_bits(1, Purpose::kThin, 2, 3), draw_bits(1, Purpose::kThin, 2, 3));
  EXPECT_NE(draw_bits(1, Purpose::kThin, 2, 3), draw_bits(1, Purpose::kShift, 2, 3));
  EXPECT_NE(draw_bits(1, Purpose::kThin, 2, 3), draw_bits(1, Purpose::kThin, 3, 2));
}

}  // namespace
}  // namespace costwright::testing

#include "sim/clock/random.h"

#include <bit>
#include <cmath>

namespace costwright::sim {
namespace {

constexpr double kLn2High =
    0x1.62e42fefa38p-1;  // ln 2 with the low 11 bits zero: k * kLn2High is exact
constexpr double kLn2Low = 0x1.ef35793c7673p-45;  // ln 2 - kLn2High

}  // namespace

// x = m * 2^k with m in [sqrt(1/2), sqrt(2)); log m = 2 atanh(s), s = (m - 1)/(m + 1), |s| <
// 0.1716, so the odd series is below 1e-17 after the s^21 term.
double portable_log(double x) {
  const auto bits = std::bit_cast<std::uint64_t>(x);
  int k = static_cast<int>(bits >> 52) - 1022;
  double m =
      std::bit_cast<double>((bits & 0x000fffffffffffffULL) | 0x3fe0000000000000ULL);  // [0.5, 1)
  if (m < 0.70710678118654752) {
    m *= 2;
    --k;
  }
  const double s = (m - 1) / (m + 1);
  const double z = s * s;
  double sum = 0;
  for (int i = 21; i >= 1; i -= 2) {
    sum = sum * z + 1.0 / i;
  }
  return k * kLn2High + (k * kLn2Low + 2 * s * sum);
}

// x = k ln 2 + r, |r| <= ln 2 / 2; Taylor to r^14 is below 1e-17.
double portable_exp(double x) {
  if (x > 709) {
    return HUGE_VAL;
  }
  if (x < -708) {
    return 0;
  }
  const double scaled = x / (kLn2High + kLn2Low);
  const int k = static_cast<int>(scaled + (scaled >= 0 ? 0.5 : -0.5));
  const double r = (x - k * kLn2High) - k * kLn2Low;
  double sum = 1;
  for (int i = 14; i >= 1; --i) {
    sum = 1 + sum * r / i;
  }
  return std::ldexp(sum, k);
}

double draw_exponential(std::uint64_t seed,
                        Purpose purpose,
                        std::uint64_t id,
                        std::uint64_t index) {
  return -portable_log(draw_uniform(seed, purpose, id, index));
}

// Marsaglia's polar method; attempts use a private sub-stream of the key.
double draw_normal(std::uint64_t seed, Purpose purpose, std::uint64_t id, std::uint64_t index) {
  const std::uint64_t sub = draw_bits(seed, purpose, id, index);
  for (std::uint64_t attempt = 0;; attempt += 2) {
    const double a = 2 * draw_uniform(sub, purpose, attempt) - 1;
    const double b = 2 * draw_uniform(sub, purpose, attempt + 1) - 1;
    const double q = a * a + b * b;
    if (q < 1 && q > 0) {
      return a * std::sqrt(-2 * portable_log(q) / q);
    }
  }
}

// Marsaglia and Tsang 2000, "A simple method for generating gamma variables"; shape < 1 by the
// usual boost.
double draw_gamma(
    double shape, std::uint64_t seed, Purpose purpose, std::uint64_t id, std::uint64_t index) {
  const std::uint64_t sub = draw_bits(seed, purpose, id, index);
  const double boosted = shape < 1 ? shape + 1 : shape;
  const double d = boosted - 1.0 / 3;
  const double c = 1 / std::sqrt(9 * d);
  for (std::uint64_t attempt = 0;; attempt += 2) {
    const double x = draw_normal(sub, purpose, attempt);
    const double t = 1 + c * x;
    if (t <= 0) {
      continue;
    }
    const double v = t * t * t;
    const double u = draw_uniform(sub, purpose, attempt + 1);
    if (portable_log(u) < 0.5 * x * x + d - d * v + d * portable_log(v)) {
      const double boost =
          shape < 1 ? portable_exp(portable_log(draw_uniform(sub, purpose, ~0ULL)) / shape) : 1;
      return d * v * boost;
    }
  }
}

}  // namespace costwright::sim

#pragma once
// Random numbers as a pure function of (seed, purpose, id, index): no state, no order, the same on
// every machine and thread count. Elementary functions are our own (plain IEEE arithmetic): libm
// differs by machine. Mixer: SplitMix64 finaliser [Steele, Lea, Flood 2014, OOPSLA].
#include <cstdint>

namespace costwright::sim {

// What a draw is for: draws of different purposes have nothing to do with each other.
enum class Purpose : std::uint64_t {
  kInterarrival = 1,
  kInput,
  kOutput,
  kThin,
  kShift,
  kThink,
  kTest,
  kRouter,
  kResponseCache,
  kOutage,
  kCascade,
  kPermutation,
  kApiTtft,
  kApiTpot
};

constexpr std::uint64_t mix64(std::uint64_t x) {
  x += 0x9e3779b97f4a7c15ULL;
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ULL;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebULL;
  return x ^ (x >> 31);
}

constexpr std::uint64_t draw_bits(std::uint64_t seed,
                                  Purpose purpose,
                                  std::uint64_t id,
                                  std::uint64_t index = 0) {
  return mix64(mix64(mix64(mix64(seed) ^ static_cast<std::uint64_t>(purpose)) ^ id) ^ index);
}

// Uniform in (0, 1): never 0, never 1.
constexpr double draw_uniform(std::uint64_t seed,
                              Purpose purpose,
                              std::uint64_t id,
                              std::uint64_t index = 0) {
  return (static_cast<double>(draw_bits(seed, purpose, id, index) >> 12) + 0.5) * 0x1.0p-52;
}

// A probability as plans keep it, in 2^-32; 1 becomes the largest there is, 1 - 2^-32.
constexpr std::uint32_t chance_of(double share) {
  const double scaled = share * 0x1p32;
  return static_cast<std::uint32_t>(scaled < 0x1p32 - 1 ? scaled : 0x1p32 - 1);
}
// Whether what happens with this chance does.
constexpr bool happens(std::uint32_t chance,
                       std::uint64_t seed,
                       Purpose purpose,
                       std::uint64_t id) {
  return draw_bits(seed, purpose, id) >> 32U < chance;
}

// Natural logarithm (x > 0) and exponential by plain IEEE arithmetic; relative error < 1e-14.
double portable_log(double x);
double portable_exp(double x);

// Standard variates from keyed draws; `index` may be advanced internally by rejection (a private
// sub-stream).
double draw_exponential(std::uint64_t seed,
                        Purpose purpose,
                        std::uint64_t id,
                        std::uint64_t index = 0);  // mean 1
double draw_normal(std::uint64_t seed, Purpose purpose, std::uint64_t id, std::uint64_t index = 0);
double draw_gamma(double shape,
                  std::uint64_t seed,
                  Purpose purpose,
                  std::uint64_t id,
                  std::uint64_t index = 0);  // scale 1

}  // namespace costwright::sim

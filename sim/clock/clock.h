#pragma once
// Simulated time: whole picoseconds, so that every sum is exact and the same on every machine.
#include <cstdint>

namespace costwright::sim {

using Ps = std::int64_t;
inline constexpr Ps kPsPerSecond = 1'000'000'000'000;
inline constexpr Ps kPsPerHour = 3600 * kPsPerSecond;
inline constexpr Ps kPsPerBucket = 900 * kPsPerSecond;  // 15 minutes: a demand charge needs them

}  // namespace costwright::sim

#pragma once
// Simulated time: whole picoseconds, so that every sum is exact and the same on every machine.
#include <cstdint>

namespace costwright::sim {

using Ps = std::int64_t;
inline constexpr Ps kPsPerSecond = 1'000'000'000'000;
inline constexpr Ps kPsPerHour = 3600 * kPsPerSecond;
// Meters count by 15 minutes: a demand charge needs them.
inline constexpr std::int64_t kSecondsPerBucket = 900;
inline constexpr std::int32_t kBucketsPerDay = 96;
inline constexpr Ps kPsPerBucket = kSecondsPerBucket * kPsPerSecond;

}  // namespace costwright::sim

#pragma once
// A provider's rate limit as a bucket of tokens, without stepping time: what counts is the instant
// `full_at_` at which the allowance would be full again (the generic cell rate algorithm of
// ITU-T I.371).
#include <algorithm>

#include "sim/clock/clock.h"

namespace costwright::sim {

class Allowance {
 public:
  // One unit per `interval`, a minute's worth at most; 0: no limit.
  explicit Allowance(Ps interval) : interval_(interval) {}

  // From when on, not before `at`, so many units are there; a minute's worth when it is more.
  Ps there(std::int64_t units, Ps at) const {
    return interval_ == 0 ? at : std::max(at, full_at_ + std::min(cost(units), kMinute) - kMinute);
  }
  void take(std::int64_t units, Ps at) {
    if (interval_ != 0) {
      full_at_ = std::max(full_at_, at) + cost(units);
    }
  }

 private:
  static constexpr Ps kMinute = 60 * kPsPerSecond;
  Ps cost(std::int64_t units) const { return units * interval_; }
  Ps interval_;
  Ps full_at_ = INT64_MIN / 2;
};

}  // namespace costwright::sim

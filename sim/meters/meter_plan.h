#pragma once
// When a pool is measured, and what each class of its requests is measured against.
#include <cstdint>

#include "sim/clock/clock.h"

namespace costwright::sim {

// Meters run over [start, end()); before it is the warm-up. Arrivals end with it, then the pool
// drains. Buckets are shorter than a quarter of an hour where hours are simulated shorter than they
// are (ArrivalPlan::hour).
struct MeterPlan {
  Ps start{};
  std::int32_t buckets{};
  std::int32_t buckets_per_day = kBucketsPerDay;
  Ps bucket = kPsPerBucket;  // its length

  Ps end() const { return start + buckets * bucket; }
  friend bool operator==(const MeterPlan&, const MeterPlan&) = default;
};

// One class of requests: a workload, or one class of its trace.
struct ClassPlan {
  Ps slo_ttft{}, slo_tpot{}, slo_e2e{};  // 0 = none; they only count `slo_met`, they steer nothing
  std::int32_t priority{};               // smaller ones are admitted first and preempted last
  std::int64_t fair_cost = 1;            // kFair: virtual time per token, 1 to 2^20; the inverse of
                                         // the class's share
  std::uint32_t response_cache_share{};  // of its requests; a chance_of(), in 2^-32
  std::uint32_t cascade_share{};  // the same of its completed requests that go on to another pool
  bool overflows = false;         // what is dropped goes on to another pool
  friend bool operator==(const ClassPlan&, const ClassPlan&) = default;
};

}  // namespace costwright::sim

#pragma once
// The arithmetic of jumping: a run of decode iterations of one batch is an arithmetic series,
// because each iteration adds one token of context per sequence. Iteration j = 0, 1, ... lasts
// first + growth * j, so
//   length(k) = k * first + growth * k (k - 1) / 2
//   reach(t)  = ceil(2 t / (b + sqrt(b^2 + 2 growth t))), b = first - growth / 2   (growth = 0:
//   ceil(t / first))
// The square root only guesses, in doubles; integers correct it, so the answer is exact on every
// machine.
#include "sim/clock/clock.h"
#include "sim/meters/usage.h"

namespace costwright::sim {

// first >= 1, growth >= 0.
struct IterationRun {
  Ps first{};
  Ps growth{};

  Ps duration(std::int64_t j) const { return first + growth * j; }
  Int128 length(std::int64_t k) const {
    const Int128 pairs = static_cast<Int128>(k >> 1) * ((k - 1) | 1);  // k (k - 1) / 2; 0 for k = 0
    return static_cast<Int128>(first) * k + growth * pairs;
  }
};

// The fewest iterations that last at least `t` together (0 for t <= 0).
std::int64_t iterations_to_reach(const IterationRun& run, Ps t);

// Of a run whose batch holds `decodes` sequences with `contexts` tokens at first (one token more
// each per iteration): what k iterations read and hold. k <= 4096, decodes < 2^28, contexts < 2^40.
struct RunSums {
  std::int64_t tokens_read{};  // sum of contexts
  Int128 token_time{};         // sum of duration * contexts
};
inline RunSums sums_of(const IterationRun& run,
                       std::int64_t k,
                       std::int64_t decodes,
                       std::int64_t contexts) {
  const std::int64_t pairs = k * (k - 1) / 2;            // sum of j
  const std::int64_t squares = pairs * (2 * k - 1) / 3;  // sum of j^2
  const std::int64_t read = k * contexts + decodes * pairs;
  const std::int64_t weighted = contexts * pairs + decodes * squares;  // sum of j * contexts
  return {read, static_cast<Int128>(run.first) * read + static_cast<Int128>(run.growth) * weighted};
}

// Calls visit(value, count) for consecutive iterations of a run whose durations share a histogram
// bucket: one call per bucket touched, `value` being one of the durations.
template <class Visit>
void for_each_bucket(const IterationRun& run, std::int64_t k, Visit visit) {
  const Ps last = run.duration(k - 1);
  const int last_bucket = LatencyHistogram::bucket_of(last);
  std::int64_t done = 0;
  int bucket = LatencyHistogram::bucket_of(run.first);
  while (bucket != last_bucket) {  // growth > 0 here
    const Ps edge = LatencyHistogram::upper_edge_ps(bucket);
    const std::int64_t until = (edge - run.first + run.growth - 1) / run.growth;
    visit(run.duration(done), until - done);
    done = until;
    bucket = LatencyHistogram::bucket_of(run.duration(done));
  }
  visit(last, k - done);
}

}  // namespace costwright::sim

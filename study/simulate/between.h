#pragma once
// Simulations of one pool that differ in their load alone: what lies between two of them, and how
// far two of the same load are apart.

namespace costwright::sim {
struct PoolUsage;
}

namespace costwright::study {

// At `share` (0..1) of the way from a to b. Counters move in proportion, so every sum that holds in
// both (requests in = out, tokens, busy <= on) holds between them to the rounding of each counter;
// latencies of requests move quantile by quantile. Gaps between tokens mix: an iteration
// has a prefill in it or not, and what the load changes is how often.
sim::PoolUsage between(const sim::PoolUsage& a, const sim::PoolUsage& b, double share);

// The same counts, each `times` as often; for hours that were simulated as much shorter.
sim::PoolUsage repeated(const sim::PoolUsage& usage, int times);

// Relative differences between two simulations of the same load, the largest of each kind. A mean
// of fewer than a thousand simulated requests says nothing of it, nor does a percentile beyond
// which fewer than a hundred lie.
struct Discrepancy {
  double means{};        // of TTFT, TPOT, E2E of each class; share within its SLO (absolute)
  double percentiles{};  // p50, p90 and p99 of the same
  double sums{};         // busy and on time, tokens and what else energy rests on

  friend bool operator==(const Discrepancy&, const Discrepancy&) = default;
};
Discrepancy discrepancy(const sim::PoolUsage& a, const sim::PoolUsage& b);
Discrepancy scaled(const Discrepancy& of, double times);
Discrepancy worse_of(const Discrepancy& a, const Discrepancy& b);
// Every part within `times` that of `limit`.
bool is_within(const Discrepancy& found, const Discrepancy& limit, double times);

// Whether the pool could not serve what came: more than one request in a thousand was dropped or
// timed out, or more than an hour's share was left at the end.
bool is_saturated(const sim::PoolUsage& usage);
// Whether it was so by far: less than 98 % of what came was answered.
bool is_overloaded(const sim::PoolUsage& usage);

}  // namespace costwright::study

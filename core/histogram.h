#pragma once
// Mergeable latency histogram: 64 linear buckets per octave of an integer number of picoseconds, so
// a bucket is at most 1/64 = 1.6% wide and its midpoint at most 0.8% from any value in it
// (HDR-style). Counts are integers: merging is exact, commutative, and the same on every machine.
// Percentiles are never averaged.
#include <cstdint>
#include <vector>

namespace costwright {

class LatencyHistogram {
 public:
  static constexpr int kSubBits = 6;  // 2^6 = 64 buckets an octave

  // Values below 128 ps get a bucket of their own; above, 64 buckets an octave. `value_ps` >= 0.
  static constexpr int bucket_of(std::int64_t value_ps) {
    const auto v = static_cast<std::uint64_t>(value_ps);
    const int octave = v < 128 ? 0 : 63 - __builtin_clzll(v) - kSubBits;
    return static_cast<int>((static_cast<std::uint64_t>(octave) << kSubBits) + (v >> octave));
  }
  // The smallest value of a bucket, and of the next one.
  static constexpr std::int64_t lower_edge_ps(int bucket) {
    if (bucket < 128) {
      return bucket;
    }
    const int octave = ((bucket >> kSubBits) - 1) & 63;  // of kBuckets: below 58
    return static_cast<std::int64_t>(64 + (bucket & 63)) << octave;
  }
  static constexpr std::int64_t upper_edge_ps(int bucket) { return lower_edge_ps(bucket + 1); }
  static constexpr int kBuckets =
      ((63 - kSubBits) << kSubBits) + 64;  // enough for every non-negative int64

  void add(std::int64_t value_ps, std::uint64_t count = 1) { add_in(bucket_of(value_ps), count); }
  void add_in(int bucket, std::uint64_t count) {
    if (!holds(bucket)) {
      grow_to(bucket);
    }
    counts_[static_cast<std::size_t>(bucket - first_)] += count;
    total_ += count;
  }
  // this += weight * other.
  void merge(const LatencyHistogram& other, std::uint64_t weight = 1);

  // What lies between two distributions, at `share` (0..1) of the way from a to b: every quantile,
  // and the count, is that share of the way from a's to b's, within a bucket. Right where a hump
  // moves: mixing would show two.
  static LatencyHistogram between(const LatencyHistogram& a,
                                  const LatencyHistogram& b,
                                  double share);
  // The same by the counts of every bucket. Right where humps stay and samples move from one to
  // another: quantiles would cross the gap between them.
  static LatencyHistogram mixed(const LatencyHistogram& a, const LatencyHistogram& b, double share);

  std::uint64_t count() const { return total_; }
  // Value in seconds below which the share `q` (0..1) of the samples lies: the midpoint of the
  // bucket that holds the ceil(q * n)-th sample. NaN when empty.
  double quantile_s(double q) const;
  // Mean over bucket midpoints, in seconds. NaN when empty.
  double mean_s() const;
  // Share of samples whose bucket lies wholly at or below `limit_s` (a sample in the limit's own
  // bucket counts when the bucket's midpoint does). NaN when empty.
  double share_within(double limit_s) const;

  // All samples lie in the buckets from `first_bucket` to before `end_bucket`.
  int first_bucket() const { return first_; }
  int end_bucket() const { return first_ + static_cast<int>(counts_.size()); }
  std::uint64_t count_in(int bucket) const {
    return holds(bucket) ? counts_[static_cast<std::size_t>(bucket - first_)] : 0;
  }
  friend bool operator==(const LatencyHistogram& a, const LatencyHistogram& b);  // the same samples

 private:
  bool holds(int bucket) const {  // below the first one wraps around
    return static_cast<std::size_t>(bucket - first_) < counts_.size();
  }
  void grow_to(int bucket);

  int first_ = 0;                      // whose count is counts_[0]; octaves are kept whole
  std::vector<std::uint64_t> counts_;  // latencies span few octaves, and far from the first
  std::uint64_t total_ = 0;
};

}  // namespace costwright

#include <algorithm>
#include <cmath>
#include <map>
#include <unordered_map>
#include <unordered_set>

#include "core/hash.h"
#include "sim/trace/prefix_builder.h"
#include "sim/trace/trace.h"

namespace costwright::sim {
namespace {

// Counts by value: memory follows the largest token count, not the number of rows.
class TokenCounts {
 public:
  void add(std::int32_t value) {
    const auto index = static_cast<std::size_t>(value);
    if (index >= kDense) {
      ++sparse_[value];
    } else {
      if (index >= dense_.size()) {
        dense_.resize(std::max(index + 1, 2 * dense_.size()));
      }
      ++dense_[index];
    }
    ++rows_;
    sum_ += value;
    max_ = std::max(max_, value);
  }

  TokenStats stats() const {
    if (rows_ == 0) {
      return {};
    }
    return {static_cast<double>(sum_) / static_cast<double>(rows_), quantile(50), quantile(90),
            quantile(99), static_cast<double>(max_)};
  }

 private:
  static constexpr std::size_t kDense = 1 << 20;

  // The ceil(percent * rows / 100)-th smallest.
  double quantile(std::int64_t percent) const {
    std::int64_t left = (percent * rows_ + 99) / 100;
    for (std::size_t i = 0; i < dense_.size(); ++i) {
      left -= dense_[i];
      if (left <= 0) {
        return static_cast<double>(i);
      }
    }
    for (const auto& [value, count] : sparse_) {
      left -= count;
      if (left <= 0) {
        return value;
      }
    }
    return max_;
  }

  std::vector<std::int64_t> dense_;
  std::map<std::int32_t, std::int64_t> sparse_;
  std::int64_t rows_ = 0, sum_ = 0;
  std::int32_t max_ = 0;
};

// Mean and squared deviations, updated gap by gap [Welford 1962].
class Gaps {
 public:
  void add(double gap) {
    ++n_;
    const double delta = gap - mean_;
    mean_ += delta / static_cast<double>(n_);
    squares_ += delta * (gap - mean_);
  }
  double cv() const {
    return n_ == 0 || mean_ == 0 ? 0 : std::sqrt(squares_ / static_cast<double>(n_)) / mean_;
  }

 private:
  std::int64_t n_ = 0;
  double mean_ = 0, squares_ = 0;
};

// What a cache that forgets nothing would find.
class EndlessPrefixCache {
 public:
  void add(const TraceReader& reader, std::int32_t input) {
    input_ += input;
    for (const std::int64_t block : reader.prefix_blocks()) {
      known_ += blocks_.insert(block).second ? 0 : 1;
      ++hashes_;
    }
    any_ = any_ || !reader.prefix_blocks().empty();
    std::int32_t left = shareable_tokens(reader.prefix_tokens(), input);
    std::uint64_t chain = 0;
    for (const std::int64_t block : reader.prefix_blocks()) {
      if (left == 0) {
        return;
      }
      const std::int32_t piece = std::min(left, reader.prefix_block_tokens());
      left -= piece;
      chain = Hasher().add(chain).add(block).value();
      std::int32_t& seen = seen_[chain];
      hits_ += std::min(seen, piece);
      seen = std::max(seen, piece);
    }
  }
  double hit_ratio() const {
    return any_ ? static_cast<double>(known_) / static_cast<double>(hashes_) : -1;
  }
  double hit_share() const {
    return any_ ? static_cast<double>(hits_) / static_cast<double>(input_) : -1;
  }

 private:
  std::unordered_map<std::uint64_t, std::int32_t> seen_;  // by block and all before it
  bool any_ = false;
  std::int64_t input_ = 0, hits_ = 0;
  std::unordered_set<std::int64_t> blocks_;
  std::int64_t hashes_ = 0, known_ = 0;
};

}  // namespace

TraceStats trace_stats(TraceReader& reader) {
  TraceStats stats;
  TokenCounts input, output;
  Gaps gaps;
  EndlessPrefixCache prefix;
  std::unordered_set<std::int64_t> sessions;
  Ps last = -1;
  for (TraceRow row; reader.next(row);) {
    if (stats.rows > 0) {
      gaps.add(static_cast<double>(row.at - last) / kPsPerSecond);
    }
    stats.distinct_times += row.at != last ? 1 : 0;
    last = row.at;
    input.add(row.input);
    output.add(row.output);
    prefix.add(reader, row.input);
    if (row.session == stats.rows) {  // the row number: no session column, nothing to remember
      ++stats.sessions;
    } else {
      stats.sessions += sessions.insert(row.session).second ? 1 : 0;
    }
    ++stats.rows;
  }
  stats.bad_rows = reader.bad_rows();
  stats.file_s = reader.file_seconds();
  const Ps chosen = reader.chosen_length();
  stats.duration_s =
      static_cast<double>(chosen > 0 ? chosen : std::max<Ps>(last, 0)) / kPsPerSecond;
  stats.rate_per_s = stats.duration_s > 0 ? static_cast<double>(stats.rows) / stats.duration_s : 0;
  stats.interarrival_cv = gaps.cv();
  stats.input = input.stats();
  stats.output = output.stats();
  stats.prefix_hit_share = prefix.hit_share();
  stats.prefix_hit_ratio = prefix.hit_ratio();
  stats.classes = reader.classes();
  stats.format = reader.format();
  stats.sessions_grow = reader.sessions_grow();
  return stats;
}

}  // namespace costwright::sim

#include "core/histogram.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace costwright {
namespace {

double midpoint_s(int b) {
  const auto low = static_cast<double>(LatencyHistogram::lower_edge_ps(b));
  const auto high = static_cast<double>(LatencyHistogram::upper_edge_ps(b));
  return (low + (high - low) / 2) * 1e-12;
}

double midpoint_ps(int b) {
  const auto low = static_cast<double>(LatencyHistogram::lower_edge_ps(b));
  return low + (static_cast<double>(LatencyHistogram::upper_edge_ps(b)) - low) / 2;
}

// The buckets of a histogram from the shortest latency on, and the share of its samples up to the
// end of the bucket at hand.
class Ascent {
 public:
  explicit Ascent(const LatencyHistogram& histogram)
      : histogram_(histogram), bucket_(histogram.first_bucket()) {
    next();
  }
  double value_ps() const { return midpoint_ps(bucket_); }
  double share() const {
    return static_cast<double>(seen_) / static_cast<double>(histogram_.count());
  }
  bool at_end() const { return seen_ == histogram_.count(); }
  void next() {
    bucket_ += seen_ > 0 ? 1 : 0;
    while (histogram_.count_in(bucket_) == 0) {
      ++bucket_;
    }
    seen_ += histogram_.count_in(bucket_);
  }

 private:
  const LatencyHistogram& histogram_;
  int bucket_;
  std::uint64_t seen_ = 0;
};

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

}  // namespace

void LatencyHistogram::grow_to(int bucket) {
  constexpr int kOctave = 1 << kSubBits;
  const int octave = bucket & -kOctave;
  if (counts_.empty()) {
    first_ = octave;
  } else if (octave < first_) {
    counts_.insert(counts_.begin(), static_cast<std::size_t>(first_ - octave), 0);
    first_ = octave;
  }
  counts_.resize(std::max(counts_.size(), static_cast<std::size_t>(octave + kOctave - first_)));
}

void LatencyHistogram::merge(const LatencyHistogram& other, std::uint64_t weight) {
  if (other.counts_.empty()) {
    return;
  }
  grow_to(other.end_bucket() - 1);
  grow_to(other.first_);
  auto* here = counts_.data() + (other.first_ - first_);
  for (std::size_t i = 0; i < other.counts_.size(); ++i) {
    here[i] += weight * other.counts_[i];
  }
  total_ += weight * other.total_;
}

LatencyHistogram LatencyHistogram::between(const LatencyHistogram& a,
                                           const LatencyHistogram& b,
                                           double share) {
  LatencyHistogram result;
  if (a.count() == 0 && b.count() == 0) {
    return result;
  }
  const double count =
      static_cast<double>(a.count()) * (1 - share) + static_cast<double>(b.count()) * share;
  Ascent from_a(a.count() > 0 ? a : b);  // one alone gives the form
  Ascent from_b(b.count() > 0 ? b : a);
  std::uint64_t given = 0;
  for (bool over = false; !over;) {
    over = from_a.at_end() && from_b.at_end();
    const double reached = std::min(from_a.share(), from_b.share());
    const auto until = static_cast<std::uint64_t>(std::round(count * reached));
    result.add(
        static_cast<std::int64_t>(from_a.value_ps() * (1 - share) + from_b.value_ps() * share),
        until - given);
    given = until;
    const bool a_ends = !over && from_a.share() <= reached;
    const bool b_ends = !over && from_b.share() <= reached;
    if (a_ends) {
      from_a.next();
    }
    if (b_ends) {
      from_b.next();
    }
  }
  return result;
}

LatencyHistogram LatencyHistogram::mixed(const LatencyHistogram& a,
                                         const LatencyHistogram& b,
                                         double share) {
  const auto part = [share](std::uint64_t of_a, std::uint64_t of_b) {
    return static_cast<std::uint64_t>(
        std::round(static_cast<double>(of_a) * (1 - share) + static_cast<double>(of_b) * share));
  };
  LatencyHistogram result;
  for (int bucket = std::min(a.first_, b.first_); bucket < std::max(a.end_bucket(), b.end_bucket());
       ++bucket) {
    if (const auto count = part(a.count_in(bucket), b.count_in(bucket))) {
      result.add_in(bucket, count);
    }
  }
  return result;
}

double LatencyHistogram::quantile_s(double q) const {
  if (total_ == 0) {
    return kNone;
  }
  const auto rank = std::max<std::uint64_t>(
      1, static_cast<std::uint64_t>(std::ceil(q * static_cast<double>(total_))));
  std::uint64_t seen = 0;
  for (std::size_t i = 0; i < counts_.size(); ++i) {
    seen += counts_[i];
    if (seen >= rank) {
      return midpoint_s(first_ + static_cast<int>(i));
    }
  }
  return kNone;
}

double LatencyHistogram::mean_s() const {
  double sum = 0;
  for (std::size_t i = 0; i < counts_.size(); ++i) {
    if (counts_[i] != 0) {
      sum += static_cast<double>(counts_[i]) * midpoint_s(first_ + static_cast<int>(i));
    }
  }
  return total_ == 0 ? kNone : sum / static_cast<double>(total_);
}

double LatencyHistogram::share_within(double limit_s) const {
  std::uint64_t within = 0;
  for (int b = first_; b < end_bucket() && midpoint_s(b) <= limit_s; ++b) {
    within += count_in(b);
  }
  return total_ == 0 ? kNone : static_cast<double>(within) / static_cast<double>(total_);
}

bool operator==(const LatencyHistogram& a, const LatencyHistogram& b) {
  if (a.total_ != b.total_) {
    return false;
  }
  for (int bucket = std::min(a.first_, b.first_); bucket < std::max(a.end_bucket(), b.end_bucket());
       ++bucket) {
    if (a.count_in(bucket) != b.count_in(bucket)) {
      return false;
    }
  }
  return true;
}

}  // namespace costwright

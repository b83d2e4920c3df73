#include "core/histogram.h"

#include <cmath>
#include <limits>

namespace costwright {
namespace {

double midpoint_s(std::size_t bucket) {
  const auto b = static_cast<int>(bucket);
  const auto low = static_cast<double>(LatencyHistogram::lower_edge_ps(b));
  const auto high = static_cast<double>(LatencyHistogram::upper_edge_ps(b));
  return (low + (high - low) / 2) * 1e-12;
}

double midpoint_ps(std::size_t bucket) {
  const auto b = static_cast<int>(bucket);
  const auto low = static_cast<double>(LatencyHistogram::lower_edge_ps(b));
  return low + (static_cast<double>(LatencyHistogram::upper_edge_ps(b)) - low) / 2;
}

// The buckets of a histogram from the shortest latency on, and the share of its samples up to the
// end of the bucket at hand.
class Ascent {
 public:
  explicit Ascent(const LatencyHistogram& histogram) : histogram_(histogram) { next(); }
  double value_ps() const { return midpoint_ps(bucket_); }
  double share() const {
    return static_cast<double>(seen_) / static_cast<double>(histogram_.count());
  }
  bool at_end() const { return seen_ == histogram_.count(); }
  void next() {
    const auto& counts = histogram_.counts();
    bucket_ += seen_ > 0 ? 1 : 0;
    while (counts[bucket_] == 0) {
      ++bucket_;
    }
    seen_ += counts[bucket_];
  }

 private:
  const LatencyHistogram& histogram_;
  std::size_t bucket_ = 0;
  std::uint64_t seen_ = 0;
};

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

}  // namespace

void LatencyHistogram::grow(int bucket) {
  counts_.resize((static_cast<std::size_t>(bucket) | 63) + 1);  // whole octaves
}

void LatencyHistogram::merge(const LatencyHistogram& other, std::uint64_t weight) {
  if (counts_.size() < other.counts_.size()) {
    counts_.resize(other.counts_.size());
  }
  for (std::size_t i = 0; i < other.counts_.size(); ++i) {
    counts_[i] += weight * other.counts_[i];
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
  std::vector<std::uint64_t> counts(std::max(a.counts_.size(), b.counts_.size()));
  const auto at = [](const LatencyHistogram& histogram, std::size_t bucket) {
    return bucket < histogram.counts_.size() ? static_cast<double>(histogram.counts_[bucket]) : 0;
  };
  for (std::size_t i = 0; i < counts.size(); ++i) {
    counts[i] = static_cast<std::uint64_t>(std::round(at(a, i) * (1 - share) + at(b, i) * share));
  }
  LatencyHistogram result;
  result.set_counts(std::move(counts));
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
      return midpoint_s(i);
    }
  }
  return kNone;
}

double LatencyHistogram::mean_s() const {
  double sum = 0;
  for (std::size_t i = 0; i < counts_.size(); ++i) {
    if (counts_[i] != 0) {
      sum += static_cast<double>(counts_[i]) * midpoint_s(i);
    }
  }
  return total_ == 0 ? kNone : sum / static_cast<double>(total_);
}

double LatencyHistogram::share_within(double limit_s) const {
  std::uint64_t within = 0;
  for (std::size_t i = 0; i < counts_.size() && midpoint_s(i) <= limit_s; ++i) {
    within += counts_[i];
  }
  return total_ == 0 ? kNone : static_cast<double>(within) / static_cast<double>(total_);
}

void LatencyHistogram::set_counts(std::vector<std::uint64_t> counts) {
  counts_ = std::move(counts);
  total_ = 0;
  for (const auto c : counts_) {
    total_ += c;
  }
}

bool operator==(const LatencyHistogram& a, const LatencyHistogram& b) {
  const auto& longer = a.counts_.size() >= b.counts_.size() ? a.counts_ : b.counts_;
  const auto& shorter = a.counts_.size() >= b.counts_.size() ? b.counts_ : a.counts_;
  for (std::size_t i = 0; i < longer.size(); ++i) {
    if (longer[i] != (i < shorter.size() ? shorter[i] : 0)) {
      return false;
    }
  }
  return true;
}

}  // namespace costwright

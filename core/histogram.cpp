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

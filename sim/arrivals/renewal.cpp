#include "sim/arrivals/renewal.h"

#include <algorithm>
#include <cmath>

#include "sim/arrivals/hours.h"
#include "sim/clock/random.h"

namespace costwright::sim {

Renewal::Renewal(std::vector<RenewalSegment> segments, Ps length, Ps anchor, std::uint64_t seed)
    : segments_(std::move(segments)), length_(length), seed_(seed) {
  require(!segments_.empty() && length_ > 0, "a renewal process of {} segments of {} ps",
          segments_.size(), length_);
  for (const auto& s : segments_) {
    require(std::isfinite(s.mass) && s.mass >= 0,
            "expected arrivals = {}, must be finite and not negative", s.mass);
    require(s.cv >= 0 && s.cv <= 100, "interarrival_cv = {}, must be in [0, 100]", s.cv);
  }
  const std::int64_t segment = floor_div(-anchor, length_);
  position_ = cyclic(segment, segments_.size());
  start_ = anchor + segment * length_;
  reached_ =
      segments_[position_].mass * (static_cast<double>(-start_) / static_cast<double>(length_));
  // An idle segment has no CV of its own: the first gap takes the one of the first segment with
  // arrivals.
  for (std::size_t i = 0; i < segments_.size() && segments_[position_].mass == 0; ++i) {
    next_segment();
  }
}

void Renewal::next_segment() {
  position_ = position_ + 1 == segments_.size() ? 0 : position_ + 1;
  start_ += length_;
}

double Renewal::gap() const {
  const double cv = segments_[position_].cv;
  if (cv == 0) {
    return drawn_ == 0 ? 0.5 : 1;
  }
  if (cv == 1) {
    return draw_exponential(seed_, Purpose::kInterarrival, drawn_);
  }
  return cv * cv * draw_gamma(1 / (cv * cv), seed_, Purpose::kInterarrival, drawn_);
}

bool Renewal::advance(Ps end) {
  reached_ += gap();
  ++drawn_;
  while (reached_ >= segments_[position_].mass) {
    reached_ -= segments_[position_].mass;
    next_segment();
    if (start_ >= end) {
      return false;
    }
  }
  const double share = reached_ / segments_[position_].mass;
  time_ = start_ + std::min(static_cast<Ps>(share * static_cast<double>(length_)), length_ - 1);
  return time_ < end;
}

}  // namespace costwright::sim

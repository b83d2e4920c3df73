#pragma once
// A renewal process in operational time: gaps of mean 1 with a given coefficient of variation,
// stretched so that each segment of simulated time holds its expected number of arrivals (its
// mass). Segments repeat for ever, segment 0 starts at `anchor`. A gap has the CV of the segment in
// which it begins; cv 1 is Poisson, 0 evenly spaced, others gamma of shape 1/cv^2. The process
// starts at time 0 with a whole gap (half a gap when cv = 0).
#include <cstdint>
#include <vector>

#include "sim/clock/clock.h"

namespace costwright::sim {

struct RenewalSegment {
  double mass{};
  double cv = 1;
};

class Renewal {
 public:
  Renewal(std::vector<RenewalSegment> segments, Ps length, Ps anchor, std::uint64_t seed);
  // Moves to the next arrival; false when there is none before `end`.
  bool advance(Ps end);
  Ps time() const { return time_; }
  std::size_t segment() const { return position_; }    // of the arrival, in the cycle
  std::uint64_t number() const { return drawn_ - 1; }  // of the arrival, from 0

 private:
  double gap() const;
  void next_segment();
  std::vector<RenewalSegment> segments_;
  Ps length_;
  std::uint64_t seed_;
  std::size_t position_{};
  Ps start_{};        // of the segment under way
  double reached_{};  // operational time since its start
  Ps time_{};
  std::uint64_t drawn_ = 0;
};

}  // namespace costwright::sim

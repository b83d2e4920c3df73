#pragma once
// The window's hours in simulated time: hour 0 starts at warm_up, earlier hours are negative, rates
// repeat.
#include <cmath>
#include <vector>

#include "core/diagnostics.h"
#include "sim/clock/clock.h"

namespace costwright::sim {

constexpr std::int64_t floor_div(std::int64_t a, std::int64_t b) {  // b > 0
  return a / b - (a % b < 0 ? 1 : 0);
}
// Position in a cycle of n, for negative numbers too.
constexpr std::size_t cyclic(std::int64_t a, std::size_t n) {
  const auto size = static_cast<std::int64_t>(n);
  return static_cast<std::size_t>(a - floor_div(a, size) * size);
}

class Hours {
 public:
  Hours(std::vector<double> rates, Ps warm_up, Ps length = kPsPerHour)
      : rates_(std::move(rates)), warm_up_(warm_up), length_(length) {
    require(length >= 1, "hours of {} ps", length);
    for (const double rate : rates_) {
      require(std::isfinite(rate) && rate >= 0,
              "rate_per_hour = {}, must be finite and not negative", rate);
    }
  }
  bool has_rates() const { return !rates_.empty(); }
  double rate(std::int64_t hour) const { return rates_[cyclic(hour, rates_.size())]; }
  // Expected requests of an hour, as long as it is simulated.
  double requests(double rate) const { return rate * (static_cast<double>(length_) / kPsPerHour); }
  Ps length() const { return length_; }
  const std::vector<double>& rates() const { return rates_; }
  std::int64_t hour_of(Ps t) const { return floor_div(t - warm_up_, length_); }
  Ps start(std::int64_t hour) const { return warm_up_ + hour * length_; }

 private:
  std::vector<double> rates_;
  Ps warm_up_;
  Ps length_;
};

}  // namespace costwright::sim

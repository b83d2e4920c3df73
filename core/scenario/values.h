#pragma once
// What fields of the scenario hold besides numbers, texts and quantities.
#include <algorithm>
#include <compare>
#include <iterator>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/calendar.h"
#include "core/diagnostics.h"

namespace costwright {

// A YAML map from names to entries, in the order written.
template <class T>
using Named = std::vector<std::pair<std::string, T>>;

template <class T>
const T* find_named(const Named<T>& entries, std::string_view name) {
  for (const auto& [key, value] : entries) {
    if (key == name) {
      return &value;
    }
  }
  return nullptr;
}

// A price: one for all months, or a list of prices by the month from which each holds
// ({2027-01: 250000 USD, 2028-01: 200000 USD}), in any order. In between nothing is interpolated.
template <class T>
class Dated {
 public:
  using value_type = T;
  using Steps = std::vector<std::pair<YearMonth, T>>;

  Dated(T value = {}) : steps_{{kAlways, value}} {}  // NOLINT: a price is written as one
  explicit Dated(Steps steps) : steps_(std::move(steps)) {
    require(!steps_.empty(), "a list of {} prices", steps_.size());
    std::sort(steps_.begin(), steps_.end(), [](const auto& a, const auto& b) {
      return a.first < b.first;
    });
  }

  bool by_month() const { return steps_.front().first != kAlways; }
  YearMonth begin() const { return steps_.front().first; }  // of a list
  const T& first() const { return steps_.front().second; }
  const Steps& steps() const { return steps_; }
  // The latest that begins no later than `month`; the list begins by then.
  const T& in(YearMonth month) const {
    const auto after = std::upper_bound(steps_.begin(), steps_.end(), month,
                                        [](YearMonth wanted, const auto& step) {
                                          return wanted < step.first;
                                        });
    require(after != steps_.begin(), "no price in {}: the list begins in {}", to_string(month),
            to_string(begin()));
    return std::prev(after)->second;
  }
  // The same months with other values.
  template <class F>
  auto map(F&& change) const {
    using Other = Dated<std::decay_t<decltype(change(first()))>>;
    typename Other::Steps steps;
    for (const auto& [month, value] : steps_) {
      steps.emplace_back(month, change(value));
    }
    return Other(std::move(steps));
  }
  bool operator==(const Dated&) const = default;

 private:
  static constexpr YearMonth kAlways{0, 1};
  Steps steps_;
};

struct Ratio {  // "15 %" or 0.15
  double value{};
  auto operator<=>(const Ratio&) const = default;
};
struct AnnualRate {  // "9 %/year", effective
  double per_year{};
  auto operator<=>(const AnnualRate&) const = default;
};
struct GrowthRate {  // "4 %/month" or "60 %/year": compounded, kept per month
  double per_month{};
  auto operator<=>(const GrowthRate&) const = default;
};
struct Months {  // "36 months" or "3 years"
  int count{};
  auto operator<=>(const Months&) const = default;
};

}  // namespace costwright

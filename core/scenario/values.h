#pragma once
// What fields of the scenario hold besides numbers, texts and quantities.
#include <compare>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

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

#include "study/published/statistics.h"

#include <algorithm>
#include <cmath>

#include "core/diagnostics.h"

namespace costwright::study {

double quantile(std::vector<double> values, double q) {
  require(!values.empty(), "no values to take a quantile of");
  const auto n = static_cast<double>(values.size());
  const auto rank = static_cast<std::size_t>(std::clamp(std::ceil(q * n) - 1, 0.0, n - 1));
  const auto at = values.begin() + static_cast<std::ptrdiff_t>(rank);
  std::nth_element(values.begin(), at, values.end());
  return *at;
}

}  // namespace costwright::study

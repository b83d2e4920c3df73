#include "core/table/column_range.h"

#include <cmath>

#include <fmt/format.h>

namespace costwright {

std::string out_of_range(const ColumnRange& range, double value, const std::string& cell) {
  if (value < 0) {
    return fmt::format("{} must not be negative", cell);
  }
  if (value < range.least || value > range.most) {
    return fmt::format("{} is outside {} to {}", cell, range.least, range.most);
  }
  return range.whole && value != std::floor(value) ? fmt::format("{} is not a whole number", cell)
                                                   : "";
}

}  // namespace costwright

#pragma once
// What the numbers of a CSV column may be: one for every column of the catalogue and of published
// measurements, as fields of a scenario have one.
#include <limits>
#include <string>

namespace costwright {

struct ColumnRange {
  double least = 0, most = std::numeric_limits<double>::infinity();  // ends included
  bool whole = false;
};

// What is wrong with the number `value`, written as `cell`, or "": "1e-9 is outside 0.1 to 10000".
std::string out_of_range(const ColumnRange& range, double value, const std::string& cell);

}  // namespace costwright

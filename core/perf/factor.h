#pragma once
// A fitted figure of a performance model: what a calibration file calls it, what it may be. One
// list of them serves the file's columns, its reader, the fits and the reports.
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>

#include "core/catalog/catalog.h"

namespace costwright {

template <class Factors>
struct Factor {
  std::string_view name;  // column of the calibration file
  double Factors::*member;
  double unit;       // of the file's figure, in the member's: 1, or 1e-6 for microseconds
  double low, high;  // what a file may say and a fit may find, in the file's unit
  double spread;     // of a fit's prior, as a natural logarithm; 0: none
  std::string_view doc;
};

// Takes what `row` states; blank cells leave `into` as it is. False when there was one. A figure
// out of bounds is an error at its place.
template <class Factors>
bool read_factors(const Row& row,
                  std::span<const Factor<Factors>> factors,
                  Factors& into,
                  FactLog& facts,
                  Diagnostics& diagnostics) {
  bool complete = true;
  for (const Factor<Factors>& factor : factors) {
    const auto fact = row.fact(factor.name);
    if (!fact) {
      complete = false;
      continue;
    }
    facts.use(*fact);
    if (fact->value < factor.low || fact->value > factor.high) {
      diagnostics.error(fact->place,
                        fmt::format("{} = {} of calibration '{}' is outside {} to {}", factor.name,
                                    fact->value, row.key(), factor.low, factor.high));
    }
    into.*factor.member = fact->value * factor.unit;
  }
  return complete;
}

// The first of `keys` that `table` has; null when it has none.
const Row* first_row(const Catalog& catalog,
                     std::string_view table,
                     std::initializer_list<std::string> keys);

}  // namespace costwright

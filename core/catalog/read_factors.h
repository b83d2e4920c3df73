#pragma once
// Fitted factors from rows of the catalogue's calibration tables.
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>

#include "core/catalog/catalog.h"
#include "core/specs/factor.h"

namespace costwright {

struct FactorsRead {
  bool complete = true;   // no blank factor
  bool in_bounds = true;  // else an error at the row
};

// Takes what `row` states; blank cells leave `into` as it is. A figure out of bounds is an
// error at its place.
template <class Factors>
FactorsRead read_factors(const Row& row,
                         std::span<const Factor<Factors>> factors,
                         Factors& into,
                         FactLog& facts,
                         Diagnostics& diagnostics) {
  FactorsRead read;
  for (const Factor<Factors>& factor : factors) {
    const auto fact = row.fact(factor.name);
    if (!fact) {
      read.complete = false;
      continue;
    }
    facts.use(*fact);
    if (fact->value < factor.low || fact->value > factor.high) {
      read.in_bounds = false;  // not told by the count of errors: one is said only once
      diagnostics.error(fact->place,
                        fmt::format("{} = {} of calibration '{}' is outside {} to {}", factor.name,
                                    fact->value, row.key(), factor.low, factor.high));
    }
    into.*factor.member = fact->value * factor.unit;
  }
  return read;
}

// The first of `keys` that `table` has; null when it has none.
const Row* first_row(const Catalog& catalog,
                     std::string_view table,
                     std::initializer_list<std::string> keys);

}  // namespace costwright

#pragma once
// Fitted factors from rows of the catalogue's calibration tables.
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>

#include "core/catalog/catalog.h"
#include "core/specs/factor.h"

namespace costwright {

// Takes what `row` states; blank cells leave `into` as it is: then false. The catalogue's reader
// has held the figures against the factors' bounds.
template <class Factors>
bool read_factors(const Row& row,
                  std::span<const Factor<Factors>> factors,
                  Factors& into,
                  FactLog& facts) {
  bool complete = true;
  for (const Factor<Factors>& factor : factors) {
    const auto fact = row.fact(factor.name);
    if (!fact) {
      complete = false;
      continue;
    }
    facts.use(*fact);
    into.*factor.member = fact->value * factor.unit;
  }
  return complete;
}

// The first of `keys` that `table` has; null when it has none.
const Row* first_row(const Catalog& catalog,
                     std::string_view table,
                     std::initializer_list<std::string> keys);

}  // namespace costwright

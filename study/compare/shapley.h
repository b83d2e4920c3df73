#pragma once
// Shapley values: what each of n inputs contributes to a change, averaged over every order in which
// they could be changed [Shapley 1953]:
//   phi_i = sum over S without i of |S|! (n - |S| - 1)! / n! x (v(S + i) - v(S))
// They sum to v(all) - v(none). Exact from all 2^n sets, or from sampled orders with the standard
// error of the mean; either way without a rest.
// Worked: price 10 -> 12 and count 3 -> 5 change a cost of 30 to 60. Price alone: +6, count alone:
// +20; price last +10, count last +24. Shapley: price 8, count 22.
#include <cstdint>
#include <functional>
#include <vector>

#include "core/ledger/money.h"

namespace costwright::study {

// Which inputs have been changed.
using InputSet = std::vector<bool>;
// Several figures at once; all sets give as many.
using ValueList = std::vector<double>;
using GameValue = std::function<const ValueList&(const InputSet&)>;

// [input][figure]. `sets` of them: all_sets(n).
std::vector<ValueList> shapley(std::size_t inputs, const GameValue& value);
// By number of members, so that those of one size follow those that they contain.
std::vector<InputSet> all_sets(std::size_t inputs);

struct SampledShapley {
  std::vector<ValueList> mean, standard_error;  // [input][figure]
};
SampledShapley sampled_shapley(const std::vector<std::vector<std::size_t>>& orders,
                               const GameValue& value);
// Orders of n inputs, drawn by (seed, index) alone. At least 2.
std::vector<std::vector<std::size_t>> random_orders(std::size_t inputs,
                                                    std::size_t count,
                                                    std::uint64_t seed);
// The sets on the way of these orders.
std::vector<InputSet> sets_of(const std::vector<std::vector<std::size_t>>& orders);

// Whole cents that sum to `total`: each rounded down, what is missing goes to the largest rests.
std::vector<Minor> apportioned(const std::vector<double>& cents, Minor total);

}  // namespace costwright::study

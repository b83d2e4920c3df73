#include "study/compare/difference.h"

#include <algorithm>
#include <cmath>

namespace costwright::study {
namespace {

// In cents where both are money: doubles would lose them in large sums.
Cell subtracted(const Cell& a, const Cell& b) {
  const auto* paid_a = std::get_if<Amount>(&a);
  const auto* paid_b = std::get_if<Amount>(&b);
  if (paid_a != nullptr && paid_b != nullptr) {
    return Amount{paid_b->minor - paid_a->minor};
  }
  return with_number(b, *number_of(b) - *number_of(a));
}

// At one end of the speed; without one, the figure does not depend on it.
std::optional<double> at_end(const MetricRow& a,
                             const MetricRow& b,
                             std::optional<double> MetricRow::*end) {
  if (!(a.*end) && !(b.*end)) {
    return std::nullopt;
  }
  return (b.*end).value_or(*number_of(b.value)) - (a.*end).value_or(*number_of(a.value));
}

double off(const MetricRow& row, std::optional<double> MetricRow::*side) {
  const double value = *number_of(row.value);
  return (row.*side).value_or(value) - value;
}

Deviation of(const MetricRow& row) {
  return sampling_deviation(0, off(row, &MetricRow::below), off(row, &MetricRow::above));
}

Deviation sampling(const MetricRow& a, const MetricRow& b, bool same_simulations) {
  if (!same_simulations) {
    const Deviation of_a = of(a);
    const Deviation of_b = of(b);
    return {std::hypot(of_b.down, of_a.up), std::hypot(of_b.up, of_a.down)};
  }
  const double below = off(b, &MetricRow::below) - off(a, &MetricRow::below);
  const double above = off(b, &MetricRow::above) - off(a, &MetricRow::above);
  return sampling_deviation(0, std::min(below, above), std::max(below, above));
}

}  // namespace

Difference difference(const MetricRow& baseline,
                      const MetricRow& alternative,
                      bool same_simulations) {
  const auto a = number_of(baseline.value);
  const auto b = number_of(alternative.value);
  if (!a || !b) {
    return {};
  }
  Difference result;
  result.value = subtracted(baseline.value, alternative.value);
  const double value = *number_of(result.value);
  result.share = *a != 0 ? std::optional(value / std::abs(*a)) : std::nullopt;
  result.fast = at_end(baseline, alternative, &MetricRow::fast);
  result.slow = at_end(baseline, alternative, &MetricRow::slow);
  const double fast = result.fast.value_or(value);
  const double slow = result.slow.value_or(value);
  const Deviation all =
      combined(value, std::min({value, fast, slow}), std::max({value, fast, slow}),
               sampling(baseline, alternative, same_simulations));
  Cell low = with_number(result.value, value - all.down);
  Cell high = with_number(result.value, value + all.up);
  if (cell_json(low) != cell_json(high)) {
    result.low = std::move(low);
    result.high = std::move(high);
  }
  return result;
}

}  // namespace costwright::study

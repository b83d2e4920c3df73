#include "core/scenario/sections/escalation.h"

namespace costwright {
namespace {

constexpr int kMonthsPerYear = 12;

}  // namespace

int rises(const Escalation& escalation, YearMonth first, YearMonth month) {
  const YearMonth priced = escalation.price_as_of.value_or(first);
  if (escalation.date == RiseDate::kJanuary) {
    return month.year - priced.year;
  }
  return (month - first) / kMonthsPerYear + (first - priced) / kMonthsPerYear;
}

double escalation_factor(const Escalation& escalation, YearMonth first, YearMonth month) {
  const int count = rises(escalation, first, month);
  double factor = 1;
  for (int rise = 0; rise < count; ++rise) {
    factor *= 1 + escalation.rate.per_year;
  }
  for (int rise = count; rise < 0; ++rise) {
    factor /= 1 + escalation.rate.per_year;
  }
  return factor;
}

}  // namespace costwright

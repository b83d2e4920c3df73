#pragma once
// How the price of an item rises; several sections have it. When: docs/reports.md, "When is it
// paid, when is it consumed, when does it rise".
#include <initializer_list>
#include <optional>
#include <string_view>

#include "core/calendar.h"
#include "core/names.h"
#include "core/scenario/sections/section.h"

namespace costwright {

enum class RiseDate { kAnniversary, kJanuary };
template <>
struct EnumNames<RiseDate> {
  static constexpr auto names = std::to_array<std::string_view>({"anniversary", "january"});
};
template <>
struct EnumDocs<RiseDate> {
  static constexpr auto docs = std::to_array<std::string_view>(
      {"every twelve months from the item's first month", "each January after the price's month"});
};

struct Escalation {
  AnnualRate rate;
  RiseDate date = RiseDate::kAnniversary;
  std::optional<YearMonth> price_as_of = {};
  bool operator==(const Escalation&) const = default;
};

// How often the price has risen by `month`, >= `first`, the item's first month; negative before
// `price_as_of`. Between `price_as_of` and `first` whole years count.
int rises(const Escalation& escalation, YearMonth first, YearMonth month);
// (1 + rate)^rises: what the written price is multiplied by.
double escalation_factor(const Escalation& escalation, YearMonth first, YearMonth month);

// The three fields of one price, or of several that rise together.
struct EscalationNames {
  std::string_view rate = "escalation", date = "escalates", as_of = "price_as_of";
};
template <class V, MaybeConst<Escalation> E>
void describe_escalation_of(V& v,
                            E& e,
                            std::initializer_list<std::string_view> prices,
                            const EscalationNames& names) {
  v.field(e.rate, {.name = names.rate, .doc = "yearly change of the price"});
  v.field(e.date, {.name = names.date, .doc = "when that change comes"});
  v.field(e.price_as_of, {.name = names.as_of,
                          .doc = "month that the price is of",
                          .absent = "the item's first month"});
  v.needs(names.date, {names.rate});
  v.needs(names.as_of, {names.rate});
  v.by_month_excludes(prices, names.rate);
}
template <class V, class T>
void describe_escalation(V& v, T& s, std::initializer_list<std::string_view> prices) {
  describe_escalation_of(v, s.escalation, prices, {});
}

}  // namespace costwright

#pragma once
// `software`: licences and subscriptions.
#include <optional>
#include <string>

#include "core/calendar.h"
#include "core/ledger/kinds.h"
#include "core/ledger/labels.h"
#include "core/scenario/sections/escalation.h"
#include "core/scenario/sections/section.h"
#include "core/units/quantity.h"

namespace costwright {

enum class LicenceUnit { kGpu, kNode, kSeat, kFixed };
template <>
struct EnumNames<LicenceUnit> {
  static constexpr auto names = std::to_array<std::string_view>({"gpu", "node", "seat", "fixed"});
};

enum class LicenceTerm { kMonthly, kAnnualPrepaid, kPerpetual };
template <>
struct EnumNames<LicenceTerm> {
  static constexpr auto names =
      std::to_array<std::string_view>({"monthly", "annual_prepaid", "perpetual"});
};

struct SoftwareItem {
  std::optional<std::string> product;
  LicenceUnit per = LicenceUnit::kFixed;
  std::optional<double> units;
  std::optional<std::string> fleet;
  std::optional<Dated<Money>> price;
  LicenceTerm term = LicenceTerm::kMonthly;
  Months book_life{60};
  Escalation escalation;
  Component component = Component::kServing;
  Allocation allocation = Allocation::kFixed;
  std::optional<YearMonth> from, until;
  std::string team = kUnassignedTeam;
  bool operator==(const SoftwareItem&) const = default;
};
template <class V, MaybeConst<SoftwareItem> S>
void describe(V& v, S& s) {
  v.about("SoftwareItem", "Licences and subscriptions.");
  v.field(s.product, {.name = "product", .doc = "product", .refers = "catalogue: software"});
  v.field(s.per, {.name = "per", .doc = "what is licensed"});
  v.field(s.units, {.name = "units",
                    .doc = "how many of those",
                    .max = 1e9,
                    .absent = "counted from `fleet` for gpu and node; 1 for fixed"});
  v.field(s.fleet,
          {.name = "fleet", .doc = "whose devices or nodes are licensed", .refers = "fleet"});
  v.field(s.price, {.name = "price",
                    .doc = "per unit and term",
                    .unit = "USD",
                    .max = 1e9,
                    .absent = "the product's"});
  v.field(s.term, {.name = "term", .doc = "what one payment covers"});
  v.field(s.book_life, {.name = "book_life",
                        .doc = "straight-line amortisation of a perpetual licence",
                        .min = 1,
                        .max = 360});
  describe_escalation(v, s, {"price"});
  v.field(s.component, {.name = "component", .doc = "part of the system"});
  v.field(s.allocation, {.name = "allocation", .doc = "how the cost is shared between workloads"});
  describe_period(v, s);
  describe_team(v, s);
  v.at_least_one({"product", "price"});
}

}  // namespace costwright

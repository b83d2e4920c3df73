#pragma once
// `credits`: discounts and credits that a provider grants on its bill.
#include <optional>
#include <string>

#include "core/calendar.h"
#include "core/ledger/kinds.h"
#include "core/scenario/sections/section.h"
#include "core/units/quantity.h"

namespace costwright {

struct Credit {
  std::string reason;
  std::optional<Ratio> discount;
  std::optional<Money> amount;
  Category category = Category::kCloud;
  std::optional<YearMonth> from, until;
  bool operator==(const Credit&) const = default;
};
template <class V, MaybeConst<Credit> S>
void describe(V& v, S& s) {
  v.about("Credit",
          "A discount or credit on the bill of each month, as lines below 0 with their reason. The "
          "bill is what is paid as it is used: what is paid ahead (upfront, prepaid) is stated at "
          "its lower price instead. Credits come in the file's order, each on what those before "
          "it have left.");
  v.field(s.reason, {.name = "reason",
                     .doc = "enterprise agreement, start-up programme ...",
                     .required = true,
                     .label = true});
  v.field(s.discount, {.name = "discount", .doc = "share of each month's bill"});
  v.field(s.amount, {.name = "amount",
                     .doc = "in all: taken off the months' bills until it is used up",
                     .unit = "USD",
                     .max = 1e12});
  v.field(s.category, {.name = "category", .doc = "whose bill"});
  describe_period(v, s);
  v.exactly_one({"discount", "amount"});
}

}  // namespace costwright

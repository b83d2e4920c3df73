#pragma once
// `savings_plans`: an amount an hour that is committed to, over several kinds of rented instances.
#include <optional>
#include <string>

#include "core/calendar.h"
#include "core/ledger/labels.h"
#include "core/scenario/sections/section.h"
#include "core/units/quantity.h"

namespace costwright {

struct PlanRate {
  std::optional<Dated<MoneyPerHour>> price;
  std::optional<Ratio> discount;
  bool operator==(const PlanRate&) const = default;
};
template <class V, MaybeConst<PlanRate> S>
void describe(V& v, S& s) {
  v.about("PlanRate",
          "What an hour of one fleet entry costs under a plan; locked for the plan's term.");
  v.field(s.price, {.name = "price", .doc = "per instance", .unit = "USD/h", .max = 1e6});
  v.field(s.discount, {.name = "discount", .doc = "off the entry's own on-demand price"});
  v.exactly_one({"price", "discount"});
}

struct SavingsPlan {
  MoneyPerHour commitment;
  Months term{12};
  Ratio upfront{0};
  std::optional<YearMonth> from, until;
  Named<PlanRate> covers;
  std::string team = kUnassignedTeam;
  bool operator==(const SavingsPlan&) const = default;
};
template <class V, MaybeConst<SavingsPlan> S>
void describe(V& v, S& s) {
  v.about(
      "SavingsPlan",
      "An amount an hour, paid for whole terms, used or not. It buys hours of the fleet entries "
      "that it covers at the plan's prices, the highest saving first; what it does not reach "
      "is paid on demand.");
  v.field(s.commitment, {.name = "commitment",
                         .doc = "at the plan's prices",
                         .unit = "USD/h",
                         .min = 0.01,
                         .max = 1e7,
                         .required = true});
  v.field(s.term, {.name = "term", .doc = "of the commitment", .min = 1, .max = 120});
  v.field(s.upfront, {.name = "upfront",
                      .doc = "share of a term's commitment that is paid at its start and used up "
                             "evenly: 0 % no upfront, 100 % all upfront"});
  v.field(s.from, {.name = "from", .doc = "first month", .absent = "the scenario's start"});
  v.field(s.until, {.name = "until",
                    .doc = "first month without it: terms are renewed until they reach it",
                    .absent = "the horizon's end"});
  v.field(s.covers, {.name = "covers", .doc = "fleet entries that are rented on demand"});
  describe_team(v, s);
}

}  // namespace costwright

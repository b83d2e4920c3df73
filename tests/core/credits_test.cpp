// Discounts, credits and schedules, with the sums by hand.
#include <gtest/gtest.h>

#include "core/scenario/loaded.h"
#include "tests/core/cost_scenarios.h"

namespace costwright::testing {
using namespace cost;
namespace {

// 744 h x 1.00 in January, 672 h in February; a workload of its own team.
LoadedScenario rented(const Named<Credit>& credits) {
  LoadedScenario loaded = empty_scenario(2);
  CloudInstances cloud;
  cloud.instance = "any";
  cloud.price = hourly(1);
  loaded.scenario.fleet = {{"gpu", {{}, cloud, "platform"}}};
  loaded.scenario.credits = credits;
  return loaded;
}

Credit of(std::optional<Ratio> discount, std::optional<Money> amount) {
  Credit credit;
  credit.reason = "agreement";
  credit.discount = discount;
  credit.amount = amount;
  return credit;
}

TEST(Credits, ADiscountIsALineBelowZeroWithItsReason) {
  const Priced result = priced(rented({{"edp", of(Ratio{0.08}, {})}}));
  const auto lines = lines_of(result.ledger, "edp: agreement");
  ASSERT_EQ(lines.size(), 2U);
  EXPECT_EQ(lines[0].cash, -5'952);  // 8 % of 744.00
  EXPECT_EQ(lines[0].expense, -5'952);
  EXPECT_EQ(lines[1].cash, -5'376);
  EXPECT_EQ(lines[0].category, Category::kCloud);
  EXPECT_EQ(lines[0].team, "platform");
  EXPECT_DOUBLE_EQ(lines[0].quantity, 744);
  EXPECT_EQ(result.summary.gross_cash, 141'600);
  EXPECT_EQ(result.summary.credits, 11'328);
  EXPECT_EQ(result.summary.proceeds, 0);
  EXPECT_EQ(result.summary.tco, 141'600 - 11'328);
  EXPECT_EQ(result.summary.expense_total, result.summary.tco);
}

TEST(Credits, AnAmountIsTakenOffUntilItIsUsedUp) {
  const Ledger ledger = priced(rented({{"grant", of({}, Money{1000})}})).ledger;
  const auto lines = lines_of(ledger, "grant: agreement");
  EXPECT_EQ(lines[0].cash, -74'400);
  EXPECT_EQ(lines[1].cash, -25'600);
  const Priced large = priced(rented({{"grant", of({}, Money{2000})}}));
  EXPECT_EQ(large.summary.tco, 0);
  EXPECT_EQ(large.diagnostics.text(),
            "warning: 584.00 of the credit 'grant' are not used: the bills of its months are "
            "smaller\n");
}

TEST(Credits, EachIsOnWhatThoseBeforeItHaveLeft) {
  const Ledger ledger =
      priced(rented({{"edp", of(Ratio{0.1}, {})}, {"more", of(Ratio{0.5}, {})}})).ledger;
  EXPECT_EQ(lines_of(ledger, "more: agreement")[0].cash, -33'480);  // half of 669.60
}

TEST(Credits, OnlyTheBillOfTheirCategoryAndMonthsIsReduced) {
  Credit credit = of(Ratio{0.1}, {});
  credit.from = YearMonth{2027, 2};
  LoadedScenario loaded = rented({{"edp", credit}});
  StaffRole role;
  role.salary = per_year(120e3);
  loaded.scenario.staff = {{"ops", role}};
  auto lines = lines_of(priced(loaded).ledger, "edp: agreement");
  ASSERT_EQ(lines.size(), 1U);
  EXPECT_EQ(lines[0].cash, -6'720);
  loaded.scenario.credits[0].second.category = Category::kStaffing;
  lines = lines_of(priced(loaded).ledger, "edp: agreement");
  EXPECT_EQ(lines[0].cash, -100'000);
}

// What is paid ahead is no bill of a month: its lower price is stated.
TEST(Credits, WhatIsPaidAheadIsNotReduced) {
  LoadedScenario loaded = rented({{"edp", of(Ratio{0.1}, {})}});
  CloudInstances& cloud = *loaded.scenario.fleet[0].second.cloud;
  cloud.purchase = PurchaseOption::kReserved1y;
  cloud.upfront = {1};
  const Priced result = priced(loaded);
  EXPECT_TRUE(lines_of(result.ledger, "edp: agreement").empty());
  EXPECT_EQ(result.summary.expense_total, result.summary.tco);
}

// Half of the term is paid ahead, the other half with the months: 10 % of 744 h and 672 h x 0.50.
TEST(Credits, TheRestOfACommitmentIsABillOfItsMonths) {
  LoadedScenario loaded = rented({{"edp", of(Ratio{0.1}, {})}});
  CloudInstances& cloud = *loaded.scenario.fleet[0].second.cloud;
  cloud.purchase = PurchaseOption::kReserved1y;
  cloud.upfront = {0.5};
  const auto lines = lines_of(priced(loaded).ledger, "edp: agreement");
  ASSERT_EQ(lines.size(), 2U);
  EXPECT_EQ(lines[0].cash, -37'20);
  EXPECT_EQ(lines[1].cash, -33'60);
}

// However the bill is borne, the parts of the credit add up and nobody is credited more than
// billed.
TEST(Credits, FollowWhoBearsTheBill) {
  for (unsigned seed = 1; seed <= 100; ++seed) {
    LoadedScenario loaded = random_scenario(seed);
    loaded.scenario.credits = {{"edp", of(Ratio{0.08}, {})}, {"grant", of({}, Money{5000})}};
    const Priced with = priced(loaded);
    loaded.scenario.credits.clear();
    const Priced without = priced(loaded);
    EXPECT_EQ(with.summary.gross_cash, without.summary.gross_cash) << seed;
    EXPECT_EQ(with.summary.tco, without.summary.tco - with.summary.credits) << seed;
    EXPECT_EQ(with.summary.expense_total, without.summary.expense_total - with.summary.credits)
        << seed;
    for (const Axis axis : {Axis::kTeam, Axis::kWorkload, Axis::kComponent}) {
      const auto rows = pivot(with.ledger, axis);
      const auto before = pivot(without.ledger, axis);
      ASSERT_EQ(rows.size(), before.size()) << seed;
      for (std::size_t i = 0; i < rows.size(); ++i) {
        EXPECT_LE(rows[i].expense, before[i].expense) << seed << " " << rows[i].label;
      }
    }
  }
}

// January 2027 begins on a Friday: 5 Fridays, Saturdays and Sundays, 4 of the others.
TEST(Schedules, CountTheCalendarsDays) {
  const Schedule office{10 * hour, {Weekday::kMonday, Weekday::kFriday}};
  EXPECT_DOUBLE_EQ(hours_of(office, {2027, 1}), 90);
  EXPECT_DOUBLE_EQ(hours_of(office, {2027, 2}), 80);
  EXPECT_DOUBLE_EQ(hours_of({8 * hour, {}}, {2027, 1}), 248);
  EXPECT_DOUBLE_EQ(hours_of({24 * hour, {}}, {2028, 2}), 696);
}

TEST(Schedules, InstancesOfTheApplicationArePaidWhenTheyRun) {
  LoadedScenario loaded = empty_scenario(2);
  ApplicationService service;
  service.instance = "AWS/us-east-1/p4d.24xlarge";  // 21.957642 USD/h
  service.count = 2;
  service.hours = 700 * hour;
  loaded.scenario.application = {{"batch", service}};
  auto lines = lines_of(priced(loaded, data_catalog()).ledger, "batch: instances");
  EXPECT_EQ(lines[0].cash, 3'074'070);  // 2 x 700 x 21.957642
  EXPECT_EQ(lines[1].cash, 2'951'107);  // February has 672
  loaded.scenario.application[0].second.hours = {};
  loaded.scenario.application[0].second.schedule = Schedule{10 * hour, {Weekday::kMonday}};
  lines = lines_of(priced(loaded, data_catalog()).ledger, "batch: instances");
  EXPECT_EQ(lines[0].cash, 175'661);  // 2 x 40 x 21.957642
}

}  // namespace
}  // namespace costwright::testing

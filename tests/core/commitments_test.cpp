// Reservations and savings plans: what is paid, what is used, what is saved. The scenarios of FOCUS
// are those of its specification/data/commitment_discount_scenarios/*.csv: 1 USD an hour for a
// year.
#include <cmath>

#include <gtest/gtest.h>

#include "core/scenario/loaded.h"
#include "tests/core/cost_scenarios.h"

namespace costwright::testing {
using namespace cost;
namespace {

constexpr int kYear = 8760;  // hours of 2027

CloudInstances instances(int count, double on_demand) {
  CloudInstances cloud;
  cloud.instance = "any";
  cloud.count = count;
  cloud.price = hourly(on_demand);
  return cloud;
}

SavingsPlan plan_of(double commitment, double upfront, const Named<PlanRate>& covers) {
  SavingsPlan plan;
  plan.commitment = hourly(commitment);
  plan.upfront = {upfront};
  plan.covers = covers;
  return plan;
}

PlanRate rate(double price) {
  PlanRate one;
  one.price = hourly(price);
  return one;
}
PlanRate off(double share) {
  PlanRate one;
  one.discount = Ratio{share};
  return one;
}

LoadedScenario with_plan(int months, const SavingsPlan& plan, const Named<CloudInstances>& fleet) {
  LoadedScenario loaded = empty_scenario(months);
  for (const auto& [name, cloud] : fleet) {
    loaded.scenario.fleet.push_back({name, {{}, cloud}});
  }
  loaded.scenario.savings_plans = {{"plan", plan}};
  return loaded;
}

Minor expense_in(const Ledger& ledger, const std::string& item, int month) {
  Minor sum = 0;
  for (const auto& line : lines_of(ledger, item)) {
    sum += line.period == YearMonth{2027, month} ? line.expense : 0;
  }
  return sum;
}

// ---- FOCUS: the purchase

TEST(FocusCommitments, AllUpfrontIsBilledAtOnceAndEffectiveOverTheYear) {
  const Priced all =
      priced(with_plan(12, plan_of(1, 1, {{"gpu", rate(1)}}), {{"gpu", instances(1, 1.25)}}));
  const auto purchase = lines_of(all.ledger, "plan: savings plan, upfront");
  ASSERT_EQ(purchase.size(), 1U);
  EXPECT_EQ(purchase[0].cash, 876'000);  // BilledCost 8,760.00
  EXPECT_EQ(purchase[0].expense, 0);     // EffectiveCost 0.00
  EXPECT_TRUE(purchase[0].at_start);
  EXPECT_EQ(cash_of(all.ledger, "gpu: hours under plan"), 0);
  EXPECT_EQ(expense_of(all.ledger, "gpu: hours under plan"), 876'000);
  EXPECT_EQ(expense_in(all.ledger, "gpu: hours under plan", 2), 73'000);  // a twelfth
  EXPECT_EQ(all.summary.gross_cash, 876'000);
  EXPECT_EQ(all.summary.prepaid, 0);
}

TEST(FocusCommitments, PartialUpfrontIsHalfAtOnceAndHalfADollarAnHour) {
  const Ledger half =
      priced(with_plan(12, plan_of(1, 0.5, {{"gpu", rate(1)}}), {{"gpu", instances(1, 1.25)}}))
          .ledger;
  EXPECT_EQ(cash_of(half, "plan: savings plan, upfront"), 438'000);
  EXPECT_EQ(lines_of(half, "gpu: hours under plan")[0].cash, 37'200);  // 744 h x 0.50
  EXPECT_EQ(cash_of(half, "gpu: hours under plan"), 438'000);
  EXPECT_EQ(expense_of(half, "gpu: hours under plan"), 876'000);
}

TEST(FocusCommitments, NoUpfrontIsADollarAnHour) {
  const Ledger none =
      priced(with_plan(12, plan_of(1, 0, {{"gpu", rate(1)}}), {{"gpu", instances(1, 1.25)}}))
          .ledger;
  EXPECT_TRUE(lines_of(none, "plan: savings plan, upfront").empty());
  for (const auto& line : lines_of(none, "gpu: hours under plan")) {
    EXPECT_EQ(line.cash, 100 * hours_in(line.period));
    EXPECT_EQ(line.expense, line.cash);
  }
  EXPECT_EQ(cash_of(none, "gpu: hours under plan"), 876'000);
}

// ---- FOCUS: the usage, for 744 hours of January

TEST(FocusCommitments, WhatIsUsedAndUnusedIsTheCommitment) {
  struct Case {
    double rate;
    Minor used, unused;
  };
  for (const Case& c : {Case{1, 74'400, 0}, Case{0.75, 55'800, 18'600}}) {
    const Ledger ledger =
        priced(with_plan(1, plan_of(1, 0, {{"gpu", rate(c.rate)}}), {{"gpu", instances(1, 1.25)}}))
            .ledger;
    EXPECT_EQ(expense_of(ledger, "gpu: hours under plan"), c.used);
    EXPECT_EQ(expense_of(ledger, "plan: savings plan, unused"), c.unused);
    EXPECT_TRUE(lines_of(ledger, "gpu: on-demand hours").empty());
    if (c.unused > 0) {
      EXPECT_DOUBLE_EQ(lines_of(ledger, "plan: savings plan, unused")[0].unit_price, 0.25);
    }
  }
}

TEST(FocusCommitments, WithoutUsageAllIsUnused) {
  CloudInstances later = instances(1, 1.25);
  later.from = YearMonth{2027, 2};
  const Ledger ledger =
      priced(with_plan(2, plan_of(1, 0, {{"gpu", rate(1)}}), {{"gpu", later}})).ledger;
  EXPECT_EQ(expense_in(ledger, "plan: savings plan, unused", 1), 74'400);
  EXPECT_EQ(expense_in(ledger, "plan: savings plan, unused", 2), 0);
  EXPECT_EQ(lines_of(ledger, "plan: savings plan, unused")[0].workload, "overhead");
}

TEST(FocusCommitments, OverageIsTheCommitmentAndTheStandardPrice) {
  const Ledger ledger = priced(with_plan(1, plan_of(1, 0, {{"a", rate(1)}, {"b", rate(0.45)}}),
                                         {{"a", instances(1, 1.25)}, {"b", instances(1, 0.5)}}))
                            .ledger;
  EXPECT_EQ(expense_of(ledger, "a: hours under plan"), 74'400);  // 1.00 an hour
  EXPECT_EQ(expense_of(ledger, "b: on-demand hours"), 37'200);   // 0.50 an hour
  EXPECT_TRUE(lines_of(ledger, "b: hours under plan").empty());  // 10 % off is less than 20 % off
}

// Two instances at a rate of 0.75 USD/h: one in the first half of each day, both in the second. 1
// USD/h buys 0.75 and leaves 0.25 unused, or buys 1.00 and leaves an overage of 0.50 at the plan's
// rate. The month's use, 837.00, is more than its commitment of 744.00: what is unused in one hour
// cannot pay for another.
Physical half_days(const LoadedScenario& loaded) {
  Physical physical = physical_of(loaded.scenario, 1);
  FleetMonth& fleet = physical.months[0].fleet[0];
  fleet.device_hours_on = 1.5 * 744;
  for (std::size_t hour_of_week = 0; hour_of_week < kHoursAWeek; ++hour_of_week) {
    fleet.by_hour.push_back(hour_of_week % 24 < 12 ? 1 : 2);
  }
  return physical;
}

TEST(FocusCommitments, EachHourIsMatchedByItself) {
  const LoadedScenario loaded =
      with_plan(1, plan_of(1, 0, {{"gpu", rate(0.75)}}), {{"gpu", instances(2, 1.25)}});
  FactLog facts;
  Diagnostics diagnostics;
  const Ledger ledger = price(loaded, {}, half_days(loaded), facts, diagnostics);
  EXPECT_EQ(expense_of(ledger, "gpu: hours under plan"), 65'100);      // 372 x (0.75 + 1.00)
  EXPECT_EQ(expense_of(ledger, "plan: savings plan, unused"), 9'300);  // 372 x 0.25
  const auto overage = lines_of(ledger, "gpu: on-demand hours");
  ASSERT_EQ(overage.size(), 1U);
  EXPECT_NEAR(overage[0].quantity, 248, 1e-9);  // 372 x 0.50 / 0.75
  EXPECT_EQ(overage[0].expense, 31'000);        // at 1.25
  ASSERT_EQ(ledger.commitment_use.size(), 1U);
  EXPECT_EQ(ledger.commitment_use[0].used, 65'100);
  EXPECT_EQ(ledger.commitment_use[0].unused, 9'300);
  EXPECT_NEAR(ledger.commitment_use[0].eligible, 1.5 * 744 * 1.25, 1e-9);
}

// An entry that is there evenly and one on Mondays to Fridays for ten hours: of 744 hours in
// January 2027, which has 21 such days, 210.
TEST(FocusCommitments, AScheduleIsMatchedByItsHours) {
  CloudInstances office = instances(1, 1.25);
  office.schedule = Schedule{10 * hour,
                             {Weekday::kMonday, Weekday::kTuesday, Weekday::kWednesday,
                              Weekday::kThursday, Weekday::kFriday}};
  const LoadedScenario loaded =
      with_plan(1, plan_of(1, 0, {{"office", rate(0.75)}}), {{"office", office}});
  const Ledger ledger = priced(loaded).ledger;
  EXPECT_EQ(expense_of(ledger, "office: hours under plan"), 15'750);    // 210 x 0.75
  EXPECT_EQ(expense_of(ledger, "plan: savings plan, unused"), 58'650);  // 744 less that
  const LoadedScenario both =
      with_plan(1, plan_of(1, 0, {{"gpu", rate(0.75)}, {"office", rate(0.8)}}),
                {{"gpu", instances(1, 1.25)}, {"office", office}});
  const Ledger shared = priced(both).ledger;
  EXPECT_EQ(expense_of(shared, "gpu: hours under plan"), 55'800);       // 744 x 0.75
  EXPECT_EQ(expense_of(shared, "office: hours under plan"), 5'250);     // 210 x 0.25
  EXPECT_EQ(expense_of(shared, "plan: savings plan, unused"), 13'350);  // 534 x 0.25
}

// By hand: 200 of January's 744 hours, and 210 by the schedule.
TEST(RentedHours, AreBilledAsStated) {
  CloudInstances some = instances(3, 2);
  some.hours = 200 * hour;
  CloudInstances office = instances(1, 2);
  office.schedule = Schedule{10 * hour,
                             {Weekday::kMonday, Weekday::kTuesday, Weekday::kWednesday,
                              Weekday::kThursday, Weekday::kFriday}};
  LoadedScenario loaded = empty_scenario(1);
  loaded.scenario.fleet = {{"some", {{}, some}}, {"office", {{}, office}}};
  const Ledger ledger = priced(loaded).ledger;
  EXPECT_EQ(expense_of(ledger, "some: on-demand hours"), 120'000);  // 3 x 200 x 2
  EXPECT_EQ(expense_of(ledger, "office: on-demand hours"), 42'000);
}

// ---- savings plans

// Three instances for 2.00 on demand, 1.50 under the plan; 3.00 an hour buys two of them.
TEST(SavingsPlans, CoverageUtilisationAndEffectiveSavingsRate) {
  const Ledger ledger =
      priced(with_plan(1, plan_of(3, 0, {{"gpu", off(0.25)}}), {{"gpu", instances(3, 2)}})).ledger;
  EXPECT_EQ(expense_of(ledger, "gpu: hours under plan"), 223'200);  // 2 x 744 x 1.50
  EXPECT_EQ(expense_of(ledger, "gpu: on-demand hours"), 148'800);   // 1 x 744 x 2.00
  ASSERT_EQ(ledger.commitment_use.size(), 1U);
  const CommitmentUse& use = ledger.commitment_use[0];
  EXPECT_EQ(use.used, 223'200);
  EXPECT_EQ(use.unused, 0);
  EXPECT_DOUBLE_EQ(use.covered, 4 * 744.0);
  EXPECT_DOUBLE_EQ(use.eligible, 6 * 744.0);
}

// The highest share off first, though its rate is the higher one.
TEST(SavingsPlans, TheHighestSavingIsBoughtFirst) {
  const Ledger ledger =
      priced(with_plan(1, plan_of(4, 0, {{"cheap", rate(1)}, {"dear", rate(3)}}),
                       {{"cheap", instances(2, 1.25)}, {"dear", instances(1, 6)}}))
          .ledger;
  EXPECT_EQ(expense_of(ledger, "dear: hours under plan"), 223'200);
  EXPECT_EQ(expense_of(ledger, "cheap: hours under plan"), 74'400);
  EXPECT_EQ(expense_of(ledger, "cheap: on-demand hours"), 93'000);  // 744 x 1.25
}

TEST(SavingsPlans, TheSecondPlanTakesWhatTheFirstHasLeft) {
  LoadedScenario loaded =
      with_plan(1, plan_of(1, 0, {{"gpu", rate(1)}}), {{"gpu", instances(3, 2)}});
  loaded.scenario.savings_plans.emplace_back("second", plan_of(5, 0, {{"gpu", rate(1.5)}}));
  const Ledger ledger = priced(loaded).ledger;
  EXPECT_EQ(expense_of(ledger, "gpu: hours under plan"), 74'400);
  EXPECT_EQ(expense_of(ledger, "gpu: hours under second"), 223'200);       // 2 x 1.50
  EXPECT_EQ(expense_of(ledger, "second: savings plan, unused"), 148'800);  // 2.00
  EXPECT_TRUE(lines_of(ledger, "gpu: on-demand hours").empty());
  EXPECT_DOUBLE_EQ(ledger.commitment_use[1].eligible, 4 * 744.0);
}

// 18 months of two terms: six months of the second are left, at the first month's price.
TEST(SavingsPlans, WhatIsPaidAheadAndNotUsedUpIsWorthWhatTheTerminalValueSays) {
  LoadedScenario loaded =
      with_plan(18, plan_of(1, 1, {{"gpu", rate(1)}}), {{"gpu", instances(1, 1.25)}});
  const Priced kept = priced(loaded);
  EXPECT_EQ(kept.summary.prepaid, 878'400 / 2);  // 2028 has 8,784 hours
  EXPECT_EQ(kept.summary.tco, kept.summary.expense_total);
  EXPECT_EQ(kept.summary.tco, 876'000 + 878'400 / 2);
  EXPECT_TRUE(kept.ledger.commitments.empty());
  EXPECT_TRUE(kept.diagnostics.all().empty()) << kept.diagnostics.text();
  loaded.scenario.finance.terminal_value = TerminalValue::kZero;
  EXPECT_EQ(priced(loaded).summary.tco, 876'000 + 878'400);
}

TEST(SavingsPlans, WhatFallsDueAfterTheHorizonIsNamed) {
  const Priced half =
      priced(with_plan(18, plan_of(1, 0.5, {{"gpu", rate(1)}}), {{"gpu", instances(1, 1.25)}}));
  ASSERT_EQ(half.ledger.commitments.size(), 1U);
  EXPECT_EQ(half.ledger.commitments[0].item, "plan: savings plan");
  EXPECT_EQ(half.ledger.commitments[0].amount, 4'416 * 50);  // July to December 2028
  EXPECT_EQ(half.diagnostics.text(),
            "warning: 'plan' is committed to 2028-12, beyond the horizon: the last 6 months of the "
            "commitment are not in the cost\n");
}

// ---- reservations

TEST(Reservations, PartialUpfront) {
  LoadedScenario loaded = empty_scenario(12);
  CloudInstances cloud = instances(2, 1);
  cloud.purchase = PurchaseOption::kReserved1y;
  cloud.upfront = {0.5};
  cloud.on_demand_price = hourly(1.6);
  loaded.scenario.fleet = {{"gpu", {{}, cloud}}};
  const Ledger ledger = priced(loaded).ledger;
  EXPECT_EQ(cash_of(ledger, "gpu: reservation, upfront"), 876'000);
  const auto january = lines_of(ledger, "gpu: reserved hours").at(0);
  EXPECT_EQ(january.cash, 74'400);              // 2 x 744 x 0.50
  EXPECT_EQ(january.expense, 74'400 + 73'000);  // and a twelfth of what was paid ahead
  const CommitmentUse& use = ledger.commitment_use.at(0);
  EXPECT_EQ(use.used, 2 * kYear * 100);
  EXPECT_NEAR(use.covered, 2 * kYear * 1.6, 1e-6);
}

// Half of the instances are there: the other half is unused, and idle's.
TEST(Reservations, HoursOfInstancesGivenBackAreUnused) {
  LoadedScenario loaded = empty_scenario(1);
  CloudInstances cloud = instances(2, 1);
  cloud.purchase = PurchaseOption::kReserved1y;
  loaded.scenario.fleet = {{"gpu", {{}, cloud}}};
  Deployment deployment;
  deployment.model = "any";
  deployment.fleet = "gpu";
  loaded.scenario.serving = {{"llm", deployment}};
  Physical physical = physical_of(loaded.scenario);
  physical.months[0].fleet[0].device_hours_on /= 2;
  FactLog facts;
  Diagnostics diagnostics;
  const Ledger ledger = price(loaded, {}, physical, facts, diagnostics);
  EXPECT_EQ(cash_of(ledger, "gpu: reserved hours"), 74'400);
  EXPECT_EQ(cash_of(ledger, "gpu: reserved hours, unused"), 74'400);
  EXPECT_EQ(lines_of(ledger, "gpu: reserved hours, unused").at(0).workload, "idle (not iterating)");
  EXPECT_FALSE(ledger.commitment_use.at(0).on_demand_is_known);
}

// ---- laws

// Paid ahead is paid ahead, whatever it is called: month by month, and in every total.
TEST(Commitments, AnAllUpfrontReservationIsALicenceOfTheSameCash) {
  for (unsigned seed = 1; seed <= 200; ++seed) {
    LoadedScenario loaded = random_scenario(seed);
    Scenario& s = loaded.scenario;
    s.serving.clear();  // nobody bears a part of it
    s.workloads.clear();
    s.egress.clear();
    s.software.clear();
    s.savings_plans.clear();
    CloudInstances cloud = instances(1 + static_cast<int>(seed % 5), 0.01 * (1 + seed % 777));
    cloud.purchase = PurchaseOption::kReserved1y;
    cloud.upfront = {1};
    cloud.from = s.start + static_cast<int>(seed % static_cast<unsigned>(s.horizon.count));
    s.fleet[1].second.cloud = cloud;
    const Priced reserved = priced(loaded);

    Dated<Money>::Steps prices;
    for (const auto& line : lines_of(reserved.ledger, "rent: reservation, upfront")) {
      prices.emplace_back(line.period, Money{to_major(line.cash)});
    }
    SoftwareItem licence;
    licence.price = Dated<Money>(prices);
    licence.term = LicenceTerm::kAnnualPrepaid;
    licence.from = cloud.from;
    s.software = {{"licence", licence}};
    s.fleet.pop_back();
    const Priced licensed = priced(loaded);

    EXPECT_EQ(reserved.summary.tco, licensed.summary.tco) << seed;
    EXPECT_EQ(reserved.summary.gross_cash, licensed.summary.gross_cash) << seed;
    EXPECT_EQ(reserved.summary.expense_total, licensed.summary.expense_total) << seed;
    EXPECT_DOUBLE_EQ(reserved.summary.pv_cost, licensed.summary.pv_cost) << seed;
    const auto by_month = [](const Ledger& ledger) {
      return pivot(ledger, Axis::kMonth);
    };
    const auto a = by_month(reserved.ledger);
    const auto b = by_month(licensed.ledger);
    ASSERT_EQ(a.size(), b.size()) << seed;
    for (std::size_t m = 0; m < a.size(); ++m) {
      EXPECT_EQ(a[m].cash, b[m].cash) << seed << " " << a[m].label;
      EXPECT_EQ(a[m].expense, b[m].expense) << seed << " " << a[m].label;
    }
  }
}

// The invariant of FOCUS: effective cost of the usage = billed cost of the purchase = used +
// unused, over whole terms, however much is paid ahead.
TEST(Commitments, UsedAndUnusedAreWhatIsBilled) {
  for (unsigned seed = 1; seed <= 200; ++seed) {
    const double commitment = 0.01 * (1 + seed * 37 % 900);
    const Ledger ledger =
        priced(with_plan(24,
                         plan_of(commitment, seed % 11 / 10.0,
                                 {{"a", off(seed % 7 / 10.0)}, {"b", rate(0.01 * (seed % 300))}}),
                         {{"a", instances(1 + static_cast<int>(seed % 4), 1.7)},
                          {"b", instances(2, 0.9)}}))
            .ledger;
    const CommitmentUse& use = ledger.commitment_use.at(0);
    Minor billed = 0;
    for (const char* item : {"plan: savings plan, upfront", "plan: savings plan, unused",
                             "a: hours under plan", "b: hours under plan"}) {
      billed += cash_of(ledger, item);
    }
    EXPECT_EQ(use.used + use.unused, billed) << seed;
    EXPECT_NEAR(to_major(billed), commitment * (8760 + 8784), 0.13)
        << seed;  // cents of 25 payments
    EXPECT_LE(use.covered, use.eligible * (1 + 1e-12)) << seed;
  }
}

}  // namespace
}  // namespace costwright::testing

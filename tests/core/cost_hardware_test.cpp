#include <cmath>

#include <gtest/gtest.h>

#include "core/cost/assets.h"
#include "core/scenario/loaded.h"
#include "tests/core/cost_scenarios.h"

namespace costwright::testing {
using namespace cost;
namespace {

// One server for 1,000.00 over 10 months to 100.00, from 2027-01, horizon 12 months.
LoadedScenario one_server() {
  LoadedScenario loaded = empty_scenario(12);
  Scenario& s = loaded.scenario;
  Site site;
  site.pue = 1.5;
  site.electricity = per_kwh(0.1);
  s.sites = {{"dc", site}};
  OwnedServers box;
  box.server = "box";
  box.site = "dc";
  box.price = Money{1000};
  box.residual = {0.1};
  box.book_life = {10};
  s.fleet = {{"box", {box, {}}}};
  return loaded;
}
OwnedServers& box_of(LoadedScenario& loaded) {
  return *loaded.scenario.fleet[0].second.owned;
}
Site& site_of(LoadedScenario& loaded) {
  return loaded.scenario.sites[0].second;
}

TEST(Asset, DepreciatesToTheResidualAndStops) {
  const Asset asset{10000, 1000, 0, 2, 7, kNever, kNever};
  EXPECT_EQ(depreciated(asset, 1), 0);
  EXPECT_EQ(depreciated(asset, 2), 1286);  // 9,000 / 7 = 1,285.71
  EXPECT_EQ(depreciated(asset, 3), 2571);  // 2,571.43
  EXPECT_EQ(depreciated(asset, 8), 9000);
  EXPECT_EQ(depreciated(asset, 20), 9000);
  EXPECT_EQ(depreciated(Asset{10000, 1000, 0, 0, 7, kNever, kNever}, kNever), 9000) << "in the end";
  EXPECT_EQ(book_value(asset, 0), 10000);  // construction in progress
  EXPECT_EQ(book_value(asset, 20), 1000);
}

TEST(Asset, PrepaidTermIsUsedUpInTwelfthsAndAtOnceWhenGivenUp) {
  Prepaid prepaid{1000, 3, 12, kNever};
  EXPECT_EQ(used_up(prepaid, 2), 0);
  EXPECT_EQ(used_up(prepaid, 3), 83);   // 83.33
  EXPECT_EQ(used_up(prepaid, 4), 167);  // 166.67
  EXPECT_EQ(used_up(prepaid, 14), 1000);
  EXPECT_EQ(prepaid_balance(prepaid, 4), 833);
  EXPECT_EQ(prepaid_balance(prepaid, 2), 0);
  prepaid.last = 5;
  EXPECT_EQ(used_up(prepaid, 4), 167);
  EXPECT_EQ(used_up(prepaid, 5), 1000);
}

TEST(OwnedServers, PurchaseIsCashOnlyAndDepreciationExpenseOnly) {
  LoadedScenario loaded = one_server();
  box_of(loaded).count = 3;
  const Priced result = priced(loaded);
  const auto purchase = lines_of(result.ledger, "box: purchase");
  ASSERT_EQ(purchase.size(), 1U);
  EXPECT_EQ(purchase[0].cash, 300000);
  EXPECT_EQ(purchase[0].expense, 0);
  EXPECT_TRUE(purchase[0].at_start);
  EXPECT_EQ(purchase[0].category, Category::kHardware);
  EXPECT_EQ(purchase[0].component, Component::kShared);
  EXPECT_EQ(purchase[0].workload, "overhead");
  EXPECT_EQ(purchase[0].allocation, "fixed");
  EXPECT_EQ(purchase[0].site, "dc");
  // 3 x 900.00 over 10 months, then nothing.
  const auto depreciation = lines_of(result.ledger, "box: depreciation");
  ASSERT_EQ(depreciation.size(), 10U);
  EXPECT_EQ(depreciation[0].expense, 27000);
  EXPECT_EQ(depreciation[0].cash, 0);
  EXPECT_EQ(result.ledger.balances.back().book_value, 30000);
}

TEST(OwnedServers, NoDepreciationPowerOrSupportBeforeService) {
  LoadedScenario loaded = one_server();
  box_of(loaded).paid = YearMonth{2027, 2};
  box_of(loaded).in_service = YearMonth{2027, 5};
  box_of(loaded).support = {0.12};
  box_of(loaded).power = 1.0 * kilowatt;
  const Priced result = priced(loaded);
  EXPECT_EQ(lines_of(result.ledger, "box: purchase")[0].period, (YearMonth{2027, 2}));
  EXPECT_EQ(lines_of(result.ledger, "box: depreciation")[0].period, (YearMonth{2027, 5}));
  EXPECT_EQ(lines_of(result.ledger, "box: electricity")[0].period, (YearMonth{2027, 5}));
  const auto support = lines_of(result.ledger, "box: support");
  ASSERT_EQ(support.size(), 8U);
  EXPECT_EQ(support[0].period, (YearMonth{2027, 5}));
  EXPECT_EQ(support[0].cash, 1000);  // 1,000 x 12 % / 12
  EXPECT_EQ(result.ledger.balances[0].book_value, 0);
  EXPECT_EQ(result.ledger.balances[3].book_value, 100000);  // construction in progress
}

TEST(OwnedServers, ServingBeforePaymentIsAPayable) {
  LoadedScenario loaded = one_server();
  box_of(loaded).in_service = YearMonth{2027, 1};
  box_of(loaded).paid = YearMonth{2027, 3};
  const Ledger ledger = priced(loaded).ledger;
  EXPECT_EQ(ledger.balances[1].payables, 100000);
  EXPECT_EQ(ledger.balances[1].book_value, 82000);
  EXPECT_EQ(ledger.balances[2].payables, 0);
}

// 1,000.00 less three months of 90.00: 730.00 enter, 630.00 are used up, 100.00 are left.
TEST(OwnedServers, OwnedBeforeTheStartEnterAtTheirBookValue) {
  LoadedScenario loaded = one_server();
  box_of(loaded).paid = YearMonth{2026, 10};
  box_of(loaded).support = {0.12};
  loaded.scenario.finance.discount_rate = {0};
  const Priced result = priced(loaded);
  EXPECT_TRUE(lines_of(result.ledger, "box: purchase").empty());
  EXPECT_EQ(result.ledger.opening, 73000);
  const auto depreciation = lines_of(result.ledger, "box: depreciation");
  ASSERT_EQ(depreciation.size(), 7U);
  EXPECT_EQ(depreciation[0].period, (YearMonth{2027, 1}));
  EXPECT_EQ(depreciation[0].expense, 9000);
  EXPECT_EQ(result.ledger.balances[0].book_value, 64000);
  EXPECT_EQ(cash_of(result.ledger, "box: support"), 12000);  // of what was paid: 10.00 a month
  EXPECT_EQ(result.summary.opening_value, 73000);
  EXPECT_EQ(result.summary.gross_cash, 12000);
  EXPECT_EQ(result.summary.tco, 73000 + 12000 - 10000);
  EXPECT_EQ(result.summary.expense_total, result.summary.tco);
  EXPECT_NEAR(result.summary.pv_cost, 750, 1e-9);
  EXPECT_NEAR(result.summary.funding_need, 120, 1e-9);  // nothing is paid for it any more
}

// Sold in April for 500.00: 730.00 - 4 x 90.00 = 370.00 are on the books.
TEST(OwnedServers, OwnedBeforeTheStartAreSoldWithTheirGain) {
  LoadedScenario loaded = one_server();
  box_of(loaded).paid = YearMonth{2026, 10};
  box_of(loaded).disposal = Disposal{{2027, 4}, Money{500}};
  const Priced result = priced(loaded);
  EXPECT_EQ(expense_of(result.ledger, "box: loss on disposal"), -13000);
  EXPECT_EQ(result.summary.tco, 73000 - 50000);
}

// Construction in progress enters whole; what serves before it is paid enters as a debt.
TEST(OwnedServers, OwnedBeforeTheStartOnlyInPart) {
  LoadedScenario loaded = one_server();
  box_of(loaded).paid = YearMonth{2026, 10};
  box_of(loaded).in_service = YearMonth{2027, 2};
  EXPECT_EQ(priced(loaded).ledger.opening, 100000);
  box_of(loaded).paid = YearMonth{2027, 2};
  box_of(loaded).in_service = YearMonth{2026, 10};
  const Priced unpaid = priced(loaded);
  EXPECT_EQ(unpaid.ledger.opening, 73000 - 100000);
  EXPECT_EQ(cash_of(unpaid.ledger, "box: purchase"), 100000);
  EXPECT_EQ(unpaid.summary.tco, 63000);
}

TEST(OwnedServers, SaleEndsDepreciationAndBooksTheLossAtItsMonthsEnd) {
  LoadedScenario loaded = one_server();
  box_of(loaded).disposal = Disposal{{2027, 4}, Money{500}};
  const Priced result = priced(loaded);
  // After four months 1,000 - 4 x 90 = 640.00; sold for 500.00.
  EXPECT_EQ(lines_of(result.ledger, "box: depreciation").size(), 4U);
  EXPECT_EQ(cash_of(result.ledger, "box: disposal"), -50000);
  EXPECT_EQ(expense_of(result.ledger, "box: loss on disposal"), 14000);
  EXPECT_EQ(lines_of(result.ledger, "box: disposal")[0].period, (YearMonth{2027, 4}));
  EXPECT_FALSE(lines_of(result.ledger, "box: disposal")[0].at_start);
  EXPECT_EQ(result.ledger.balances[2].book_value, 73000);
  EXPECT_EQ(result.ledger.balances[3].book_value, 0);
  box_of(loaded).disposal = Disposal{{2027, 4}, Money{700}};
  EXPECT_EQ(expense_of(priced(loaded).ledger, "box: loss on disposal"), -6000);  // a gain
}

TEST(OwnedServers, RetiredServerIsWrittenOffInItsLastMonth) {
  LoadedScenario loaded = one_server();
  box_of(loaded).retire = YearMonth{2027, 4};
  const Priced result = priced(loaded);
  EXPECT_EQ(expense_of(result.ledger, "box: depreciation"), 27000);
  EXPECT_EQ(expense_of(result.ledger, "box: write-off"), 73000);
  EXPECT_EQ(lines_of(result.ledger, "box: write-off")[0].period, (YearMonth{2027, 3}));
}

TEST(OwnedServers, RetiredServerKeepsItsBookValueUntilItsSale) {
  LoadedScenario loaded = one_server();
  box_of(loaded).retire = YearMonth{2027, 4};
  box_of(loaded).disposal = Disposal{{2027, 9}, Money{100}};
  const Priced result = priced(loaded);
  EXPECT_EQ(result.ledger.balances[7].book_value, 73000);
  EXPECT_EQ(expense_of(result.ledger, "box: loss on disposal"), 63000);
  EXPECT_EQ(lines_of(result.ledger, "box: loss on disposal")[0].period, (YearMonth{2027, 9}));
}

TEST(OwnedServers, SupportEscalatesEachJanuaryWhenItIsToldTo) {
  LoadedScenario loaded = one_server();
  loaded.scenario.start = {2027, 11};
  box_of(loaded).support = {0.12};
  box_of(loaded).support_escalation = {{0.05}, RiseDate::kJanuary};
  const auto support = lines_of(priced(loaded).ledger, "box: support");
  EXPECT_EQ(support[1].cash, 1000);
  EXPECT_EQ(support[2].cash, 1050);
}

TEST(OwnedServers, DatesThatTheReaderRefusesAreABreach) {
  LoadedScenario unpaid = one_server();
  box_of(unpaid).in_service = YearMonth{2027, 1};
  box_of(unpaid).paid = YearMonth{2028, 6};
  EXPECT_THROW(priced(unpaid), std::logic_error);
  LoadedScenario sold = one_server();
  box_of(sold).paid = YearMonth{2027, 6};
  box_of(sold).disposal = Disposal{{2027, 5}, Money{1}};
  EXPECT_THROW(priced(sold), std::logic_error);
}

TEST(Electricity, CountsTheCalendarsHoursAndThePue) {
  LoadedScenario loaded = one_server();
  box_of(loaded).power = 2.0 * kilowatt;
  const auto lines = lines_of(priced(loaded).ledger, "box: electricity");
  // January 744 h x 2 kW x 1.5 x 0.10; February 672 h.
  EXPECT_EQ(lines[0].cash, 22320);
  EXPECT_EQ(lines[1].cash, 20160);
  EXPECT_EQ(lines[0].category, Category::kEnergy);
  EXPECT_DOUBLE_EQ(lines[0].quantity, 2232);
}

TEST(Electricity, ColocationLeavesOutWhatItIncludes) {
  LoadedScenario loaded = one_server();
  box_of(loaded).power = 2.0 * kilowatt;
  site_of(loaded).colocation = Colocation{per_kw_month(150), 3 * kilowatt, {}, {}};
  // Neither: 3 kW x 150 a month as hardware, and electricity with the PUE.
  Ledger ledger = priced(loaded).ledger;
  EXPECT_EQ(lines_of(ledger, "box: colocation")[0].cash, 45000);
  EXPECT_EQ(lines_of(ledger, "box: colocation")[0].category, Category::kHardware);
  EXPECT_EQ(lines_of(ledger, "box: electricity")[0].cash, 22320);
  // Cooling: IT kWh only.
  site_of(loaded).colocation->includes = {ColocationService::kCooling};
  ledger = priced(loaded).ledger;
  EXPECT_EQ(lines_of(ledger, "box: electricity")[0].cash, 14880);
  // Power as well: no electricity line, the fee is energy; the meter still counts.
  site_of(loaded).colocation->includes = {ColocationService::kPower, ColocationService::kCooling};
  site_of(loaded).electricity.reset();
  const Priced all_in = priced(loaded);
  EXPECT_FALSE(all_in.diagnostics.has_errors()) << all_in.diagnostics.text();
  EXPECT_TRUE(lines_of(all_in.ledger, "box: electricity").empty());
  EXPECT_EQ(lines_of(all_in.ledger, "box: colocation")[0].category, Category::kEnergy);
  EXPECT_DOUBLE_EQ(all_in.ledger.facility_kwh, 1.5 * all_in.ledger.owned_it_kwh);
}

TEST(Colocation, ReservedPowerIsSharedByTheServersOnTheSite) {
  LoadedScenario loaded = one_server();
  OwnedServers late = box_of(loaded);
  late.in_service = YearMonth{2027, 3};
  late.server = "dgx-h100";
  box_of(loaded).server = "dgx-h100";
  box_of(loaded).count = 2;
  loaded.scenario.fleet.emplace_back("late", FleetEntry{late, {}});
  site_of(loaded).colocation = Colocation{per_kw_month(100), 30 * kilowatt, {}, {}};
  const Ledger ledger = priced(loaded, data_catalog()).ledger;
  // 3,000.00 a month; two of three servers from March.
  EXPECT_EQ(lines_of(ledger, "box: colocation")[0].cash, 300000);
  EXPECT_EQ(lines_of(ledger, "box: colocation")[2].cash, 200000);
  EXPECT_EQ(lines_of(ledger, "late: colocation")[0].cash, 100000);
  EXPECT_EQ(lines_of(ledger, "late: colocation")[0].period, (YearMonth{2027, 3}));
  // Without a reservation: the servers' largest draw, 10.2 kW each in the catalogue.
  site_of(loaded).colocation->reserved.reset();
  const Ledger by_draw = priced(loaded, data_catalog()).ledger;
  EXPECT_EQ(lines_of(by_draw, "box: colocation")[0].cash, 204000);
}

TEST(Colocation, ServersThatDrawMoreThanIsReservedAreAWarning) {
  LoadedScenario loaded = one_server();
  site_of(loaded).colocation = Colocation{per_kw_month(100), 3 * kilowatt, {}, {}};
  Physical physical = physical_of(loaded.scenario);
  for (auto& month : physical.months) {
    month.fleet[0].peak_it_kw = month.month < YearMonth{2027, 5} ? 3.0 : 4.5;
  }
  FactLog facts;
  Diagnostics diagnostics;
  price(loaded, {}, physical, facts, diagnostics);
  EXPECT_EQ(diagnostics.text(),
            "warning: the servers on 'dc' draw up to 4.5 kW in 2027-05, more than the 3 kW "
            "reserved; the fee is for what is reserved\n");
}

TEST(Carbon, KwhTimesPueTimesIntensityOrNotReported) {
  LoadedScenario loaded = one_server();
  loaded.scenario.horizon = {1};
  box_of(loaded).power = 2.0 * kilowatt;
  EXPECT_TRUE(std::isnan(priced(loaded).ledger.carbon_kg));
  site_of(loaded).carbon = CarbonIntensity{400 / 3.6e6};
  EXPECT_NEAR(priced(loaded).ledger.carbon_kg, 744 * 2 * 1.5 * 0.4, 1e-9);
}

}  // namespace
}  // namespace costwright::testing

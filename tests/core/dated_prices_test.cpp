// Prices by month and the market's decline, with the sums by hand.
#include <map>

#include <gtest/gtest.h>

#include "core/scenario/loaded.h"
#include "tests/core/cost_scenarios.h"

namespace costwright::testing {
using namespace cost;
namespace {

template <class T>
Dated<T> steps(T first, YearMonth month, T then) {
  return Dated<T>({{month, then}, {YearMonth{2027, 1}, first}});
}

OwnedServers bought(YearMonth paid) {
  OwnedServers owned;
  owned.server = "any";
  owned.site = "dc";
  owned.count = 2;
  owned.paid = paid;
  return owned;
}

Ledger with_owned(const OwnedServers& owned) {
  LoadedScenario loaded = empty_scenario(36);
  Site site;
  site.pue = 1.2;
  site.electricity = per_kwh(0.1);
  loaded.scenario.sites = {{"dc", site}};
  loaded.scenario.fleet = {{"own", {owned, {}}}};
  return priced(loaded).ledger;
}

// A price of March 2028 that rises by 10 % a year, of an item from January 2026 on: 1 / 1.1^2 two
// Januaries earlier, 1.1 in the one after. On anniversaries it is of two whole years before 24
// months are over.
TEST(Escalation, AsksForLessBeforeThePricesMonth) {
  const YearMonth first{2026, 1};
  const Escalation january{.rate = {0.1}, .date = RiseDate::kJanuary, .price_as_of = {{2028, 3}}};
  EXPECT_NEAR(escalation_factor(january, first, {2026, 12}), 1 / 1.21, 1e-12);
  EXPECT_NEAR(escalation_factor(january, first, {2027, 1}), 1 / 1.1, 1e-12);
  EXPECT_EQ(escalation_factor(january, first, {2028, 2}), 1);
  EXPECT_NEAR(escalation_factor(january, first, {2029, 1}), 1.1, 1e-12);
  const Escalation yearly{.rate = {0.1}, .price_as_of = {{2028, 3}}};
  EXPECT_NEAR(escalation_factor(yearly, first, {2026, 12}), 1 / 1.21, 1e-12);
  EXPECT_NEAR(escalation_factor(yearly, first, {2027, 1}), 1 / 1.1, 1e-12);
  EXPECT_EQ(escalation_factor(yearly, first, {2028, 12}), 1);
}

TEST(DatedPrices, HoldFromTheirMonth) {
  const auto price = steps(Money{250e3}, {2028, 1}, Money{200e3});
  EXPECT_EQ(price.in({2027, 1}), Money{250e3});
  EXPECT_EQ(price.in({2027, 12}), Money{250e3});
  EXPECT_EQ(price.in({2028, 1}), Money{200e3});
  EXPECT_EQ(price.in({2031, 1}), Money{200e3});
  EXPECT_THROW(price.in({2026, 12}), std::logic_error);
  EXPECT_FALSE(Dated<Money>(Money{1}).by_month());
}

TEST(DatedPrices, AServerCostsWhatTheListSaysInTheMonthOfPayment) {
  OwnedServers owned = bought({2027, 12});
  owned.price = steps(Money{250e3}, {2028, 1}, Money{200e3});
  owned.support = {0.12};
  EXPECT_EQ(cash_of(with_owned(owned), "own: purchase"), 50'000'000);
  owned.paid = YearMonth{2028, 1};
  const Ledger later = with_owned(owned);
  EXPECT_EQ(cash_of(later, "own: purchase"), 40'000'000);
  EXPECT_EQ(lines_of(later, "own: support")[0].cash, 400'000);  // 400,000 x 12 % / 12
}

// 250,000 x 0.8^(18/12) = 178,885.438; twice: 357,770.876. Of half a year before: 0.8^2.
TEST(DatedPrices, TheMarketFallsUntilThePayment) {
  OwnedServers owned = bought({2028, 7});
  owned.price = Money{250e3};
  owned.market_decline = {0.2};
  const Ledger ledger = with_owned(owned);
  EXPECT_EQ(cash_of(ledger, "own: purchase"), 35'777'088);
  EXPECT_EQ(lines_of(ledger, "own: purchase")[0].source,
            "servers x price; scenario fleet.own.owned.price of 2027-01, falling 20 %/year");
  owned.price_as_of = YearMonth{2026, 7};
  EXPECT_EQ(cash_of(with_owned(owned), "own: purchase"), 32'000'000);
  owned.paid = YearMonth{2027, 1};
  owned.price_as_of = {};
  EXPECT_EQ(cash_of(with_owned(owned), "own: purchase"), 50'000'000);
}

// The catalogue's as_of stays in the line's source, with the fall behind it.
TEST(DatedPrices, ACataloguePriceFallsTooAndKeepsItsDate) {
  OwnedServers owned = bought({2028, 1});
  owned.server = "hgx-h100-8";
  owned.market_decline = {0.5};
  LoadedScenario loaded = empty_scenario(24);
  Site site;
  site.pue = 1.2;
  site.electricity = per_kwh(0.1);
  loaded.scenario.sites = {{"dc", site}};
  loaded.scenario.fleet = {{"own", {owned, {}}}};
  const Priced result = priced(loaded, data_catalog());
  Diagnostics none;
  const double listed =
      data_catalog().find("servers", "hgx-h100-8", {}, none)->fact("system_price_usd")->value;
  const auto line = lines_of(result.ledger, "own: purchase").at(0);
  EXPECT_EQ(line.cash, to_minor(2 * listed / 2));
  EXPECT_TRUE(line.source.ends_with(") of 2027-01, falling 50 %/year")) << line.source;
}

TEST(DatedPrices, HoursOnDemandFollowAndReservationsAreLocked) {
  LoadedScenario loaded = empty_scenario(14);
  CloudInstances cloud;
  cloud.price = steps(hourly(1), {2027, 3}, hourly(2));
  loaded.scenario.fleet = {{"gpu", {{}, cloud}}};
  auto lines = lines_of(priced(loaded).ledger, "gpu: on-demand hours");
  EXPECT_EQ(lines[1].cash, 67'200);   // 672 h x 1.00
  EXPECT_EQ(lines[2].cash, 148'800);  // 744 h x 2.00
  loaded.scenario.fleet[0].second.cloud->purchase = PurchaseOption::kReserved1y;
  const Ledger reserved = priced(loaded).ledger;
  lines = lines_of(reserved, "gpu: reserved hours");
  EXPECT_EQ(lines[11].cash, 74'400);   // December, 744 h x 1.00
  EXPECT_EQ(lines[12].cash, 148'800);  // January, 744 h x 2.00
  // From 2028-03 to 2028-12: 8,784 - 744 - 696 h x 2.00
  EXPECT_EQ(reserved.commitments.at(0).amount, 7'344 * 200);
}

LoadedScenario read_or_fail(const std::string& text, const std::vector<Override>& overrides) {
  Diagnostics diagnostics;
  auto loaded = load_scenario_text(text, "s.yaml", overrides, diagnostics);
  require(loaded.has_value(), "{}", diagnostics.text());
  return std::move(*loaded);
}

struct Follower {
  const char *item, *text;
};

// 1 before March, 2 from then: 100 USD in January, 200 USD in March.
TEST(DatedPrices, EveryMeterFollowsItsList) {
  const Follower followers[] = {
      {"ops: pay", "staff: {ops: {salary: {2027-01: 1200 USD/year, 2027-03: 2400 USD/year}}}"},
      {"tool: licence", "software: {tool: {price: {2027-01: 100 USD, 2027-03: 200 USD}}}"},
      {"labels: items",
       "data_pipeline: {labels: {items: 1000 items/month, item_price: {2027-01: 0.1 USD/item, "
       "2027-03: 0.2 USD/item}}}"},
      {"crawl: volume",
       "data_pipeline: {crawl: {volume: 1 TB/month, volume_price: {2027-01: 0.1 USD/GB, 2027-03: "
       "0.2 USD/GB}}}"},
      {"disk: storage",
       "storage: {disk: {stored: 1 TB, price: {2027-01: 0.1 USD/GB/month, 2027-03: 0.2 "
       "USD/GB/month}}}"},
      {"bulk: egress",
       "egress: {bulk: {volume: 1 TB/month, price: {2027-01: 0.1 USD/GB, 2027-03: 0.2 USD/GB}}}"},
      {"tune: GPU hours",
       "training: {tune: {gpu_hours: 100 GPU h, repeat: 2 months, price: {2027-01: 1 USD/GPU/h, "
       "2027-03: 2 USD/GPU/h}}}"},
      {"gate: requests",
       "application: {gate: {request_price: {2027-01: 0.1 USD/request, 2027-03: 0.2 "
       "USD/request}}}"},
  };
  for (const Follower& follower : followers) {
    const auto loaded = read_or_fail(
        "name: x\nstart: 2027-01\nhorizon: 4 months\nworkloads: {web: {declared: {input_tokens: 1 "
        "tokens/month, output_tokens: 1 tokens/month, requests: 1000 requests/month}}}\n" +
            std::string(follower.text) + "\n",
        {});
    std::map<YearMonth, Minor> cash;
    for (const auto& line : lines_of(priced(loaded).ledger, follower.item)) {
      cash[line.period] += line.cash;
    }
    EXPECT_EQ((cash[{2027, 1}]), 10'000) << follower.item;
    EXPECT_EQ((cash[{2027, 3}]), 20'000) << follower.item;
  }
}

// 1 kW for a month of 31 days: 744 kWh; 20 kW reserved.
TEST(DatedPrices, TariffAndColocationFollowTheirLists) {
  OwnedServers owned = bought({2027, 1});
  owned.count = 1;
  owned.price = Money{1};
  owned.power = 1 * kilowatt;
  LoadedScenario loaded = empty_scenario(4);
  Site site;
  site.pue = 1;
  site.electricity = steps(per_kwh(0.1), {2027, 3}, per_kwh(0.2));
  Colocation colocation;
  colocation.price = steps(per_kw_month(100), {2027, 3}, per_kw_month(200));
  colocation.reserved = 20 * kilowatt;
  site.colocation = colocation;
  loaded.scenario.sites = {{"dc", site}};
  loaded.scenario.fleet = {{"own", {owned, {}}}};
  const Ledger ledger = priced(loaded).ledger;
  EXPECT_EQ(lines_of(ledger, "own: electricity")[0].cash, 7'440);
  EXPECT_EQ(lines_of(ledger, "own: electricity")[2].cash, 14'880);
  EXPECT_EQ(lines_of(ledger, "own: colocation")[1].cash, 200'000);
  EXPECT_EQ(lines_of(ledger, "own: colocation")[2].cash, 400'000);
}

TEST(DatedPrices, AreReadInAnyOrderAndOverriddenByMonth) {
  const std::string text =
      "name: x\nstart: 2027-01\nsites: {dc: {pue: 1.2, electricity: 0.1 USD/kWh}}\n"
      "fleet: {a: {owned: {server: any, site: dc, price: {2028-01: 200_000 USD, 2027-01: 250 k "
      "USD}}}}\n";
  const auto price = [&](const std::vector<Override>& overrides) {
    return *read_or_fail(text, overrides).scenario.fleet[0].second.owned->price;
  };
  EXPECT_EQ(price({}), steps(Money{250e3}, {2028, 1}, Money{200e3}));
  EXPECT_EQ(price({{"fleet.a.owned.price.2028-01", "180000 USD"}}),
            steps(Money{250e3}, {2028, 1}, Money{180e3}));
  EXPECT_EQ(price({{"fleet.a.owned.price.2028-01", "", 1.1}}),
            steps(Money{250e3}, {2028, 1}, Money{220e3}));
  EXPECT_EQ(price({{"fleet.a.owned.price", "1000 USD"}}), Dated<Money>(Money{1000}));
}

}  // namespace
}  // namespace costwright::testing

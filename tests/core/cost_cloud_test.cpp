#include <cmath>

#include <gtest/gtest.h>

#include "core/cost/tiers.h"
#include "core/scenario/loaded.h"
#include "tests/core/cost_scenarios.h"

namespace costwright::testing {
using namespace cost;
namespace {

Workload declared(double requests) {
  Workload workload;
  workload.declared =
      DeclaredService{TokensPerMonth{1e6}, TokensPerMonth{1e6}, RequestsPerMonth{requests}, {}, {}};
  workload.team = "team-" + std::to_string(static_cast<int>(requests));
  return workload;
}

TEST(Tiers, AreMarginal) {
  const std::vector<Tier> tiers{{0, 10, 1.0}, {10, 50, 0.5}, {50, 100, 0.1}};
  EXPECT_DOUBLE_EQ(tiered_cost(tiers, 0).value(), 0);
  EXPECT_DOUBLE_EQ(tiered_cost(tiers, 10).value(), 10);
  EXPECT_DOUBLE_EQ(tiered_cost(tiers, 11).value(), 10.5);
  EXPECT_DOUBLE_EQ(tiered_cost(tiers, 100).value(), 35);
  EXPECT_FALSE(tiered_cost(tiers, 101));
  EXPECT_FALSE(tiered_cost({{0, 10, 1.0}, {20, 50, 0.5}}, 15));
  EXPECT_DOUBLE_EQ(tiered_cost({{10, 1e9, 2.0}}, 4).value(), 0);  // an allowance
  EXPECT_DOUBLE_EQ(tiered_cost({{10, 1e9, 2.0}}, 14).value(), 8);
}

TEST(CloudInstances, BillCalendarHoursAtTheOptionsPrice) {
  LoadedScenario loaded = empty_scenario(2);
  CloudInstances cloud;
  cloud.instance = "AWS/us-east-1/p4d.24xlarge";
  cloud.count = 2;
  loaded.scenario.fleet = {{"p4d", {{}, cloud}}};
  const Priced on_demand = priced(loaded, data_catalog());
  ASSERT_FALSE(on_demand.diagnostics.has_errors()) << on_demand.diagnostics.text();
  const auto lines = lines_of(on_demand.ledger, "p4d: on-demand hours");
  // 2 x 744 x 21.957642 and 2 x 672 x 21.957642
  EXPECT_EQ(lines[0].cash, 3267297);
  EXPECT_EQ(lines[1].cash, 2951107);
  EXPECT_DOUBLE_EQ(lines[0].quantity, 1488);
  EXPECT_EQ(lines[0].category, Category::kCloud);
  EXPECT_EQ(on_demand.facts.all().size(), 1U);
  loaded.scenario.fleet[0].second.cloud->purchase = PurchaseOption::kSpot;
  const Ledger spot = priced(loaded, data_catalog()).ledger;
  EXPECT_EQ(lines_of(spot, "p4d: spot hours")[0].cash, 1078205);  // 1,488 x 7.246
}

TEST(CloudInstances, MissingReservedPriceTeachesToStateIt) {
  LoadedScenario loaded = empty_scenario(1);
  CloudInstances cloud;
  cloud.instance = "AWS/us-east-1/p4d.24xlarge";
  cloud.purchase = PurchaseOption::kReserved1y;
  loaded.scenario.fleet = {{"p4d", {{}, cloud}}};
  const auto text = priced(loaded, data_catalog()).diagnostics.text();
  EXPECT_NE(text.find("has no reserved_1y_usd_per_hour; state it as fleet.p4d.cloud.price"),
            std::string::npos)
      << text;
}

TEST(CloudInstances, AReservationIsPaidToTheEndOfItsTermUsedOrNot) {
  LoadedScenario loaded = empty_scenario(36);
  CloudInstances cloud;
  cloud.price = hourly(1);
  cloud.count = 2;
  cloud.purchase = PurchaseOption::kReserved1y;
  cloud.from = YearMonth{2027, 3};
  cloud.until = YearMonth{2028, 5};  // 14 months: two terms, to 2029-02
  loaded.scenario.fleet = {{"gpu", {{}, cloud}}};
  const Priced result = priced(loaded);
  EXPECT_TRUE(result.diagnostics.all().empty()) << result.diagnostics.text();
  const auto used = lines_of(result.ledger, "gpu: reserved hours");
  const auto unused = lines_of(result.ledger, "gpu: reserved hours, unused");
  ASSERT_EQ(used.size(), 14U);
  ASSERT_EQ(unused.size(), 10U);
  EXPECT_EQ(unused.front().period, (YearMonth{2028, 5}));
  EXPECT_EQ(unused.front().cash, 148800);  // 2 x 744 x 1.00
  EXPECT_EQ(unused.front().workload, "overhead");
  EXPECT_EQ(unused.back().period, (YearMonth{2029, 2}));
  loaded.scenario.fleet[0].second.cloud->purchase = PurchaseOption::kOnDemand;
  EXPECT_EQ(priced(loaded).ledger.lines.size(), 14U);
}

TEST(CloudInstances, AReservationBeyondTheHorizonIsAWarning) {
  LoadedScenario loaded = empty_scenario(14);
  CloudInstances cloud;
  cloud.price = hourly(1);
  cloud.purchase = PurchaseOption::kReserved3y;
  loaded.scenario.fleet = {{"gpu", {{}, cloud}}};
  const Priced result = priced(loaded);
  EXPECT_EQ(result.ledger.lines.size(), 14U);
  EXPECT_FALSE(result.diagnostics.has_errors());
  EXPECT_EQ(result.diagnostics.text(),
            "warning: 'gpu' is reserved to 2029-12, beyond the horizon: the last 22 months of the "
            "commitment are not in the cost\n");
  loaded.scenario.horizon = {36};
  EXPECT_TRUE(priced(loaded).diagnostics.all().empty());
}

// What is paid inside and what is owed after the horizon is the whole term, wherever it ends.
TEST(CloudInstances, CommitmentsAndCashAreTheWholeTermForEveryHorizon) {
  LoadedScenario loaded = empty_scenario(1);
  CloudInstances cloud;
  cloud.price = hourly(1.5);
  cloud.count = 3;
  cloud.purchase = PurchaseOption::kReserved1y;
  cloud.escalation = {0.1};
  loaded.scenario.fleet = {{"gpu", {{}, cloud}}};
  for (int months = 1; months <= 12; ++months) {
    loaded.scenario.horizon = {months};
    const Ledger ledger = priced(loaded).ledger;
    Minor sum = cash_of(ledger, "gpu: reserved hours");
    for (const Commitment& commitment : ledger.commitments) {
      EXPECT_EQ(commitment.last, (YearMonth{2027, 12}));
      sum += commitment.amount;
    }
    EXPECT_EQ(sum, 8760 * 3 * 150) << months;
    EXPECT_EQ(ledger.commitments.empty(), months == 12);
  }
}

TEST(CloudInstances, NoElectricityLineButCarbon) {
  LoadedScenario loaded = empty_scenario(1);
  CloudInstances cloud;
  cloud.price = hourly(1);
  cloud.carbon = CarbonIntensity{300 / 3.6e6};
  loaded.scenario.fleet = {{"gpu", {{}, cloud}}};
  Physical physical = physical_of(loaded.scenario);
  physical.months[0].fleet[0].it_kwh = 1000;
  FactLog facts;
  Diagnostics diagnostics;
  const Ledger ledger = price(loaded, {}, physical, facts, diagnostics);
  ASSERT_EQ(ledger.lines.size(), 1U);
  EXPECT_NEAR(ledger.carbon_kg, 1000 * 1.2 * 0.3, 1e-9);
  EXPECT_DOUBLE_EQ(ledger.cloud_it_kwh, 1000);
  EXPECT_DOUBLE_EQ(ledger.facility_kwh, 0);
  loaded.scenario.fleet[0].second.cloud->carbon.reset();
  EXPECT_TRUE(std::isnan(price(loaded, {}, physical, facts, diagnostics).carbon_kg));
}

TEST(Allocation, FleetLinesFollowBusyDeviceHoursAndTheRestIsIdle) {
  LoadedScenario loaded = empty_scenario(1);
  CloudInstances cloud;
  cloud.price = hourly(10);
  loaded.scenario.fleet = {{"gpu", {{}, cloud}}};
  Deployment deployment;
  deployment.fleet = "gpu";
  loaded.scenario.serving = {{"llm", deployment}};
  Workload chat;
  chat.team = "support";
  chat.served_by = "llm";
  loaded.scenario.workloads = {{"chat", chat}};
  const auto lines = lines_of(priced(loaded).ledger, "gpu: on-demand hours");
  // A tenth of the device-hours is busy (see physical_of): 744.00 of 7,440.00.
  ASSERT_EQ(lines.size(), 2U);
  EXPECT_EQ(lines[0].workload, "chat");
  EXPECT_EQ(lines[0].team, "support");
  EXPECT_EQ(lines[0].cash, 74400);
  EXPECT_NEAR(lines[0].quantity, 74.4, 1e-9);
  EXPECT_EQ(lines[0].allocation, "device_hours");
  EXPECT_EQ(lines[0].component, Component::kServing);
  EXPECT_EQ(lines[1].workload, "idle (not iterating)");
  EXPECT_EQ(lines[1].cash, 669600);
}

TEST(Application, RequestsAreChargedToTheWorkloadsThatMadeThem) {
  LoadedScenario loaded = empty_scenario(1);
  loaded.scenario.workloads = {{"a", declared(1000)}, {"b", declared(3000)}};
  ApplicationService gateway;
  gateway.request_price = RequestPrice{0.01};
  gateway.team = "web";
  loaded.scenario.application = {{"gateway", gateway}};
  auto lines = lines_of(priced(loaded).ledger, "gateway: requests");
  ASSERT_EQ(lines.size(), 2U);
  EXPECT_EQ(lines[0].cash, 1000);
  EXPECT_EQ(lines[1].cash, 3000);
  EXPECT_EQ(lines[1].allocation, "requests");
  EXPECT_EQ(lines[1].team, "web");
  loaded.scenario.application[0].second.workload = "b";
  lines = lines_of(priced(loaded).ledger, "gateway: requests");
  ASSERT_EQ(lines.size(), 1U);
  EXPECT_EQ(lines[0].cash, 3000);
  EXPECT_EQ(lines[0].allocation, "");
  EXPECT_EQ(lines[0].team, "team-3000");
}

TEST(Application, ApiTokensAtTheListPrice) {
  LoadedScenario loaded = empty_scenario(1);
  ApplicationService guard;
  guard.api = "bedrock_converse/amazon.nova-lite-v1:0";  // 0.06 in, 0.24 out per million
  guard.api_input_tokens = TokensPerMonth{200e6};
  guard.api_output_tokens = TokensPerMonth{10e6};
  loaded.scenario.application = {{"guard", guard}};
  const Priced result = priced(loaded, data_catalog());
  ASSERT_FALSE(result.diagnostics.has_errors()) << result.diagnostics.text();
  EXPECT_EQ(cash_of(result.ledger, "guard: API input tokens"), 1200);
  EXPECT_EQ(cash_of(result.ledger, "guard: API output tokens"), 240);
}

TEST(Application, AServiceWithoutTokenPricesTeachesToChooseAnother) {
  LoadedScenario loaded = empty_scenario(1);
  ApplicationService guard;
  guard.api = "AWS/S3/Standard/us-east-1";
  guard.api_input_tokens = TokensPerMonth{200e6};
  loaded.scenario.application = {{"guard", guard}};
  const auto text = priced(loaded, data_catalog()).diagnostics.text();
  EXPECT_NE(text.find("has no price_in_usd_per_mtok; choose another"), std::string::npos) << text;
}

TEST(Egress, FollowsThePublishedTiersMarginally) {
  // AWS, us-east-1: 100 GB free, 0.09 to 10 TB, 0.085 to 50 TB, 0.07 to 150 TB, 0.05 above; 1 TB =
  // 1,024 GB: 10,140 x 0.09 + 40,960 x 0.085 + 102,400 x 0.07 + 46,400 x 0.05.
  LoadedScenario loaded = empty_scenario(1);
  EgressItem egress;
  egress.service = "AWS/Data transfer out/us-east-1";
  egress.volume = DataPerMonth{200e12};
  loaded.scenario.egress = {{"out", egress}};
  const Priced result = priced(loaded, data_catalog());
  ASSERT_FALSE(result.diagnostics.has_errors()) << result.diagnostics.text();
  const auto lines = lines_of(result.ledger, "out: egress");
  ASSERT_EQ(lines.size(), 1U);
  EXPECT_EQ(lines[0].cash, 912'60 + 3481'60 + 7168'00 + 2320'00);
  EXPECT_DOUBLE_EQ(lines[0].quantity, 200000);
  EXPECT_EQ(lines[0].unit, "GB");
  EXPECT_EQ(result.facts.all().size(), 5U);
}

TEST(Egress, PerRequestVolumeComesFromServedRequests) {
  LoadedScenario loaded = empty_scenario(1);
  loaded.scenario.workloads = {{"a", declared(1e6)}, {"b", declared(3e6)}};
  EgressItem egress;
  egress.price = per_gb(0.1);
  egress.per_request = DataPerRequest{50e3};
  egress.workload = "b";
  loaded.scenario.egress = {{"out", egress}};
  const auto lines = lines_of(priced(loaded).ledger, "out: egress");
  ASSERT_EQ(lines.size(), 1U);
  EXPECT_EQ(lines[0].cash, 1500);  // 3e6 x 50 kB = 150 GB
  EXPECT_EQ(lines[0].workload, "b");
}

TEST(Storage, ChargesTheMeanOfOpeningAndClosingVolume) {
  LoadedScenario loaded = empty_scenario(4);
  StorageItem lake;
  lake.price = per_gb_month(0.02);
  lake.stored = 1000 * gigabyte;
  lake.added = DataPerMonth{100e9};
  lake.retention = Months{2};
  loaded.scenario.storage = {{"lake", lake}};
  const auto lines = lines_of(priced(loaded).ledger, "lake: storage");
  // Closing 1,100, 1,200, then what was added two months ago expires: 1,200, 1,200.
  EXPECT_EQ(lines[0].cash, 2100);
  EXPECT_EQ(lines[1].cash, 2300);
  EXPECT_EQ(lines[2].cash, 2400);
  EXPECT_EQ(lines[3].cash, 2400);
  EXPECT_EQ(lines[0].category, Category::kData);
}

TEST(Storage, BeyondTheListedTiersIsAnErrorThatTeaches) {
  LoadedScenario loaded = empty_scenario(1);
  StorageItem lake;
  lake.service = "AWS/S3/Standard/us-east-1";  // the catalogue lists the first 50 TB only
  lake.stored = DataSize{40e12};
  loaded.scenario.storage = {{"lake", lake}};
  EXPECT_EQ(cash_of(priced(loaded, data_catalog()).ledger, "lake: storage"),
            92000);  // 40,000 x 0.023
  loaded.scenario.storage[0].second.stored = DataSize{60e12};
  const auto text = priced(loaded, data_catalog()).diagnostics.text();
  EXPECT_NE(text.find("lists no price for 60000 GB-month; state storage.lake.price"),
            std::string::npos)
      << text;
  loaded.scenario.horizon = {12};
  loaded.scenario.storage[0].second.added = DataPerMonth{1e12};
  EXPECT_EQ(priced(loaded, data_catalog()).diagnostics.error_count(), 1) << "once, not monthly";
}

TEST(Storage, AGibibyteServiceIsBilledInGibibytes) {
  LoadedScenario loaded = empty_scenario(1);
  StorageItem lake;
  lake.service = "GCP/Cloud Storage/Standard regional/us-central1";  // 0.02 per GiB-month
  lake.stored = 1024 * gibibyte;
  loaded.scenario.storage = {{"lake", lake}};
  const auto lines = lines_of(priced(loaded, data_catalog()).ledger, "lake: storage");
  ASSERT_EQ(lines.size(), 1U);
  EXPECT_DOUBLE_EQ(lines[0].quantity, 1024);
  EXPECT_EQ(lines[0].cash, 2048);
}

TEST(Storage, AServiceThatIsNotStorageIsRefused) {
  LoadedScenario loaded = empty_scenario(1);
  StorageItem lake;
  lake.service = "AWS/Data transfer out/us-east-1";
  lake.stored = DataSize{1e12};
  loaded.scenario.storage = {{"lake", lake}};
  EXPECT_NE(priced(loaded, data_catalog()).diagnostics.text().find("not per GB-month"),
            std::string::npos);
}

TEST(DataActivities, ItemsVolumeAndOneOff) {
  LoadedScenario loaded = empty_scenario(6);
  DataActivity labels;
  labels.items = ItemsPerMonth{5000};
  labels.item_price = ItemPrice{0.036};
  labels.volume = DataPerMonth{200e9};
  labels.volume_price = per_gb(0.05);
  labels.one_off = Money{2500};
  labels.from = YearMonth{2027, 3};
  labels.until = YearMonth{2027, 5};
  loaded.scenario.data_pipeline = {{"labels", labels}};
  const Ledger ledger = priced(loaded).ledger;
  EXPECT_EQ(cash_of(ledger, "labels: items"), 2 * 18000);
  EXPECT_EQ(cash_of(ledger, "labels: volume"), 2 * 1000);
  EXPECT_EQ(cash_of(ledger, "labels: one-off"), 250000);
  EXPECT_EQ(lines_of(ledger, "labels: one-off")[0].period, (YearMonth{2027, 3}));
}

TEST(DataActivities, AnnotationPricesComeFromTheCatalogueByItemOnly) {
  LoadedScenario loaded = empty_scenario(1);
  DataActivity labels;
  labels.items = ItemsPerMonth{1000};
  labels.annotation = "bounding box/AWS Ground Truth via Mechanical Turk/all";
  loaded.scenario.data_pipeline = {{"labels", labels}};
  EXPECT_EQ(cash_of(priced(loaded, data_catalog()).ledger, "labels: items"), 3600);  // 0.036 each
  loaded.scenario.data_pipeline[0].second.annotation = "expert hour/market/all";
  EXPECT_NE(priced(loaded, data_catalog()).diagnostics.text().find("not a price per item"),
            std::string::npos);
}

}  // namespace
}  // namespace costwright::testing

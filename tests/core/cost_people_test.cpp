// Staff, software and training: what is priced by head, licence and GPU-hour.
#include <gtest/gtest.h>

#include "core/scenario/loaded.h"
#include "tests/core/cost_scenarios.h"

namespace costwright::testing {
using namespace cost;
namespace {

SoftwareItem licence(LicenceUnit per, double price, LicenceTerm term) {
  SoftwareItem item;
  item.per = per;
  item.price = Money{price};
  item.term = term;
  return item;
}

TEST(Staff, RoleOfTheCatalogueGivesSalaryAndOverhead) {
  LoadedScenario loaded = empty_scenario(1);
  StaffRole engineer;
  engineer.role = "ML engineer/United States/all";
  engineer.fte = People{2};
  loaded.scenario.staff = {{"ml", engineer}};
  const Priced result = priced(loaded, data_catalog());
  ASSERT_FALSE(result.diagnostics.has_errors()) << result.diagnostics.text();
  EXPECT_EQ(cash_of(result.ledger, "ml: pay"), 4496667);  // 2 x 190,000 x 1.42 / 12
  EXPECT_EQ(lines_of(result.ledger, "ml: pay")[0].unit, "FTE-month");
  loaded.scenario.staff[0].second.overhead = 1.5;
  EXPECT_EQ(cash_of(priced(loaded, data_catalog()).ledger, "ml: pay"), 4750000);
}

TEST(Staff, OnlyTheMonthsOfTheRoleAndSharedByItsKey) {
  LoadedScenario loaded = empty_scenario(6);
  for (const auto& [name, tokens] : {std::pair{"a", 1e9}, std::pair{"b", 3e9}}) {
    Workload workload;
    workload.declared = DeclaredService{TokensPerMonth{tokens}, TokensPerMonth{0}, {}, {}, {}};
    loaded.scenario.workloads.emplace_back(name, workload);
  }
  StaffRole ops;
  ops.salary = per_year(120000);
  ops.from = YearMonth{2027, 2};
  ops.until = YearMonth{2027, 4};
  ops.allocation = Allocation::kTokens;
  ops.team = "platform";
  loaded.scenario.staff = {{"ops", ops}};
  auto lines = lines_of(priced(loaded).ledger, "ops: pay");
  ASSERT_EQ(lines.size(), 4U);
  EXPECT_EQ(lines[0].period, (YearMonth{2027, 2}));
  EXPECT_EQ(lines[0].workload, "a");
  EXPECT_EQ(lines[0].cash, 250000);
  EXPECT_EQ(lines[1].cash, 750000);
  EXPECT_EQ(lines[1].team, "platform");
  EXPECT_EQ(lines[1].allocation, "tokens");
  // No workload has device-hours: the key gives nothing to go by.
  loaded.scenario.staff[0].second.allocation = Allocation::kDeviceHours;
  lines = lines_of(priced(loaded).ledger, "ops: pay");
  ASSERT_EQ(lines.size(), 2U);
  EXPECT_EQ(lines[0].workload, "overhead");
}

TEST(Staff, ARowThatIsNotASalaryIsAnError) {
  LoadedScenario loaded = empty_scenario(1);
  StaffRole ops;
  ops.role = "bounding box/AWS Ground Truth via Mechanical Turk/all";
  loaded.scenario.staff = {{"ops", ops}};
  EXPECT_NE(priced(loaded, data_catalog()).diagnostics.text().find("is not a salary"),
            std::string::npos);
}

TEST(Software, MonthlyLicencesCountDevicesAndServersInService) {
  LoadedScenario loaded = empty_scenario(2);
  CloudInstances cloud;
  cloud.price = hourly(1);
  cloud.count = 2;
  cloud.from = YearMonth{2027, 2};
  loaded.scenario.fleet = {{"gpu", {{}, cloud}}};
  auto per_gpu = licence(LicenceUnit::kGpu, 10, LicenceTerm::kMonthly);
  per_gpu.fleet = "gpu";
  auto per_node = licence(LicenceUnit::kNode, 10, LicenceTerm::kMonthly);
  per_node.fleet = "gpu";
  loaded.scenario.software = {{"g", per_gpu}, {"n", per_node}};
  const Ledger ledger = priced(loaded).ledger;
  EXPECT_EQ(cash_of(ledger, "g: licence"), 16000);  // 2 servers of 8 devices, February only
  EXPECT_EQ(cash_of(ledger, "n: licence"), 2000);
  EXPECT_EQ(lines_of(ledger, "n: licence")[0].unit, "node-month");
}

TEST(Software, AnnualLicencesAreBoughtWhenNeededAndRenewed) {
  LoadedScenario loaded = empty_scenario(18);
  CloudInstances cloud;
  cloud.price = hourly(1);
  loaded.scenario.fleet = {{"a", {{}, cloud}}};
  loaded.scenario.fleet[0].second.cloud->from = YearMonth{2027, 4};
  auto suite = licence(LicenceUnit::kNode, 1200, LicenceTerm::kAnnualPrepaid);
  suite.fleet = "a";
  suite.escalation = {0.1};
  loaded.scenario.software = {{"suite", suite}};
  const Priced result = priced(loaded);
  const auto bought = lines_of(result.ledger, "suite: licence");
  ASSERT_EQ(bought.size(), 2U);
  EXPECT_EQ(bought[0].period, (YearMonth{2027, 4}));
  EXPECT_EQ(bought[0].cash, 120000);
  EXPECT_TRUE(bought[0].at_start);
  EXPECT_EQ(bought[1].period, (YearMonth{2028, 4}));
  EXPECT_EQ(bought[1].cash, 132000);
  // 12 x 100.00, then 3 x 110.00; nine months of the second term are still prepaid.
  EXPECT_EQ(expense_of(result.ledger, "suite: licence used"), 120000 + 33000);
  const auto used = lines_of(result.ledger, "suite: licence used");
  EXPECT_EQ(used[0].unit, "node-month");
  EXPECT_DOUBLE_EQ(used[0].quantity * used[0].unit_price, 100);
  EXPECT_EQ(result.ledger.balances.back().prepaid, 99000);
}

TEST(Software, GivenUpTermIsExpensedAtOnce) {
  LoadedScenario loaded = empty_scenario(12);
  auto suite = licence(LicenceUnit::kFixed, 1200, LicenceTerm::kAnnualPrepaid);
  suite.until = YearMonth{2027, 4};
  loaded.scenario.software = {{"suite", suite}};
  const auto used = lines_of(priced(loaded).ledger, "suite: licence used");
  ASSERT_EQ(used.size(), 3U);
  EXPECT_EQ(used[1].expense, 10000);
  EXPECT_EQ(used[2].expense, 100000);
}

TEST(Software, PerpetualLicenceIsAmortisedOverItsBookLifeAndStaysOnTheBooks) {
  LoadedScenario loaded = empty_scenario(12);
  auto suite = licence(LicenceUnit::kSeat, 120, LicenceTerm::kPerpetual);
  suite.units = 5;
  suite.from = YearMonth{2027, 3};
  loaded.scenario.software = {{"suite", suite}};
  const Priced result = priced(loaded);
  EXPECT_EQ(cash_of(result.ledger, "suite: licence"), 60000);
  // 600.00 over the default of 60 months: ten months of 10.00.
  EXPECT_EQ(lines_of(result.ledger, "suite: amortisation").size(), 10U);
  EXPECT_EQ(lines_of(result.ledger, "suite: amortisation")[0].expense, 1000);
  EXPECT_EQ(lines_of(result.ledger, "suite: amortisation")[0].unit, "seat-month");
  EXPECT_EQ(result.ledger.balances[2].book_value, 59000);
  EXPECT_EQ(result.ledger.balances.back().book_value, 50000);
  EXPECT_EQ(result.summary.terminal_value, 50000);
  loaded.scenario.software[0].second.book_life = {6};
  const Ledger short_life = priced(loaded).ledger;
  EXPECT_EQ(lines_of(short_life, "suite: amortisation").size(), 6U);
  EXPECT_EQ(short_life.balances.back().book_value, 0);
}

TEST(Software, APerpetualLicenceThatIsGivenUpIsWrittenOff) {
  LoadedScenario loaded = empty_scenario(12);
  auto suite = licence(LicenceUnit::kFixed, 600, LicenceTerm::kPerpetual);
  suite.until = YearMonth{2027, 4};
  loaded.scenario.software = {{"suite", suite}};
  const Priced result = priced(loaded);
  EXPECT_EQ(expense_of(result.ledger, "suite: amortisation"), 3000);
  EXPECT_EQ(expense_of(result.ledger, "suite: write-off"), 57000);
  EXPECT_EQ(lines_of(result.ledger, "suite: write-off")[0].period, (YearMonth{2027, 3}));
  EXPECT_EQ(result.ledger.balances[2].book_value, 0);
  EXPECT_EQ(result.summary.terminal_value, 0);
}

TEST(Software, CatalogueUnitsAreConvertedToTheTermOrRefused) {
  LoadedScenario loaded = empty_scenario(1);
  SoftwareItem item;
  item.product = "NVIDIA AI Enterprise/subscription 1 year/GPU-year";
  item.per = LicenceUnit::kGpu;
  item.units = 8;
  loaded.scenario.software = {{"suite", item}};
  SoftwareItem& suite = loaded.scenario.software[0].second;
  EXPECT_EQ(cash_of(priced(loaded, data_catalog()).ledger, "suite: licence"),
            300000);  // 8 x 4,500 / 12
  suite.term = LicenceTerm::kAnnualPrepaid;
  EXPECT_EQ(cash_of(priced(loaded, data_catalog()).ledger, "suite: licence"), 3600000);
  suite.term = LicenceTerm::kPerpetual;
  EXPECT_NE(priced(loaded, data_catalog()).diagnostics.text().find("sold per GPU-year"),
            std::string::npos);
  suite.product = "NVIDIA AI Enterprise/perpetual incl. 5 y support/GPU";
  EXPECT_EQ(cash_of(priced(loaded, data_catalog()).ledger, "suite: licence"),
            18000000);  // 8 x 22,500
  suite.product = "NVIDIA AI Enterprise/cloud marketplace/GPU-hour";
  suite.term = LicenceTerm::kMonthly;
  EXPECT_EQ(cash_of(priced(loaded, data_catalog()).ledger, "suite: licence"),
            8 * 74400);  // 744 h in January
  suite.per = LicenceUnit::kNode;
  EXPECT_NE(priced(loaded, data_catalog()).diagnostics.text().find("does not fit"),
            std::string::npos);
}

TEST(Training, GpuHoursFollowSixNd) {
  // 6 x 8e9 x 1e12 / (989e12 x 0.4) / 3,600 = 33,704.08
  EXPECT_NEAR(training_gpu_hours(8e9, 1e12, 989e12, 0.4), 33704.08, 0.01);
}

TEST(Training, MeasuredThroughputAtTheReportedMfuWithinTheAttentionTerm) {
  // MosaicML llm-foundry, scripts/train/benchmarking: A100-80GB (312 TFLOP/s), reported MFU and
  // tokens/s per GPU. Their MFU counts attention FLOPs, 6 N D does not: our GPU-hours are up to 9 %
  // low, never high.
  struct Row {
    double parameters, mfu, tokens_per_s_per_gpu;
  };
  constexpr Row kRows[] = {{64.862e9, 0.5333, 410},
                           {29.964e9, 0.564, 967},
                           {12.849e9, 0.5948, 2330},
                           {6.659e9, 0.6423, 4641}};
  for (const auto& row : kRows) {
    const double measured = 1e9 / row.tokens_per_s_per_gpu / 3600;
    const double ours = training_gpu_hours(row.parameters, 1e9, 312e12, row.mfu);
    EXPECT_LT(ours, measured) << row.parameters;
    EXPECT_GT(ours, 0.91 * measured) << row.parameters;
  }
}

// The first run is paid at the written price: the third comes twelve months later.
TEST(Training, DeclaredHoursRepeatAndEscalate) {
  LoadedScenario loaded = empty_scenario(14);
  TrainingRun tuning;
  tuning.gpu_hours = 100 * DeviceTime{3600};
  tuning.price = DeviceTimePrice{2.5 / 3600};
  tuning.month = YearMonth{2027, 2};
  tuning.repeat = Months{6};
  tuning.escalation = {0.1};
  loaded.scenario.training = {{"tuning", tuning}};
  const auto lines = lines_of(priced(loaded).ledger, "tuning: GPU hours");
  ASSERT_EQ(lines.size(), 3U);
  EXPECT_EQ(lines[0].period, (YearMonth{2027, 2}));
  EXPECT_EQ(lines[0].cash, 25000);
  EXPECT_EQ(lines[2].period, (YearMonth{2028, 2}));
  EXPECT_EQ(lines[2].cash, 27500);
  EXPECT_EQ(lines[0].component, Component::kTraining);
}

TEST(Training, TokensAreConvertedAtTheInstancesPeak) {
  LoadedScenario loaded = empty_scenario(1);
  Model model;
  model.model = "Llama-2-7b-hf";
  loaded.scenario.models = {{"base", model}};
  TrainingRun run;
  run.tokens = Tokens{1e9};
  run.model = "base";
  run.mfu = {0.5};
  run.instance = "AWS/us-east-1/p4d.24xlarge";
  loaded.scenario.training = {{"tuning", run}};
  const Priced result = priced(loaded, data_catalog());
  ASSERT_FALSE(result.diagnostics.has_errors()) << result.diagnostics.text();
  // 6 x 6.74e9 x 1e9 / (312e12 x 0.5) / 3,600 = 72.01 GPU-h at 21.957642 / 8
  const auto lines = lines_of(result.ledger, "tuning: GPU hours");
  ASSERT_EQ(lines.size(), 1U);
  EXPECT_NEAR(lines[0].quantity, 72.0085, 0.0001);
  EXPECT_EQ(lines[0].cash, 19764);
}

}  // namespace
}  // namespace costwright::testing

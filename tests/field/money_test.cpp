// When money is paid, consumed and rises; what is left and what is owed after the end. Right values
// by hand:
//
// | input                    | right |
// |--------------------------|---------------------------------------------------------------------|
// | reserved-escalates.yaml  | reservation 2027-12 to 2028-11: 366 d x 24 h x 30 = 263,520.00; | |
// | training 1,000 GPU h x 2 in its own first month = 2,000.00;         | | | perpetual licence
// 48,000 x 57/60 left = 45,600; prepaid 12,000 x    | |                          | 6/12 left =
// 6,000; TCO = 325,520 - 51,600 = expense = 273,920.00    | | shared_tier.yaml         | storage
// (400 - 240) x 0.024 = 3.84; egress 10,140 x 0.09 + 5,760 x  | |                          | 0.085
// = 1,402.20                                                    | | tiers.yaml               |
// 10,140 x 0.09 + 9,760 x 0.085 = 1,742.20                            | | payback.yaml | -0.10
// after month 1, -700,000 in July, above water for good in      | |                          |
// month 14; funding need 1,300,000 - 600,000 + 0.57 of electricity    |
#include <numeric>

#include "study/outcome/metrics.h"
#include "tests/field/field_runs.h"
#include "tests/study/unbroken_text.h"

namespace costwright::testing {
namespace {

Minor cash_of(const Evaluation& run, const std::string& item) {
  Minor sum = 0;
  for (const LedgerLine& line : run.ledger.lines) {
    sum += line.item.starts_with(item) ? line.cash : 0;
  }
  return sum;
}
Minor cash_of(const Evaluation& run, Category category) {
  Minor sum = 0;
  for (const LedgerLine& line : run.ledger.lines) {
    sum += line.category == category ? line.cash : 0;
  }
  return sum;
}
bool says(const Evaluation& run, const std::string& words) {
  const std::string text = report_text(run);  // a sentence may be broken, a figure is aligned
  return text.find(words) != std::string::npos || unbroken(text).find(words) != std::string::npos;
}
Minor cash_in(const std::string& text, const std::string& item) {
  const Folder folder;
  Diagnostics diagnostics;
  const auto run = evaluated(folder.write("scenario.yaml", text), HowToRun{}, diagnostics);
  EXPECT_TRUE(run) << diagnostics.text();
  return run ? cash_of(*run, item) : 0;
}

TEST(FieldEscalation, AReservationIsLockedForItsTermAndAPriceIsOfTheItemsOwnFirstMonth) {
  const auto run = field_run("reserved-escalates.yaml");
  EXPECT_EQ(cash_of(*run, "r: reserved hours"), 26'352'000);
  EXPECT_EQ(cash_of(*run, "t: GPU hours"), 200'000);
}

TEST(FieldEscalation, ARenewalTakesThePriceOfItsFirstMonth) {
  // The second term, 2028-12 to 2029-11: 365 d x 24 h x 33 = 289,080.00; its January does not
  // count, the one of the first does.
  for (const char* date : {"anniversary", "january"}) {
    const auto run = field_run("reserved-escalates.yaml", {{"horizon", "26 months"},
                                                           {"fleet.r.cloud.until", "2029-12"},
                                                           {"fleet.r.cloud.escalates", date}});
    EXPECT_EQ(cash_of(*run, "r: reserved hours"), 26'352'000 + 28'908'000) << date;
  }
  // Three years: 2027-12 to 2030-11, 1,096 d at 30, used for one of them.
  const auto long_term =
      field_run("reserved-escalates.yaml",
                {{"horizon", "38 months"}, {"fleet.r.cloud.purchase", "reserved_3y"}});
  EXPECT_EQ(cash_of(*long_term, "r: reserved hours"), 1096 * 24 * 3000);
}

TEST(FieldEscalation, WhatIsNotReservedRisesAtItsAnniversaryOrInJanuaryAsItSays) {
  const std::vector<Override> on_demand{{"fleet.r.cloud.purchase", "on_demand"},
                                        {"fleet.r.cloud.until", "2029-01"}};
  // 2027-12 to 2028-11 at 30, 2028-12 at 33: 263,520 + 744 x 33.
  EXPECT_EQ(cash_of(*field_run("reserved-escalates.yaml", on_demand), "r:"),
            26'352'000 + 2'455'200);
  // January: 744 x 30, then 366 d of 2028 at 33.
  auto january = on_demand;
  january.push_back({"fleet.r.cloud.escalates", "january"});
  EXPECT_EQ(cash_of(*field_run("reserved-escalates.yaml", january), "r:"),
            2'232'000 + 366 * 24 * 3300);
}

TEST(FieldEscalation, PriceAsOfNamesTheMonthThatThePriceIsOf) {
  const auto training = [](const char* as_of, const char* date) {
    const auto run = field_run("reserved-escalates.yaml",
                               {{"training.t.price_as_of", as_of}, {"training.t.escalates", date}});
    return cash_of(*run, "t: GPU hours");
  };
  // The run is in 2028-02.
  EXPECT_EQ(training("2027-10", "anniversary"), 200'000);  // four months
  EXPECT_EQ(training("2027-02", "anniversary"), 220'000);  // a year
  EXPECT_EQ(training("2026-01", "anniversary"), 242'000);  // two whole years
  EXPECT_EQ(training("2027-10", "january"), 220'000);
  EXPECT_EQ(training("2028-01", "january"), 200'000);
}

TEST(FieldEscalation, EveryKindOfItemHasItsOwnFirstMonth) {
  const std::string head = "name: x\nstart: 2027-06\nhorizon: 24 months\n";
  // From 2027-11: twelve months at 1,000, seven at 1,100.
  EXPECT_EQ(
      cash_in(
          head + "staff: {s: {salary: 12_000 USD/year, from: 2027-11, escalation: 10 %/year}}\n",
          "s: pay"),
      1'200'000 + 7 * 110'000);
  EXPECT_EQ(
      cash_in(head + "software: {s: {price: 1000 USD, from: 2027-11, escalation: 10 %/year}}\n",
              "s: licence"),
      1'200'000 + 7 * 110'000);
  EXPECT_EQ(cash_in(head + "data_pipeline: {d: {items: 1000 items/month, item_price: 1 USD/item, "
                           "from: 2027-11, escalation: 10 %/year}}\n",
                    "d: items"),
            1'200'000 + 7 * 110'000);
  // What has no months of its own begins with the scenario: twelve months each.
  EXPECT_EQ(
      cash_in(
          head + "egress: {e: {price: 1 USD/GB, volume: 1000 GB/month, escalation: 10 %/year}}\n",
          "e: egress"),
      1'200'000 + 12 * 110'000);
  // Each January: 7 months of 2027, 12 of 2028, 5 of 2029.
  EXPECT_EQ(
      cash_in(head + "egress: {e: {price: 1 USD/GB, volume: 1000 GB/month, escalation: 10 %/year, "
                     "escalates: january}}\n",
              "e: egress"),
      700'000 + 12 * 110'000 + 5 * 121'000);
}

TEST(FieldEscalation, ASitesTariffIsOfTheMonthOfItsFirstMachines) {
  // 1 kW x PUE 1 from 2027-11: 366 d of 2027-11 to 2028-10 at 0.10, 2028-11 and -12 (61 d) at 0.11.
  const std::string text =
      "name: x\nstart: 2027-06\nhorizon: 19 months\n"
      "sites: {s: {pue: 1, electricity: 0.1 USD/kWh, electricity_escalation: 10 %/year}}\n"
      "fleet: {a: {owned: {server: hgx-h100-8, site: s, price: 1 USD, in_service: 2027-11, power: "
      "1 "
      "kW}}}\n";
  EXPECT_EQ(cash_in(text, "a: electricity"), 366 * 24 * 10 + 61 * 24 * 11);
}

TEST(FieldTiers, ItemsOfOneAccountShareThem) {
  const auto shared = field_run("shared_tier.yaml");
  EXPECT_EQ(cash_of(*shared, Category::kData), 384);
  EXPECT_EQ(cash_of(*shared, Category::kCloud), 140'220);
  EXPECT_EQ(cash_of(*shared, "a: storage"), 192);
  EXPECT_EQ(cash_of(*shared, "e2: egress"), 70'110);
  EXPECT_EQ(cash_of(*field_run("tiers.yaml"), Category::kCloud), 174'220);
}

TEST(FieldTiers, AreSharedByVolumeToTheCentAndOnlyByWhoNamesThePrice) {
  const auto run = [](const std::string& items) {
    const Folder folder;
    std::filesystem::copy(field_input("tiers.csv"), folder.path() + "/tiers.csv");
    Diagnostics diagnostics;
    auto evaluation = evaluated(
        folder.write("scenario.yaml", "name: x\nhorizon: 1 months\ncatalog: [tiers.csv]\n" + items),
        HowToRun{}, diagnostics);
    EXPECT_TRUE(evaluation) << diagnostics.text();
    return *evaluation;
  };
  // 100, 150 and 350 GB of X, whichever tier they name: 200 x 1 + 300 x 0.9 + 100 x 0.8 = 550.
  const auto three =
      run("egress:\n  a: {service: X/metered/0-200, volume: 100 GB/month}\n"
          "  b: {service: X/metered/500+, volume: 150 GB/month}\n"
          "  c: {service: x-metered, volume: 350 GB/month}\n");
  EXPECT_EQ(cash_of(three, Category::kCloud), 55'000);
  EXPECT_EQ(cash_of(three, "a: egress"), 9'167);   // 550 x 1/6 = 91.67
  EXPECT_EQ(cash_of(three, "b: egress"), 13'750);  // 550 x 1/4
  EXPECT_EQ(cash_of(three, "c: egress"), 32'083);
  // Another price and a stated one climb by themselves: 100 x 1, 100 x 0.0832, 100 x 2.
  const auto apart =
      run("egress:\n  a: {service: X/metered/0-200, volume: 100 GB/month}\n"
          "  b: {service: Y/metered/0, volume: 100 GB/month}\n"
          "  c: {service: X/metered/0-200, price: 2 USD/GB, volume: 100 GB/month}\n");
  EXPECT_EQ(cash_of(apart, "a: egress"), 10'000);
  EXPECT_EQ(cash_of(apart, "b: egress"), 832);
  EXPECT_EQ(cash_of(apart, "c: egress"), 20'000);
  EXPECT_EQ(cash_of(run("egress: {a: {service: X/metered/0-200, volume: 0 GB/month}}\n"), "a:"), 0);
}

TEST(FieldTiers, HaveTheirEdgesInTheProvidersOwnUnit) {
  const Folder folder;
  folder.write(
      "gib.csv",
      "table,key,kind,provider,service,tier_or_model,tier_group,tier_from_gb,tier_to_gb,"
      "region,unit,price_usd,status,as_of,source\n"
      "cloud_services,G/a,egress_internet,G,m,a,g-m,0,1024,all,GiB,0.1,user,2026-11,test\n"
      "cloud_services,G/b,egress_internet,G,m,b,g-m,1024,,all,GiB,0.05,user,2026-11,test\n");
  Diagnostics diagnostics;
  const auto run = evaluated(folder.write("scenario.yaml",
                                          "name: x\nhorizon: 1 months\ncatalog: [gib.csv]\n"
                                          "egress: {a: {service: g-m, volume: 2 TiB/month}}\n"),
                             HowToRun{}, diagnostics);
  ASSERT_TRUE(run) << diagnostics.text();
  EXPECT_EQ(cash_of(*run, "a: egress"), 10'240 + 5'120);  // 1,024 GiB at each price
}

TEST(FieldTiers, EachItemsShareRisesAsItsOwnPriceDoes) {
  const auto run =
      field_run("tiers.yaml", {{"horizon", "13 months"}, {"egress.b.escalation", "10 %/year"}});
  // 871.10 a month each; b rises for month 13.
  EXPECT_EQ(cash_of(*run, "a: egress"), 13 * 87'110);
  EXPECT_EQ(cash_of(*run, "b: egress"), 12 * 87'110 + 95'821);
}

TEST(FieldPayback, IsTheMonthAfterWhichTheCumulativeStaysPositive) {
  const auto run = field_run("payback.yaml");
  EXPECT_EQ(run->finance.payback_month, 14);
  EXPECT_NEAR(run->finance.funding_need, 700'000.57, 0.005);
  EXPECT_TRUE(says(*run, "month 14"));
  EXPECT_TRUE(says(*run, "700,000.57"));
}

TEST(FieldPayback, ATrancheThatIsNeverEarnedBackLeavesNone) {
  // The second tranche in the last month but one, 2029-11.
  const auto run = field_run("payback.yaml", {{"fleet.b.owned.paid", "2029-11"},
                                              {"fleet.b.owned.price", "1_000_000 USD"}});
  EXPECT_FALSE(run->finance.payback_month);
  // Twelve small ones: never under water after month 2.
  const auto cheap = field_run("payback.yaml", {{"fleet.b.owned.price", "30_000 USD"}});
  EXPECT_EQ(cheap->finance.payback_month, 2);
}

TEST(FieldClosing, TcoAndExpenseReconcileLineByLine) {
  const auto run = field_run("reserved-escalates.yaml");
  EXPECT_EQ(run->finance.gross_cash, 32'552'000);
  EXPECT_EQ(run->finance.book_value, 4'560'000);
  EXPECT_EQ(run->finance.prepaid, 600'000);
  EXPECT_EQ(run->finance.payables, 0);
  EXPECT_EQ(run->finance.tco, 27'392'000);
  EXPECT_EQ(run->finance.expense_total, 27'392'000);
  EXPECT_TRUE(says(*run, "  book value at the end           -45,600.00"));
  EXPECT_TRUE(says(*run, "  prepaid at the end               -6,000.00"));
}

TEST(FieldClosing, WhatIsLeftCountsAsTheScenarioSays) {
  const auto run = field_run("reserved-escalates.yaml", {{"finance.terminal_value", "zero"}});
  EXPECT_EQ(run->finance.tco, 32'552'000);
  EXPECT_EQ(run->finance.expense_total, 27'392'000);
  const std::string text = report_text(*run);
  // TCO, then expense with the lines that lead from one to the other.
  const auto expense = text.find("P&L expense");
  EXPECT_LT(text.find("325,520.00"), expense);
  EXPECT_GT(text.find("-45,600.00"), expense);
  EXPECT_GT(text.find("-6,000.00"), expense);
}

TEST(FieldClosing, ABookLifeBelongsToAPerpetualLicence) {
  const auto run = field_run("reserved-escalates.yaml", {{"software.p.book_life", "4 years"}});
  EXPECT_EQ(run->finance.book_value, 4'500'000);  // 48,000 x 45/48
  std::string said;
  EXPECT_FALSE(field_run("reserved-escalates.yaml", {{"software.l.book_life", "4 years"}}, &said));
  EXPECT_NE(
      said.find("software.l.book_life has no effect: the term is annual_prepaid; write 'term: "
                "perpetual'"),
      std::string::npos)
      << said;
}

TEST(FieldCommitments, AReservedTermBeyondTheHorizonIsNamedWithItsAmount) {
  // 2028-06 to 2029-05; after 2028-12: 151 d x 24 h x 30 = 108,720.00.
  std::string said;
  const auto run = field_run("reserved-escalates.yaml", {{"fleet.r.cloud.from", "2028-06"}}, &said);
  ASSERT_TRUE(run) << said;
  ASSERT_EQ(run->ledger.commitments.size(), 1U);
  EXPECT_EQ(run->ledger.commitments[0].amount, 10'872'000);
  EXPECT_EQ(run->ledger.commitments[0].last, (YearMonth{2029, 5}));
  const std::string words =
      "r: reserved hours: committed to 2029-05, beyond the horizon; 108,720.00 USD";
  EXPECT_TRUE(says(*run, words));
  EXPECT_TRUE(says(*run, "Committed beyond the end          108,720.00"));
  const std::string summary = csv_tables(*run)["summary"];  // the window shows it too
  EXPECT_NE(summary.find("committed_beyond_horizon,,108720.00"), std::string::npos);
  EXPECT_NE(summary.find(words), std::string::npos);
  EXPECT_TRUE(field_run("reserved-escalates.yaml")->ledger.commitments.empty());
}

TEST(FieldCommitments, AThreeYearTermIsOwedToItsEnd) {
  // 2027-12 to 2030-11, in service for one year: after 2028-12 699 d x 24 h x 30 = 503,280.00.
  std::string said;
  const auto run = field_run(
      "reserved-escalates.yaml",
      {{"fleet.r.cloud.purchase", "reserved_3y"}, {"fleet.r.cloud.escalates", "january"}}, &said);
  ASSERT_TRUE(run) << said;
  EXPECT_EQ(run->ledger.commitments.at(0).amount, 699 * 24 * 3000);
  // Paid within the horizon, the month after `until` too: 2027-12 to 2028-12, 397 d.
  EXPECT_EQ(cash_of(*run, "r:"), 397 * 24 * 3000);
}

constexpr const char* kLease = R"(
name: lease
start: 2027-01
horizon: 24 months
sites:
  colo: {electricity: 0.1 USD/kWh, pue: 1.3, colocation: {price: 100 USD/kW/month, reserved: 20 kW, from: 2027-07, until: 2029-07, escalation: 10 %/year}}
fleet:
  a: {team: platform, owned: {server: hgx-h100-8, site: colo, price: 100_000 USD, in_service: 2027-07, power: 1 kW}}
)";

TEST(FieldCommitments, ALeaseHasItsMonthsAndWhatItOwesBeyondTheHorizon) {
  const Folder folder;
  Diagnostics diagnostics;
  const auto run = evaluated(folder.write("scenario.yaml", kLease), HowToRun{}, diagnostics);
  ASSERT_TRUE(run) << diagnostics.text();
  // 20 kW x 100: twelve months at 2,000, six at 2,200; after the horizon six more at 2,200.
  EXPECT_EQ(cash_of(*run, "a: colocation"), 2'400'000 + 6 * 220'000);
  ASSERT_EQ(run->ledger.commitments.size(), 1U);
  EXPECT_EQ(run->ledger.commitments[0].amount, 6 * 220'000);
  EXPECT_TRUE(
      says(*run, "colo: colocation: committed to 2029-06, beyond the horizon; 13,200.00 USD"));
  EXPECT_EQ(diagnostics.text(), "");
  // Ends within the horizon: nothing is owed.
  const auto shorter =
      evaluated(folder.path() + "/scenario.yaml",
                std::vector<Override>{{"sites.colo.colocation.until", "2028-10"}}, diagnostics);
  EXPECT_EQ(cash_of(*shorter, "a: colocation"), 2'400'000 + 3 * 220'000);
  EXPECT_TRUE(shorter->ledger.commitments.empty());
  EXPECT_NE(
      diagnostics.text().find("servers on 'colo' are in service in 2028-10, outside its lease: "
                              "floor space of such months is not in the cost"),
      std::string::npos)
      << diagnostics.text();
  EXPECT_FALSE(evaluated(folder.path() + "/scenario.yaml",
                         std::vector<Override>{{"sites.colo.colocation.until", "2027-07"}},
                         diagnostics));
  EXPECT_NE(diagnostics.text().find("must come after from (2027-07)"), std::string::npos);
}

TEST(FieldShowback, AFleetsTeamTakesItsIdleAndWhatNobodyIsDeployedOn) {
  const Folder folder;
  Diagnostics diagnostics;
  const auto run = evaluated(folder.write("scenario.yaml", kLease), HowToRun{}, diagnostics);
  ASSERT_TRUE(run) << diagnostics.text();
  for (const LedgerLine& line : run->ledger.lines) {
    EXPECT_EQ(line.team, "platform") << line.item;
  }
  write_traces(folder);
  const auto served =
      evaluated(folder.write("served.yaml", kServingScenario),
                {{"fleet.gpus.team", "platform"}, {"fleet.rented.team", "labs"}}, diagnostics);
  ASSERT_TRUE(served) << diagnostics.text();
  for (const LedgerLine& line : served->ledger.lines) {
    if (line.item.starts_with("gpus:")) {
      EXPECT_EQ(line.team, line.workload == "chat" ? "care" : "platform") << line.workload;
    }
    if (line.item.starts_with("rented:")) {
      EXPECT_EQ(line.team, "labs") << line.workload;  // its workload names no team
    }
  }
}

TEST(FieldShowback, ATrainingRunsTeamTakesItsCost) {
  const auto run = field_run("reserved-escalates.yaml", {{"training.t.team", "research"}});
  for (const LedgerLine& line : run->ledger.lines) {
    EXPECT_EQ(line.team == "research", line.item == "t: GPU hours") << line.item;
  }
}

TEST(FieldWords, ASiteOfOnesOwnWithoutItsSpaceSaysSo) {
  const std::string words = "site s (space, cooling plant, connection)";
  EXPECT_TRUE(says(*field_run("payback.yaml"), words));
  EXPECT_NE(csv_tables(*field_run("payback.yaml"))["summary"].find("not_declared,\"" + words),
            std::string::npos);
  const auto paid = field_run(
      "payback.yaml", {{"sites.s.colocation", "{price: 150 USD/kW/month, reserved: 50 kW}"}});
  EXPECT_FALSE(says(*paid, words));
}

TEST(FieldWords, FiscalYearsAndTheBasisOfSharesAreNamed) {
  const auto run = field_run("payback.yaml", {{"fiscal_year_start", "7"}});
  EXPECT_TRUE(
      says(*run,
           "Cost by fiscal year (named after the year in which it ends: FY2027 is 2026-07 to "
           "2027-06)"));
  EXPECT_TRUE(says(*run, "share of expense"));
}

}  // namespace
}  // namespace costwright::testing

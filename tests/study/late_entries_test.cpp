// A file may hold what begins after its horizon: the same file is asked about a shorter one.
#include <gmock/gmock.h>

#include "tests/study/small_runs.h"

namespace costwright::testing {
namespace {

// What is there now, and what comes later, by section.
std::string with(const char* machines, const char* roles, const char* sections) {
  return fmt::format(R"(
name: now
start: 2027-01
horizon: 12 months
finance: {{terminal_value: zero}}
sites: {{dc: {{electricity: 0.1 USD/kWh, pue: 1.3}}}}
fleet:
  here: {{owned: {{server: l4-4, site: dc, price: 40000 USD}}}}
{}staff:
  sre: {{salary: 100000 USD/year}}
{}{})",
                     machines, roles, sections);
}
std::string now() {
  return with("", "", "");
}
std::string later() {
  return with(
      R"(  bought: {owned: {server: l4-4, site: dc, price: 40000 USD, paid: 2028-01, disposal: {month: 2028-06, proceeds: 1 USD}}}
  reserved: {cloud: {instance: AWS/us-east-1/g5.12xlarge, purchase: reserved_1y, price: 3 USD/h, upfront: 50 %, from: 2028-02}}
  rented: {cloud: {instance: AWS/us-east-1/g5.12xlarge, price: 5 USD/h, from: 2028-02}}
)",
      "  other: {salary: 90000 USD/year, from: 2028-03}\n",
      R"(savings_plans: {plan: {commitment: 1 USD/h, term: 12 months, from: 2028-02, covers: {rented: {discount: 30 %}}}}
software:
  monthly: {per: seat, units: 3, price: 10 USD, from: 2028-01}
  annual: {per: seat, units: 3, price: 10 USD, term: annual_prepaid, from: 2028-01}
  perpetual: {per: seat, units: 3, price: 10 USD, term: perpetual, from: 2028-01}
training: {run: {gpu_hours: 100 GPU h, price: 2 USD/GPU/h, month: 2028-04}}
data_pipeline: {licence: {one_off: 1000 USD, from: 2028-01}}
)");
}

TEST(LateEntries, AreInNoFigureAndSaidToBe) {
  const Folder folder;
  Diagnostics silent;
  Diagnostics told;
  const auto early = evaluated(folder.write("now.yaml", now()), HowToRun{}, silent);
  const auto late = evaluated(folder.write("later.yaml", later()), HowToRun{}, told);
  ASSERT_TRUE(early) << silent.text();
  ASSERT_TRUE(late) << told.text();
  EXPECT_EQ(late->ledger.lines.size(), early->ledger.lines.size());
  EXPECT_EQ(csv_tables(*late).at("ledger"), csv_tables(*early).at("ledger"));
  EXPECT_EQ(late->ledger.commitments.size(), 0U);
  for (const BalanceMonth& month : late->ledger.balances) {
    EXPECT_LE(month.book_value, 40000'00) << to_string(month.month);
    EXPECT_EQ(month.prepaid + month.payables, 0) << to_string(month.month);
  }
  for (const char* path : {"fleet.bought.owned.paid = 2028-01", "fleet.reserved.cloud.from",
                           "savings_plans.plan.from", "staff.other.from", "software.perpetual.from",
                           "training.run.month", "data_pipeline.licence.from"}) {
    EXPECT_THAT(told.text(), ::testing::HasSubstr(path));
  }
  EXPECT_THAT(told.text(), ::testing::HasSubstr("after the horizon 2027-01 to 2027-12"));
}

// What serves within it and is paid after it would be free.
TEST(LateEntries, MayNotServeBeforeTheyArePaidFor) {
  const Folder folder;
  Diagnostics told;
  EXPECT_FALSE(evaluated(folder.write("now.yaml", now()),
                         HowToRun{.overrides = {{"fleet.here.owned.paid", "2028-01"},
                                                {"fleet.here.owned.in_service", "2027-06"}}},
                         told));
  EXPECT_THAT(told.text(), ::testing::HasSubstr("within which the servers are in service"));
}

}  // namespace
}  // namespace costwright::testing

// Commitments, credits and what is owned before the start, from the file to the reports.
#include <map>

#include "study/outcome/metrics.h"
#include "study/reports/report.h"
#include "tests/study/small_runs.h"

namespace costwright::testing {
using namespace study;
namespace {

constexpr const char* kPlanned = R"(
name: planned
start: 2027-01
horizon: 12 months
sites: {dc: {pue: 1.2, electricity: 0.1 USD/kWh}}
fleet:
  gpus: {cloud: {instance: AWS/us-east-1/p4d.24xlarge, count: 3, price: 2 USD/h}}
  base: {cloud: {instance: AWS/us-east-1/p4d.24xlarge, purchase: reserved_1y, price: 1 USD/h, on_demand_price: 2 USD/h, upfront: 100 %}}
  old: {owned: {server: hgx-h100-8, site: dc, price: 60000 USD, paid: 2025-01}}
savings_plans:
  compute: {commitment: 3 USD/h, covers: {gpus: {discount: 25 %}}}
credits:
  edp: {reason: enterprise agreement, discount: 10 %}
)";

std::map<std::string, Cell> summary_of(const Evaluation& result) {
  std::map<std::string, Cell> values;
  for (const MetricRow& row : metric_rows(result)) {
    values[std::string(row.metric->name) + (row.key.empty() ? "" : "[" + row.key + "]")] =
        row.value;
  }
  return values;
}

// 8,760 h: the plan pays two of three instances, 1.50 each; the reservation one for half its price.
// 60,000 over 60 months, 24 of them before the start.
TEST(CommitmentsReport, HasARowForEachFigureOfEachCommitment) {
  Diagnostics diagnostics;
  const auto result =
      checked("planned.yaml", HowToRun{.overrides = {}, .text = kPlanned}, diagnostics);
  ASSERT_TRUE(result) << diagnostics.text();
  auto values = summary_of(*result);
  const auto number = [&](const char* name) {
    return number_of(values[name]).value_or(-1);
  };
  EXPECT_DOUBLE_EQ(number("commitment_used[compute]"), 26'280);
  EXPECT_DOUBLE_EQ(number("commitment_unused[compute]"), 0);
  EXPECT_DOUBLE_EQ(number("commitment_utilisation[compute]"), 1);
  EXPECT_NEAR(number("commitment_coverage[compute]"), 2.0 / 3, 1e-12);
  EXPECT_NEAR(number("effective_savings_rate[compute]"), 1.0 / 6, 1e-12);
  EXPECT_DOUBLE_EQ(number("commitment_used[base]"), 8'760);
  EXPECT_DOUBLE_EQ(number("commitment_coverage[base]"), 1);
  EXPECT_NEAR(number("effective_savings_rate[base]"), 0.5, 1e-12);
  EXPECT_DOUBLE_EQ(number("opening_book_value"), 36'000);
  // A tenth of the plan's 26,280 and of 17,520 on demand; all upfront is no bill of a month.
  EXPECT_DOUBLE_EQ(number("credits"), 4'380);
}

TEST(CommitmentsReport, TheTextTellsThem) {
  Diagnostics diagnostics;
  const auto result =
      checked("planned.yaml", HowToRun{.overrides = {}, .text = kPlanned}, diagnostics);
  ASSERT_TRUE(result) << diagnostics.text();
  const std::string text = report_text(*result);
  for (const char* part : {"effective savings rate", "16.7 %", "66.7 %", "book value at the start",
                           "36,000.00", "credits and discounts", "-4,380.00"}) {
    EXPECT_NE(text.find(part), std::string::npos) << part << "\n" << text;
  }
}

}  // namespace
}  // namespace costwright::testing

// Issue 11, B5: what was answered too late is worth nothing where the scenario says so, and a
// starved service must not look best.
#include "core/finance/summary.h"
#include "core/scenario/loaded.h"
#include "study/outcome/metrics.h"
#include "tests/field/field_runs.h"

namespace costwright::testing {
namespace {

// One month: 1,000 requests offered, 900 served, 400 of them within the SLO; 1,000.00 USD paid at
// its end. The value is 2 USD a request.
struct OneMonth {
  explicit OneMonth(const std::string& workload_fields) {
    const std::string text =
        "name: x\nhorizon: 1 months\nfinance: {discount_rate: 0 %/year}\n"
        "fleet: {f: {cloud: {instance: AWS/us-east-1/p5.48xlarge}}}\n"
        "models: {m: {model: Llama-3.1-8B}}\nserving: {s: {model: m, fleet: f}}\n"
        "workloads:\n  w: {served_by: s, demand: {requests: 1000 requests/month}, arrivals: "
        "{synthetic: {input_tokens: {fixed: 10 tokens}, output_tokens: {fixed: 1 tokens}}}" +
        workload_fields + "}\n";
    scenario = load_scenario_text(text, "w.yaml", {}, diagnostics);
    WorkloadMonth served;
    served.offered = 1000;
    served.served = 900;
    served.slo_met = 400;
    served.input_tokens = 9000;
    served.output_tokens = 900;
    served.slo_input_tokens = 3000;
    served.slo_output_tokens = 300;
    physical.months.push_back({YearMonth{2027, 1}, {FleetMonth{}}, {served}, {}});
    LedgerLine line;
    line.period = {2027, 1};
    line.cash = line.expense = 1'000'00;
    ledger.lines.push_back(line);
  }
  finance::FinanceSummary summary() const {
    return finance::summarise(scenario.value().scenario, ledger, physical);
  }

  Diagnostics diagnostics;
  std::optional<LoadedScenario> scenario;
  Physical physical;
  Ledger ledger;
};

struct Counted {
  const char* fields;
  double benefit, npv, roi;
};

TEST(FieldValueCounts, WithinTheSloWhereThereIsOne) {
  const Counted cases[] = {
      {", value: 2 USD/request, slo: {ttft: 1 s}", 800, -200, -0.2},  // 400 x 2
      {", value: 2 USD/request, slo: {ttft: 1 s}, value_counts: within_slo", 800, -200, -0.2},
      {", value: 2 USD/request, slo: {ttft: 1 s}, value_counts: served", 1800, 800, 0.8},
      {", value: 2 USD/request", 1800, 800, 0.8},  // 900 x 2: no limit is declared
  };
  for (const auto& [fields, benefit, npv, roi] : cases) {
    const auto summary = OneMonth(fields).summary();
    EXPECT_NEAR(summary.pv_benefit.value(), benefit, 1e-9) << fields;
    EXPECT_NEAR(summary.npv, npv, 1e-9) << fields;
    EXPECT_NEAR(summary.roi.value(), roi, 1e-12) << fields;
  }
}

TEST(FieldValueCounts, UnitCostsPerServedAndPerWithinSlo) {
  const auto summary = OneMonth(", slo: {ttft: 1 s}").summary();
  EXPECT_NEAR(summary.cost_per_request.value(), 1000.0 / 900, 1e-9);
  EXPECT_NEAR(summary.cost_per_request_within_slo.value(), 2.5, 1e-9);
  EXPECT_NEAR(summary.cost_per_1m_tokens.value(), 1e9 / 9900, 1e-6);
  EXPECT_NEAR(summary.cost_per_1m_tokens_within_slo.value(), 1e9 / 3300, 1e-6);
  EXPECT_NEAR(summary.cost_per_1m_output_within_slo.value(), 1e9 / 300, 1e-6);
  EXPECT_FALSE(OneMonth("").summary().cost_per_request_within_slo);
}

TEST(FieldValueCounts, NoRoiAboveCapacity) {
  OneMonth month(", value: 2 USD/request");
  month.physical.months[0].workloads[0].saturated = true;
  const auto summary = month.summary();
  EXPECT_FALSE(summary.roi);
  EXPECT_FALSE(summary.payback_month);
  EXPECT_NEAR(summary.npv, 800, 1e-9);
}

TEST(FieldValueCounts, WithinSloNeedsLimits) {
  const OneMonth month(", value: 2 USD/request, value_counts: within_slo");
  EXPECT_FALSE(month.scenario);
  EXPECT_NE(month.diagnostics.text().find("value_counts is within_slo; it needs 'slo'"),
            std::string::npos)
      << month.diagnostics.text();
}

std::string cell_of(const Evaluation& result, const std::string& metric, const std::string& key) {
  for (const MetricRow& row : metric_rows(result)) {
    if (row.metric->name == metric && row.key == key) {
      return cell_text(row.value) + "|" + std::string(to_string(row.mark)) + "|" + row.note;
    }
  }
  return "none";
}

// small.yaml with a limit that nobody can keep: nothing that it answers has a value, and all its
// months are named.
TEST(FieldValueCounts, WhatIsTooLateHasNoValue) {
  const std::vector<Override> late{{"workloads.w.slo", "{ttft: 0.1 ms}"}, {"horizon", "3 months"}};
  const auto result = field_run("small.yaml", late);
  EXPECT_EQ(result->finance.pv_benefit.value(), 0);
  EXPECT_EQ(cell_of(*result, "months_below_slo", "w"),
            "3|in range|below the target: 2027-01 to 2027-03");
  EXPECT_NE(report_text(*result).find("w: below the SLO's target in 2027-01 to 2027-03"),
            std::string::npos);
  EXPECT_EQ(cell_of(*result, "cost_per_request_within_slo", ""),
            "||TCO / requests served within every declared limit; blank: none was");
  auto served = late;
  served.push_back({"workloads.w.value_counts", "served"});
  EXPECT_GT(field_run("small.yaml", served)->finance.pv_benefit.value(), 0);
}

// One replica for 30 times what it can do: the mark stands at the headline, and no ROI.
TEST(FieldValueCounts, AboveCapacityTheHeadlineCarriesTheMark) {
  const auto result =
      field_run("small.yaml", {{"workloads.w.demand.requests", "300 M requests/month"},
                               {"serving.s.replicas", "1"},
                               {"horizon", "1 months"}});
  EXPECT_TRUE(result->finance.saturated);
  const std::string withheld = "|saturated|saturated: demand above capacity, so none is claimed";
  EXPECT_EQ(cell_of(*result, "roi", ""), withheld);
  EXPECT_EQ(cell_of(*result, "payback_month", ""), withheld);
  const std::string text = report_text(*result);
  EXPECT_NE(text.find("Total cost of ownership [saturated]"), std::string::npos);
  EXPECT_NE(text.find("demand above capacity: none is claimed"), std::string::npos);
}

TEST(FieldValueCounts, MonthsAreNamedInRanges) {
  EXPECT_EQ(month_names({{2027, 1}, {2027, 3}, {2027, 4}, {2027, 11}, {2027, 12}, {2028, 1}}),
            "2027-01, 2027-03, 2027-04, 2027-11 to 2028-01");
}

}  // namespace
}  // namespace costwright::testing

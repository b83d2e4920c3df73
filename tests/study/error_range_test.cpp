// The error of the serving speed in every figure. One client that asks one request after the other,
// without thinking, makes volumes inversely proportional to how long a request takes, so the ends
// of a range are a matter of mental arithmetic.
#include "core/table/range.h"
#include "study/outcome/metrics.h"
#include "study/plan/speed_ends.h"
#include "tests/study/small_runs.h"

namespace costwright::testing {
using namespace study;
namespace {

constexpr const char* kOneClient = R"(
name: one client
start: 2027-12
horizon: 1 months
simulation: {warm_up: 10 min}
catalog: [speed.csv]
fleet:
  rented: {cloud: {instance: AWS/us-east-1/p5.48xlarge, price: 10 USD/h}}
models:
  small: {model: Llama-3.1-8B}
serving:
  chat: {model: small, fleet: rented, replicas: 1}
workloads:
  web:
    served_by: chat
    arrivals: {closed: {clients: 1, think_time: 0 s, input_tokens: {fixed: 100 tokens}, output_tokens: {fixed: 50 tokens}}}
    value: 0.01 USD/request
)";

class ErrorRange : public ::testing::Test {
 protected:
  // `low`, `high`: measured / predicted time of the calibrations that serve language models in 16
  // bits on H100, L4 and A10G.
  std::optional<Evaluation> run(const std::string& yaml,
                                const std::string& low,
                                const std::string& high,
                                const std::vector<Override>& overrides = {}) {
    write_traces(folder_);
    std::string rows =
        "table,key,engine,architecture,arithmetic,smallest_model_b,largest_model_b,most_devices,"
        "fitted_models,fitted_accelerators,unseen_time_p05,unseen_time_p95,as_of,source\n";
    for (const char* architecture : {"hopper", "ada", "ampere"}) {
      rows += fmt::format(
          "calibration,vllm/{0}/bf16,vllm,{0},bf16,0.1,1000,64,"
          "Llama-3.1-8B;Llama-3.2-1B,h100-sxm;l4;l40s;a10g,{1},{2},2027-01,by hand\n",
          architecture, low, high);
    }
    folder_.write("speed.csv", rows);
    return evaluated(folder_.write("scenario.yaml", yaml), overrides, diagnostics_);
  }

  static CsvRow row_of(const Evaluation& result,
                       const std::string& metric,
                       const std::string& key) {
    for (auto& row : read_csv(csv_tables(result).at("summary"))) {
      if (row.at("metric") == metric && row.at("key") == key) {
        return row;
      }
    }
    ADD_FAILURE() << "no " << metric << " of '" << key << "'";
    return {{"value", "0"}, {"low", "0"}, {"high", "0"}, {"mark", ""}, {"note", ""}};
  }

  static void expect_range(const CsvRow& row, double low, double high) {
    const double value = std::stod(row.at("value"));
    EXPECT_NEAR(std::stod(row.at("low")), low * value, 2e-4 * value) << row.at("metric");
    EXPECT_NEAR(std::stod(row.at("high")), high * value, 2e-4 * high * value) << row.at("metric");
  }

  Folder folder_;
  Diagnostics diagnostics_;
};

// 31 days x 24 h x 10 USD are 7,440 USD at any speed. Half the time a request: twice as many, at
// half the cost each; twice the time: half as many, at twice the cost.
TEST_F(ErrorRange, IsWhatTheSameMoneyBuysAtEitherSpeed) {
  const auto result = run(kOneClient, "0.5", "2");
  ASSERT_TRUE(result) << diagnostics_.text();
  const CsvRow tco = row_of(*result, "tco", "");
  EXPECT_EQ(tco.at("value"), "7440.00");
  EXPECT_EQ(tco.at("low") + tco.at("high"), "");
  expect_range(row_of(*result, "requests_served", "web"), 0.5, 2);
  expect_range(row_of(*result, "cost_per_request", ""), 0.5, 2);
  expect_range(row_of(*result, "cost_per_1m_tokens", ""), 0.5, 2);
  expect_range(row_of(*result, "pv_benefit", ""), 0.5, 2);
  // Percentiles come from buckets that are 1.6 % wide.
  const CsvRow e2e = row_of(*result, "e2e_p50", "web");
  EXPECT_NEAR(std::stod(e2e.at("low")) / std::stod(e2e.at("value")), 0.5, 0.02);
  EXPECT_NEAR(std::stod(e2e.at("high")) / std::stod(e2e.at("value")), 2, 0.04);
  EXPECT_EQ(e2e.at("mark"), "in range");
  const std::string text = report_text(*result);
  EXPECT_NE(text.find("Total cost of ownership [in range]"), std::string::npos) << text;
  EXPECT_NE(text.find(", 90%)"), std::string::npos);
}

// Both ends slower than predicted: the prediction itself is the fast end of the range.
TEST_F(ErrorRange, NeverLeavesTheFigureOutside) {
  const auto result = run(kOneClient, "1.25", "2");
  ASSERT_TRUE(result) << diagnostics_.text();
  expect_range(row_of(*result, "cost_per_request", ""), 1, 2);
}

// An open stream and a limit that only an overloaded replica breaks: with everything twice as fast
// it can bring twice as much.
TEST_F(ErrorRange, ALoadIsHalfOrTwiceAsHigh) {
  const std::string open =
      std::string(kOneClient)
          .replace(std::string(kOneClient).find("    arrivals:"), std::string::npos,
                   "    arrivals: {synthetic: {input_tokens: {fixed: 100 tokens}, output_tokens: "
                   "{fixed: 50 "
                   "tokens}}}\n    demand: {requests: 300 M requests/month}\n    slo: {e2e: 60 s, "
                   "target: 95 %}\n");
  const auto result = run(open, "0.5", "2");
  ASSERT_TRUE(result) << diagnostics_.text();
  const CsvRow load = row_of(*result, "load", "chat");
  const double value = std::stod(load.at("value"));
  EXPECT_NEAR(std::stod(load.at("low")) / value, 0.5, 0.05);
  EXPECT_NEAR(std::stod(load.at("high")) / value, 2, 0.2);
  EXPECT_NE(row_of(*result, "headroom", "chat").at("low"), "");
}

TEST_F(ErrorRange, WithoutErrorThereIsNoRangeAndNothingElseChanges) {
  const auto exact = run(kServingScenario, "1", "1", {{"catalog", "[speed.csv]"}});
  ASSERT_TRUE(exact) << diagnostics_.text();
  const auto off = run(kServingScenario, "1", "1",
                       {{"catalog", "[speed.csv]"}, {"simulation.error_range", "false"}});
  ASSERT_TRUE(off) << diagnostics_.text();
  EXPECT_EQ(exact->plan->simulations.size(), off->plan->simulations.size());
  EXPECT_EQ(exact->ends.size(), 2u);
  EXPECT_TRUE(off->ends.empty());
  const auto before = csv_tables(*off);
  const auto after = csv_tables(*exact);
  for (const char* name : {"monthly", "ledger", "latency", "utilisation"}) {
    EXPECT_EQ(before.at(name), after.at(name)) << name;
  }
  std::vector<CsvRow> figures[2];
  for (int i = 0; i < 2; ++i) {
    for (auto& row : read_csv((i == 0 ? before : after).at("summary"))) {
      if (i == 0) {
        EXPECT_EQ(row.at("low") + row.at("high"), "") << row.at("metric");
      } else if (row.at("low") != "") {  // what the window leaves to chance
        EXPECT_LE(std::stod(row.at("low")), std::stod(row.at("value"))) << row.at("metric");
        EXPECT_GE(std::stod(row.at("high")), std::stod(row.at("value"))) << row.at("metric");
        row.at("low") = row.at("high") = "";
      }
      if (row.at("metric") != "caveat") {
        figures[i].push_back(row);
      }
    }
  }
  EXPECT_EQ(figures[0], figures[1]);
}

// The calibration has no Ada device.
TEST_F(ErrorRange, FiguresOutsideOfWhatWasMeasuredAreMarked) {
  const auto result = run(kServingScenario, "0.8", "1.3");
  ASSERT_TRUE(result) << diagnostics_.text();
  EXPECT_EQ(row_of(*result, "slo_attainment", "chat").at("mark"), "extrapolated");
  EXPECT_EQ(row_of(*result, "tco", "").at("mark"), "extrapolated");
  EXPECT_EQ(row_of(*result, "horizon", "").at("mark"), "");
  EXPECT_NE(report_text(*result).find("ownership [extrapolated]"), std::string::npos);
}

TEST_F(ErrorRange, SingleShotModelsHaveNoneAndSaySo) {
  const auto result = run(kVisionScenario, "0.8", "1.3");
  ASSERT_TRUE(result) << diagnostics_.text();
  EXPECT_TRUE(result->ends.empty());
  EXPECT_EQ(row_of(*result, "e2e_p99", "images").at("mark"), "extrapolated");
  EXPECT_EQ(row_of(*result, "e2e_p99", "images").at("low"), "");
  EXPECT_NE(report_text(*result).find("images: single-shot models have no calibration, hence no "
                                      "error of the speed in their range"),
            std::string::npos);
}

const std::vector<Override>& benefits() {
  static const std::vector<Override> stated{
      {"workloads.chat.value", "1 USD/request"},
      {"workloads.chat.api_reference", "bedrock_converse/amazon.nova-lite-v1:0"}};
  return stated;
}

TEST_F(ErrorRange, ASaturatedServiceClaimsNeitherPaybackNorAnApiComparison) {
  const auto fine = run(kServingScenario, "0.8", "1.3", benefits());
  ASSERT_TRUE(fine) << diagnostics_.text();
  EXPECT_EQ(row_of(*fine, "payback_month", "").at("value"), "1");
  EXPECT_GT(std::stod(row_of(*fine, "api_list_price_cost", "chat").at("value")), 0);

  auto overload = benefits();
  overload.push_back({"serving.chat.queue_limit", "1"});
  overload.push_back({"workloads.chat.demand.requests", "2 M requests/month"});
  const auto result = run(kServingScenario, "0.8", "1.3", overload);
  ASSERT_TRUE(result) << diagnostics_.text();
  for (const auto& [metric, key] :
       {std::pair{"payback_month", ""}, std::pair{"api_list_price_cost", "chat"}}) {
    const CsvRow row = row_of(*result, metric, key);
    EXPECT_EQ(row.at("value"), "") << metric;
    EXPECT_EQ(row.at("mark"), "saturated") << metric;
    EXPECT_EQ(row.at("note"), "saturated: demand above capacity, so none is claimed") << metric;
  }
  EXPECT_EQ(row_of(*result, "npv", "").at("mark"), "saturated");
  EXPECT_EQ(row_of(*result, "requests_served", "chat").at("mark"), "saturated");
  EXPECT_EQ(row_of(*result, "requests_served", "draft").at("mark"), "extrapolated");
  const std::string text = report_text(*result);
  EXPECT_NE(text.find("demand above capacity: no break-even is claimed"), std::string::npos);
  EXPECT_NE(text.find("demand above capacity: no comparison is claimed"), std::string::npos);
}

// Served by the speed that is predicted, not by one that is 50 times lower.
TEST_F(ErrorRange, AnEndThatSaturatesIsTold) {
  auto with_speed = benefits();
  with_speed.push_back({"catalog", "[speed.csv]"});
  const auto result = run(kServingScenario, "1", "50", with_speed);
  ASSERT_TRUE(result) << diagnostics_.text();
  const CsvRow payback = row_of(*result, "payback_month", "");
  EXPECT_EQ(payback.at("value"), "1");
  EXPECT_EQ(payback.at("high"), "");
  EXPECT_NE(payback.at("note").find("at the slow end of the speed saturated"), std::string::npos);
  EXPECT_EQ(row_of(*result, "saturated_months", "chat").at("high"), "2");
  const std::string text = report_text(*result);
  EXPECT_NE(text.find("(month 1 to saturated, 90%)"), std::string::npos) << text;
  EXPECT_NE(text.find("chat: at the slow end of the range demand is above capacity in 2 months"),
            std::string::npos);
}

TEST_F(ErrorRange, ACalibrationOfOnesOwnNeedsBothPercentilesOrNeither) {
  EXPECT_FALSE(run(kOneClient, "2", "0.5"));
  EXPECT_NE(diagnostics_.text().find("speed.csv:2:"), std::string::npos) << diagnostics_.text();
  EXPECT_NE(diagnostics_.text().find("two ratios in ascending order"), std::string::npos);
}

TEST(Slowed, EveryTimeThatACalibrationFitsTakesAsMuchLonger) {
  sim::ServingPlan plan;
  plan.replica.cost.step = {0, 1, 10, 21};
  plan.replica.cost.per_sequence = 3;
  plan.replica.cost.memory = {100, 7};
  plan.replica.cost.compute = {200, 9};
  plan.replica.cost.prefill_step = 1000;
  plan.replica.cost.per_prefill_pair = 5;
  plan.replica.cost.decode_only = sim::DecodeCost{{0, 10}, 4, {6, 8}, {12, 14}};
  plan.replica.front_end = 2000;
  plan.replica.client_timeout = 60;
  const sim::ServingPlan slow = slowed(plan, 1.5);
  // Halves are rounded away from zero.
  sim::IterationCost wanted;
  wanted.step = {0, 2, 15, 32};
  wanted.per_sequence = 5;
  wanted.memory = {150, 11};
  wanted.compute = {300, 14};
  wanted.prefill_step = 1500;
  wanted.per_prefill_pair = 8;
  wanted.decode_only = sim::DecodeCost{{0, 15}, 6, {9, 12}, {18, 21}};
  EXPECT_EQ(slow.replica.cost, wanted);
  EXPECT_EQ(slow.replica.front_end, 3000);
  EXPECT_EQ(slow.replica.client_timeout, 60);
  EXPECT_EQ(slowed(plan, 1), plan);
  EXPECT_EQ(slowed(plan, 0.1).replica.cost.step[1], 1);  // an iteration takes time
}

TEST(RangeText, HasAsManyDigitsAsTheSpreadNeeds) {
  const auto money = [](Minor low, Minor high) {
    return range_text(Amount{low}, Amount{high});
  };
  EXPECT_EQ(money(1160000000, 1350000000), "(11.6-13.5 M, 90%)");
  EXPECT_EQ(money(294581405, 294901475), "(2.945-2.950 M, 90%)");  // outwards
  EXPECT_EQ(money(-123456, 7890000), "(-1,240 to 78,900, 90%)");
  EXPECT_EQ(money(12, 34), "(0.12-0.34, 90%)");
  EXPECT_EQ(money(500, 500), "");
  EXPECT_EQ(range_text(figure(0.37151, 4), figure(57.9992, 4)), "(0.371-58.0, 90%)");
  EXPECT_EQ(range_text(Percent{0.8625}, Percent{0.99999}), "(86.2-100.0, 90%)");
  EXPECT_EQ(range_text(figure(2.839799, 4), figure(2.84252, 4)), "(2.839-2.843, 90%)");
  EXPECT_EQ(range_text(figure(2.83980, 4), figure(2.83981, 4)), "");  // alike as shown
  EXPECT_EQ(range_text(Cell(), Cell()), "");
}

}  // namespace
}  // namespace costwright::testing

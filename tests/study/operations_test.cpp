// How a deployment is operated, as far as its figures: autoscaling and its bill, interruptions,
// response cache, prefix cache, priorities.
#include "tests/study/small_runs.h"

namespace costwright {
namespace {

using testing::CsvRow;
using testing::Folder;

// One rented instance of four devices, one replica each, and traffic at noon only.
constexpr const char* kRented = R"(
name: operations
start: 2027-12
horizon: 1 months
simulation: {warm_up: 10 min, error_range: false, compression_bracket: false}
fleet:
  rented: {cloud: {instance: AWS/us-east-1/g5.12xlarge, count: 1, price: 4 USD/h}}
models:
  tiny: {model: Llama-3.2-1B}
serving:
  chat: {model: tiny, fleet: rented, max_batch: 8}
workloads:
  chat:
    served_by: chat
    arrivals: {synthetic: {input_tokens: {fixed: 400 tokens}, output_tokens: {fixed: 100 tokens}}}
    demand:
      requests: 400000 requests/month
      hour_of_day: [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]
)";

class Operations : public ::testing::Test {
 protected:
  RunResult run(const std::vector<Override>& overrides) {
    const auto path = folder_.write("scenario.yaml", kRented);
    auto result = run_scenario(path, testing::small_options(overrides), diagnostics_);
    EXPECT_TRUE(result) << diagnostics_.text();
    return result ? std::move(*result) : RunResult{};
  }
  std::string refused(const std::vector<Override>& overrides) {
    const auto path = folder_.write("scenario.yaml", kRented);
    EXPECT_FALSE(run_scenario(path, testing::small_options(overrides), diagnostics_));
    return diagnostics_.text();
  }
  static double rented_hours(const RunResult& result) {
    double hours = 0;
    for (const LedgerLine& line : result.ledger.lines) {
      hours += line.unit == "instance-h" ? line.quantity : 0;
    }
    return hours;
  }
  static double figure_of(const RunResult& result, const std::string& metric) {
    for (const CsvRow& row : testing::read_csv(testing::csv_tables(result).at("summary"))) {
      if (row.at("metric") == metric) {
        return std::stod(row.at("value"));
      }
    }
    return -1;
  }

  Folder folder_;
  Diagnostics diagnostics_;
};

TEST_F(Operations, WhatTheAutoscalerGivesBackIsNotRented) {
  const RunResult fixed = run({});
  const RunResult scaled =
      run({{"serving.chat.autoscaling", "{target: 4, start_delay: 2 min, down_window: 5 min}"}});
  EXPECT_DOUBLE_EQ(rented_hours(fixed), 744);
  EXPECT_EQ(figure_of(fixed, "replicas_on"), -1);  // all are always there: no row
  const double on = figure_of(scaled, "replicas_on");
  // Idle for 22 of 24 hours: one of four replicas then.
  EXPECT_GT(on, 1.0);
  EXPECT_LT(on, 1.3);
  EXPECT_NEAR(rented_hours(scaled), 744 * on / 4, 744 * 0.01 / 4);
  EXPECT_GE(figure_of(scaled, "requests_served"), 0.99 * figure_of(fixed, "requests_served"));
  EXPECT_GT(figure_of(scaled, "ttft_p99"), figure_of(fixed, "ttft_p99"));
  EXPECT_LT(figure_of(scaled, "it_energy"), figure_of(fixed, "it_energy"));
}

TEST_F(Operations, CaveatsSayHowTheBillIsToBeRead) {
  const auto has = [&](const RunResult& result, const std::string& part) {
    const auto all = caveats(result, outcome_of(result));
    return std::any_of(all.begin(), all.end(), [&](const std::string& caveat) {
      return caveat.find(part) != std::string::npos;
    });
  };
  EXPECT_TRUE(has(run({{"serving.chat.autoscaling", "{target: 4}"}}),
                  "a replica takes 1 of an instance's 4 devices"));
  EXPECT_FALSE(
      has(run({{"serving.chat.autoscaling", "{target: 4}"}, {"serving.chat.tensor_parallel", "4"}}),
          "a replica takes"));
  EXPECT_TRUE(has(run({{"serving.chat.interruptions", "{mean_time_between: 100 h}"}}), "rests on"));
}

TEST_F(Operations, AReservationIsPaidWhatEverIsGivenBack) {
  const RunResult scaled = run({{"serving.chat.autoscaling", "{target: 4}"},
                                {"fleet.rented.cloud.purchase", "reserved_1y"}});
  EXPECT_DOUBLE_EQ(rented_hours(scaled), 744);
}

TEST_F(Operations, InterruptedReplicasAreNotRentedAndTheirRequestsStartAgain) {
  const RunResult result =
      run({{"serving.chat.interruptions", "{mean_time_between: 1 h, outage: 1 h}"},
           {"workloads.chat.demand.hour_of_day",
            "[1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]"},
           {"workloads.chat.demand.requests", "4 M requests/month"}});
  // Half the time there: 24 hours of 4 replicas hold about 48 lives, so within 30 %.
  EXPECT_NEAR(figure_of(result, "replicas_on"), 2, 0.6);
  EXPECT_GT(figure_of(result, "requests_lost"), 0);
  EXPECT_NEAR(rented_hours(result), 744 * figure_of(result, "replicas_on") / 4, 2);
  EXPECT_DOUBLE_EQ(figure_of(result, "requests_offered"),
                   figure_of(result, "requests_served") + figure_of(result, "requests_dropped") +
                       figure_of(result, "requests_timed_out"));
}

TEST_F(Operations, RequestsThatFindNoReplicaSaySo) {
  const RunResult result =
      run({{"serving.chat.interruptions", "{mean_time_between: 1 h, outage: 10 h}"},
           {"serving.chat.replicas", "1"}});
  const Outcome outcome = outcome_of(result);
  EXPECT_GT(outcome.workloads[0].dropped, 0);
  EXPECT_EQ(outcome.workloads[0].drop_reason.find("queue full"), std::string::npos);
  EXPECT_NE(outcome.workloads[0].drop_reason.find("no replica there"), std::string::npos);
}

TEST_F(Operations, TheResponseCacheAnswersItsShare) {
  const RunResult result = run({{"workloads.chat.response_cache", "25 %"}});
  const double share =
      figure_of(result, "requests_from_cache") / figure_of(result, "requests_served");
  // 12,903 requests a day: a standard deviation of 0.4 %.
  EXPECT_NEAR(share, 0.25, 0.02);
  const RunResult plain = run({});
  EXPECT_NEAR(figure_of(result, "utilisation") / figure_of(plain, "utilisation"), 0.75, 0.08);
}

TEST_F(Operations, ASharedPrefixIsComputedOnce) {
  const RunResult result = run({{"workloads.chat.shared_prefix", "200 tokens"}});
  // 192 of 400 tokens are whole blocks; each replica computes them once.
  EXPECT_NEAR(figure_of(result, "prefix_hit_share"), 192.0 / 400, 0.002);
  EXPECT_EQ(figure_of(run({{"workloads.chat.shared_prefix", "200 tokens"},
                           {"serving.chat.prefix_cache", "false"}}),
                      "prefix_hit_share"),
            -1);
}

TEST_F(Operations, PriorityIsServedFirst) {
  const std::vector<Override> crowd{
      {"serving.chat.replicas", "1"},
      {"serving.chat.max_batch", "2"},
      {"workloads.batch",
       "{served_by: chat, arrivals: {synthetic: {input_tokens: {fixed: 400 tokens}, "
       "output_tokens: {fixed: 100 tokens}}}, demand: {requests: 400000 requests/month, "
       "hour_of_day: [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]}}"}};
  auto urgent = crowd;
  urgent.push_back({"workloads.batch.priority", "1"});
  EXPECT_LT(figure_of(run(urgent), "ttft_p99"), 0.5 * figure_of(run(crowd), "ttft_p99"));
}

TEST_F(Operations, SingleShotModelsRefuseWhatHasNoEffect) {
  const std::string text = refused({{"models.tiny.model", "ResNet-50"},
                                    {"models.tiny.weights", "int8"},
                                    {"serving.chat.autoscaling", "{target: 4}"},
                                    {"serving.chat.router", "prefix_affinity"},
                                    {"workloads.chat.response_cache", "10 %"}});
  for (const char* part :
       {"autoscaling has no effect here", "prefix_affinity is for language models",
        "response_cache has no effect here"}) {
    EXPECT_NE(text.find(part), std::string::npos) << part << "\n" << text;
  }
}

TEST_F(Operations, ABadFileOfLifetimesIsAnErrorAtItsLine) {
  folder_.write("lives.csv", "hours,weight\n5,1\n-3,1\n");
  const std::string text = refused({{"serving.chat.interruptions", "{lifetimes: lives.csv}"}});
  EXPECT_NE(text.find("lives.csv:3:1: error: needs hours from 0.01 to 2500"), std::string::npos)
      << text;
}

}  // namespace
}  // namespace costwright

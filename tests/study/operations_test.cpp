// How a deployment is operated, as far as its figures: autoscaling and its bill, interruptions,
// response cache, prefix cache, priorities.
#include "tests/study/small_runs.h"

namespace costwright::testing {
using namespace study;
namespace {

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
  Evaluation run(const std::vector<Override>& overrides) {
    const auto path = folder_.write("scenario.yaml", kRented);
    auto result = evaluated(path, overrides, diagnostics_);
    EXPECT_TRUE(result) << diagnostics_.text();
    return result ? std::move(*result) : Evaluation{};
  }
  std::string refused(const std::vector<Override>& overrides) {
    const auto path = folder_.write("scenario.yaml", kRented);
    EXPECT_FALSE(evaluated(path, overrides, diagnostics_));
    return diagnostics_.text();
  }
  static double rented_hours(const Evaluation& result) {
    double hours = 0;
    for (const LedgerLine& line : result.ledger.lines) {
      hours += line.unit == "instance-h" ? line.quantity : 0;
    }
    return hours;
  }
  static double figure_of(const Evaluation& result, const std::string& metric) {
    for (const CsvRow& row : read_csv(csv_tables(result).at("summary"))) {
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
  const Evaluation fixed = run({});
  const Evaluation scaled =
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
  const auto has = [&](const Evaluation& result, const std::string& part) {
    const auto all = caveats(result);
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

// 1.1 USD/h against an instance whose four devices come and go, at 4 USD/h: by the simulated hours,
// each by itself. Evenly, the mean of its devices would leave less unused.
TEST_F(Operations, ASavingsPlanIsMatchedByTheHoursOfAnAutoscaler) {
  const Evaluation scaled =
      run({{"serving.chat.autoscaling", "{target: 4, start_delay: 2 min, down_window: 5 min}"},
           {"savings_plans.plan", "{commitment: 1.1 USD/h, covers: {rented: {price: 4 USD/h}}}"}});
  const auto& buckets = scaled.usages.at(0)->buckets;  // one typical day
  double unused = 0;
  double devices = 0;
  for (std::size_t hour_of_day = 0; hour_of_day < 24; ++hour_of_day) {
    double on = 0;
    for (std::size_t quarter = 0; quarter < 4; ++quarter) {
      on += static_cast<double>(buckets[4 * hour_of_day + quarter].on_ps) / sim::kPsPerBucket / 4;
    }
    devices += on / 24;
    unused += 31 * std::max(0.0, 1.1 - on / 4 * 4);
  }
  ASSERT_EQ(scaled.ledger.commitment_use.size(), 1U);
  const double in_ledger = to_major(scaled.ledger.commitment_use[0].unused);
  EXPECT_NEAR(in_ledger, unused, 0.02);
  EXPECT_GT(in_ledger, 744 * (1.1 - devices) + 2);
  const auto& by_hour = scaled.monthly->physical.months[0].fleet[0].by_hour;
  ASSERT_EQ(by_hour.size(), kHoursAWeek);
  EXPECT_DOUBLE_EQ(by_hour[3], 0.25);        // Monday night: one device of four
  EXPECT_EQ(by_hour[12], by_hour[24 + 12]);  // days are alike
}

TEST_F(Operations, AReservationIsPaidWhatEverIsGivenBack) {
  const Evaluation scaled = run({{"serving.chat.autoscaling", "{target: 4}"},
                                 {"fleet.rented.cloud.purchase", "reserved_1y"}});
  EXPECT_DOUBLE_EQ(rented_hours(scaled), 744);
}

TEST_F(Operations, AReservationsBillHasACaveat) {
  const Evaluation scaled = run({{"serving.chat.autoscaling", "{target: 4}"},
                                 {"fleet.rented.cloud.purchase", "reserved_1y"}});
  const auto all = caveats(scaled);
  EXPECT_TRUE(std::any_of(all.begin(), all.end(), [](const std::string& caveat) {
    return caveat.find("save nothing on reserved instances") != std::string::npos;
  }));
}

// Lives of 24 hours on average and 4 hours gone: 24 / 28 of the hours are billed, whatever the seed
// lets happen in the one day that is simulated.
TEST_F(Operations, SpotHoursAreTheirLongRunShare) {
  for (const char* seed : {"1", "2", "3"}) {
    const Evaluation result = run(
        {{"serving.chat.interruptions", "{mean_time_between: 24 h, outage: 4 h}"}, {"seed", seed}});
    EXPECT_NEAR(rented_hours(result), 744 * 24.0 / 28, 0.01) << seed;
  }
}

TEST_F(Operations, InterruptedReplicasAreNotRentedAndTheirRequestsStartAgain) {
  const Evaluation result =
      run({{"serving.chat.interruptions", "{mean_time_between: 1 h, outage: 1 h}"},
           {"workloads.chat.demand.hour_of_day",
            "[1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]"},
           {"workloads.chat.demand.requests", "4 M requests/month"}});
  EXPECT_DOUBLE_EQ(figure_of(result, "replicas_on"), 2);  // half the time there
  EXPECT_GT(figure_of(result, "requests_lost"), 0);
  EXPECT_NEAR(rented_hours(result), 744 * figure_of(result, "replicas_on") / 4, 2);
  EXPECT_DOUBLE_EQ(figure_of(result, "requests_offered"),
                   figure_of(result, "requests_served") + figure_of(result, "requests_dropped") +
                       figure_of(result, "requests_timed_out"));
}

TEST_F(Operations, RequestsThatFindNoReplicaSaySo) {
  const Evaluation result =
      run({{"serving.chat.interruptions", "{mean_time_between: 1 h, outage: 10 h}"},
           {"serving.chat.replicas", "1"}});
  const Outcome& outcome = result.outcome;
  EXPECT_GT(outcome.workloads[0].dropped, 0);
  EXPECT_EQ(outcome.workloads[0].drop_reason.find("queue full"), std::string::npos);
  EXPECT_NE(outcome.workloads[0].drop_reason.find("no replica there"), std::string::npos);
}

TEST_F(Operations, TheResponseCacheAnswersItsShare) {
  const Evaluation result = run({{"workloads.chat.response_cache", "25 %"}});
  const double share =
      figure_of(result, "requests_from_cache") / figure_of(result, "requests_served");
  // 12,903 requests a day: a standard deviation of 0.4 %.
  EXPECT_NEAR(share, 0.25, 0.02);
  const Evaluation plain = run({});
  EXPECT_NEAR(figure_of(result, "iterating") / figure_of(plain, "iterating"), 0.75, 0.08);
}

TEST_F(Operations, TheApiIsNotAskedForWhatTheResponseCacheAnswers) {
  const Override api{"workloads.chat.api_reference", "groq/llama-3.3-70b-versatile"};
  const Evaluation plain = run({api});
  const Evaluation cached = run({api, {"workloads.chat.response_cache", "25 %"}});
  const double asked =
      1 - figure_of(cached, "requests_from_cache") / figure_of(cached, "requests_served");
  EXPECT_LT(asked, 0.8);
  EXPECT_NEAR(figure_of(cached, "api_list_price_cost"),
              asked * figure_of(plain, "api_list_price_cost"), 1);
}

// 100 tokens a request that the model answered.
TEST_F(Operations, TokensPerJouleAreTheModels) {
  const Evaluation cached = run({{"workloads.chat.response_cache", "25 %"}});
  const double worked =
      figure_of(cached, "requests_served") - figure_of(cached, "requests_from_cache");
  EXPECT_NEAR(figure_of(cached, "tokens_per_joule") /
                  (100 * worked / (3.6e6 * figure_of(cached, "it_energy"))),
              1, 0.01);
}

TEST_F(Operations, PrefixesOfAdaptersHaveACaveat) {
  const Override prefix{"workloads.chat.shared_prefix", "200 tokens"};
  const auto has = [&](const Evaluation& result) {
    const auto all = caveats(result);
    return std::any_of(all.begin(), all.end(), [](const std::string& caveat) {
      return caveat.find("shares between all adapters") != std::string::npos;
    });
  };
  EXPECT_TRUE(has(run({prefix, {"serving.chat.lora", "{adapters: 3, rank: 16}"}})));
  EXPECT_FALSE(has(run({{"serving.chat.lora", "{adapters: 3, rank: 16}"}})));
  EXPECT_FALSE(has(run({prefix})));
}

TEST_F(Operations, SpotWithoutInterruptionsHasACaveat) {
  const Override spot{"fleet.rented.cloud.purchase", "spot"};
  const auto has = [&](const Evaluation& result) {
    const auto all = caveats(result);
    return std::any_of(all.begin(), all.end(), [](const std::string& caveat) {
      return caveat.find("states no interruptions") != std::string::npos;
    });
  };
  EXPECT_TRUE(has(run({spot})));
  EXPECT_FALSE(has(run({spot, {"serving.chat.interruptions", "{mean_time_between: 100 h}"}})));
  EXPECT_FALSE(has(run({})));
}

TEST_F(Operations, ASharedPrefixIsComputedOnce) {
  const Evaluation result = run({{"workloads.chat.shared_prefix", "200 tokens"}});
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

constexpr const char* kBatch =
    "{served_by: chat, fair_share: 3, arrivals: {synthetic: {input_tokens: {fixed: 400 tokens}, "
    "output_tokens: {fixed: 100 tokens}}}, demand: {requests: 1000 requests/month}}";

// 4 replicas, a minute and a second between interruptions, 24 h 10 min: 4 * 87,000 / 61 = 5,705;
// of 400 replicas 570,500.
TEST_F(Operations, MoreInterruptionsThanCanBeSimulatedAreAnError) {
  const std::string text =
      refused({{"fleet.rented.cloud.count", "100"},
               {"serving.chat.interruptions", "{mean_time_between: 60 s, outage: 1 s}"}});
  EXPECT_NE(text.find("400 replicas are interrupted about 0.57 million times in the 24.2 simulated "
                      "hours; at most 0.1 million"),
            std::string::npos)
      << text;
}

TEST_F(Operations, AutoscalingCannotKeepMoreReplicasThanThereAre) {
  const std::string text = refused(
      {{"serving.chat.replicas", "2"}, {"serving.chat.autoscaling", "{minimum: 3, target: 4}"}});
  EXPECT_NE(text.find("at least 3 replicas, but the deployment has 2 at most"), std::string::npos)
      << text;
}

TEST_F(Operations, FieldsThatChangeNothingAreWarnedOf) {
  run({{"workloads.batch", kBatch}});
  EXPECT_NE(diagnostics_.text().find("fair_share has no effect"), std::string::npos)
      << diagnostics_.text();
  diagnostics_ = {};
  run({{"workloads.batch", kBatch}, {"serving.chat.queue_order", "fair"}});
  EXPECT_EQ(diagnostics_.text(), "");
  run({{"workloads.chat.shared_prefix", "200 tokens"}, {"serving.chat.prefix_cache", "false"}});
  EXPECT_NE(diagnostics_.text().find("shared_prefix has no effect"), std::string::npos)
      << diagnostics_.text();
}

// Shares of 1,000 and 700: a token of the second costs 10/7 as much.
TEST_F(Operations, SharesAreKeptInProportion) {
  const Evaluation result = run({{"workloads.batch", kBatch},
                                 {"serving.chat.queue_order", "fair"},
                                 {"workloads.chat.fair_share", "1000"},
                                 {"workloads.batch.fair_share", "700"}});
  const auto& classes = std::get<sim::ServingPlan>(*result.plan->simulations.at(0).plan).classes;
  EXPECT_NEAR(
      static_cast<double>(classes.at(1).fair_cost) / static_cast<double>(classes.at(0).fair_cost),
      10.0 / 7, 1e-4);
}

// A trace of two classes beside a workload of one: each class has half its workload's share.
TEST_F(Operations, AWorkloadsClassesDivideItsShare) {
  write_traces(folder_);
  const Evaluation result = run({{"workloads.batch", kBatch},
                                 {"serving.chat.queue_order", "fair"},
                                 {"workloads.batch.fair_share", "1"},
                                 {"workloads.chat.arrivals", "{trace: {file: trace.csv}}"}});
  const auto& classes = std::get<sim::ServingPlan>(*result.plan->simulations.at(0).plan).classes;
  ASSERT_EQ(classes.size(), 3U);
  EXPECT_EQ(classes[0].fair_cost, classes[1].fair_cost);
  EXPECT_EQ(classes[0].fair_cost, 2 * classes[2].fair_cost);
}

TEST_F(Operations, DeploymentsAreNotInterruptedTogether) {
  const Evaluation result =
      run({{"serving.chat.replicas", "2"},
           {"serving.chat.interruptions", "{mean_time_between: 2 h, outage: 1 h}"},
           {"serving.other",
            "{model: tiny, fleet: rented, replicas: 2, max_batch: 8, interruptions: "
            "{mean_time_between: 2 h, outage: 1 h}}"},
           {"workloads.batch", kBatch},
           {"workloads.batch.served_by", "other"},
           {"workloads.batch.fair_share", "1"}});
  ASSERT_EQ(result.plan->simulations.size(), 2U);
  const auto& first = std::get<sim::ServingPlan>(*result.plan->simulations[0].plan).outages;
  const auto& second = std::get<sim::ServingPlan>(*result.plan->simulations[1].plan).outages;
  ASSERT_FALSE(first.empty());
  ASSERT_FALSE(second.empty());
  EXPECT_NE(first.front().down, second.front().down);
}

TEST_F(Operations, ABadFileOfLifetimesIsAnErrorAtItsLine) {
  folder_.write("lives.csv", "hours,weight\n5,1\n-3,1\n");
  const std::string text = refused({{"serving.chat.interruptions", "{lifetimes: lives.csv}"}});
  EXPECT_NE(text.find("lives.csv:3:1: error: needs hours from 0.01 to 2500"), std::string::npos)
      << text;
}

}  // namespace
}  // namespace costwright::testing

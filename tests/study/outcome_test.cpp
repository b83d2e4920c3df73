// What a report says beside the money: why requests are dropped, what is stored, what bears no
// cost, what is not simulated. Small scenarios; counts by hand.
#include "tests/study/small_runs.h"
#include "tests/study/unbroken_text.h"

namespace costwright::testing {
using namespace study;
namespace {

class OutcomeReport : public ::testing::Test {
 protected:
  std::optional<Evaluation> run(const std::string& yaml, const std::vector<Override>& overrides) {
    write_traces(folder_);
    const auto path = folder_.write("scenario.yaml", yaml);
    return evaluated(path, overrides, diagnostics_);
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
    return {{"value", ""}, {"unit", ""}, {"note", ""}};
  }

  static std::string text_of(const Evaluation& result) { return report_text(result); }

  Folder folder_;
  Diagnostics diagnostics_;
};

constexpr const char* kDeclared = R"(
name: declared
horizon: 3 months
sites: {dc: {location: Virginia, pue: 1.4}}
fleet:
  gpus: {owned: {server: l40s-4, site: dc}}
workloads:
  web: {team: care, declared: {input_tokens: 5 M tokens/month, output_tokens: 1 M tokens/month, requests: 9000 requests/month}}
storage:
  lake: {price: 0.05 USD/GB/month, stored: 2 TB, added: 150 GB/month, retention: 2 months}
)";

// Rows of session_trace by its own formula: 12 blocks of 16 tokens hold 192.
int rows_longer_than(int tokens) {
  int count = 0;
  for (int i = 0; i < 30; ++i) {
    count += 100 + 13 * (i % 7) + 20 + 7 * (i % 5) > tokens ? 1 : 0;
  }
  return count;
}

TEST_F(OutcomeReport, NamesRequestsThatTheKvCacheCannotHold) {
  const auto result = run(kServingScenario, {{"serving.chat.kv_blocks", "12"}});
  ASSERT_TRUE(result) << diagnostics_.text();
  const auto dropped = row_of(*result, "requests_dropped", "chat");
  EXPECT_GT(std::stod(dropped.at("value")), 0);
  EXPECT_EQ(dropped.at("note"), "longer than the 192 tokens of KV cache of a replica");
  EXPECT_EQ(row_of(*result, "trace_rows_too_long", "chat").at("value"),
            std::to_string(rows_longer_than(192)));
  const std::string text = text_of(*result);
  EXPECT_NE(text.find("of those offered): longer than the 192 tokens of KV cache"),
            std::string::npos)
      << text;
}

// 16 tokens of KV cache hold no request at all.
TEST_F(OutcomeReport, AllRequestsAreAHundredPercent) {
  const auto result = run(kServingScenario, {{"serving.chat.kv_blocks", "1"}});
  ASSERT_TRUE(result) << diagnostics_.text();
  EXPECT_NE(text_of(*result).find("(100 % of those offered)"), std::string::npos);
}

TEST_F(OutcomeReport, NamesAFullQueue) {
  const auto result =
      run(kServingScenario, {{"serving.chat.queue_limit", "1"},
                             {"workloads.chat.demand.requests", "2 M requests/month"}});
  ASSERT_TRUE(result) << diagnostics_.text();
  EXPECT_EQ(row_of(*result, "trace_rows_too_long", "chat").at("value"), "0");
  EXPECT_EQ(row_of(*result, "requests_dropped", "chat").at("note"), "queue full");
}

// The deployment that a quarter of the answers goes on to drops nothing and has no reason to give.
TEST_F(OutcomeReport, ReasonsAreThoseOfTheDeploymentThatDrops) {
  const auto result =
      run(kServingScenario, {{"serving.chat.queue_limit", "1"},
                             {"workloads.chat.demand.requests", "2 M requests/month"},
                             {"workloads.chat.cascade", "{then: draft, share: 25 %}"}});
  ASSERT_TRUE(result) << diagnostics_.text();
  EXPECT_GT(std::stod(row_of(*result, "requests_dropped", "chat").at("value")), 0);
  EXPECT_EQ(row_of(*result, "requests_dropped", "chat").at("note"), "queue full");
}

TEST_F(OutcomeReport, WithoutDropsThereIsNoReason) {
  const auto result = run(kServingScenario, {});
  ASSERT_TRUE(result) << diagnostics_.text();
  EXPECT_EQ(row_of(*result, "requests_dropped", "draft").at("value"), "0");
  EXPECT_EQ(row_of(*result, "requests_dropped", "draft").at("note"), "");
}

TEST_F(OutcomeReport, StoredVolumeIsAFigureOfItsOwn) {
  const auto result = run(kDeclared, {});
  ASSERT_TRUE(result) << diagnostics_.text();
  // Month ends: 2000, 2150, 2300, 2300 GB; the months' means 2075, 2225, 2300.
  EXPECT_EQ(row_of(*result, "stored_mean", "lake").at("value"), "2200");
  EXPECT_EQ(row_of(*result, "stored_at_end", "lake").at("value"), "2300");
  EXPECT_NE(text_of(*result).find("Storage: lake 2,300 GB at the end, 2,200 GB on average"),
            std::string::npos);
}

TEST_F(OutcomeReport, WhatIsNotSimulatedHasNoUtilisation) {
  const auto result = run(kDeclared, {});
  ASSERT_TRUE(result) << diagnostics_.text();
  EXPECT_EQ(row_of(*result, "iterating", "").at("value"), "");
  EXPECT_NE(text_of(*result).find("nothing was simulated: the volumes are declared"),
            std::string::npos);
}

TEST_F(OutcomeReport, KvOccupancyIsTheMeanOfTheMonthsWeightedByHours) {
  const auto result = run(kServingScenario, {});
  ASSERT_TRUE(result) << diagnostics_.text();
  double weighted = 0;
  double hours = 0;
  for (const auto& row : read_csv(csv_tables(*result).at("utilisation"))) {
    if (row.at("scope") == "deployment" && row.at("name") == "chat") {
      weighted += std::stod(row.at("kv_occupancy")) * std::stod(row.at("device_hours_on"));
      hours += std::stod(row.at("device_hours_on"));
    }
  }
  ASSERT_GT(weighted, 0);
  EXPECT_NEAR(std::stod(row_of(*result, "kv_occupancy", "chat").at("value")), weighted / hours,
              1e-9 * weighted / hours);
}

TEST_F(OutcomeReport, ATeamThatBearsNothingIsNamed) {
  const auto unborne = run(kDeclared, {});
  ASSERT_TRUE(unborne) << diagnostics_.text();
  EXPECT_NE(text_of(*unborne).find("web: its team 'care' bears no cost"), std::string::npos);
  const auto borne = run(kDeclared, {{"storage.lake.team", "care"}});
  ASSERT_TRUE(borne) << diagnostics_.text();
  EXPECT_EQ(text_of(*borne).find("bears no cost"), std::string::npos);
}

TEST_F(OutcomeReport, DemandBeforeTheFleetServesIsNamed) {
  const auto result = run(kServingScenario, {{"fleet.gpus.owned.in_service", "2028-01"}});
  ASSERT_TRUE(result) << diagnostics_.text();
  EXPECT_NE(text_of(*result).find("chat: its fleet is not in service in 2027-12"),
            std::string::npos);
}

// Both months have 31 days, all alike, and the same volume: one simulated day stands for 62.
TEST_F(OutcomeReport, PercentilesSayHowManySimulatedRequestsTheyRestOn) {
  const auto result = run(kServingScenario, {});
  ASSERT_TRUE(result) << diagnostics_.text();
  int rows = 0;
  for (const auto& row : read_csv(csv_tables(*result).at("latency"))) {
    const std::int64_t simulated = std::stoll(row.at("simulated_samples"));
    const int days = row.at("period") == "all" ? 62 : 31;
    // The window holds each day several times.
    EXPECT_EQ(std::stoll(row.at("samples")), days * simulated / result->plan->days.repeats)
        << row.at("period") << " " << row.at("workload") << " " << row.at("metric");
    EXPECT_GT(simulated, 0);
    ++rows;
  }
  EXPECT_EQ(rows, 3 * 2 * 4);
}

// 200,000 requests a month are 6,452 in the one simulated day; weighted by the calendar they
// would pass for 400,000.
TEST_F(OutcomeReport, FewSimulatedRequestsAreNamedHoweverManyTheMonthHas) {
  const auto result =
      run(kServingScenario, {{"workloads.draft.demand.population.users", "2000 users"}});
  ASSERT_TRUE(result) << diagnostics_.text();
  EXPECT_NE(text_of(*result).find("chat: p99 latencies rest on 6,"), std::string::npos)
      << text_of(*result);
}

TEST_F(OutcomeReport, RentedMachinesAreSaidToCountTheirAcceleratorsOnly) {
  const auto result = run(kServingScenario, {});
  ASSERT_TRUE(result) << diagnostics_.text();
  const std::string text = text_of(*result);
  EXPECT_NE(text.find("rented: energy and carbon of rented machines count the accelerators only"),
            std::string::npos)
      << text;
  EXPECT_EQ(text.find("gpus: energy and carbon"), std::string::npos);
  EXPECT_NE(text.find(" owned, "), std::string::npos);
}

constexpr const char* kTextAndImages = R"(
name: text and images
description: >
  Folded text ends with a line break.
start: 2027-12
horizon: 1 months
fleet:
  rented: {cloud: {instance: AWS/us-east-1/g5.xlarge}}
models: {eye: {model: ResNet-50, weights: int8}}
serving:
  images: {model: eye, fleet: rented, max_batch: 4}
workloads:
  images:
    served_by: images
    arrivals: {synthetic: {input_tokens: {fixed: 1 tokens}, output_tokens: {fixed: 1 tokens}}}
    demand: {requests: 100000 requests/month}
  text: {declared: {input_tokens: 5 M tokens/month, output_tokens: 1 M tokens/month, requests: 9000 requests/month}}
)";

TEST_F(OutcomeReport, CostPerTokenIsBlankWhenTheCostCoversImagesToo) {
  const auto result = run(kTextAndImages, {});
  ASSERT_TRUE(result) << diagnostics_.text();
  EXPECT_EQ(row_of(*result, "cost_per_1m_tokens", "").at("value"), "");
  const auto months = read_csv(csv_tables(*result).at("monthly"));
  ASSERT_EQ(months.size(), 1u);
  EXPECT_EQ(months[0].at("expense_per_1m_tokens"), "");
}

// The catalogue's ImageNet top-1 of ResNet-50 (v1 weights) is 76.1 %.
TEST_F(OutcomeReport, AccuracyOfAnImageModelIsReported) {
  const auto result = run(kTextAndImages, {});
  ASSERT_TRUE(result) << diagnostics_.text();
  EXPECT_EQ(row_of(*result, "accuracy", "ResNet-50").at("value"), "76.1");
  EXPECT_NE(unbroken(text_of(*result)).find("models 'ResNet-50'"), std::string::npos)
      << "the score is unverified, and so named";
}

TEST_F(OutcomeReport, ANumberThatIsNoScoreIsNoBenchmark) {
  EXPECT_FALSE(run(kServingScenario, {{"models.small.benchmark", "layers"}}));
  EXPECT_NE(diagnostics_.text().find("the catalogue has no score 'layers' of Llama-3.1-8B"),
            std::string::npos)
      << diagnostics_.text();
}

TEST_F(OutcomeReport, AFieldThatAModelHasNoUseForIsAnError) {
  EXPECT_FALSE(run(kTextAndImages, {{"serving.images.kv_blocks", "50"}}));
  EXPECT_NE(diagnostics_.text().find("kv_blocks has no effect here: 'ResNet-50' is a single-shot"),
            std::string::npos)
      << diagnostics_.text();
  EXPECT_FALSE(run(kServingScenario, {{"serving.chat.batch_delay", "50 ms"}}));
  EXPECT_NE(diagnostics_.text().find("batch_delay has no effect here"), std::string::npos);
}

TEST_F(OutcomeReport, HalfATokenIsNoLength) {
  folder_.write("lengths.csv", "tokens,weight\n10.5,1\n");
  EXPECT_FALSE(run(kServingScenario, {{"workloads.draft.arrivals.synthetic.input_tokens",
                                       "{histogram: lengths.csv}"}}));
  EXPECT_NE(diagnostics_.text().find("lengths.csv:2:1: error: needs whole tokens from 1 to"),
            std::string::npos)
      << diagnostics_.text();
}

TEST_F(OutcomeReport, MissingRoomIsToldTogetherWithOtherMistakes) {
  EXPECT_FALSE(run(kServingScenario, {{"serving.chat.replicas", "5"},
                                      {"workloads.chat.api_reference", "no-such-api"},
                                      {"fleet.spare.owned.server", "no-such-server"}}));
  EXPECT_NE(diagnostics_.text().find("the replicas need 5 devices, fleet 'gpus' has 4"),
            std::string::npos)
      << diagnostics_.text();
}

TEST_F(OutcomeReport, DescriptionEndsWithItsLastWord) {
  const auto result = run(kTextAndImages, {});
  ASSERT_TRUE(result) << diagnostics_.text();
  EXPECT_EQ(row_of(*result, "description", "").at("value"), "Folded text ends with a line break.");
}

TEST_F(OutcomeReport, MoreReplicasThanTheFleetHoldsIsAnError) {
  EXPECT_FALSE(run(kServingScenario, {{"serving.chat.replicas", "5"}}));
  EXPECT_NE(diagnostics_.text().find("the replicas need 5 devices, fleet 'gpus' has 4"),
            std::string::npos)
      << diagnostics_.text();
}

TEST_F(OutcomeReport, DeploymentsTogetherMustFitOnTheirFleet) {
  EXPECT_FALSE(
      run(kServingScenario, {{"serving.draft.fleet", "gpus"}, {"serving.draft.replicas", "3"}}));
  EXPECT_NE(diagnostics_.text().find("the replicas need 5 devices, fleet 'gpus' has 4"),
            std::string::npos)
      << diagnostics_.text();
}

}  // namespace
}  // namespace costwright::testing

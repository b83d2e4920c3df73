// Deployments between which requests are passed on, from scenario to figures: plans, conservation,
// busy hours, accuracy, cache, and what cannot be.
#include "study/outcome/months.h"
#include "tests/study/small_runs.h"

namespace costwright::testing {
using namespace study;
namespace {

class Relays : public ::testing::Test {
 protected:
  void SetUp() override {
    write_traces(folder_);
    path_ = folder_.write("scenario.yaml", kServingScenario);
  }
  Evaluation run(const std::vector<Override>& overrides, int threads = 1) {
    auto result = evaluated(path_, HowToRun{overrides, threads, cache_}, diagnostics_);
    EXPECT_TRUE(result) << diagnostics_.text();
    return result ? std::move(*result) : Evaluation{};
  }
  ScenarioPlan plan_of(const std::vector<Override>& overrides) {
    auto result = checked(path_, overrides, diagnostics_);
    EXPECT_TRUE(result) << diagnostics_.text();
    return result ? *result->plan : ScenarioPlan{};
  }
  std::string errors_of(const std::vector<Override>& overrides) {
    diagnostics_ = {};
    EXPECT_FALSE(checked(path_, overrides, diagnostics_));
    return diagnostics_.text();
  }
  static const sim::ServingPlan& first_month(const ScenarioPlan& plan, std::size_t pool) {
    return std::get<sim::ServingPlan>(
        *plan.simulations[static_cast<std::size_t>(plan.simulation_of[pool][0])].plan);
  }
  static const WorkloadMonth& first_month(const Evaluation& result, std::size_t workload) {
    return result.monthly->physical.months[0].workloads[workload];
  }
  static const Latency& latency_of(const Evaluation& result, std::size_t workload) {
    return result.monthly->latencies->months[0][workload];
  }
  static void expect_one_fate_each(const Evaluation& result) {
    for (const PhysicalMonth& month : result.monthly->physical.months) {
      for (const WorkloadMonth& w : month.workloads) {
        EXPECT_GT(w.offered, 0);
        EXPECT_DOUBLE_EQ(w.offered, w.served + w.dropped + w.timed_out);
      }
    }
  }

  // Pool 0 (chat) decodes what pool 2 (first) prefills.
  const std::vector<Override> disaggregated_ = {
      {"serving.first", "{model: small, fleet: gpus, replicas: 1}"},
      {"serving.chat.prefill_by", "{deployment: first, bandwidth: 10 GB/s, latency: 2 ms}"}};
  const std::vector<Override> cascaded_ = {
      {"workloads.draft.cascade", "{then: chat, share: 25 %}"}};
  Folder folder_;
  std::string path_;
  std::string cache_;
  Diagnostics diagnostics_;
};

// Llama-3.1-8B: 2 x 32 layers x 8 heads x 128 x 2 bytes = 131,072 bytes a token, 13.1072 us at 10
// GB/s.
TEST_F(Relays, ThePrefillPoolHandsOverAtTheBandwidth) {
  const ScenarioPlan plan = plan_of(disaggregated_);
  ASSERT_TRUE(first_month(plan, 2).handover);
  EXPECT_EQ(*first_month(plan, 2).handover, (sim::Handover{2'000'000'000, 13'107'200}));
  EXPECT_FALSE(first_month(plan, 0).handover);
  const Simulation& decode = plan.simulations[static_cast<std::size_t>(plan.simulation_of[0][0])];
  ASSERT_EQ(decode.from.size(), 1U);
  EXPECT_EQ(decode.from[0].simulation, plan.simulation_of[2][0]);
  EXPECT_TRUE(decode.arrivals->streams.empty());
}

TEST_F(Relays, DisaggregationLosesNobodyAndWorksInBothPools) {
  const Evaluation result = run(disaggregated_);
  ASSERT_FALSE(result.usages.empty());
  expect_one_fate_each(result);
  EXPECT_GT(result.monthly->pools[0][0].busy_share, 0);
  EXPECT_GT(result.monthly->pools[2][0].busy_share, 0);
  const double busy = first_month(result, 0).device_hours_busy;
  const FleetMonth& gpus = result.monthly->physical.months[0].fleet[0];
  EXPECT_NEAR(busy, gpus.device_hours_busy, 1e-9 * busy);
  const Evaluation plain = run({});
  EXPECT_DOUBLE_EQ(first_month(result, 0).offered, first_month(plain, 0).offered);
}

// 2,000 requests a month of small prompts: everybody is answered, a quarter of them twice.
TEST_F(Relays, ACascadeIsAnsweredByBothModels) {
  const Evaluation result = run(cascaded_);
  ASSERT_FALSE(result.usages.empty());
  expect_one_fate_each(result);
  const auto& small = result.usages[static_cast<std::size_t>(result.plan->simulation_of[1][0])];
  std::int64_t kept = 0;
  std::int64_t passed = 0;
  for (const sim::ClassDay& day : small->classes[0].days) {
    kept += day.completed;
    passed += day.passed_on;
  }
  EXPECT_NEAR(static_cast<double>(passed) / static_cast<double>(kept + passed), 0.25, 0.2);
  // The draft's own machines are rented, the chat's are the first fleet entry.
  const WorkloadMonth& draft = first_month(result, 1);
  ASSERT_EQ(draft.elsewhere.size(), 1U);
  EXPECT_EQ(draft.elsewhere[0].fleet, 0U);
  EXPECT_GT(draft.elsewhere[0].device_hours, 0);
  EXPECT_LT(draft.elsewhere[0].device_hours, draft.device_hours_busy);
}

TEST_F(Relays, SharesOfNothingAndOfEverything) {
  const std::string all = "{then: chat, share: 100 %}";
  const std::string none = "{then: chat, share: 0 %}";
  const Evaluation plain = run({});
  const Evaluation nobody = run({{"workloads.draft.cascade", none}});
  EXPECT_EQ(first_month(nobody, 1).served, first_month(plain, 1).served);
  EXPECT_EQ(latency_of(nobody, 1).ttft, latency_of(plain, 1).ttft);
  const Evaluation everybody = run({{"workloads.draft.cascade", all}});
  expect_one_fate_each(everybody);
  const auto& small =
      everybody.usages[static_cast<std::size_t>(everybody.plan->simulation_of[1][0])];
  for (const sim::ClassDay& day : small->classes[0].days) {
    EXPECT_EQ(day.completed, 0);
  }
}

// Of each kind of score: a quarter of the requests is answered by the larger model.
TEST_F(Relays, TheAccuracyOfACascadeIsMixed) {
  const Evaluation result = run(cascaded_);
  const AccuracyOutcome& mixed = result.accuracy.back();
  EXPECT_EQ(mixed.model, "Llama-3.2-1B, then Llama-3.1-8B");
  const auto score = [&](const char* key) {
    return result.catalog->catalog.row("models", key).fact(mixed.benchmark)->value;
  };
  EXPECT_DOUBLE_EQ(mixed.score, 0.75 * score("Llama-3.2-1B") + 0.25 * score("Llama-3.1-8B"));
}

// One slot and one place in the queue: what comes beyond goes to the other deployment.
TEST_F(Relays, WhatIsFullOverflows) {
  std::vector<Override> full = {{"serving.chat.queue_limit", "1"},
                                {"serving.chat.max_batch", "1"},
                                {"serving.chat.replicas", "1"}};
  const double dropped = first_month(run(full), 0).dropped;
  EXPECT_GT(dropped, 0);
  full.push_back({"workloads.chat.overflow_to", "draft"});
  const Evaluation result = run(full);
  expect_one_fate_each(result);
  EXPECT_LT(first_month(result, 0).dropped, dropped);
  const Evaluation roomy = run({{"workloads.chat.overflow_to", "draft"}});
  const auto& usage = roomy.usages[static_cast<std::size_t>(roomy.plan->simulation_of[0][0])];
  for (const sim::UsageBucket& bucket : usage->buckets) {
    EXPECT_EQ(bucket.passed_on, 0);
  }
}

// What changes in the pool before changes what happens in the pool after it.
TEST_F(Relays, TheKeyOfARunHoldsItsWholeChain) {
  auto wider = disaggregated_;
  wider.push_back({"serving.first.token_budget", "1024"});
  const ScenarioPlan a = plan_of(disaggregated_);
  const ScenarioPlan b = plan_of(wider);
  EXPECT_EQ(first_month(a, 0), first_month(b, 0));
  EXPECT_NE(a.simulations[static_cast<std::size_t>(a.simulation_of[0][0])].key,
            b.simulations[static_cast<std::size_t>(b.simulation_of[0][0])].key);
}

TEST_F(Relays, BothEndsOfTheRangeAreSimulatedAlongTheChain) {
  const ScenarioPlan plan = plan_of(disaggregated_);
  ASSERT_TRUE(plan.speed_range.has_value());
  for (const SimulationTable& end : {plan.speed_range->fast, plan.speed_range->slow}) {
    const Simulation& decode = plan.simulations[static_cast<std::size_t>(end[0][0])];
    ASSERT_EQ(decode.from.size(), 1U);
    EXPECT_EQ(decode.from[0].simulation, end[2][0]);
    EXPECT_NE(end[2][0], plan.simulation_of[2][0]);
  }
}

TEST_F(Relays, ThreadsAndTheCacheChangeNothing) {
  const auto fresh = csv_tables(run(disaggregated_));
  EXPECT_EQ(csv_tables(run(disaggregated_, 4)), fresh);
  cache_ = folder_.path() + "/cache";
  run(disaggregated_);
  const Evaluation again = run(disaggregated_);
  EXPECT_EQ(again.simulated, 0);
  EXPECT_EQ(csv_tables(again), fresh);
}

TEST_F(Relays, WhatCannotBeIsAnErrorAtItsField) {
  struct Case {
    std::vector<Override> overrides;
    const char* text;
  };
  const std::vector<Case> cases = {
      {{{"serving.chat.prefill_by", "{deployment: draft, bandwidth: 10 GB/s}"}},
       "the KV cache of one means nothing to the other"},
      {{{"serving.chat.prefill_by", "{deployment: chat, bandwidth: 10 GB/s}"}},
       "it is not a plain deployment"},
      {{{"serving.chat.prefill_by", "{deployment: nobody, bandwidth: 10 GB/s}"}},
       "there is no 'nobody' in serving"},
      {{{"serving.first", "{model: small, fleet: gpus, replicas: 1}"},
        {"serving.chat.prefill_by", "{deployment: first, bandwidth: 1 MB/s}"}},
       "a token's KV cache of 131072 bytes would take 131.1 ms"},
      {{{"serving.first", "{model: small, fleet: gpus, replicas: 1}"},
        {"serving.chat.prefill_by", "{deployment: first, bandwidth: 10 GB/s}"},
        {"workloads.draft.overflow_to", "first"}},
       "does something else beside"},
      {{{"workloads.draft.cascade", "{then: draft, share: 25 %}"}}, "would ask itself again"},
      {{{"workloads.chat.overflow_to", "chat"}}, "would overflow to itself"},
      {{{"workloads.draft.cascade", "{then: chat, share: 25 %}"},
        {"workloads.chat.overflow_to", "draft"}},
       "go round in a circle"},
      {{{"workloads.chat.arrivals.trace.session_clients", "true"},
        {"workloads.chat.overflow_to", "draft"}},
       "wait for answers before they go on"},
      {{{"workloads.chat.arrivals.trace.session_clients", "true"},
        {"workloads.draft.cascade", "{then: chat, share: 25 %}"}},
       "wait for answers before they go on"},
      {{{"workloads.draft.cascade", "{then: chat, share: 25 %}"},
        {"fleet.gpus.owned.in_service", "2028-01"}},
       "only one of them is in service in 2027-12"},
  };
  for (const Case& item : cases) {
    const std::string text = errors_of(item.overrides);
    EXPECT_NE(text.find(item.text), std::string::npos) << item.text << "\n" << text;
  }
}

}  // namespace
}  // namespace costwright::testing

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
  // Pool 0 (chat) is sent what pool 2 (squeeze) leaves of the prompts.
  static std::vector<Override> compressed(const std::string& ratio, const std::string& more = "") {
    return {{"models.reader", "{model: xlm-roberta-large}"},
            {"serving.squeeze", "{model: reader, fleet: rented, replicas: 1}"},
            {"serving.chat.compress_by",
             fmt::format("{{deployment: squeeze, ratio: {}{}}}", ratio, more)}};
  }
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
  for (const AccuracyOutcome& one : result.accuracy) {
    EXPECT_NE(one.model, "Llama-3.2-1B") << "nobody gets its answers as they are";
  }
}

// What overflows to the smaller model of a cascade has its answers as they are.
TEST_F(Relays, TheAccuracyOfWhatOverflowsIsItsOwn) {
  std::vector<Override> overrides = cascaded_;
  overrides.push_back({"serving.more", "{model: small, fleet: gpus, replicas: 1}"});
  overrides.push_back({"workloads.extra",
                       "{served_by: more, overflow_to: draft, demand: {requests: 100 "
                       "requests/month}, arrivals: {synthetic: {input_tokens: {fixed: 100 tokens}, "
                       "output_tokens: {fixed: 10 tokens}}}}"});
  const auto result = checked(path_, overrides, diagnostics_);
  ASSERT_TRUE(result) << diagnostics_.text();
  EXPECT_TRUE(std::ranges::any_of(result->accuracy, [](const AccuracyOutcome& one) {
    return one.model == "Llama-3.2-1B";
  }));
}

// What a draft proposes is verified: its score is in no answer.
TEST_F(Relays, ADraftHasNoAccuracy) {
  const auto plain = checked(path_, std::vector<Override>{}, diagnostics_);
  const auto drafted = checked(
      path_,
      {{"models.proposes", "{model: Llama-3.2-3B}"},
       {"serving.chat.speculative", "{draft_model: proposes, draft_tokens: 3, acceptance: 70 %}"}},
      diagnostics_);
  ASSERT_TRUE(plain && drafted) << diagnostics_.text();
  ASSERT_EQ(drafted->accuracy.size(), plain->accuracy.size());
  for (std::size_t i = 0; i < plain->accuracy.size(); ++i) {
    EXPECT_EQ(drafted->accuracy[i].model, plain->accuracy[i].model);
  }
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

// 2^32 / 5; an encoder's prompts share nothing, and the chat's own clients come behind it.
TEST_F(Relays, TheCompressorKeepsItsShare) {
  const ScenarioPlan plan = plan_of(compressed("5", ", latency: 20 ms"));
  EXPECT_EQ(first_month(plan, 2).handover, (sim::Handover{20'000'000'000, 0, 858'993'459}));
  EXPECT_FALSE(first_month(plan, 2).replica.prefix_cache);
  EXPECT_FALSE(first_month(plan, 0).handover);
  const Simulation& chat = plan.simulations[static_cast<std::size_t>(plan.simulation_of[0][0])];
  ASSERT_EQ(chat.from.size(), 1U);
  EXPECT_EQ(chat.from[0].kind, RelayKind::kCompressed);
  EXPECT_TRUE(chat.arrivals->streams.empty());
}

// Prompts of 100 + 13 k tokens, k = 0 to 6 four times and 0, 1 once more: 4,105 in all. Halved, to
// the nearest token: 4 x (50 + 57 + 63 + 70 + 76 + 83 + 89) + 50 + 57 = 2,059.
TEST_F(Relays, WhatIsLeftOfPromptsIsServedAndTheRestIsReadOnce) {
  const Evaluation whole = run({});
  const Evaluation halved = run(compressed("2"));
  ASSERT_FALSE(halved.usages.empty());
  expect_one_fate_each(halved);
  EXPECT_NEAR(first_month(halved, 0).input_tokens / first_month(whole, 0).input_tokens,
              2059.0 / 4105, 1e-3);
  EXPECT_DOUBLE_EQ(first_month(halved, 0).output_tokens, first_month(whole, 0).output_tokens);
  const auto prefilled = [](const Evaluation& of, std::size_t pool) {
    std::int64_t tokens = 0;
    const auto run = static_cast<std::size_t>(of.plan->simulation_of[pool][0]);
    for (const sim::UsageBucket& bucket : of.usages[run]->buckets) {
      tokens += bucket.prefill_tokens;
    }
    return static_cast<double>(tokens);
  };
  EXPECT_NEAR(prefilled(halved, 0) / prefilled(halved, 2), 2059.0 / 4105, 1e-2);
  EXPECT_GT(halved.monthly->pools[2][0].busy_share, 0);
  ASSERT_EQ(first_month(halved, 0).elsewhere.size(), 2U);  // of each class of the trace
  for (const auto& part : first_month(halved, 0).elsewhere) {
    EXPECT_EQ(part.fleet, 2U);  // the compressor's rented machine
    EXPECT_GT(part.device_hours, 0);
  }
}

// 2,000 requests a month of 100 tokens, of which 25 are left: 50,000 tokens are billed.
TEST_F(Relays, AnApiIsSentAndBillsWhatIsLeft) {
  const Evaluation result =
      run({{"models.reader", "{model: xlm-roberta-large}"},
           {"serving.squeeze", "{model: reader, fleet: rented, replicas: 1}"},
           {"serving.hosted",
            "{api: openai/gpt-4.1, compress_by: {deployment: squeeze, ratio: 4}, api_terms: {ttft: "
            "{p50: 0.5 s, p95: 1.5 s}, tpot: {p50: 0.01 s, p95: 0.02 s}}}"},
           {"serving.draft", "null"},
           {"workloads.draft.served_by", "hosted"}});
  ASSERT_FALSE(result.usages.empty());
  ASSERT_EQ(result.monthly->physical.months[0].apis.size(), 1U);
  EXPECT_DOUBLE_EQ(result.monthly->physical.months[0].apis[0].requests, 2000);
  EXPECT_DOUBLE_EQ(result.monthly->physical.months[0].apis[0].input_tokens, 50'000);
  EXPECT_DOUBLE_EQ(result.monthly->physical.months[0].apis[0].output_tokens, 40'000);
}

// Prompts of 1,002 and of 1,003 tokens leave 200 and 201 of a fifth; with 20 of an answer, 220 fit.
TEST_F(Relays, TheContextIsThatOfWhatIsLeft) {
  folder_.write("two.csv", "tokens,weight\n1002,1\n1003,3\n");
  auto overrides = compressed("5");
  overrides.push_back({"serving.chat.max_model_len", "220 tokens"});
  overrides.push_back({"workloads.chat.arrivals",
                       "{synthetic: {input_tokens: {histogram: two.csv}, output_tokens: {fixed: 20 "
                       "tokens}}}"});
  const ScenarioPlan plan = plan_of(overrides);
  EXPECT_DOUBLE_EQ(plan.bases[0].share_too_long, 0.75);
  EXPECT_DOUBLE_EQ(plan.bases[0].accepted_input, 1002);
  const Evaluation result = run(overrides);
  ASSERT_FALSE(result.usages.empty());
  const WorkloadMonth& month = first_month(result, 0);
  EXPECT_NEAR(month.dropped / month.offered, 0.75, 0.02);
  EXPECT_NEAR(month.input_tokens / month.served, 1002.0 / 5, 1e-6);  // 200 and what is rounded off
}

// LLMLingua-2's encoder on a V100 takes 0.4 to 0.5 s for a meeting of 3,003 tokens [LLMLingua-2
// 2024, table 5], in FP32 (its 2.1 GB of memory say so) and with what Python does around it: no
// less than the arithmetic, 3,003 x 2 x 302 M / 15.7 TFLOP/s = 0.116 s, which the prediction must
// not undercut either.
TEST_F(Relays, AnEncoderTakesLongerThanItsArithmeticAndLessThanWasMeasuredAround) {
  constexpr std::size_t kPrompt = 3003;
  const ScenarioPlan plan =
      plan_of({{"models.reader", "{model: xlm-roberta-large, weights: fp32}"},
               {"fleet.old", "{cloud: {instance: AWS/us-east-1/p3dn.24xlarge}}"},
               {"serving.squeeze", "{model: reader, fleet: old, replicas: 1, token_budget: 4096}"},
               {"serving.chat.compress_by", "{deployment: squeeze, ratio: 3}"}});
  const sim::IterationCost& cost = first_month(plan, 2).replica.cost;
  const double seconds =
      1e-12 * static_cast<double>(cost.step.at(kPrompt) + cost.per_sequence + cost.prefill_step +
                                  cost.per_prefill_pair * kPrompt * (kPrompt + 1) / 2);
  EXPECT_GT(seconds, 0.116);
  EXPECT_LT(seconds, 0.4);
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

// GSM8K 84.5 - (78.85 - 77.79), of another model: +- sqrt(1.684^2 + 1.06^2), the first 1.645 x
// sqrt(0.8344 x 0.1656 / 1,319) in points.
TEST_F(Relays, TheAccuracyIsThatOfShortenedPromptsOrUnknown) {
  auto overrides = compressed("14");
  overrides.push_back({"models.small.benchmark", "gsm8k"});
  const auto unknown = checked(path_, overrides, diagnostics_);
  ASSERT_TRUE(unknown) << diagnostics_.text();
  for (const AccuracyOutcome& one : unknown->accuracy) {
    EXPECT_NE(one.model, "Llama-3.1-8B");
  }
  overrides.push_back({"models.small.compression.prompt", "llmlingua2-14x"});
  const auto stated = checked(path_, overrides, diagnostics_);
  ASSERT_TRUE(stated) << diagnostics_.text();
  const AccuracyOutcome& score = stated->accuracy.front();
  EXPECT_NEAR(score.score, 83.44, 1e-9);
  EXPECT_NEAR(*score.low, 83.44 - 1.990, 1e-3);
  EXPECT_NE(score.compressed_by.find("llmlingua2-14x (transferred)"), std::string::npos);
}

TEST_F(Relays, WhatCannotBeIsAnErrorAtItsField) {
  struct Case {
    std::vector<Override> overrides;
    const char* text;
  };
  std::vector<Case> cases = {
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
  const Override squeeze{"serving.squeeze", "{model: tiny, fleet: rented, replicas: 1}"};
  const Override by{"serving.chat.compress_by", "{deployment: squeeze, ratio: 3}"};
  const std::vector<Case> of_compression = {
      {{{"serving.chat.compress_by", "{deployment: chat, ratio: 3}"}},
       "cannot compress prompts for 'chat': it is not a plain deployment"},
      {{squeeze, by, {"workloads.draft.overflow_to", "squeeze"}},
       "compresses prompts for 'chat' and does something else beside"},
      {{squeeze, by, {"workloads.chat.overflow_to", "draft"}},
       "prompts of 'chat' are compressed, and requests with such go on to no other deployment"},
      {{squeeze, by, {"workloads.draft.cascade", "{then: chat, share: 25 %}"}},
       "prompts of 'chat' are compressed, and requests with such go on to no other deployment"},
      {{squeeze,
        by,
        {"serving.first", "{model: small, fleet: gpus, replicas: 1}"},
        {"serving.chat.prefill_by", "{deployment: first, bandwidth: 10 GB/s}"}},
       "both compressed and computed elsewhere"},
      {{{"serving.squeeze", "{api: openai/gpt-4.1}"}, by}, "is an API, which answers prompts"},
      {{{"models.eye", "{model: ResNet-50}"},
        {"serving.squeeze", "{model: eye, fleet: rented, replicas: 1}"},
        by},
       "language models only, not of single-shot models"},
      {{{"models.small.compression.prompt", "llmlingua2-5x"}},
       "'chat' sends 'small' whole prompts"},
      {{{"models.other", "{model: Llama-3.1-8B, compression: {prompt: llmlingua2-5x}}"}},
       "no deployment of 'other' has its prompts compressed"},
      {{squeeze, by, {"workloads.chat.arrivals.trace.session_clients", "true"}},
       "wait for answers before they go on"},
      {{{"serving.squeeze", "{model: tiny, fleet: spare, replicas: 1}"},
        by,
        {"fleet.spare.owned.in_service", "2028-01"}},
       "only one of them is in service in 2027-12"},
  };
  cases.insert(cases.end(), of_compression.begin(), of_compression.end());
  for (const Case& item : cases) {
    const std::string text = errors_of(item.overrides);
    EXPECT_NE(text.find(item.text), std::string::npos) << item.text << "\n" << text;
  }
}

}  // namespace
}  // namespace costwright::testing

// Every built-in strategy moves a figure, by what it should: one case for each, with the difference
// done by hand where a hand can do it. A new strategy without a case fails the test.
#include <cmath>
#include <set>

#include <gtest/gtest.h>

#include "core/catalog/views.h"
#include "core/scenario/loaded.h"
#include "core/scenario/tree.h"
#include "core/scenario/yaml/read_fields.h"
#include "core/strategies/strategy.h"
#include "study/outcome/metrics.h"
#include "study/plan/plan.h"
#include "tests/study/shipped_data.h"
#include "tests/study/small_runs.h"

namespace costwright::testing {
using namespace study;
namespace {

// 2027: 8,760 hours. Machines of `shelf` and `pool` only cost; `lab` and `prefill` are simulated.
constexpr const char* kKnobs = R"(
name: knobs
start: 2027-01
horizon: 12 months
seed: 5
simulation: {warm_up: 2 min, effort: quick, error_range: false}
finance: {discount_rate: 10 %/year, terminal_value: zero}
sites:
  hall: {electricity: 0.10 USD/kWh, pue: 1.5, carbon: 300 g/kWh}
  barn: {electricity: 0.05 USD/kWh, pue: 1.2, carbon: 300 g/kWh}
fleet:
  shelf: {owned: {server: l4-4, site: hall, count: 2, power: 2 kW}}
  pool: {cloud: {instance: GCP/us-central1/a2-highgpu-1g}}
  lab: {owned: {server: l40s-4, site: hall}}
  small lab: {cloud: {instance: AWS/us-east-1/g5.12xlarge}}
  prefill: {cloud: {instance: AWS/us-east-1/g5.12xlarge}}
models:
  small: {model: Llama-3.1-8B, benchmark: gsm8k}
  tiny: {model: Llama-3.2-1B, benchmark: gsm8k}
serving:
  chat: {model: small, fleet: lab, max_batch: 4, token_budget: 512, client_timeout: 20 s}
  draft: {model: tiny, fleet: small lab}
  first: {model: small, fleet: prefill, tensor_parallel: 2}
workloads:
  chat:
    served_by: chat
    arrivals:
      synthetic:
        input_tokens: {mean: 600 tokens, p50: 300 tokens, max: 2000 tokens}
        output_tokens: {mean: 60 tokens, p50: 40 tokens, max: 300 tokens}
    shared_prefix: 64 tokens
    demand: {requests: 8 M requests/month}
    slo: {ttft: 1 s}
  notes:
    served_by: draft
    arrivals: {synthetic: {input_tokens: {fixed: 100 tokens}, output_tokens: {fixed: 20 tokens}}}
    demand: {requests: 10000 requests/month}
storage:
  logs: {price: 0.02 USD/GB/month, added: 100 GB/month, retention: 12 months}
  archive: {service: AWS/S3/Standard (first 50 TB)/us-east-1, stored: 1000 GB}
data_pipeline:
  labels: {items: 1000 items/month, item_price: 1 USD/item}
)";

struct KnobCase {
  std::string_view strategy;
  std::string of, choice;  // YAML of the choice
  std::string metric;
  std::optional<double> by = {};  // difference, by hand; none: it must move
  std::vector<Override> beside = {};
};

double day_price(double per_hour) {
  return per_hour * 8760;
}

// A compressor of prompts on machines that nothing else uses.
const std::vector<Override> kSqueeze = {{"models.reader", "{model: xlm-roberta-large}"},
                                        {"serving.squeeze", "{model: reader, fleet: pool}"}};

std::vector<KnobCase> cases() {
  const double kwh = 2 * 2 * 8760;  // of the shelf
  return {
      // GSM8K 84.5; int4-gptq -1.0, kv-fp8 (0.4 + 0) / 2, of other models: a gain is not taken over
      {"quantisation", "serving.chat", "int4-gptq", "accuracy[Llama-3.1-8B]", -1.0},
      {"quantisation", "serving.chat", "int4-gptq", "tpot_p50[chat]"},
      {"kv-cache", "serving.chat", "fp8", "accuracy[Llama-3.1-8B]", 0},
      {"kv-cache", "serving.chat", "fp8", "kv_occupancy[chat]"},
      {"smaller-model", "serving.chat", "Llama-3.2-1B: {}", "tpot_p50[chat]"},
      {"smaller-model", "serving.chat",
       "Llama-3.2-1B: {training: {gpu_hours: 10 GPU h, price: 2 USD/GPU/h}}",
       "cash_by_component[training]", 20},
      {"pruning",
       "serving.chat",
       "Llama-3.1-Minitron-4B-Width",
       "tpot_p50[chat]",
       {},
       {{"models.small.benchmark", "mmlu_base"}}},
      // recovered by 10,000 GPU h at 2 USD
      {"pruning",
       "serving.chat",
       "Llama-3.1-Minitron-4B-Depth: {training: {gpu_hours: 10000 GPU h, price: 2 USD/GPU/h}}",
       "cash_by_component[training]",
       20'000,
       {{"models.small.benchmark", "mmlu_base"}}},
      // two of every four weights zero: MMLU 65.4 -> 60.6 as published of this model
      {"pruning",
       "serving.chat",
       "2:4",
       "accuracy[Llama-3.1-8B]",
       60.6 - 65.4,
       {{"models.small.benchmark", "mmlu_base"}, {"serving.first", "null"}}},
      // GSM8K +5.6 and +0.6 of other models, by what these were trained on: not of this one
      {"pruning", "serving.chat", "2:4", "accuracy[Llama-3.1-8B]", 0, {{"serving.first", "null"}}},
      {"pruning", "serving.chat", "2:4", "tpot_p50[chat]", {}, {{"serving.first", "null"}}},
      // 832 GPU h at 2 USD
      {"pruning",
       "serving.chat",
       "2:4: {training: {gpu_hours: 832 GPU h, price: 2 USD/GPU/h}}",
       "cash_by_component[training]",
       1664,
       {{"serving.first", "null"}}},
      {"speculative-decoding", "serving.chat",
       "guess: {draft_model: tiny, draft_tokens: 3, acceptance: 70 %}", "tpot_p50[chat]"},
      // MMLU, the first benchmark that both have: 0.7 x 49.3 + 0.3 x 69.4
      {"cascade", "workloads.notes", "mix: {first: draft, then: chat, share: 30 %}",
       "accuracy[Llama-3.2-1B, then Llama-3.1-8B]", 55.33},
      // GSM8K 78.85 to 77.79 of GPT-3.5, at 14 times
      {"prompt-compression", "serving.chat", "llmlingua2-14x: {by: squeeze}",
       "accuracy[Llama-3.1-8B]", 77.79 - 78.85, kSqueeze},
      {"prompt-compression",
       "serving.chat",
       "llmlingua2-5x: {by: squeeze, latency: 1 s}",
       "ttft_p50[chat]",
       {},
       kSqueeze},
      {"prompt-compression",
       "serving.chat",
       "llmlingua2-5x: {by: squeeze}",
       "kv_occupancy[chat]",
       {},
       kSqueeze},
      // a compressor tuned on data of one's own: 10 GPU h at 2 USD
      {"prompt-compression", "serving.chat",
       "llmlingua2-5x: {by: squeeze, training: {gpu_hours: 10 GPU h, price: 2 USD/GPU/h}}",
       "cash_by_component[training]", 20, kSqueeze},
      // GPT-4.1 at 2 USD a million: 10,000 prompts a month of 100 tokens, of which 20 are left
      {"prompt-compression",
       "serving.hosted",
       "llmlingua2-5x: {by: squeeze}",
       "gross_cash",
       -12 * 10'000 * 80 * 2e-6,
       {{"serving.hosted",
         "{api: openai/gpt-4.1, api_terms: {ttft: {p50: 0.5 s, p95: 1.5 s}, tpot: {p50: 0.01 s, "
         "p95: 0.02 s}}}"},
        {"workloads.notes.served_by", "hosted"},
        {"serving.squeeze", "{model: tiny, fleet: pool}"}}},
      {"parallelism", "serving.chat", "tp2", "tpot_p50[chat]"},
      {"disaggregation", "serving.chat", "apart: {deployment: first, bandwidth: 10 GB/s}",
       "ttft_p99[chat]"},
      {"max-batch",
       "serving.chat",
       "16",
       "ttft_p99[chat]",
       {},
       {{"serving.chat.replicas", "1"}, {"workloads.chat.demand.requests", "5 M requests/month"}}},
      {"token-budget", "serving.chat", "2048", "ttft_p99[chat]"},
      {"prefix-cache", "serving.chat", "false", "ttft_p50[chat]"},
      {"router", "serving.chat", "round_robin", "ttft_p99[chat]"},
      {"queue-order",
       "serving.chat",
       "shortest",
       "ttft_p99[chat]",
       {},
       {{"serving.chat.replicas", "1"}, {"workloads.chat.demand.requests", "5 M requests/month"}}},
      {"autoscaling", "serving.chat", "follow: {minimum: 1, target: 4}", "it_energy"},
      {"right-sizing", "serving.chat", "3", "ttft_p99[chat]"},
      // one more at 19,400 and 2 kW
      {"owned-servers", "fleet.shelf", "3", "gross_cash", 19'400 + 2 * 8760 * 1.5 * 0.10},
      {"rented-instances", "fleet.pool", "2", "gross_cash", day_price(3.67339)},
      // mean volume 50, 150, ... 1,150 GB: 7,200 GB-months x 0.02 = 144
      {"deduplication", "storage.logs", "25 %", "gross_cash", -36},
      {"data-compression", "storage.logs", "50 %", "gross_cash", -72},
      // kept 6 months: 50, 150, ... 550, then 600 six times: 5,400 GB-months
      {"retention", "storage.logs", "6 months", "gross_cash", -36},
      {"storage-tier", "storage.archive", "AWS/S3/Standard-IA/us-east-1", "gross_cash",
       1000 * 12 * (0.0125 - 0.023)},
      {"sampling", "data_pipeline.labels", "40 %", "gross_cash", -4800},
      // 12,000 labels in the year, 1,200 of them first: 10^(0.3 / 0.4 - 1) = 56.2341 % of them
      {"active-learning", "data_pipeline.labels",
       "uncertain: {labels: 12000, first: 1200, random: 0.3, chosen: 0.4, source: pilot}",
       "gross_cash", -12'000 * (1 - 0.562341)},
      {"active-learning", "data_pipeline.labels",
       "uncertain: {labels: 12000, first: 1200, random: 0.3, chosen: 0.4, source: pilot, "
       "training: {gpu_hours: 10 GPU h, price: 2 USD/GPU/h}}",
       "cash_by_component[training]", 20},
      {"instance", "fleet.pool", "GCP/europe-west4/a2-highgpu-1g", "gross_cash",
       day_price(3.74797 - 3.67339)},
      {"purchase", "fleet.pool", "reserved_1y", "gross_cash", day_price(2.3142 - 3.67339)},
      {"upfront",
       "fleet.pool",
       "100 %",
       "pv_cost",
       {},
       {{"fleet.pool.cloud.purchase", "reserved_1y"}}},
      {"spot-reclaims", "serving.chat", "spot: {mean_time_between: 1 h}", "e2e_p99[chat]"},
      {"overflow",
       "workloads.chat",
       "draft",
       "requests_dropped[chat]",
       {},
       {{"serving.chat.queue_limit", "1"},
        {"serving.chat.replicas", "1"},
        {"workloads.chat.demand.requests", "5 M requests/month"}}},
      // bought at 19,400, 1 kW, instead of rented
      {"buy-or-rent", "fleet.pool", "own: {owned: {server: l4-4, site: hall, power: 1 kW}}",
       "gross_cash", 19'400 + 8760 * 1.5 * 0.10 - day_price(3.67339)},
      {"clock", "serving.chat", "60 %", "it_energy"},
      {"power-cap", "serving.chat", "150 W", "it_energy"},
      {"pue", "sites.hall", "1.2", "effective_pue", -0.3},
      // 0.10 x 1.5 = 0.15 becomes 0.05 x 1.2 = 0.06 USD per IT kWh
      {"site", "fleet.shelf", "barn", "gross_cash", kwh * (0.06 - 0.15)},
      {"hardware", "fleet.shelf", "a10-2", "gross_cash", 2.0 * (14'000 - 19'400)},
  };
}

// The file with one axis of this case.
std::string with_axis(const KnobCase& knob) {
  const bool is_named = knob.choice.find(": ") != std::string::npos;
  return fmt::format("{}strategies:\n  axis: {{strategy: {}, of: {}, choices: {}{}{}}}\n", kKnobs,
                     knob.strategy, knob.of, is_named ? "{" : "[", knob.choice,
                     is_named ? "}" : "]");
}

// What most options leave as it was is simulated once.
std::optional<double> figure(const std::string& text, const std::string& metric) {
  static const Memory remembered("");
  Diagnostics diagnostics;
  auto loaded = read_scenario({"knobs.yaml", text, {}}, diagnostics);
  const auto evaluation = loaded ? evaluate(inputs_of(SOURCE_DIR "/data"), std::move(*loaded),
                                            {.remembered = &remembered, .threads = 1}, diagnostics)
                                 : std::nullopt;
  EXPECT_TRUE(evaluation) << diagnostics.text();
  const auto name = parse_metric(metric, diagnostics);
  return evaluation && name ? value_of(*evaluation, *name) : std::nullopt;
}

TEST(Knobs, EveryStrategyMovesWhatItShouldByWhatAHandSays) {
  for (const KnobCase& knob : cases()) {
    Diagnostics diagnostics;
    const auto file = parse_scenario(with_axis(knob), "knobs.yaml", diagnostics);
    ASSERT_TRUE(file) << knob.strategy << diagnostics.text();
    const auto tree = tree_of(*file, "", knob.beside, diagnostics);
    const auto axes = axes_of(*tree, shipped_catalog(), diagnostics);
    ASSERT_EQ(axes.size(), 1U) << knob.strategy << diagnostics.text();
    ASSERT_EQ(axes[0].options.size(), 2U) << knob.strategy;
    const auto at = [&](int option) {
      const auto made = chosen(*tree, axes, std::vector<int>{option}, diagnostics);
      return figure(scenario_text(*made, "."), knob.metric);
    };
    const auto before = at(0), after = at(1);
    ASSERT_TRUE(after) << knob.strategy << ' ' << knob.metric;
    const double by = *after - before.value_or(0);
    if (knob.by) {  // twelve ledger lines, each rounded to cents
      EXPECT_NEAR(by, *knob.by, 0.06) << knob.strategy << ' ' << knob.metric;
    } else {
      EXPECT_NE(by, 0) << knob.strategy << ' ' << knob.metric;
    }
    EXPECT_EQ(diagnostics.text(), "") << knob.strategy;
  }
}

TEST(Knobs, EveryStrategyHasACase) {
  std::set<std::string_view> tried;
  for (const KnobCase& knob : cases()) {
    tried.insert(knob.strategy);
  }
  for (const Strategy& strategy : strategies()) {
    EXPECT_TRUE(tried.contains(strategy.name)) << strategy.name;
  }
}

// An option that is not made leaves no trace: the file with its axes is the file without.
TEST(Knobs, TheScenarioAsWrittenIsTheFileWithoutStrategies) {
  const KnobCase knob{"clock", "serving.chat", "60 %", "tco"};
  Diagnostics diagnostics;
  const auto with = evaluated("knobs.yaml", HowToRun{.text = with_axis(knob)}, diagnostics);
  const auto without = evaluated("knobs.yaml", HowToRun{.text = kKnobs}, diagnostics);
  ASSERT_TRUE(with && without) << diagnostics.text();
  EXPECT_EQ(csv_tables(*with), csv_tables(*without));
}

// A technique without a score on the benchmark: a warning, and no accuracy rather than a wrong one.
TEST(Knobs, WithoutAPublishedScoreThereIsNoAccuracy) {
  Diagnostics diagnostics;
  std::string text = kKnobs;
  text += "variants: {}\n";
  const auto evaluation = checked(
      "knobs.yaml",
      HowToRun{.overrides = {{"models.small.compression.weights", "int4-awq"}}, .text = text},
      diagnostics);
  ASSERT_TRUE(evaluation) << diagnostics.text();
  EXPECT_NE(diagnostics.text().find("no score on gsm8k is published"), std::string::npos)
      << diagnostics.text();
  ASSERT_EQ(evaluation->accuracy.size(), 1U);
  EXPECT_EQ(evaluation->accuracy[0].model, "Llama-3.2-1B");
}

TEST(Knobs, AnUnknownTechniqueIsAnError) {
  Diagnostics diagnostics;
  EXPECT_FALSE(
      checked("knobs.yaml",
              HowToRun{.overrides = {{"models.small.compression.weights", "fp9"}}, .text = kKnobs},
              diagnostics));
  EXPECT_NE(diagnostics.text().find("unknown compression 'fp9'"), std::string::npos)
      << diagnostics.text();
}

// MMLU of the base models: 66.7, 60.5 and 58.7 as published. By their shapes, in 16 bits: of width
// 2 x 128,256 x 3,072 + 32 x (2 x 3,072 x 4,096 + 2 x 3,072 x 1,024 + 3 x 3,072 x 9,216) = 4.513 B
// parameters; of depth 2 x 128,256 x 4,096 + 16 x (2 x 4,096^2 + 2 x 4,096 x 1,024
// + 3 x 4,096 x 14,336) = 4.540 B, and half of the layers' KV cache.
TEST(Knobs, APrunedModelHasItsOwnShapeAndScore) {
  const auto looked = [](const char* model) {
    Diagnostics diagnostics;
    auto evaluation = checked("knobs.yaml",
                              HowToRun{.overrides = {{"models.small.model", model},
                                                     {"models.small.benchmark", "mmlu_base"}},
                                       .text = kKnobs},
                              diagnostics);
    EXPECT_TRUE(evaluation) << diagnostics.text();
    return evaluation;
  };
  const auto whole = looked("Llama-3.1-8B");
  const auto width = looked("Llama-3.1-Minitron-4B-Width");
  const auto depth = looked("Llama-3.1-Minitron-4B-Depth");
  ASSERT_TRUE(whole && width && depth);
  EXPECT_EQ(whole->accuracy[0].score, 66.7);
  EXPECT_EQ(width->accuracy[0].score, 60.5);
  EXPECT_EQ(depth->accuracy[0].score, 58.7);
  const auto bytes = [](const Evaluation& of) {
    return of.plan->pools[0].kv_bytes_per_token;
  };
  EXPECT_EQ(bytes(*width), bytes(*whole));
  EXPECT_EQ(bytes(*depth), bytes(*whole) / 2);
  FactLog facts;
  Diagnostics diagnostics;
  const auto parameters = [&](const char* model) {
    const Row* row = shipped_catalog().find("models", model, {}, diagnostics);
    return model_shape(*row, facts, diagnostics)->parameters;
  };
  EXPECT_NEAR(parameters("Llama-3.1-Minitron-4B-Width") / 4.513e9, 1, 0.002);
  EXPECT_NEAR(parameters("Llama-3.1-Minitron-4B-Depth") / 4.540e9, 1, 0.002);
}

// What cannot get faster by 2:4 sparsity is told at the field, by the name of what is missing.
TEST(Knobs, SparsityWithoutAKernelIsAnError) {
  const auto told = [](std::vector<Override> overrides) {
    overrides.push_back({"models.small.sparsity", "2:4"});
    Diagnostics diagnostics;
    EXPECT_FALSE(
        checked("knobs.yaml", HowToRun{.overrides = overrides, .text = kKnobs}, diagnostics));
    return diagnostics.text();
  };
  const auto has = [](const std::string& text, const char* part) {
    EXPECT_NE(text.find(part), std::string::npos) << text;
  };
  has(told({{"models.small.weights", "int4"}}),
      "'l40s' has no arithmetic for 2:4 sparse int4 weights");
  has(told({{"fleet.small lab.cloud.instance", "AWS/us-east-1/g4dn.12xlarge"},
            {"serving.draft.model", "small"}}),
      "'t4' has no arithmetic for 2:4 sparse bf16 weights");
  has(told({{"models.small.model", "Qwen3-30B-A3B"}, {"models.small.benchmark", "null"}}),
      "no kernel of routed experts is known");
}

// vLLM took its 2:4 kernels out in 0.19.1.
TEST(Knobs, AnEngineThatHasNoSparseKernelAnyMoreIsWarnedOf) {
  const auto told = [](const char* sparsity, const char* engine) {
    Diagnostics diagnostics;
    EXPECT_TRUE(checked("knobs.yaml",
                        HowToRun{.overrides = {{"models.small.sparsity", sparsity},
                                               {"serving.chat.engine", engine},
                                               {"serving.first", "null"}},
                                 .text = kKnobs},
                        diagnostics))
        << diagnostics.text();
    return diagnostics.text();
  };
  EXPECT_NE(told("2:4", "vllm").find("no kernel of 2:4 sparse weights from release 0.19.1 on"),
            std::string::npos);
  EXPECT_EQ(told("2:4", "trt-llm").find("no kernel"), std::string::npos);
  EXPECT_EQ(told("none", "vllm").find("no kernel"), std::string::npos);
}

// In 16 bits 36 of 64 bits are left of every weight but the vocabulary's, and the predicted speed
// is marked: nothing of it was fitted to sparse weights.
TEST(Knobs, ASparseModelIsSmallerAndItsSpeedExtrapolated) {
  const auto kind_of = [](const char* sparsity) {
    Diagnostics diagnostics;
    const auto evaluation = checked(
        "knobs.yaml",
        HowToRun{.overrides = {{"models.small.sparsity", sparsity}, {"serving.first", "null"}},
                 .text = kKnobs},
        diagnostics);
    EXPECT_TRUE(evaluation) << diagnostics.text();
    return evaluation->plan->pools[0].kinds[0];
  };
  const auto dense = kind_of("none"), sparse = kind_of("2:4");
  // 8.03 G less 2 x 128,000 x 4,096 of vocabulary, 0.875 B each; blocks of 16 x 131,072 B
  EXPECT_NEAR(static_cast<double>(sparse.kv_blocks - dense.kv_blocks),
              (8.03e9 - 2 * 128000.0 * 4096) * 0.875 / (16 * 131072), 1.5);
  EXPECT_EQ(dense.calibration->extrapolated.find("2:4"), std::string::npos);
  EXPECT_NE(sparse.calibration->extrapolated.find("2:4 sparse weights"), std::string::npos);
}

// HumanEval 92.7 and 89.6 as published. A quarter of the experts is 106 - 82 = 24 B parameters, 48
// GB in 16 bits: room for 48e9 / 188,416 = 254,755 tokens more. As many experts work on a token.
TEST(Knobs, RemovedExpertsLeaveRoomForTheCache) {
  const auto looked = [](const char* model) {
    Diagnostics diagnostics;
    auto evaluation = checked(
        "experts.yaml",
        HowToRun{
            .text = fmt::format(
                "name: experts\nsites: {{dc: {{electricity: 0.1 USD/kWh, pue: 1.3}}}}\nfleet: "
                "{{gpus: "
                "{{owned: {{server: hgx-h100-8, site: dc}}}}}}\nmodels: {{air: {{model: {}, "
                "benchmark: humaneval}}}}\nserving: {{chat: {{model: air, fleet: gpus, "
                "tensor_parallel: 8}}}}\nworkloads: {{chat: {{served_by: chat, arrivals: "
                "{{synthetic: {{input_tokens: {{fixed: 100 tokens}}, output_tokens: {{fixed: 20 "
                "tokens}}}}}}, demand: {{requests: 1000 requests/month}}}}}}\n",
                model)},
        diagnostics);
    EXPECT_TRUE(evaluation) << diagnostics.text();
    return evaluation;
  };
  const auto whole = looked("GLM-4.5-Air");
  const auto fewer = looked("GLM-4.5-Air-REAP-82B-A12B");
  ASSERT_TRUE(whole && fewer);
  EXPECT_EQ(whole->accuracy[0].score, 92.7);
  EXPECT_EQ(fewer->accuracy[0].score, 89.6);
  const double more =
      static_cast<double>(fewer->plan->pools[0].kv_tokens() - whole->plan->pools[0].kv_tokens());
  EXPECT_NEAR(more, 254'755, 16);  // in blocks of 16
  FactLog facts;
  Diagnostics diagnostics;
  const Row* row = shipped_catalog().find("models", "GLM-4.5-Air-REAP-82B-A12B", {}, diagnostics);
  EXPECT_EQ(row->text("pruned_from"), "GLM-4.5-Air");
  EXPECT_EQ(model_shape(*row, facts, diagnostics)->experts, 96);
}

std::string complaints(std::string_view strategy, const char* of, const char* choice) {
  Diagnostics diagnostics;
  const auto file =
      parse_scenario(with_axis({strategy, of, choice, "tco"}), "knobs.yaml", diagnostics);
  axes_of(*tree_of(*file, "", {}, diagnostics), shipped_catalog(), diagnostics);
  return diagnostics.text();
}

TEST(Knobs, ActiveLearningStatesItsCurves) {
  const auto refused = [](const char* choice) {
    return complaints("active-learning", "data_pipeline.labels", choice);
  };
  EXPECT_NE(refused("half: {labels: 12000, first: 1200}").find("states its learning curves"),
            std::string::npos);
  EXPECT_NE(refused("worse: {labels: 12000, first: 1200, random: 0.4, chosen: 0.3, source: pilot}")
                .find("at least as much"),
            std::string::npos);
}

TEST(Knobs, WhatWasNotPrunedFromTheModelIsRefused) {
  const auto refused = [](const char* choice) {
    return complaints("pruning", "serving.chat", choice);
  };
  EXPECT_NE(refused("Llama-3.2-1B").find("was not pruned from Llama-3.1-8B"), std::string::npos);
  EXPECT_NE(refused("Llama-3.2-1B").find("Llama-3.1-Minitron-4B-Depth"), std::string::npos);
  EXPECT_NE(refused("unstructured").find("no kernel"), std::string::npos);
}

// 83.6 - 0.725 on Llama-3.1-70B's MMLU with AWQ, +- 0.722 (core/strategies/score_effect.h).
TEST(Knobs, AccuracyCarriesItsInterval) {
  Diagnostics diagnostics;
  const auto evaluation = checked("x.yaml",
                                  HowToRun{.text = "name: x\nmodels: {m: {model: Llama-3.1-70B, "
                                                   "weights: int4, compression: {weights: "
                                                   "int4-awq}}}\n"},
                                  diagnostics);
  ASSERT_TRUE(evaluation) << diagnostics.text();
  for (const MetricRow& row : metric_rows(*evaluation)) {
    if (row.metric->name == "accuracy") {
      EXPECT_NEAR(number_of(row.value).value_or(0), 82.875, 1e-9);
      EXPECT_NEAR(number_of(row.low).value_or(0), 82.153, 1e-3);
      EXPECT_NEAR(number_of(row.high).value_or(0), 83.597, 1e-3);
      EXPECT_NE(row.note.find("int4-awq (transferred)"), std::string::npos) << row.note;
      return;
    }
  }
  FAIL() << "no accuracy";
}

}  // namespace
}  // namespace costwright::testing

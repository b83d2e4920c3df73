// Axes of a search: what `strategies` may say, and the scenarios that their options make.
#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <sstream>

#include <gtest/gtest.h>

#include "core/catalog/catalog.h"
#include "core/scenario/loaded.h"
#include "core/scenario/tree.h"
#include "core/scenario/yaml/overrides.h"
#include "core/strategies/axis.h"
#include "core/strategies/learning_curve.h"
#include "core/strategies/score_effect.h"
#include "core/strategies/strategy.h"
#include "core/table/csv.h"

namespace costwright::testing {
namespace {

constexpr const char* kChat = R"(name: chat
start: 2027-01
horizon: 12 months
sites: {hall: {electricity: 0.10 USD/kWh, pue: 1.3, carbon: 300 g/kWh}}
fleet:
  h100: {owned: {server: hgx-h100-8, site: hall, count: 2}}
models:
  llama: {model: Llama-3.1-70B, weights: fp8}
serving:
  chat: {model: llama, fleet: h100, tensor_parallel: 4, clock: 90 %}
workloads:
  desk:
    served_by: chat
    arrivals: {synthetic: {input_tokens: {fixed: 1000 tokens}, output_tokens: {fixed: 200 tokens}}}
    demand: {requests: 1 M requests/month}
software:
  tool: {per: seat, units: 3, price: 10 USD}
storage:
  logs: {price: 0.02 USD/GB/month, stored: 100 GB, added: 10 GB/month}
)";

const Catalog& catalog() {
  static const Catalog all = [] {
    Diagnostics diagnostics;
    return Catalog::load(SOURCE_DIR "/data", diagnostics);
  }();
  return all;
}

ScenarioTree tree_with(const std::string& strategies) {
  Diagnostics diagnostics;
  const auto file = parse_scenario(kChat + strategies, "chat.yaml", diagnostics);
  auto tree = tree_of(*file, "", {}, diagnostics);
  EXPECT_EQ(diagnostics.text(), "");
  return std::move(*tree);
}

std::vector<StrategyAxis> axes_in(const std::string& strategies) {
  Diagnostics diagnostics;
  auto axes = axes_of(tree_with(strategies), catalog(), diagnostics);
  EXPECT_EQ(diagnostics.text(), "");
  return axes;
}

std::string errors_in(const std::string& strategies) {
  Diagnostics diagnostics;
  if (!parse_scenario(kChat + strategies, "chat.yaml", diagnostics)) {
    return diagnostics.text();
  }
  EXPECT_TRUE(axes_of(tree_with(strategies), catalog(), diagnostics).empty());
  return diagnostics.text();
}

std::vector<std::string> labels(const StrategyAxis& axis) {
  std::vector<std::string> all;
  for (const Option& option : axis.options) {
    all.push_back(option.label);
  }
  return all;
}
using Labels = std::vector<std::string>;

// The scenario with one option of the only axis.
LoadedScenario made(const std::string& strategies, int option) {
  const ScenarioTree tree = tree_with(strategies);
  Diagnostics diagnostics;
  const auto axes = axes_of(tree, catalog(), diagnostics);
  std::vector<int> choice(axes.size(), 0);
  choice.at(0) = option;
  const auto chosen_tree = chosen(tree, axes, choice, diagnostics);
  auto loaded = chosen_tree ? read_tree(*chosen_tree, diagnostics) : std::nullopt;
  EXPECT_EQ(diagnostics.text(), "");
  return loaded.value_or(LoadedScenario{});
}

TEST(StrategyAxes, AFieldIsVariedWithWhatIsWrittenFirst) {
  const std::string text =
      "strategies:\n  servers: {vary: fleet.h100.owned.count, choices: [1, 2, 3]}\n";
  const auto axes = axes_in(text);
  ASSERT_EQ(axes.size(), 1U);
  EXPECT_EQ(labels(axes[0]), (Labels{"2", "1", "3"}));
  EXPECT_EQ(axes[0].knob, "fleet.h100.owned.count");
  EXPECT_EQ(made(text, 0).scenario.fleet[0].second.owned->count, 2);
  EXPECT_EQ(made(text, 2).scenario.fleet[0].second.owned->count, 3);
}

TEST(StrategyAxes, WhatIsWrittenCanBeLeftOutOrStandBesideTheChoices) {
  EXPECT_EQ(
      labels(axes_in("strategies:\n  n: {vary: fleet.h100.owned.count, choices: [3, 4]}\n")[0]),
      (Labels{"2", "3", "4"}));
  EXPECT_EQ(labels(axes_in("strategies:\n  n: {vary: fleet.h100.owned.count, choices: [3, 4], "
                           "as_written: false}\n")[0]),
            (Labels{"3", "4"}));
}

// 120 % of 0.9 is out of range; from 60 to 100 by 20 are three, of which none is 90.
TEST(StrategyAxes, ARangeCountsInTheFieldsUnit) {
  const std::string text =
      "strategies:\n  clock: {vary: serving.chat.clock, from: 60 %, to: 100 %, step: 20 %}\n";
  EXPECT_EQ(labels(axes_in(text)[0]), (Labels{"90 %", "60 %", "80 %", "100 %"}));
  EXPECT_DOUBLE_EQ(made(text, 2).scenario.serving[0].second.clock.value, 0.8);
}

TEST(StrategyAxes, DefaultsCountAsWritten) {
  EXPECT_EQ(labels(axes_in("strategies:\n  r: {vary: serving.chat.router, choices: [round_robin, "
                           "least_outstanding]}\n")[0]),
            (Labels{"least_outstanding", "round_robin"}));
  EXPECT_EQ(
      labels(axes_in("strategies:\n  b: {vary: serving.chat.max_batch, choices: [128, 256]}\n")[0]),
      (Labels{"256", "128"}));
}

TEST(StrategyAxes, ABundleChangesSeveralFields) {
  const std::string text =
      "strategies:\n"
      "  plan:\n"
      "    choices:\n"
      "      staged: {set: {serving.chat.tensor_parallel: 2, serving.chat.pipeline_parallel: 2}}\n"
      "      bare: {set: {software.tool: null}}\n";
  EXPECT_EQ(labels(axes_in(text)[0]), (Labels{"as written", "staged", "bare"}));
  const auto staged = made(text, 1);
  EXPECT_EQ(staged.scenario.serving[0].second.tensor_parallel, 2);
  EXPECT_EQ(staged.scenario.serving[0].second.pipeline_parallel, 2);
  EXPECT_TRUE(made(text, 2).scenario.software.empty());
}

TEST(StrategyAxes, ToWhateverElseReadsTheFileTheyAreNothing) {
  const ScenarioTree with = tree_with("strategies:\n  n: {vary: horizon, choices: [24 months]}\n");
  Diagnostics diagnostics;
  ASSERT_TRUE(read_tree(with, diagnostics)) << diagnostics.text();
  EXPECT_TRUE(differences(with, tree_with("")).empty());
  EXPECT_TRUE(axes_in("").empty());
  const auto left = chosen(with, {}, {}, diagnostics);
  EXPECT_EQ(left->root.find("strategies"), nullptr);
}

TEST(StrategyAxes, MistakesAreToldAtTheirLines) {
  EXPECT_EQ(errors_in("strategies:\n  n: {vary: fleet.h100.owned.cuont, choices: [1]}\n"),
            "chat.yaml:21:47: error: strategy 'n', 1: unknown key 'cuont' in fleet.h100.owned; did "
            "you mean 'count'?\n");
  EXPECT_EQ(
      errors_in("strategies:\n  n: {vary: fleet.h100.owned.count, choices: [two]}\n").substr(0, 24),
      "chat.yaml:21:47: error: ");
  EXPECT_EQ(errors_in("strategies:\n  n: {vary: seed, choices: [2, 2]}\n"),
            "chat.yaml:21:32: error: strategies.n: '2' stands twice\n");
  EXPECT_EQ(
      errors_in("strategies:\n  n: {vary: seed}\n"),
      "chat.yaml:21:3: error: strategies.n needs 'choices', or 'from', 'to' and 'step'; write "
      "e.g. 'servers: {vary: fleet.h100.owned.count, choices: [1, 2, 3]}'\n");
  EXPECT_EQ(errors_in("strategies:\n  n: {strategy: quantization, of: serving.chat}\n"),
            "chat.yaml:21:17: error: there is no strategy 'quantization'; did you mean "
            "'quantisation'?\n");
  EXPECT_EQ(errors_in("strategies:\n  n: {strategy: quantisation, of: fleet.h100}\n"),
            "chat.yaml:21:35: error: quantisation is of an entry of serving; write e.g. 'of: "
            "serving.chat'\n");
  for (const char* odd :
       {"strategies: 3\n", "strategies: [a]\n", "strategies: {n: }\n", "strategies: {n: {}}\n",
        "strategies: {n: {vary: [a], choices: [1]}}\n",
        "strategies: {n: {vary: seed, choices: 3}}\n",
        "strategies: {n: {vary: seed, choices: []}}\n", "strategies: {?: {}}\n",
        "strategies: {n: {vary: seed, choices: [[1]]}}\n",
        "strategies: {n: {vary: seed, from: 1, to: 9, step: 0}}\n",
        "strategies: {n: {vary: seed, from: 1, to: 9999, step: 1}}\n",
        "strategies: {n: {vary: name, from: 1, to: 9, step: 1}}\n",
        "strategies: {n: {vary: seed, choices: [2], as_written: maybe}}\n",
        "strategies: {n: {vary: strategies.n, choices: [2]}}\n",
        "strategies: {n: {choices: {a: {set: {strategies.n: 1}}}}}\n",
        "strategies: {n: {choices: {a: {set: 3}}}}\n", "strategies: {n: {strategy: [a]}}\n",
        "strategies: {n: {strategy: router}}\n", "strategies: {n: {vary: seed, choice: [1]}}\n"}) {
    EXPECT_NE(errors_in(odd).find("error: "), std::string::npos) << odd;
  }
}

TEST(StrategyAxes, TwoAxesMayNotChangeTheSameValue) {
  EXPECT_EQ(
      errors_in(
          "strategies:\n"
          "  a: {vary: fleet.h100.owned.count, choices: [1]}\n"
          "  b: {choices: {x: {set: {fleet.h100.owned: {server: hgx-h100-8, site: hall}}}}}\n"),
      "chat.yaml:22:3: error: 'b' would undo what 'a' chooses at fleet.h100.owned.count; let "
      "one axis change it, or write the one that replaces a section first\n");
}

TEST(StrategyAxes, ASectionMayBeReplacedBeforeAValueInItIsChanged) {
  const auto axes = axes_in(
      "strategies:\n"
      "  a: {choices: {x: {set: {fleet.h100.owned: {server: hgx-h100-8, site: hall}}}}}\n"
      "  b: {vary: fleet.h100.owned.count, choices: [4]}\n");
  EXPECT_EQ(axes.size(), 2U);
}

// NVFP4 is arithmetic of Blackwell: not on an H100, unless another axis brings the machine.
TEST(StrategyAxes, APreconditionHoldsOfTheCombination) {
  const std::string alone =
      "strategies:\n  q: {strategy: quantisation, of: serving.chat, choices: [nvfp4]}\n";
  EXPECT_EQ(errors_in(alone),
            "chat.yaml:21:59: error: strategy 'q', nvfp4: h100-sxm has no arithmetic for it\n");
  const std::string both = alone + "  m: {vary: fleet.h100.owned.server, choices: [dgx-b200]}\n";
  const auto axes = axes_in(both);
  ASSERT_EQ(axes.size(), 2U);
  const ScenarioTree tree = tree_with(both);
  const auto why = [&](std::vector<int> choice) {
    Diagnostics diagnostics;
    return unmet(*read_tree(*chosen(tree, axes, choice, diagnostics), diagnostics), catalog(), axes,
                 choice);
  };
  EXPECT_EQ(why({1, 0}), "q nvfp4: h100-sxm has no arithmetic for it");
  EXPECT_EQ(why({1, 1}), "");
  EXPECT_EQ(why({0, 0}), "");
}

// 2:4 sparsity is arithmetic of 8 and 16 bits: not with weights of 4, whichever axis brings them.
TEST(StrategyAxes, SparsityHoldsOfTheWeightsFormatToo) {
  const std::string both =
      "strategies:\n"
      "  p: {strategy: pruning, of: serving.chat, choices: [2:4, 2:4-one-shot]}\n"
      "  q: {strategy: quantisation, of: serving.chat, choices: [bf16, int4-awq]}\n"
      "  m: {vary: fleet.h100.owned.server, choices: [mi300x-8]}\n";
  const auto axes = axes_in(both);
  ASSERT_EQ(axes.size(), 3U);
  EXPECT_EQ(labels(axes[0]), (Labels{"as written", "2:4", "2:4-one-shot"}));
  const ScenarioTree tree = tree_with(both);
  Diagnostics diagnostics;
  const auto made = [&](std::vector<int> choice) {
    return *read_tree(*chosen(tree, axes, choice, diagnostics), diagnostics);
  };
  const auto why = [&](std::vector<int> choice) {
    return unmet(made(choice), catalog(), axes, choice);
  };
  EXPECT_EQ(why({1, 0, 0}), "");
  EXPECT_EQ(why({2, 1, 0}), "");
  EXPECT_NE(why({1, 2, 0}).find("'h100-sxm' has no arithmetic for 2:4 sparse int4 weights"),
            std::string::npos)
      << why({1, 2, 0});
  EXPECT_NE(why({1, 0, 1}).find("'mi300x' has no arithmetic for 2:4 sparse fp8 weights"),
            std::string::npos);
  EXPECT_EQ(why({0, 2, 1}), "");
  const Model model = *find_named(made({2, 0, 0}).scenario.models, "llama");
  EXPECT_EQ(model.sparsity, Sparsity::k2of4);
  EXPECT_EQ(model.compression->sparsity, "2:4-one-shot");
  EXPECT_EQ(diagnostics.text(), "");
}

TEST(StrategyAxes, ZerosAnywhereAreRefused) {
  EXPECT_NE(errors_in("strategies:\n  p: {strategy: pruning, of: serving.chat, choices: "
                      "[unstructured]}\n")
                .find("unstructured pruning is not offered"),
            std::string::npos);
}

// What cannot be a choice of prompt compression is told with what can.
TEST(StrategyAxes, PromptCompressionTakesAPublishedWayAndWhoDoesIt) {
  const auto told = [](const std::string& choices) {
    return errors_in(
        "strategies:\n  p: {strategy: prompt-compression, of: serving.chat, choices: " + choices +
        "}\n");
  };
  EXPECT_NE(told("{gzip: {by: chat}}")
                .find("'gzip' is no way to compress prompts; there are "
                      "llmlingua2-3x, llmlingua2-5x"),
            std::string::npos)
      << told("{gzip: {by: chat}}");
  EXPECT_NE(told("[int4-awq]").find("'int4-awq' is no way"), std::string::npos);
  EXPECT_NE(told("[llmlingua2-5x]").find("llmlingua2-5x is {llmlingua2-5x: {by: deployment}}"),
            std::string::npos);
  EXPECT_NE(told("{llmlingua2-5x: {by: chat, ratio: 7}}").find("'ratio' is no section of costs"),
            std::string::npos);
}

TEST(StrategyAxes, UsualChoicesThatCannotBeAreLeftOut) {
  EXPECT_EQ(labels(axes_in("strategies:\n  q: {strategy: quantisation, of: serving.chat}\n")[0]),
            (Labels{"as written", "bf16", "fp8", "int8", "int4-awq", "int4-gptq"}));
}

TEST(StrategyAxes, EveryBuiltInOneSaysWhatItIs) {
  for (const Strategy& one : strategies()) {
    EXPECT_FALSE(one.name.empty() || one.family.empty() || one.section.empty() ||
                 one.knob.empty() || one.changes.empty() || one.source.empty())
        << one.name;
    EXPECT_NE(one.field.empty(), one.make == nullptr) << one.name;
  }
}

// ---- a chosen scenario as a file

TEST(ScenarioText, IsReadBackAsTheSameTree) {
  const ScenarioTree tree = tree_with(
      "description: |\n  two\n  \"lines\"\nvariants: {}\nstrategies:\n  n: {vary: seed, choices: "
      "[2]}\n");
  Diagnostics diagnostics;
  const auto back = parse_scenario(scenario_text(tree, "."), "chat.yaml", diagnostics);
  ASSERT_TRUE(back) << diagnostics.text();
  const auto again = tree_of(*back, "", {}, diagnostics);
  EXPECT_TRUE(differences(tree, *again).empty());
  EXPECT_EQ(again->root.find("description")->text, "two\n\"lines\"\n");
  EXPECT_EQ(diagnostics.text(), "");
}

TEST(ScenarioText, MovesThePathsOfFiles) {
  Diagnostics diagnostics;
  const auto file = parse_scenario(
      "name: x\ncatalog: [own.csv]\nworkloads:\n  w:\n    served_by: s\n    arrivals: {trace: "
      "{file: "
      "../t.csv}}\n    demand: {requests: 1 M requests/month}\nserving: {s: {model: m, fleet: "
      "f}}\nmodels: {m: {model: Llama-3.1-8B}}\n"
      "fleet: {f: {cloud: {instance: p5.48xlarge}}}\n",
      "/a/b/x.yaml", diagnostics);
  const std::string text = scenario_text(*tree_of(*file, "", {}, diagnostics), "/a/c/d");
  EXPECT_NE(text.find("catalog: [../../b/own.csv]"), std::string::npos) << text;
  EXPECT_NE(text.find("file: ../../t.csv"), std::string::npos) << text;
}

// ---- what compression does to a score

// From data/compression.csv: differences -0.6, -0.6, -0.7, -1.0; t(0.95, 3) = 2.353.
TEST(ScoreEffect, OfAnotherModelIsTheMeanWithASpread) {
  const auto effect = score_effect(catalog(), "int4-awq", "Llama-3.1-70B", "mmlu_instruct");
  ASSERT_TRUE(effect);
  EXPECT_TRUE(effect->is_transferred);
  EXPECT_NEAR(effect->points, -0.725, 1e-9);
  EXPECT_NEAR(effect->spread, 2.353 * std::sqrt(0.1075 / 3) * std::sqrt(1.25), 1e-9);
  EXPECT_NEAR(score_interval(83.6 + effect->points, {*effect}), 0.722, 5e-4);
}

// 95.4 -> 94.4 on 1,319 questions: 1.645 x sqrt(0.944 x 0.056 / 1319) = 1.04 points.
TEST(ScoreEffect, OfThisModelIsAsPublished) {
  const auto effect = score_effect(catalog(), "int4-gptq", "Llama-3.1-70B", "gsm8k");
  ASSERT_TRUE(effect);
  EXPECT_FALSE(effect->is_transferred);
  EXPECT_NEAR(effect->points, -1.0, 1e-9);
  EXPECT_NEAR(score_interval(94.4, {*effect}), 1.041, 1e-3);
}

// +0.4 and 0 of other models, and +0.23 of one: no change, and the interval as ever. 6.314 x
// 0.2828 x sqrt(1.5) = 2.187; max(0.23, 1).
TEST(ScoreEffect, AGainOfOthersIsNotTakenOver) {
  const auto cache = score_effect(catalog(), "kv-fp8", "Llama-3.1-70B", "gsm8k");
  ASSERT_TRUE(cache);
  EXPECT_EQ(cache->points, 0);
  EXPECT_NEAR(cache->spread, 2.187, 1e-3);
  const auto prompt = score_effect(catalog(), "llmlingua2-5x", "Llama-3.1-70B", "gsm8k");
  ASSERT_TRUE(prompt);
  EXPECT_EQ(prompt->points, 0);
  EXPECT_EQ(prompt->spread, 1);
  EXPECT_NEAR(score_effect(catalog(), "kv-fp8", "Llama-3.3-70B-Instruct", "gsm8k")->points, 0.4,
              1e-9);  // its own
}

TEST(ScoreEffect, BenchmarksNeverMix) {
  EXPECT_FALSE(score_effect(catalog(), "nvfp4", "Llama-3.1-8B", "mmlu_instruct"));
  EXPECT_FALSE(score_effect(catalog(), "int4-awq", "Llama-3.1-70B", "gsm8k"));
  EXPECT_FALSE(score_effect(catalog(), "kv-int8", "Llama-3.1-70B", "gsm8k"));
}

// One model's -4.8 points on MMLU, another checkpoint's score: as many points to either side.
TEST(ScoreEffect, OfSparsityIsThePublishedOneOrAWideTransfer) {
  const auto own = score_effect(catalog(), "2:4", "Llama-3.1-8B", "mmlu_base");
  ASSERT_TRUE(own);
  EXPECT_FALSE(own->is_transferred);
  EXPECT_NEAR(own->points, 60.6 - 65.4, 1e-9);
  const auto other = score_effect(catalog(), "2:4", "Llama-3.1-70B", "mmlu_instruct");
  ASSERT_TRUE(other);
  EXPECT_TRUE(other->is_transferred);
  EXPECT_NEAR(other->points, -4.8, 1e-9);
  EXPECT_NEAR(other->spread, 4.8, 1e-9);
  EXPECT_NEAR(score_effect(catalog(), "2:4-one-shot", "Llama-3-8B", "mmlu_base")->points, -26.3,
              1e-9);
  EXPECT_FALSE(score_effect(catalog(), "2:4", "Llama-3.1-8B", "mmlu_pro"));
}

// error(1,000) at random is error(100) x 10^-0.3; of n chosen ones error(100) x (n / 100)^-0.4.
TEST(LearningCurve, ChosenLabelsReachTheErrorOfRandomOnes) {
  const double chosen = chosen_labels({100, 0.3, 0.4}, 1000);
  EXPECT_NEAR(chosen, 562.341, 0.001);
  EXPECT_NEAR(std::pow(chosen / 100, -0.4), std::pow(10, -0.3), 1e-12);
  EXPECT_EQ(chosen_labels({100, 0.3, 0.3}, 1000), 1000);
  EXPECT_EQ(chosen_labels({100, 0.3, 0.4}, 100), 100);
  EXPECT_THROW(chosen_labels({100, 0.3, 0.2}, 1000), std::logic_error);
}

// Measured by tests/study/alone_slow_test.cpp.
std::vector<AloneFigures> alone_on_optimize_chat() {
  const std::string path = SOURCE_DIR "/scenarios/optimize-chat/alone.csv";
  std::stringstream text;
  text << std::ifstream(path).rdbuf();
  Diagnostics diagnostics;
  std::vector<AloneFigures> alone;
  for (const CsvRecord& row : parse_csv(text.str(), path, diagnostics)) {
    if (row.cells.size() == 8 && row.cells[0] != "strategy") {
      const auto& c = row.cells;
      alone.push_back({c[0], c[1], c[2] == "yes", c[3], c[4], c[5], c[6], c[7]});
    }
  }
  EXPECT_EQ(diagnostics.text(), "");
  return alone;
}

TEST(StrategiesPage, IsGeneratedFromTheTable) {
  const std::string path = SOURCE_DIR "/docs/strategies.md";
  const std::string made = strategies_markdown(alone_on_optimize_chat());
  if (std::getenv("COSTWRIGHT_UPDATE") != nullptr) {
    std::ofstream(path) << made;
  }
  std::stringstream text;
  text << std::ifstream(path).rdbuf();
  EXPECT_EQ(text.str(), made);
}

// Every knob says what it does there, or that it was not measured.
TEST(StrategiesPage, EveryKnobHasItsMeasuredEffect) {
  const auto alone = alone_on_optimize_chat();
  ASSERT_FALSE(alone.empty());
  EXPECT_EQ(alone.front().option, "as written");
  for (const AloneFigures& one : alone) {
    const bool is_known =
        one.strategy.empty() ||
        std::any_of(strategies().begin(), strategies().end(), [&](const Strategy& strategy) {
          return strategy.name == one.strategy;
        });
    EXPECT_TRUE(is_known) << one.strategy;
    EXPECT_EQ(one.why, "") << one.strategy << ' ' << one.option;
  }
  const std::string page = strategies_markdown({{.option = "as written"},
                                                {.strategy = "clock",
                                                 .option = "90 %",
                                                 .tco_usd = "7",
                                                 .e2e_p95_s = "8.5",
                                                 .accuracy_percent = "94.72",
                                                 .it_kwh = "9"}});
  EXPECT_NE(page.find("| 90 % | 7 | 8.5 | 94.72 | 9 |"), std::string::npos);
  EXPECT_NE(page.find("not measured there"), std::string::npos);
}

}  // namespace
}  // namespace costwright::testing

// What single options of the built-in strategies do to scenarios/optimize-chat, measured: the table
// that docs/strategies.md prints. COSTWRIGHT_UPDATE=1 writes it anew.
#include <cstdlib>
#include <sstream>

#include <gtest/gtest.h>

#include "study/optimize/evaluator.h"
#include "tests/study/small_runs.h"

namespace costwright::testing {
using namespace study;
namespace {

constexpr const char* kTable = SOURCE_DIR "/scenarios/optimize-chat/alone.csv";

// An axis that the file does not have, with what it takes beside. What it costs to have that, is
// part of what the option does.
struct Beside {
  const char* axis;
  std::vector<Override> needs = {};
};

std::vector<Beside> besides() {
  return {
      {"{strategy: smaller-model, of: serving.chat, choices: [Llama-3.1-8B]}"},
      {"{strategy: pruning, of: serving.chat, choices: ['2:4']}"},
      {"{strategy: speculative-decoding, of: serving.chat, choices: {3 tokens of a 1B: "
       "{draft_model: draft, draft_tokens: 3, acceptance: 70 %}}}",
       {{"models.draft", "{model: Llama-3.2-1B}"}}},
      {"{strategy: prompt-compression, of: serving.chat, choices: {llmlingua2-5x: {by: squeeze}, "
       "llmlingua2-14x: {by: squeeze}}}",
       {{"models.reader", "{model: xlm-roberta-large}"},
        {"fleet.l4", "{cloud: {instance: GCP/us-central1/g2-standard-4}}"},
        {"serving.squeeze", "{model: reader, fleet: l4}"}}},
      {"{strategy: disaggregation, of: serving.chat, choices: {2 of 4 prefill: {deployment: "
       "first, bandwidth: 100 GB/s}}}",
       {{"serving.chat.replicas", "2"},
        {"serving.first", "{model: llama-70b, fleet: gpus, tensor_parallel: 4, replicas: 2}"}}},
      {"{strategy: token-budget, of: serving.chat, choices: [1024, 8192]}"},
      {"{strategy: prefix-cache, of: serving.chat, choices: [false]}"},
      {"{strategy: queue-order, of: serving.chat, choices: [shortest]}"},
      {"{strategy: autoscaling, of: serving.chat, choices: {1 to 4 for 40 requests each: {minimum: "
       "1, target: 40}}}"},
      {"{strategy: right-sizing, of: serving.chat, choices: [3]}"},
      {"{strategy: owned-servers, of: fleet.gpus, choices: [1, 3]}"},
      {"{strategy: deduplication, of: storage.conversations, choices: [20 %]}"},
      {"{strategy: data-compression, of: storage.conversations, choices: [50 %]}"},
      {"{strategy: power-cap, of: serving.chat, choices: [500 W]}"},
      {"{strategy: pue, of: sites.ashburn, choices: [1.2]}"},
      {"{strategy: hardware, of: fleet.gpus, choices: [hgx-h200-8]}"},
  };
}

std::string quoted(const std::string& text) {
  return text.find(',') == std::string::npos ? text : '"' + text + '"';
}

// As docs/strategies.md needs them: the money to the dollar, a latency to the millisecond.
std::string row_of(const StrategyAxis& axis,
                   const Option& option,
                   bool is_beside,
                   const Tried& is) {
  const auto figure = [&](const char* name, int decimals) -> std::string {
    Diagnostics diagnostics;
    const study::Figure* found = find_figure(is, *parse_metric(name, diagnostics));
    return found != nullptr ? fmt::format("{:.{}f}", found->value, decimals) : "";
  };
  return fmt::format("{},{},{},{},{},{},{},{}\n", axis.knob, quoted(option.label),
                     is_beside ? "yes" : "", figure("tco", 0), figure("e2e_p95", 3),
                     figure("accuracy", 2), figure("it_energy", 0), quoted(is.why));
}

class Alone : public RunsOfOneTest {
 protected:
  std::string rows(std::vector<Override> overrides, bool is_beside) {
    const auto choices = Choices::read(
        inputs_, {SOURCE_DIR "/scenarios/optimize-chat/scenario.yaml", {}, std::move(overrides)},
        diagnostics_);
    EXPECT_TRUE(choices) << diagnostics_.text();
    if (!choices) {
      return "";
    }
    std::vector<Choice> alone;
    std::vector<bool> of_money;
    const Choice today(choices->axes().size(), 0);
    for (std::size_t a = 0; a < today.size(); ++a) {
      of_money.push_back(!choices->is_planned(a));
      for (std::size_t o = 1; o < choices->axes()[a].options.size(); ++o) {
        alone.push_back(today);
        alone.back()[a] = static_cast<int>(o);
      }
    }
    alone.insert(alone.begin(), today);
    Evaluator evaluator(inputs_, *choices, of_money, {.remembered = &cache_, .keeps_slo = false});
    const auto tried = evaluator.evaluate(alone, Trial::kQuick);
    std::string text;
    if (!is_beside) {
      text += row_of({}, {.label = "as written"}, false, *tried[0]);
    }
    for (std::size_t i = 1; i < alone.size(); ++i) {
      for (std::size_t a = 0; a < today.size(); ++a) {
        if (alone[i][a] > 0) {
          const StrategyAxis& axis = choices->axes()[a];
          text += row_of(axis, axis.options[static_cast<std::size_t>(alone[i][a])], is_beside,
                         *tried[i]);
        }
      }
    }
    return text;
  }
};

TEST_F(Alone, TheTableIsWhatIsMeasured) {
  std::string table = "strategy,option,beside,tco_usd,e2e_p95_s,accuracy_percent,it_kwh,why\n";
  table += rows({}, false);
  for (const Beside& one : besides()) {
    std::vector<Override> overrides = one.needs;
    for (const char* axis :
         {"machines", "weights", "kv", "plan", "batch", "router", "clock", "keep", "tier"}) {
      overrides.push_back({fmt::format("strategies.{}", axis), "null"});
    }
    overrides.push_back({"strategies.beside", one.axis});
    table += rows(std::move(overrides), true);
  }
  if (std::getenv("COSTWRIGHT_UPDATE") != nullptr) {
    std::ofstream(kTable) << table;
  }
  std::stringstream text;
  text << std::ifstream(kTable).rdbuf();
  EXPECT_EQ(text.str(), table)
      << "COSTWRIGHT_UPDATE=1 writes it anew, then the test StrategiesPage "
         "prints it";
}

}  // namespace
}  // namespace costwright::testing

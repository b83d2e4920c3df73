// Evaluating again what is nearly known: as a money slider does, as a plan that was simulated
// before does, and as a search over many small scenarios does.
#include <benchmark/benchmark.h>

#include "core/scenario/loaded.h"
#include "study/study.h"

#include "bench/suites.h"

namespace costwright::bench {
namespace {

using study::Evaluation;
using study::Inputs;

LoadedScenario support_chat(const std::vector<Override>& overrides = {}) {
  Diagnostics diagnostics;
  auto loaded = study::read_scenario({COSTWRIGHT_SUPPORT_CHAT, {}, overrides}, diagnostics);
  require(loaded.has_value(), "the support-chat scenario has errors:\n{}", diagnostics.text());
  return std::move(*loaded);
}

Evaluation evaluated(const Inputs& inputs,
                     LoadedScenario scenario,
                     const study::EvaluateOptions& options) {
  Diagnostics diagnostics;
  auto result = evaluate(inputs, std::move(scenario), options, diagnostics);
  require(result.has_value(), "a benchmark's scenario has errors:\n{}", diagnostics.text());
  return std::move(*result);
}

// 36 months at three speeds.
void reprice_support_chat(benchmark::State& state) {
  const Inputs inputs(COSTWRIGHT_DATA_FOLDER);
  Evaluation known = evaluated(inputs, support_chat(), {});
  for (auto _ : state) {
    LoadedScenario changed = *known.loaded;
    changed.scenario.finance.discount_rate.per_year += 1e-6;
    known = evaluated(inputs, std::move(changed), {.known = &known});
    benchmark::DoNotOptimize(known.finance);
  }
  state.counters["ledger_lines"] = static_cast<double>(known.ledger.lines.size());
}

// So many plans in turn, all simulated before. Of a few the months are still there, of more than
// Memory::kMostPlans only their simulations.
void evaluate_in_turn(benchmark::State& state, int plans, const char* effort) {
  const Inputs inputs(COSTWRIGHT_DATA_FOLDER);
  const study::Memory remembered("");
  std::vector<LoadedScenario> scenarios;
  for (int i = 0; i < plans; ++i) {
    scenarios.push_back(support_chat(
        {{"simulation.effort", effort}, {"serving.chat.max_batch", fmt::format("{}", 200 + i)}}));
    evaluated(inputs, scenarios.back(), {.remembered = &remembered});
  }
  std::size_t turn = 0;
  for (auto _ : state) {
    const Evaluation again =
        evaluated(inputs, scenarios[turn++ % scenarios.size()], {.remembered = &remembered});
    require(again.simulated == 0, "{} simulations were not remembered", again.simulated);
    benchmark::DoNotOptimize(again.finance);
  }
}

void evaluate_remembered_plan(benchmark::State& state) {
  evaluate_in_turn(state, 2, "standard");
}

void evaluate_remembered_simulations(benchmark::State& state) {
  evaluate_in_turn(state, study::Memory::kMostPlans + 1, "quick");
}

constexpr const char* kSmall = R"(
name: small
start: 2027-01
horizon: 1 month
simulation: {error_range: false, warm_up: 10 min}
sites: {dc: {electricity: 0.1 USD/kWh, pue: 1.3}}
fleet: {gpus: {owned: {server: l4-4, site: dc}}}
models: {small: {model: Llama-3.2-1B}}
serving: {chat: {model: small, fleet: gpus, replicas: 1}}
workloads:
  chat:
    served_by: chat
    arrivals: {synthetic: {input_tokens: {fixed: 100 tokens}, output_tokens: {fixed: 20 tokens}}}
    demand: {requests: 1000 requests/month}
)";

// Each one simulated: none is like another.
void evaluate_small_scenarios(benchmark::State& state) {
  const Inputs inputs(COSTWRIGHT_DATA_FOLDER);
  Diagnostics diagnostics;
  auto small = study::read_scenario({"small.yaml", kSmall}, diagnostics);
  require(small.has_value(), "{}", diagnostics.text());
  evaluated(inputs, *small, {.threads = 1});
  const int files = inputs.files_read();
  for (auto _ : state) {
    small->scenario.seed += 1;
    benchmark::DoNotOptimize(evaluated(inputs, *small, {.threads = 1}).finance);
  }
  require(inputs.files_read() == files, "files were read again");
  state.SetItemsProcessed(state.iterations());
}

}  // namespace

void register_money() {
  benchmark::RegisterBenchmark("reprice_support_chat_36_months", &reprice_support_chat)
      ->Unit(benchmark::kMillisecond);
  benchmark::RegisterBenchmark("evaluate_remembered_plan", &evaluate_remembered_plan)
      ->Unit(benchmark::kMillisecond)
      ->Iterations(500);
  benchmark::RegisterBenchmark("evaluate_remembered_simulations", &evaluate_remembered_simulations)
      ->Unit(benchmark::kMillisecond)
      ->Iterations(500);
  benchmark::RegisterBenchmark("evaluate_small_scenarios", &evaluate_small_scenarios)
      ->Unit(benchmark::kMillisecond)
      ->Iterations(100);
}

}  // namespace costwright::bench

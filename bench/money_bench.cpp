// Pricing a finished 36-month run again, as a money slider does: Physical + Scenario + Catalog ->
// Ledger -> summary.
#include <benchmark/benchmark.h>

#include "study/run.h"

#include "bench/suites.h"

namespace costwright::bench {
using namespace sim;
namespace {

study::RunResult finished_run() {
  Diagnostics diagnostics;
  study::RunOptions options;
  options.data_folder = COSTWRIGHT_DATA_FOLDER;
  auto result = run_scenario(COSTWRIGHT_SUPPORT_CHAT, options, diagnostics);
  require(result.has_value(), "the support-chat scenario has errors:\n{}", diagnostics.text());
  return std::move(*result);
}

void reprice_support_chat(benchmark::State& state) {
  study::RunResult result = finished_run();
  for (auto _ : state) {
    Diagnostics diagnostics;
    LoadedScenario loaded = result.loaded;
    loaded.scenario.finance.discount_rate.per_year += 1e-6;
    reprice(result, std::move(loaded), diagnostics);
    benchmark::DoNotOptimize(result.finance);
  }
  state.counters["ledger_lines"] = static_cast<double>(result.ledger.lines.size());
}

}  // namespace

void register_money() {
  benchmark::RegisterBenchmark("reprice_support_chat_36_months", &reprice_support_chat)
      ->Unit(benchmark::kMillisecond);
}

}  // namespace costwright::bench

// Planning a scenario whose files are read: Scenario + catalogue + traces in memory ->
// ScenarioPlan. A search plans tens of thousands.
#include <benchmark/benchmark.h>

#include "core/scenario/loaded.h"
#include "core/scenario/reader.h"
#include "study/inputs/catalog_input.h"
#include "study/inputs/inputs.h"
#include "study/plan/plan.h"

#include "bench/suites.h"

namespace costwright::bench {
namespace {

void plan_support_chat(benchmark::State& state) {
  Diagnostics diagnostics;
  const auto loaded = load_scenario(COSTWRIGHT_SUPPORT_CHAT, {}, diagnostics);
  require(loaded.has_value(), "the support-chat scenario has errors:\n{}", diagnostics.text());
  const study::Inputs inputs(COSTWRIGHT_DATA_FOLDER);
  const Catalog& catalog = inputs.catalog(*loaded, diagnostics)->catalog;
  std::size_t runs = 0;
  for (auto _ : state) {
    FactLog facts;
    const auto plan = study::make_plan(*loaded, inputs, catalog, facts, diagnostics);
    runs = plan.simulations.size();
    benchmark::DoNotOptimize(plan);
  }
  require(!diagnostics.has_errors(), "{}", diagnostics.text());
  state.counters["simulations"] = static_cast<double>(runs);
}

}  // namespace

void register_plan() {
  benchmark::RegisterBenchmark("plan_support_chat", &plan_support_chat)
      ->Unit(benchmark::kMillisecond);
}

}  // namespace costwright::bench

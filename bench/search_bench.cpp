// What a search over a scenario's strategies does with its time: evaluations a second by how much
// of them is known, bounds, and a whole search with the share of it that is the solver's own.
#include <benchmark/benchmark.h>

#include "study/optimize/bounds.h"
#include "study/optimize/evaluator.h"
#include "study/optimize/optimize.h"

#include "bench/suites.h"

namespace costwright::bench {
namespace {

using study::Choice;
using study::Trial;

// The axes of scenarios/optimize-chat, in its order.
enum Axis { kMachines, kWeights, kKv, kPlan, kBatch, kRouter, kClock, kKeep, kTier, kAxes };

class OptimizeChat {
 public:
  OptimizeChat() {
    Diagnostics diagnostics;
    choices_ = study::Choices::read(inputs_, {COSTWRIGHT_OPTIMIZE_CHAT}, diagnostics);
    require(choices_ && choices_->axes().size() == kAxes, "optimize-chat is another:\n{}",
            diagnostics.text());
  }
  const study::Inputs& inputs() const { return inputs_; }
  const study::Choices& choices() const { return *choices_; }

  study::Evaluator evaluator(const study::Memory* remembered) const {
    std::vector<bool> of_money(kAxes);
    of_money[kKeep] = of_money[kTier] = true;
    return {inputs_, *choices_, of_money, {.threads = 1, .remembered = remembered}};
  }
  // Distinct plans: clocks, routers, batches and formats of today's machines.
  static std::vector<Choice> plans(std::size_t count) {
    std::vector<Choice> plans;
    for (int i = 0; plans.size() < count; ++i) {
      Choice choice(kAxes, 0);
      choice[kClock] = i % 3;
      choice[kRouter] = i / 3 % 2;
      choice[kKv] = i / 6 % 2;
      choice[kWeights] = i / 12 % 2;
      plans.push_back(choice);
    }
    return plans;
  }
  // The nine ways to keep the data, of one plan.
  static std::vector<Choice> prices() {
    std::vector<Choice> prices;
    for (int i = 0; i < 9; ++i) {
      prices.emplace_back(kAxes, 0);
      prices.back()[kKeep] = i % 3;
      prices.back()[kTier] = i / 3;
    }
    return prices;
  }

 private:
  study::Inputs inputs_{COSTWRIGHT_DATA_FOLDER};
  std::optional<study::Choices> choices_;
};

// Choices that differ in money alone: all but the first are priced only.
void search_repriced(benchmark::State& state) {
  const OptimizeChat chat;
  const study::Memory remembered("");
  const auto prices = OptimizeChat::prices();
  chat.evaluator(&remembered).evaluate(prices, Trial::kQuick);
  for (auto _ : state) {
    auto evaluator = chat.evaluator(&remembered);
    benchmark::DoNotOptimize(evaluator.evaluate(prices, Trial::kQuick));
    require(evaluator.taken().simulated == 0, "a price was simulated");
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(prices.size()));
}

// Plans whose simulations and months are in memory.
void search_remembered(benchmark::State& state) {
  const OptimizeChat chat;
  const study::Memory remembered("");
  const auto plans = OptimizeChat::plans(4);
  chat.evaluator(&remembered).evaluate(plans, Trial::kQuick);
  for (auto _ : state) {
    auto evaluator = chat.evaluator(&remembered);
    benchmark::DoNotOptimize(evaluator.evaluate(plans, Trial::kQuick));
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(plans.size()));
}

void search_simulated(benchmark::State& state, Trial effort) {
  const OptimizeChat chat;
  const auto plans = OptimizeChat::plans(static_cast<std::size_t>(state.max_iterations));
  std::size_t next = 0;
  double requests = 0;
  for (auto _ : state) {
    auto evaluator = chat.evaluator(nullptr);
    benchmark::DoNotOptimize(evaluator.evaluate({plans.at(next++)}, effort));
    requests += evaluator.taken().requests;
  }
  state.SetItemsProcessed(state.iterations());
  state.counters["requests_each"] = requests / static_cast<double>(state.iterations());
}

// Of complete choices, a plan and its prices at a time.
void search_bounds(benchmark::State& state) {
  const OptimizeChat chat;
  Diagnostics diagnostics;
  const auto tco = study::parse_objective("tco", false, diagnostics)->metric;
  const auto prices = OptimizeChat::prices();
  const study::Bounds known(chat.inputs(), chat.choices(), {tco}, 1);
  for (auto _ : state) {
    study::Bounds bounds = known;  // which have no complete choice yet
    bounds.foresee(prices);
    benchmark::DoNotOptimize(bounds.of(tco, prices.back()));
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(prices.size()));
}

// All of optimize-chat, from nothing.
void search_optimize_chat(benchmark::State& state) {
  Diagnostics diagnostics;
  study::OptimizeRequest request;
  request.objectives = {*study::parse_objective("tco", false, diagnostics)};
  request.subject_to = {"accuracy >= today"};
  request.has_baselines = false;
  for (auto _ : state) {
    const study::Inputs inputs(COSTWRIGHT_DATA_FOLDER);
    const study::Memory remembered("");
    const auto found = study::optimize(inputs, {COSTWRIGHT_OPTIMIZE_CHAT}, request,
                                       {.remembered = &remembered}, diagnostics);
    require(found && found->best, "nothing was found:\n{}", diagnostics.text());
    const solve::Summary& summary = found->summary;
    state.counters["own_share"] = found->own_share;
    state.counters["plans_simulated"] =
        static_cast<double>(summary.works.quick + summary.works.standard);
    state.counters["requests"] = found->taken.requests;
  }
}

}  // namespace

void register_search() {
  benchmark::RegisterBenchmark("search_repriced", &search_repriced)->Unit(benchmark::kMillisecond);
  benchmark::RegisterBenchmark("search_remembered", &search_remembered)
      ->Unit(benchmark::kMillisecond);
  benchmark::RegisterBenchmark("search_bounds", &search_bounds)->Unit(benchmark::kMillisecond);
  benchmark::RegisterBenchmark("search_quick", search_simulated, Trial::kQuick)
      ->Unit(benchmark::kMillisecond)
      ->Iterations(12);
  benchmark::RegisterBenchmark("search_standard", search_simulated, Trial::kStandard)
      ->Unit(benchmark::kMillisecond)
      ->Iterations(6);
  benchmark::RegisterBenchmark("search_optimize_chat", &search_optimize_chat)
      ->Unit(benchmark::kMillisecond)
      ->Iterations(1)
      ->MeasureProcessCPUTime();
}

}  // namespace costwright::bench

// The naive step-by-step oracle on the first 2,000 requests of the Azure trace: what exact jumping
// saves over the plainest simulator of the same model.
#include <benchmark/benchmark.h>

#include "sim/arrivals/arrivals.h"
#include "sim/serving/engine.h"
#include "tests/sim/oracle/oracle.h"

#include "bench/plans.h"
#include "bench/suites.h"

namespace costwright::bench {
using namespace sim;
namespace {

std::vector<Request> first_requests(std::size_t most) {
  const auto trace = azure_trace();
  std::vector<Request> requests;
  for (std::size_t i = 0; i < std::min(most, trace->rows.size()); ++i) {
    const TraceRow& row = trace->rows[i];
    requests.push_back({.arrival = row.at,
                        .id = static_cast<std::int64_t>(i),
                        .input = row.input,
                        .output = row.output});
  }
  return requests;
}

ServingPlan plan_for(const std::vector<Request>& requests) {
  ServingPlan plan = llama_8b_on_h100(1, Router::kRoundRobin);
  plan.meter.buckets = static_cast<std::int32_t>(requests.back().arrival / kPsPerBucket + 1);
  return plan;
}

template <class Engine>
void replay(benchmark::State& state, Engine engine) {
  const auto requests = first_requests(2000);
  const ServingPlan plan = plan_for(requests);
  for (auto _ : state) {
    benchmark::DoNotOptimize(engine(plan, *list_arrivals(requests)));
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(requests.size()));
}

void jump(benchmark::State& state) {
  replay(state, [](const ServingPlan& plan, ArrivalSource& source) {
    return simulate_serving(plan, source);
  });
}

void oracle(benchmark::State& state) {
  replay(state, [](const ServingPlan& plan, ArrivalSource& source) {
    return testing::simulate_stepwise(plan, source);
  });
}

}  // namespace

void register_oracle() {
  benchmark::RegisterBenchmark("azure_2000/jump", &jump)->Unit(benchmark::kMillisecond);
  benchmark::RegisterBenchmark("azure_2000/oracle", &oracle)->Unit(benchmark::kMillisecond);
}

}  // namespace costwright::bench

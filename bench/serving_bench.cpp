// How many requests a second the serving engine replays on one core, with every meter and the KV
// accounting on: the Azure 2023 conversation trace repeated to a million requests, a plan like
// Llama-3-8B on one H100.
//
// replay/<router>/<load>/<replicas>: items_per_second = requests/s. The load is per replica and a
// share of its capacity: light 20%, medium 60%, heavy 95%. replay_step_requests_per_s: the same
// engine advancing one iteration at a time (also O(1) each), the price of not jumping.
//
// replay_prefixes/<cached|uncached>: the Mooncake conversation trace, whose prompts share their
// beginnings, with and without prefix caching.
#include <algorithm>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>

#include "sim/arrivals/arrivals.h"
#include "sim/serving/engine.h"

#include "bench/plans.h"
#include "bench/suites.h"

namespace costwright::bench {
using namespace sim;
namespace {

constexpr std::size_t kRequests = 1'000'000;

// The trace's window repeated back to back, its time divided by `speed`.
std::vector<Request> repeat(const Trace& trace, double speed) {
  std::vector<Request> requests;
  requests.reserve(kRequests);
  for (std::size_t i = 0; i < kRequests; ++i) {
    const TraceRow& row = trace.rows[i % trace.rows.size()];
    const Ps at = static_cast<Ps>(i / trace.rows.size()) * trace.window + row.at;
    requests.push_back({.arrival = static_cast<Ps>(static_cast<double>(at) / speed),
                        .id = static_cast<std::int64_t>(i),
                        .input = row.input,
                        .output = row.output});
  }
  return requests;
}

// Requests/s that one replica of this plan completes when everybody is there from the start.
double capacity(const Trace& trace) {
  std::vector<Request> requests = repeat(trace, 1);
  requests.resize(trace.rows.size());
  for (Request& request : requests) {
    request.arrival = 0;
  }
  ServingPlan plan = llama_8b_on_h100(1, Router::kRoundRobin);
  plan.replica.queue_limit = static_cast<std::int32_t>(requests.size());
  plan.replica.client_timeout = INT64_MAX;
  plan.meter.buckets = kBucketsPerDay;
  const PoolUsage usage = simulate_serving(plan, *list_arrivals(requests));
  Ps busy = 0;
  for (const UsageBucket& bucket : usage.buckets) {
    busy += static_cast<Ps>(bucket.busy_ps);
  }
  return static_cast<double>(requests.size()) * 1e12 / static_cast<double>(busy);
}

// `longest_run`: that of RunControl.
void replay(benchmark::State& state, std::int64_t longest_run, Router router, double load) {
  static const std::shared_ptr<const Trace> trace = azure_trace();
  static const double per_replica = capacity(*trace);
  const auto replicas = static_cast<std::int32_t>(state.range(0));
  const double trace_rate = trace_rate_per_hour(*trace) / 3600;
  const std::vector<Request> requests = repeat(*trace, load * per_replica * replicas / trace_rate);
  ServingPlan plan = llama_8b_on_h100(replicas, router);
  plan.meter.buckets = static_cast<std::int32_t>(requests.back().arrival / kPsPerBucket + 1);
  PoolUsage usage;
  for (auto _ : state) {
    usage = simulate_serving(plan, *list_arrivals(requests), {.longest_run = longest_run});
    benchmark::DoNotOptimize(usage);
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(requests.size()));
  UsageBucket sum;
  for (const UsageBucket& bucket : usage.buckets) {
    sum.iterations += bucket.iterations;
    sum.decode_tokens += bucket.decode_tokens;
    sum.preemptions += bucket.preemptions;
    sum.dropped += bucket.dropped + bucket.timed_out;
  }
  const auto total = static_cast<double>(requests.size());
  state.counters["iterations/req"] = static_cast<double>(sum.iterations) / total;
  state.counters["mean_batch"] =
      static_cast<double>(sum.decode_tokens) / static_cast<double>(sum.iterations);
  state.counters["preemptions"] = static_cast<double>(sum.preemptions);
  state.counters["lost"] = static_cast<double>(sum.dropped);
}

// The Mooncake conversation trace for a day at its own rate, eight replicas in turn. Prompts of
// 12,000 tokens begin with 24 hashed blocks, of which a cache finds a third. What one day repeats
// of another it does not share.
void replay_prefixes(benchmark::State& state, bool prefix_cache) {
  static const std::shared_ptr<const Trace> trace = mooncake_trace();
  ArrivalPlan arrivals;
  arrivals.end = 24 * kPsPerHour;
  arrivals.streams.resize(1);
  arrivals.streams[0].shape = TraceStream{trace, false, {0}};
  ServingPlan plan = llama_8b_on_h100(8, Router::kRoundRobin);
  plan.replica.prefix_cache = prefix_cache;
  plan.meter.buckets = kBucketsPerDay;
  UsageBucket sum;
  std::int64_t requests = 0;
  for (auto _ : state) {
    const PoolUsage usage = simulate_serving(plan, *make_arrivals(arrivals));
    sum = {};
    for (const UsageBucket& bucket : usage.buckets) {
      sum.arrived += bucket.arrived;
      sum.iterations += bucket.iterations;
      sum.cached_tokens += bucket.cached_tokens;
      sum.prefill_tokens += bucket.prefill_tokens;
      sum.dropped += bucket.dropped + bucket.timed_out;
    }
    requests += sum.arrived;
  }
  state.SetItemsProcessed(requests);
  state.counters["iterations/req"] =
      static_cast<double>(sum.iterations) / static_cast<double>(sum.arrived);
  state.counters["hit_share"] = static_cast<double>(sum.cached_tokens) /
                                static_cast<double>(sum.cached_tokens + sum.prefill_tokens);
  state.counters["lost"] = static_cast<double>(sum.dropped);
}

struct Load {
  const char* name;
  double share;
};

}  // namespace

void register_serving() {
  for (const Load& load : {Load{"light", 0.2}, Load{"medium", 0.6}, Load{"heavy", 0.95}}) {
    const auto add = [&](const std::string& name, std::int64_t longest_run, Router router) {
      return benchmark::RegisterBenchmark((name + "/" + load.name).c_str(),
                                          [=, share = load.share](benchmark::State& state) {
                                            replay(state, longest_run, router, share);
                                          })
          ->Unit(benchmark::kMillisecond);
    };
    for (const int replicas : {1, 8, 64, 512}) {
      add("replay/round_robin", INT64_MAX, Router::kRoundRobin)->Arg(replicas);
      add("replay/least_outstanding", INT64_MAX, Router::kLeastOutstanding)->Arg(replicas);
    }
    add("replay_step_requests_per_s", 1, Router::kRoundRobin)->Arg(1);
  }
  for (const bool prefix_cache : {true, false}) {
    benchmark::RegisterBenchmark(
        prefix_cache ? "replay_prefixes/cached" : "replay_prefixes/uncached",
        [=](benchmark::State& state) {
          replay_prefixes(state, prefix_cache);
        })
        ->Unit(benchmark::kMillisecond);
  }
}

}  // namespace costwright::bench

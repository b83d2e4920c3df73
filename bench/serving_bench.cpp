// How many requests a second the serving engine replays on one core, with every meter and the KV
// accounting on: the Azure 2023 conversation trace repeated to a million requests, a plan like
// Llama-3-8B on one H100.
//
// replay/<router>/<load>/<replicas>: items_per_second = requests/s. The load is per replica and a
// share of its capacity: light 20%, medium 60%, heavy 95%. replay_step_requests_per_s: the same
// engine advancing one iteration at a time (also O(1) each), the price of not jumping.
#include <charconv>
#include <fstream>
#include <stdexcept>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>

#include "sim/serving/engine.h"
#include "sim/serving/stepwise.h"

#include "bench/plans.h"
#include "bench/suites.h"

namespace costwright {

constexpr Ps kPsPerMicrosecond = 1'000'000;

// Weights take 6 ms to read; above 150 tokens 40 us of arithmetic a token; 4 us a sequence.
ServingPlan llama_8b_on_h100(std::int32_t replicas, Router router) {
  ServingPlan plan;
  plan.replicas = replicas;
  plan.router = router;
  ReplicaPlan& replica = plan.replica;
  replica.max_batch = 256;
  replica.token_budget = 2048;
  replica.kv_blocks = 27'000;
  replica.block_tokens = 16;
  replica.queue_limit = 1000;
  replica.client_timeout = 60 * kPsPerSecond;
  replica.front_end = 15'600 * kPsPerMicrosecond;
  for (Ps n = 0; n <= replica.token_budget; ++n) {
    replica.cost.step.push_back(std::max(6'000 * kPsPerMicrosecond, n * 40 * kPsPerMicrosecond) +
                                126 * kPsPerMicrosecond);
  }
  replica.cost.per_sequence = 4 * kPsPerMicrosecond;
  replica.cost.memory = {.per_sequence = 0, .per_token = 50'000};
  replica.cost.compute = {.per_sequence = kPsPerMicrosecond, .per_token = 2'000};
  replica.cost.per_prefill_pair = 1'000;
  plan.classes.resize(1);
  plan.classes[0] = {.slo_ttft = kPsPerSecond, .slo_tpot = kPsPerSecond / 20};
  return plan;
}

namespace {

constexpr std::size_t kRequests = 1'000'000;

struct Row {
  double seconds{};  // since the first request
  std::int32_t input{}, output{};
};

double number(std::string_view text) {
  double value = 0;
  if (std::from_chars(text.data(), text.data() + text.size(), value).ec != std::errc()) {
    throw std::runtime_error("not a number in the trace: " + std::string(text));
  }
  return value;
}

// `2023-11-16 18:15:46.6805900,374,44`; the trace lies within one day.
Row parse(const std::string& line) {
  const std::size_t second_comma = line.rfind(',');
  const std::size_t first_comma = line.rfind(',', second_comma - 1);
  const std::string_view text(line);
  const double time = number(text.substr(11, 2)) * 3600 + number(text.substr(14, 2)) * 60 +
                      number(text.substr(17, first_comma - 17));
  return {time,
          static_cast<std::int32_t>(
              number(text.substr(first_comma + 1, second_comma - first_comma - 1))),
          static_cast<std::int32_t>(number(text.substr(second_comma + 1)))};
}

std::vector<Row> load_trace() {
  std::ifstream file(COSTWRIGHT_TRACE);
  std::vector<Row> rows;
  std::string line;
  std::getline(file, line);
  while (std::getline(file, line)) {
    if (!line.empty() && line.back() == '\r') {
      line.pop_back();
    }
    if (!line.empty()) {
      rows.push_back(parse(line));
    }
  }
  if (rows.size() < 2) {
    throw std::runtime_error("no trace at " COSTWRIGHT_TRACE);
  }
  const double start = rows.front().seconds;
  for (Row& row : rows) {
    row.seconds -= start;
  }
  return rows;
}

// The trace's window repeated back to back, its time divided by `speed`.
std::vector<Request> repeat(const std::vector<Row>& rows, double speed) {
  const double window =
      rows.back().seconds + rows.back().seconds / static_cast<double>(rows.size());
  std::vector<Request> requests;
  requests.reserve(kRequests);
  for (std::size_t i = 0; i < kRequests; ++i) {
    const Row& row = rows[i % rows.size()];
    const double seconds = static_cast<double>(i / rows.size()) * window + row.seconds;
    requests.push_back({.arrival = static_cast<Ps>(seconds / speed * 1e12),
                        .id = static_cast<std::int64_t>(i),
                        .input = row.input,
                        .output = std::max(row.output, 1)});
  }
  return requests;
}

class ListSource final : public ArrivalSource {
 public:
  explicit ListSource(const std::vector<Request>& requests) : requests_(requests) {}
  std::size_t next(std::span<Request> out) override {
    const std::size_t count = std::min(out.size(), requests_.size() - position_);
    std::copy_n(requests_.begin() + static_cast<std::ptrdiff_t>(position_), count, out.begin());
    position_ += count;
    return count;
  }

 private:
  const std::vector<Request>& requests_;
  std::size_t position_ = 0;
};

// Requests/s that one replica of this plan completes when everybody is there from the start.
double capacity(const std::vector<Row>& rows) {
  std::vector<Request> requests = repeat(rows, 1);
  requests.resize(rows.size());
  for (Request& request : requests) {
    request.arrival = 0;
  }
  ServingPlan plan = llama_8b_on_h100(1, Router::kRoundRobin);
  plan.replica.queue_limit = static_cast<std::int32_t>(rows.size());
  plan.replica.client_timeout = INT64_MAX;
  plan.meter.buckets = 96;
  ListSource source(requests);
  const PoolUsage usage = simulate_serving(plan, source);
  Ps busy = 0;
  for (const UsageBucket& bucket : usage.buckets) {
    busy += bucket.busy_ps;
  }
  return static_cast<double>(rows.size()) * 1e12 / static_cast<double>(busy);
}

using Engine = PoolUsage (*)(const ServingPlan&, ArrivalSource&, const ServingOptions&);

void replay(benchmark::State& state, Engine engine, Router router, double load) {
  static const std::vector<Row> rows = load_trace();
  static const double per_replica = capacity(rows);
  const auto replicas = static_cast<std::int32_t>(state.range(0));
  const double trace_rate = static_cast<double>(rows.size()) / rows.back().seconds;
  const std::vector<Request> requests = repeat(rows, load * per_replica * replicas / trace_rate);
  ServingPlan plan = llama_8b_on_h100(replicas, router);
  plan.meter.buckets = static_cast<std::int32_t>(requests.back().arrival / kPsPerBucket + 1);
  PoolUsage usage;
  for (auto _ : state) {
    ListSource source(requests);
    usage = engine(plan, source, {});
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

struct Load {
  const char* name;
  double share;
};

}  // namespace

void register_serving() {
  for (const Load& load : {Load{"light", 0.2}, Load{"medium", 0.6}, Load{"heavy", 0.95}}) {
    const auto add = [&](const std::string& name, Engine engine, Router router) {
      return benchmark::RegisterBenchmark((name + "/" + load.name).c_str(),
                                          [=, share = load.share](benchmark::State& state) {
                                            replay(state, engine, router, share);
                                          })
          ->Unit(benchmark::kMillisecond);
    };
    for (const int replicas : {1, 8, 64, 512}) {
      add("replay/round_robin", &simulate_serving, Router::kRoundRobin)->Arg(replicas);
      add("replay/least_outstanding", &simulate_serving, Router::kLeastOutstanding)->Arg(replicas);
    }
    add("replay_step_requests_per_s", &simulate_serving_stepwise, Router::kRoundRobin)->Arg(1);
  }
}

}  // namespace costwright

// Laws that hold on every path, whatever the workload: conservation of requests and tokens,
// Little's law, and labels that steer nothing.
#include <algorithm>
#include <numeric>

#include <gtest/gtest.h>

#include "sim/arrivals/arrivals.h"
#include "sim/serving/engine.h"
#include "tests/sim/engines.h"
#include "tests/sim/oracle/difference.h"
#include "tests/sim/random_features.h"

namespace costwright::testing {
using namespace sim;
namespace {

constexpr std::uint64_t kSeeds = 300;

Outcome simulate(const Workload& w) {
  ScriptedSource source(w);
  return play_jump(w.plan, source);
}

UsageBucket total_of(const PoolUsage& usage) {
  UsageBucket sum;
  for (const auto& b : usage.buckets) {
    sum.busy_ps += b.busy_ps;
    sum.iterations += b.iterations;
    sum.decode_tokens += b.decode_tokens;
    sum.prefill_tokens += b.prefill_tokens;
    sum.preemptions += b.preemptions;
    sum.arrived += b.arrived;
    sum.completed += b.completed;
    sum.dropped += b.dropped;
    sum.timed_out += b.timed_out;
    sum.on_ps += b.on_ps;
    sum.cached_tokens += b.cached_tokens;
    sum.lost += b.lost;
    sum.from_cache += b.from_cache;
  }
  return sum;
}

// An open workload whose window holds all of it. (An autoscaler would look a million times.)
std::optional<Workload> wholly_inside(std::uint64_t seed) {
  Workload w = random_workload(seed);
  if (w.reacts || w.plan.autoscaler) {
    return std::nullopt;
  }
  w.plan.meter.start = w.requests.front().request.arrival;
  w.plan.meter.buckets = 1;
  Workload far = w;
  far.plan.meter.buckets = 3000;
  Ps last = 0;
  for (const auto& r : simulate(far).records) {
    last = std::max(last, r.finish);
  }
  w.plan.meter.buckets =
      static_cast<std::int32_t>((last - w.plan.meter.start) / w.plan.meter.bucket + 1);
  return w.plan.meter.buckets < 3000 ? std::optional(w) : std::nullopt;
}

TEST(ServingInvariants, EveryRequestOfEveryDayHasOneFate) {
  for (std::uint64_t seed = 1; seed <= kSeeds; ++seed) {
    const Workload w = random_workload(seed);
    const Outcome outcome = simulate(w);
    for (const auto& klass : outcome.usage.classes) {
      for (const auto& day : klass.days) {
        ASSERT_EQ(day.arrived, day.completed + day.dropped + day.timed_out + day.in_flight) << seed;
        ASSERT_EQ(day.latency.ttft.count(), static_cast<std::uint64_t>(day.completed)) << seed;
        ASSERT_EQ(day.latency.e2e.count(), static_cast<std::uint64_t>(day.completed)) << seed;
        ASSERT_LE(day.output_tokens, day.offered_output_tokens) << seed;
        ASSERT_LE(day.slo_met, day.completed) << seed;
        ASSERT_LE(day.from_cache, day.completed) << seed;
        ASSERT_TRUE(day.completed < day.arrived || day.input_tokens == day.offered_input_tokens)
            << seed;
      }
    }
    const Ps window = w.plan.meter.buckets * w.plan.meter.bucket;
    for (const auto& bucket : outcome.usage.buckets) {
      ASSERT_LE(bucket.busy_ps, bucket.on_ps) << seed;
      ASSERT_LE(bucket.from_cache, bucket.completed) << seed;
    }
    const bool always_on = !w.plan.autoscaler && w.plan.outages.empty();
    ASSERT_LE(total_of(outcome.usage).on_ps, w.plan.replicas * window) << seed;
    ASSERT_TRUE(!always_on || total_of(outcome.usage).on_ps == w.plan.replicas * window) << seed;
    ASSERT_LE(outcome.usage.max_queue, w.plan.replica.queue_limit) << seed;
  }
}

TEST(ServingInvariants, TokensAreConserved) {
  int checked = 0;
  for (std::uint64_t seed = 1; seed <= kSeeds; ++seed) {
    const auto w = wholly_inside(seed);
    if (!w) {
      continue;
    }
    ++checked;
    const Outcome outcome = simulate(*w);
    const UsageBucket sum = total_of(outcome.usage);
    ASSERT_EQ(sum.arrived, std::ssize(w->requests)) << seed;
    ASSERT_EQ(sum.arrived, sum.completed + sum.dropped + sum.timed_out) << seed;
    ASSERT_EQ(outcome.usage.backlog_end, 0) << seed;
    std::int64_t preemptions = 0, answered = 0;
    std::int64_t input = 0, output = 0;  // of those that a replica completed
    for (std::size_t i = 0; i < outcome.records.size(); ++i) {
      const auto& record = outcome.records[i];
      const Request& request = w->requests[i].request;
      ASSERT_EQ(record.id, request.id) << seed;
      preemptions += record.preemptions;
      const bool completed = record.fate == RequestFate::kCompleted;
      answered += completed && record.replica < 0 ? 1 : 0;
      input += completed && record.replica >= 0 ? request.input : 0;
      output += completed && record.replica >= 0 ? request.output : 0;
    }
    ASSERT_EQ(answered, sum.from_cache) << seed;
    const auto served = sum.completed - answered;
    if (sum.lost > 0) {  // their work was in vain
      ASSERT_LE(preemptions, sum.preemptions) << seed;
      ASSERT_GE(sum.prefill_tokens + sum.cached_tokens, input) << seed;
      ASSERT_GE(sum.decode_tokens + served + sum.preemptions, output) << seed;
      continue;
    }
    ASSERT_EQ(preemptions, sum.preemptions) << seed;
    // A prefill yields one token at its end, a decode one each; every recomputation may yield one
    // more.
    ASSERT_GE(sum.decode_tokens + served + preemptions, output) << seed;
    ASSERT_LE(sum.decode_tokens + served, output) << seed;
    if (preemptions == 0) {
      ASSERT_EQ(sum.prefill_tokens + sum.cached_tokens, input) << seed;
    } else {
      ASSERT_GE(sum.prefill_tokens + sum.cached_tokens, input) << seed;
    }
  }
  EXPECT_GE(checked, 130);
}

// The meters' account of who is in the system at each edge is that of the records, and the integral
// of the number in system over time is the sum of the sojourns (Little's law on a path, in
// integers).
TEST(ServingInvariants, LittlesLawHoldsOnEveryPath) {
  for (std::uint64_t seed = 1; seed <= kSeeds; ++seed) {
    const auto w = wholly_inside(seed);
    if (!w) {
      continue;
    }
    const Outcome outcome = simulate(*w);
    std::vector<std::pair<Ps, int>> changes;
    Int128 sojourns = 0;
    for (std::size_t i = 0; i < outcome.records.size(); ++i) {
      changes.emplace_back(w->requests[i].request.arrival, 1);
      changes.emplace_back(outcome.records[i].finish, -1);
      sojourns += outcome.records[i].finish - w->requests[i].request.arrival;
    }
    std::sort(changes.begin(), changes.end());
    Int128 integral = 0;
    std::int64_t in_system = 0;
    std::int64_t by_meters = 0;
    std::size_t next = 0;
    Ps t = w->plan.meter.start;
    for (const auto& bucket : outcome.usage.buckets) {
      const Ps edge =
          w->plan.meter.start + (&bucket - outcome.usage.buckets.data() + 1) * w->plan.meter.bucket;
      for (; next < changes.size() && changes[next].first < edge; ++next) {
        integral += Int128{in_system} * (changes[next].first - t);
        t = changes[next].first;
        in_system += changes[next].second;
      }
      integral += Int128{in_system} * (edge - t);
      t = edge;
      by_meters += bucket.arrived - bucket.completed - bucket.dropped - bucket.timed_out;
      ASSERT_EQ(by_meters, in_system) << "seed " << seed;
    }
    ASSERT_EQ(in_system, 0) << seed;
    ASSERT_TRUE(integral == sojourns) << seed;
  }
}

// Of single requests it need not be true (a fuller batch may start sooner); of means it is.
TEST(ServingInvariants, MeanLatencyDoesNotFallWhenLoadRises) {
  ServingPlan plan;
  plan.replicas = 2;
  plan.router = Router::kLeastOutstanding;
  plan.replica.max_batch = 16;
  plan.replica.token_budget = 256;
  plan.replica.kv_blocks = 2000;
  plan.replica.queue_limit = 100'000;
  plan.replica.client_timeout = 1000 * kPsPerHour;
  for (Ps n = 0; n <= 256; ++n) {
    plan.replica.cost.step.push_back((10 + n / 8) * kPsPerSecond / 1000);
  }
  plan.replica.cost.memory.per_token = kPsPerSecond / 1'000'000;
  plan.meter = {0, 96, 96};
  plan.classes.resize(1);
  double before = 0;
  for (const double per_hour : {2000.0, 8000.0, 16'000.0, 24'000.0, 32'000.0, 40'000.0}) {
    Int128 sojourns = 0;
    std::int64_t requests = 0;
    for (std::uint64_t replication = 1; replication <= 10; ++replication) {
      StreamPlan stream;
      stream.shape =
          SyntheticStream{1,
                          {.kind = LengthPlan::Kind::kLognormal, .mean = 300, .p50 = 130},
                          {.kind = LengthPlan::Kind::kLognormal, .mean = 60, .p50 = 40},
                          0};
      stream.rate_per_hour = {per_hour};
      std::vector<RequestRecord> records;
      std::vector<Request> sent(60'000);
      sent.resize(make_arrivals({{stream}, replication, 0, kPsPerHour})->next(sent));
      simulate_serving(plan, *list_arrivals(sent),
                       {.records = &records, .stop = {}, .progress = {}});
      for (std::size_t i = 0; i < records.size(); ++i) {
        sojourns += records[i].finish - sent[i].arrival;
      }
      requests += std::ssize(records);
    }
    const double mean = static_cast<double>(sojourns) / static_cast<double>(requests);
    EXPECT_GE(mean, before) << per_hour;
    before = mean;
  }
}

TEST(ServingInvariants, ClassLabelsSteerNothing) {
  for (std::uint64_t seed = 1; seed <= kSeeds; ++seed) {
    Workload w = random_workload(seed);
    for (auto& klass : w.plan.classes) {  // these are no labels: they steer
      klass.priority = 0;
      klass.response_cache_share = w.plan.classes[0].response_cache_share;
    }
    if (w.plan.replica.queue_order == QueueOrder::kFair) {
      w.plan.replica.queue_order = QueueOrder::kArrival;
    }
    const Outcome before = simulate(w);
    for (auto& s : w.requests) {
      const auto next = (s.request.id * 7 + s.request.klass + 1) % std::ssize(w.plan.classes);
      s.request.klass = static_cast<std::int32_t>(next);
    }
    const Outcome after = simulate(w);
    ASSERT_EQ(first_difference(before.records, after.records), "") << seed;
    ASSERT_EQ(before.usage.buckets, after.usage.buckets) << seed;
    ASSERT_EQ(before.usage.backlog_end, after.usage.backlog_end) << seed;
    ASSERT_EQ(before.usage.max_queue, after.usage.max_queue) << seed;
    std::int64_t arrived_before = 0, arrived_after = 0;
    for (std::size_t k = 0; k < w.plan.classes.size(); ++k) {
      for (const auto& day : before.usage.classes[k].days) {
        arrived_before += day.arrived;
      }
      for (const auto& day : after.usage.classes[k].days) {
        arrived_after += day.arrived;
      }
    }
    ASSERT_EQ(arrived_before, arrived_after) << seed;
  }
}

// Features that have nothing to do leave no trace: one priority for all, decode_only costs that are
// the usual ones, a prefix cache that nobody names a node for, an autoscaler that may not scale, an
// outage of a replica after everything.
TEST(ServingInvariants, FeaturesWithNothingToDoLeaveNoTrace) {
  int checked = 0;
  for (std::uint64_t seed = 1; checked < 60; ++seed) {
    const Workload plain = random_workload(seed);
    if (has_features(plain)) {
      continue;
    }
    ++checked;
    Workload w = plain;
    for (auto& klass : w.plan.classes) {
      klass.priority = 5;
    }
    IterationCost& cost = w.plan.replica.cost;
    const auto steps = cost.step.begin();
    cost.decode_only = DecodeCost{{steps, steps + w.plan.replica.max_batch + 1},
                                  cost.per_sequence,
                                  cost.memory,
                                  cost.compute};
    w.plan.replica.prefix_cache = true;
    w.plan.autoscaler =
        Autoscaler{w.plan.replicas, w.plan.replicas, 1, w.plan.meter.start, kPsPerBucket, 0, 0};
    w.plan.seed = 77;
    for (const Engine& engine : all_engines()) {
      ScriptedSource plain_source(plain);
      ScriptedSource source(w);
      const Outcome before = engine.play(plain.plan, plain_source);
      Ps end = w.plan.meter.end();
      for (const auto& record : before.records) {
        end = std::max(end, record.finish + 1);
      }
      w.plan.outages = {{0, end, end, end + kPsPerHour}};
      const Outcome after = engine.play(w.plan, source);
      ASSERT_EQ(first_difference(before.records, after.records), "") << seed;
      ASSERT_EQ(first_difference(before.usage, after.usage), "") << seed;
    }
  }
}

}  // namespace
}  // namespace costwright::testing

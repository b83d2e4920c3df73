// Cases small enough to be computed by hand; every number is derived in the comment beside it.
// Unless a test says otherwise an iteration takes 100 ps + 1 ps for each token of decode context.
#include <numeric>

#include <gtest/gtest.h>

#include "core/diagnostics.h"
#include "sim/arrivals/arrivals.h"
#include "sim/clock/random.h"
#include "sim/serving/engine.h"
#include "tests/sim/random_workload.h"

namespace costwright::testing {
using namespace sim;
namespace {

ServingPlan small_plan() {
  ServingPlan plan;
  ReplicaPlan& replica = plan.replica;
  replica.max_batch = 4;
  replica.token_budget = 64;
  replica.kv_blocks = 10000;
  replica.block_tokens = 2;
  replica.queue_limit = 10;
  replica.client_timeout = 1'000'000;
  replica.cost.step.assign(65, 100);
  replica.cost.memory.per_token = 1;
  plan.meter = {.start = 0, .buckets = 2, .buckets_per_day = 2};
  plan.classes.resize(1);
  return plan;
}

struct Result {
  PoolUsage usage;
  std::vector<RequestRecord> records;
  const UsageBucket& bucket() const { return usage.buckets[0]; }
  const ClassDay& day() const { return usage.classes[0].days[0]; }
};

Result simulate(const ServingPlan& plan, const std::vector<Request>& requests) {
  Result result;
  result.usage = simulate_serving(plan, *list_arrivals(requests),
                                  {.records = &result.records, .stop = {}, .progress = {}});
  return result;
}

LatencyHistogram histogram(std::initializer_list<Ps> values) {
  LatencyHistogram result;
  for (const Ps value : values) {
    result.add(value);
  }
  return result;
}

TEST(ServingEngine, OneRequestTakesOnePrefillAndOneDecodeForEachFurtherToken) {
  ServingPlan plan = small_plan();
  plan.replica.front_end = 1000;
  const Result result = simulate(plan, {{.arrival = 50, .id = 7, .input = 3, .output = 3}});
  // Prefill 50 + 100 = 150; decodes of contexts 4 and 5: 254, 359.
  ASSERT_EQ(result.records.size(), 1U);
  EXPECT_EQ(result.records[0], (RequestRecord{7, RequestFate::kCompleted, 0, 0, 150, 359}));
  EXPECT_EQ(result.bucket().busy_ps, 309);
  EXPECT_EQ(result.bucket().iterations, 3);
  EXPECT_EQ(result.bucket().decode_tokens, 2);
  EXPECT_EQ(result.bucket().prefill_tokens, 3);
  EXPECT_EQ(result.bucket().prefill_pairs, 6);   // 3 * 4 / 2
  EXPECT_EQ(result.bucket().kv_read_tokens, 9);  // 4 + 5
  EXPECT_EQ(static_cast<std::int64_t>(result.bucket().kv_token_ps), 100 * 3 + 104 * 4 + 105 * 5);
  EXPECT_EQ(result.day().latency.ttft, histogram({1100}));
  EXPECT_EQ(result.day().latency.e2e, histogram({1309}));
  EXPECT_EQ(result.day().latency.tpot, histogram({104}));  // floor(209 / 2)
  EXPECT_EQ(result.day().latency.itl, histogram({104, 105}));
  EXPECT_EQ(result.usage.max_queue, 1);
}

TEST(ServingEngine, LongPromptIsPrefilledInChunksOfTheBudget) {
  ServingPlan plan = small_plan();
  plan.replica.token_budget = 4;
  plan.replica.cost.step.resize(5);
  const Result result = simulate(plan, {{.arrival = 0, .id = 0, .input = 10, .output = 1}});
  // Chunks 4, 4, 2; one output token: complete when the prefill ends.
  EXPECT_EQ(result.records[0].first_token, 300);
  EXPECT_EQ(result.records[0].finish, 300);
  EXPECT_EQ(result.bucket().prefill_tokens, 10);
  EXPECT_EQ(result.bucket().prefill_pairs, 10 + (4 * 4 + 10) + (2 * 8 + 3));
  EXPECT_EQ(result.day().latency.tpot.count(), 0U);
}

TEST(ServingEngine, TwoPrefillsShareTheBudgetOfOneIteration) {
  ServingPlan plan = small_plan();
  plan.replica.token_budget = 8;
  plan.replica.cost.step.resize(9);
  const Result result = simulate(plan, {{.arrival = 0, .id = 0, .input = 5, .output = 1},
                                        {.arrival = 0, .id = 1, .input = 5, .output = 1}});
  EXPECT_EQ(result.records[0].finish, 100);  // 5 of 8 tokens
  EXPECT_EQ(result.records[1].finish, 200);  // 3 of 8, then the last 2
  EXPECT_EQ(result.bucket().prefill_pairs, 15 + 6 + (2 * 3 + 3));
}

TEST(ServingEngine, ArrivalAtABoundaryJoinsTheIterationThatStartsThere) {
  // The first: prefill until 100, decode of context 2 until 202, of context 3 until 305.
  const Result joins = simulate(small_plan(), {{.arrival = 0, .id = 0, .input = 1, .output = 3},
                                               {.arrival = 202, .id = 1, .input = 1, .output = 1}});
  EXPECT_EQ(joins.records[1].finish, 305);
  const Result misses =
      simulate(small_plan(), {{.arrival = 0, .id = 0, .input = 1, .output = 3},
                              {.arrival = 203, .id = 1, .input = 1, .output = 1}});
  EXPECT_EQ(misses.records[1].finish, 405);
}

TEST(ServingEngine, ArrivalCutsARunAtItsNextBoundary) {
  // Decodes end at 202, 305, 409, 514, ...; the arrival at 306 is prefilled from 409, beside
  // context 5: until 514.
  const Result result =
      simulate(small_plan(), {{.arrival = 0, .id = 0, .input = 1, .output = 50},
                              {.arrival = 306, .id = 1, .input = 1, .output = 1}});
  EXPECT_EQ(result.records[1].finish, 514);
}

TEST(ServingEngine, NewestSequenceIsPreemptedAndComputedAgainWhenMemoryIsFull) {
  ServingPlan plan = small_plan();
  plan.replica.kv_blocks = 4;
  const Result result = simulate(plan, {{.arrival = 0, .id = 0, .input = 2, .output = 4},
                                        {.arrival = 0, .id = 1, .input = 2, .output = 4}});
  // 0-100 both prefill (1 block each); 100-206 contexts 3 + 3 (2 blocks each: full); 206-314
  // contexts 4 + 4; at 314 contexts of 5 need 3 blocks each: request 1 goes; 314-419 context 5:
  // request 0 is complete; 419-519 request 1 computes 2 + 3 tokens again, which yields its fourth.
  EXPECT_EQ(result.records[0], (RequestRecord{0, RequestFate::kCompleted, 0, 0, 100, 419}));
  EXPECT_EQ(result.records[1], (RequestRecord{1, RequestFate::kCompleted, 0, 1, 100, 519}));
  EXPECT_EQ(result.bucket().preemptions, 1);
  EXPECT_EQ(result.bucket().prefill_tokens, 4 + 5);
  EXPECT_EQ(result.day().latency.itl, histogram({106, 106, 108, 108, 105, 519 - 314}));
  EXPECT_EQ(result.day().latency.ttft, histogram({100, 100}));
}

TEST(ServingEngine, RequestTooLargeForTheMemoryIsDropped) {
  ServingPlan plan = small_plan();
  plan.replica.kv_blocks = 4;
  const Result result = simulate(plan, {{.arrival = 5, .id = 0, .input = 7, .output = 2},
                                        {.arrival = 5, .id = 1, .input = 7, .output = 1}});
  EXPECT_EQ(result.records[0], (RequestRecord{0, RequestFate::kDropped, 0, 0, 0, 5}));
  EXPECT_EQ(result.records[1].fate, RequestFate::kCompleted);
  EXPECT_EQ(result.bucket().dropped, 1);
}

TEST(ServingEngine, FullQueueDropsAndATimeOutMakesRoom) {
  ServingPlan plan = small_plan();
  plan.replica.max_batch = 1;
  plan.replica.queue_limit = 1;
  plan.replica.client_timeout = 50;
  const Result result =
      simulate(plan, {{.arrival = 0, .id = 0, .input = 1, .output = 9},
                      {.arrival = 10, .id = 1, .input = 1, .output = 1},    // waits, leaves at 60
                      {.arrival = 59, .id = 2, .input = 1, .output = 1},    // queue full
                      {.arrival = 60, .id = 3, .input = 1, .output = 1}});  // after the time-out
  EXPECT_EQ(result.records[1], (RequestRecord{1, RequestFate::kTimedOut, 0, 0, 0, 60}));
  EXPECT_EQ(result.records[2], (RequestRecord{2, RequestFate::kDropped, 0, 0, 0, 59}));
  EXPECT_EQ(result.records[3], (RequestRecord{3, RequestFate::kTimedOut, 0, 0, 0, 110}));
  EXPECT_EQ(result.usage.max_queue, 1);
}

TEST(ServingEngine, TimeOutAtABoundaryComesBeforeAdmission) {
  ServingPlan plan = small_plan();
  plan.replica.max_batch = 1;
  const std::vector<Request> requests = {{.arrival = 0, .id = 0, .input = 1, .output = 1},
                                         {.arrival = 40, .id = 1, .input = 1, .output = 1}};
  plan.replica.client_timeout = 60;
  EXPECT_EQ(simulate(plan, requests).records[1],
            (RequestRecord{1, RequestFate::kTimedOut, 0, 0, 0, 100}));
  plan.replica.client_timeout = 61;
  EXPECT_EQ(simulate(plan, requests).records[1],
            (RequestRecord{1, RequestFate::kCompleted, 0, 0, 200, 200}));
}

TEST(ServingEngine, TimeOutOfALargeHeadLetsASmallerOneInAtTheNextBoundary) {
  ServingPlan plan = small_plan();
  plan.replica.block_tokens = 1;
  plan.replica.kv_blocks = 10;
  plan.replica.client_timeout = 300;
  const Result result = simulate(
      plan, {{.arrival = 0, .id = 0, .input = 3, .output = 5},
             {.arrival = 10, .id = 1, .input = 8, .output = 1},     // never fits beside the first
             {.arrival = 200, .id = 2, .input = 1, .output = 1}});  // waits behind it
  // Boundaries 100, 204, 309, 415; the head leaves at 310; at 415 the third is prefilled beside
  // context 7: until 522.
  EXPECT_EQ(result.records[1], (RequestRecord{1, RequestFate::kTimedOut, 0, 0, 0, 310}));
  EXPECT_EQ(result.records[2].finish, 522);
  EXPECT_EQ(result.records[0].finish, 522);
}

TEST(ServingEngine, RooflineCrossoverInsideARunChangesSides) {
  ServingPlan plan = small_plan();
  plan.replica.cost.memory = {.per_sequence = 0, .per_token = 2};
  plan.replica.cost.compute = {.per_sequence = 7, .per_token = 0};
  const Result result = simulate(plan, {{.arrival = 0, .id = 0, .input = 1, .output = 5}});
  // max(2 * context, 7) for contexts 2, 3, 4, 5: 7, 7, 8, 10.
  EXPECT_EQ(result.records[0].finish, 100 + 107 + 107 + 108 + 110);
}

TEST(ServingEngine, RunAcrossABucketEdgeSharesItsTimeAndCountsWhereIterationsEnd) {
  ServingPlan plan = small_plan();
  plan.meter.start = -kPsPerBucket;  // the edge between the buckets is at 0
  const Result result = simulate(plan, {{.arrival = -250, .id = 0, .input = 1, .output = 4}});
  // Prefill until -150; context 2 until -48; context 3 from -48 to 55; context 4 from 55 to 159.
  const UsageBucket& before = result.usage.buckets[0];
  const UsageBucket& after = result.usage.buckets[1];
  EXPECT_EQ(before.busy_ps, 250);
  EXPECT_EQ(after.busy_ps, 159);
  EXPECT_EQ(before.iterations, 2);
  EXPECT_EQ(after.iterations, 2);
  EXPECT_EQ(static_cast<std::int64_t>(before.kv_token_ps), 100 * 1 + 102 * 2 + 48 * 3);
  EXPECT_EQ(static_cast<std::int64_t>(after.kv_token_ps), 55 * 3 + 104 * 4);
  EXPECT_EQ(before.kv_read_tokens, 2);
  EXPECT_EQ(after.kv_read_tokens, 3 + 4);
  EXPECT_EQ(before.arrived, 1);
  EXPECT_EQ(after.completed, 1);
}

TEST(ServingEngine, WarmUpAndDrainAreOutsideTheWindow) {
  ServingPlan plan = small_plan();
  plan.meter = {.start = 1000, .buckets = 1, .buckets_per_day = 1};
  const Ps end = 1000 + kPsPerBucket;
  const Result result = simulate(plan, {{.arrival = 800, .id = 0, .input = 1, .output = 3},
                                        {.arrival = end - 150, .id = 1, .input = 1, .output = 2},
                                        {.arrival = end, .id = 2, .input = 1, .output = 1}});
  // Request 0: 900, 1002, 1105: the window sees 105 ps and two tokens. Request 1: prefilled until
  // end - 50, its second token comes outside. Request 2 comes too late.
  ASSERT_EQ(result.records.size(), 2U);
  EXPECT_EQ(result.bucket().busy_ps, 105 + 150);
  EXPECT_EQ(result.bucket().iterations, 3);
  EXPECT_EQ(result.bucket().completed, 1);
  EXPECT_EQ(result.bucket().arrived, 1);
  EXPECT_EQ(result.day().arrived, 1);
  EXPECT_EQ(result.day().completed, 1);
  EXPECT_EQ(result.day().latency.itl, histogram({102, 103}));
  EXPECT_EQ(result.usage.backlog_end, 1);
}

TEST(ServingEngine, LeastOutstandingPicksTheLowestIndexAmongEquals) {
  ServingPlan plan = small_plan();
  plan.replicas = 3;
  plan.router = Router::kLeastOutstanding;
  // The first ends at 100, on replica 0, and counts no more for the arrival at 100.
  const Result result = simulate(plan, {{.arrival = 0, .id = 0, .input = 1, .output = 1},
                                        {.arrival = 0, .id = 1, .input = 1, .output = 2},
                                        {.arrival = 50, .id = 2, .input = 1, .output = 9},
                                        {.arrival = 99, .id = 3, .input = 1, .output = 9},
                                        {.arrival = 100, .id = 4, .input = 1, .output = 1}});
  std::vector<int> replicas;
  for (const RequestRecord& record : result.records) {
    replicas.push_back(record.replica);
  }
  EXPECT_EQ(replicas, (std::vector<int>{0, 1, 2, 0, 0}));
}

class Echo final : public ArrivalSource {  // one client that asks again `pause` after each answer
 public:
  Echo(int rounds, Ps pause) : rounds_(rounds), pause_(pause) {}
  std::size_t next(std::span<Request> out) override {
    if (started_) {
      return 0;
    }
    started_ = true;
    out[0] = {.arrival = 0, .id = 0, .input = 1, .output = 1};
    return 1;
  }
  bool reacts() const override { return true; }
  std::optional<Request> follow_up(const Request& done, Ps at) override {
    if (done.id + 1 >= rounds_) {
      return std::nullopt;
    }
    Request next = done;
    next.id = done.id + 1;
    next.arrival = at + pause_;
    return next;
  }

 private:
  int rounds_;
  Ps pause_;
  bool started_ = false;
};

TEST(ServingEngine, ReactingClientIsServedAtTheInstantOfItsCause) {
  ServingPlan plan = small_plan();
  plan.replicas = 2;
  std::vector<RequestRecord> records;
  Echo at_once(4, 0);
  simulate_serving(plan, at_once, {.records = &records, .stop = {}, .progress = {}});
  ASSERT_EQ(records.size(), 4U);
  for (std::size_t i = 0; i < 4; ++i) {  // round robin even so
    EXPECT_EQ(records[i].finish, static_cast<Ps>(100 * (i + 1)));
    EXPECT_EQ(records[i].replica, static_cast<int>(i % 2));
  }
}

// Bursts on a grid, warm-up, two classes, a tight memory: everything happens in it.
std::vector<Request> workload(std::uint64_t seed, int count) {
  const auto draw = [&](int i, std::uint64_t what, std::uint64_t bound) {
    return static_cast<std::int32_t>(
        draw_bits(seed, Purpose::kTest, static_cast<std::uint64_t>(i), what) % bound);
  };
  std::vector<Request> requests;
  Ps at = 30 * 24 * kPsPerHour;
  for (int i = 0; i < count; ++i) {
    at += draw(i, 0, 3) == 0 ? draw(i, 1, 200) * kPsPerSecond : 0;
    requests.push_back({.arrival = at,
                        .id = i,
                        .input = 1 + draw(i, 2, 90),
                        .output = 1 + draw(i, 3, 60),
                        .klass = draw(i, 4, 2)});
  }
  return requests;
}

ServingPlan tight_plan(int replicas, Router router) {
  ServingPlan plan = small_plan();
  plan.replicas = replicas;
  plan.router = router;
  plan.replica.max_batch = 8;
  plan.replica.kv_blocks = 150;
  plan.replica.client_timeout = 90 * kPsPerSecond;
  plan.replica.cost.step.assign(65, kPsPerSecond);
  plan.replica.cost.memory = {.per_sequence = 0, .per_token = kPsPerSecond / 100};
  plan.replica.cost.compute = {.per_sequence = kPsPerSecond / 3, .per_token = kPsPerSecond / 700};
  plan.classes.resize(2);
  plan.meter = {.start = 30 * 24 * kPsPerHour + kPsPerHour, .buckets = 60, .buckets_per_day = 7};
  return plan;
}

TEST(ServingEngine, JumpingChangesNothing) {
  for (const int replicas : {1, 3}) {
    for (const Router router : {Router::kRoundRobin, Router::kLeastOutstanding}) {
      const ServingPlan plan = tight_plan(replicas, router);
      const std::vector<Request> requests = workload(5, 2000);
      const PoolUsage usage = simulate_serving(plan, *list_arrivals(requests));
      EXPECT_EQ(usage, simulate_serving(plan, *list_arrivals(requests), {.longest_run = 1}));
      const auto preemptions =
          std::accumulate(usage.buckets.begin(), usage.buckets.end(), std::int64_t{0},
                          [](std::int64_t sum, const UsageBucket& b) {
                            return sum + b.preemptions;
                          });
      EXPECT_GT(preemptions, 10);  // or the test shows little
    }
  }
}

TEST(ServingEngine, EveryRequestHasOneFateAndTheBacklogIsWhatIsLeft) {
  ServingPlan plan = tight_plan(2, Router::kLeastOutstanding);
  plan.replica.queue_limit = 4;
  const Result result = simulate(plan, workload(6, 2000));
  const Ps end = plan.meter.end();
  ClassDay sum;
  for (const ClassUsage& klass : result.usage.classes) {
    for (const ClassDay& day : klass.days) {
      EXPECT_EQ(day.arrived, day.completed + day.dropped + day.timed_out);
      EXPECT_EQ(day.in_flight, 0);
      EXPECT_EQ(day.latency.ttft.count(), static_cast<std::uint64_t>(day.completed));
      sum.completed += day.completed;
      sum.dropped += day.dropped;
      sum.timed_out += day.timed_out;
    }
  }
  EXPECT_GT(sum.completed, 0);
  EXPECT_GT(sum.dropped, 0);
  EXPECT_GT(sum.timed_out, 0);
  std::int64_t left = 0;
  for (const RequestRecord& record : result.records) {
    left += record.finish >= end ? 1 : 0;
  }
  EXPECT_EQ(result.usage.backlog_end, left);
}

// Little's law by work: what the pool holds, integrated over time, is the sum of what each request
// brings.
TEST(ServingEngine, BusyTimeAndMemoryIntegralAreSumsOverTheRequests) {
  ServingPlan plan = tight_plan(1, Router::kRoundRobin);
  plan.replica.max_batch = 1;
  plan.replica.cost.memory = {};
  plan.replica.cost.compute = {};
  plan.replica.client_timeout = INT64_MAX;
  plan.replica.queue_limit = 2000;
  plan.meter = {.start = 30 * 24 * kPsPerHour, .buckets = 3000, .buckets_per_day = 96};
  const std::vector<Request> requests = workload(7, 500);
  std::int64_t service_s = 0;  // ceil(input / 64) prefills and output - 1 decodes of a second each
  std::int64_t token_s = 0;    // prefills hold the input, decode j = 1, 2, ... holds input + j
  for (const Request& request : requests) {
    const std::int64_t prefills = (request.input + 63) / 64;
    const std::int64_t decodes = request.output - 1;
    service_s += prefills + decodes;
    token_s += (prefills + decodes) * request.input + decodes * (decodes + 1) / 2;
  }
  const Result result = simulate(plan, requests);
  Ps busy = 0;
  Int128 token_time = 0;
  for (const UsageBucket& bucket : result.usage.buckets) {
    busy += static_cast<Ps>(bucket.busy_ps);
    token_time += bucket.kv_token_ps;
  }
  EXPECT_EQ(busy, service_s * kPsPerSecond);
  EXPECT_TRUE(token_time == static_cast<Int128>(token_s) * kPsPerSecond);
  EXPECT_EQ(result.usage.backlog_end, 0);
}

TEST(ServingEngine, OutputsLongerThanTheCompletionRingCompleteWhereTheyShould) {
  const Result result =
      simulate(small_plan(), {{.arrival = 0, .id = 0, .input = 1, .output = 10'000},
                              {.arrival = 0, .id = 1, .input = 1, .output = 1900}});
  // Prefill 100; 9999 decodes of 100 + (j + 1), j = 1, ..., 9999; beside the other one 1899 of them
  // cost j + 1 more.
  const auto series = [](Ps n) {
    return n * (n + 1) / 2 + n;
  };
  const Ps alone = 100 + 9999 * 100 + series(9999);
  EXPECT_EQ(result.records[0].finish, alone + series(1899));
  EXPECT_EQ(result.records[1].finish, 100 + 1899 * 100 + 2 * series(1899));
}

// Around the ring's 4,096 places: 100 of prefill, then n - 1 decodes of 100 + (j + 1).
TEST(ServingEngine, OutputsAsLongAsTheCompletionRingCompleteWhereTheyShould) {
  for (std::int32_t n = 4090; n <= 4105; ++n) {
    const Result result =
        simulate(small_plan(), {{.arrival = 0, .id = 0, .input = 1, .output = n}});
    const Ps decodes = n - 1;
    EXPECT_EQ(result.records[0].finish, 100 + 100 * decodes + decodes * (decodes + 1) / 2 + decodes)
        << n;
  }
}

TEST(ServingEngine, ClockThatRunsOutIsRefused) {
  ServingPlan plan = small_plan();
  plan.replica.cost.step.assign(65, Ps{1} << 61);
  EXPECT_THROW(simulate(plan, {{.arrival = 0, .id = 0, .input = 1, .output = 9}}),
               std::logic_error);
}

// A block is 2 tokens: a node holds whole ones, at least one, and comes after its parent.
TEST(ServingEngine, BrokenPrefixTreesAreRefused) {
  const auto simulate_with = [](PrefixNode node) {
    ScriptedSource source({{.arrival = 5, .id = 0, .input = 9, .output = 1}}, 3, {node});
    simulate_serving(small_plan(), source, {});
  };
  EXPECT_NO_THROW(simulate_with({-1, 2}));
  for (const PrefixNode node : {PrefixNode{-1, 0}, PrefixNode{-1, 3}, PrefixNode{-1, -2},
                                PrefixNode{0, 2}, PrefixNode{-2, 2}}) {
    EXPECT_THROW(simulate_with(node), std::logic_error) << node.parent << ' ' << node.tokens;
  }
}

TEST(ServingEngine, BrokenPlansAndStreamsAreRefused) {
  ServingPlan plan = small_plan();
  plan.replica.cost.step.pop_back();
  EXPECT_THROW(simulate(plan, {}), std::logic_error);
  plan = small_plan();
  plan.replica.token_budget = 3;
  EXPECT_THROW(simulate(plan, {}), std::logic_error);
  plan = small_plan();
  plan.meter.buckets = 11'000;  // 115 days: the clock's 64 bits hold 106
  EXPECT_THROW(simulate(plan, {}), std::logic_error);
  EXPECT_THROW(simulate(small_plan(), {{.arrival = 5, .id = 0, .input = 1, .output = 1},
                                       {.arrival = 4, .id = 1, .input = 1, .output = 1}}),
               std::logic_error);
  EXPECT_THROW(simulate(small_plan(), {{.arrival = 5, .id = 1, .input = 1, .output = 1},
                                       {.arrival = 5, .id = 0, .input = 1, .output = 1}}),
               std::logic_error);
  EXPECT_THROW(simulate(small_plan(), {{.arrival = 5, .id = 0, .input = 1, .output = 0}}),
               std::logic_error);
  EXPECT_THROW(
      simulate(small_plan(), {{.arrival = 5, .id = 0, .input = 1, .output = 1, .klass = 1}}),
      std::logic_error);
}

TEST(ServingEngine, StopRequestCancels) {
  std::stop_source stop;
  stop.request_stop();
  const std::vector<Request> requests = workload(1, 10);
  EXPECT_THROW(simulate_serving(tight_plan(1, Router::kRoundRobin), *list_arrivals(requests),
                                {.records = nullptr, .stop = stop.get_token(), .progress = {}}),
               Cancelled);
}

}  // namespace
}  // namespace costwright::testing

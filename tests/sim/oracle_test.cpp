#include "tests/sim/oracle/oracle.h"

#include <gtest/gtest.h>

#include "tests/sim/oracle/difference.h"
#include "tests/sim/random_workload.h"
#include "tests/sim/small_plan.h"

namespace costwright::testing {
using namespace sim;
namespace {

// Every iteration lasts `step` picoseconds; everything else is free.
ServingPlan flat_plan(Ps step, std::int32_t max_batch, std::int32_t budget) {
  ServingPlan plan;
  plan.replica.cost.step.assign(static_cast<std::size_t>(budget) + 1, step);
  plan.replica.max_batch = max_batch;
  plan.replica.token_budget = budget;
  plan.replica.kv_blocks = 1000;
  plan.replica.client_timeout = 1000 * kPsPerHour;
  plan.meter = {0, 3, 2};
  plan.classes.resize(1);
  return plan;
}

OracleResult play(const ServingPlan& plan, std::vector<Request> requests) {
  ScriptedSource source(std::move(requests), 3);
  return simulate_stepwise(plan, source);
}

// By hand. Budget 4, so 5 prompt tokens take a chunk of 4 and one of 1:
//   [0, 191)    n=4, S=1, pairs=4*5/2=10:           (100+40) + 1 + 5*10            = 191
//   [191, 327)  n=1, S=1, pairs=1*4+1=5:            (100+10) + 1 + 5*5             = 136
//   [327, 494)  K=6: 110 + 1 + max(2+18, 50+6)                                     = 167
//   [494, 662)  K=7: 110 + 1 + max(2+21, 50+7)                                     = 168
TEST(Oracle, OneRequestTakesTheDurationsOfItsChunksAndDecodes) {
  ServingPlan plan = flat_plan(0, 4, 4);
  for (std::int32_t n = 0; n <= 4; ++n) {
    plan.replica.cost.step[static_cast<std::size_t>(n)] = 100 + 10 * n;
  }
  plan.replica.cost.per_sequence = 1;
  plan.replica.cost.memory = {2, 3};
  plan.replica.cost.compute = {50, 1};
  plan.replica.cost.per_prefill_pair = 5;
  plan.replica.front_end = 1000;
  plan.classes[0] = {1327, 167, 1661};  // TTFT and TPOT just met, E2E missed by 1 ps
  const auto result = play(plan, {request(0, 7, 5, 3)});

  ASSERT_EQ(result.records.size(), 1U);
  EXPECT_EQ(result.records[0], (RequestRecord{7, RequestFate::kCompleted, 0, 0, 327, 662}));
  const UsageBucket& b = result.usage.buckets[0];
  EXPECT_EQ(b.busy_ps, 662);
  EXPECT_TRUE(b.kv_token_ps == 191 * 5 + 136 * 5 + 167 * 6 + 168 * 7);
  EXPECT_EQ(b.iterations, 4);
  EXPECT_EQ(b.decode_tokens, 2);
  EXPECT_EQ(b.prefill_tokens, 5);
  EXPECT_EQ(b.kv_read_tokens, 13);
  EXPECT_EQ(b.prefill_pairs, 15);
  const ClassDay& day = result.usage.classes[0].days[0];
  LatencyDay expected;
  expected.ttft.add(1327);
  expected.e2e.add(1662);
  expected.tpot.add(167);  // floor(335 / 2)
  expected.itl.add(167);
  expected.itl.add(168);
  EXPECT_TRUE(day.latency == expected);
  EXPECT_EQ(day.slo_met, 0);
  EXPECT_EQ(result.usage.max_queue, 1);
  EXPECT_EQ(result.coverage.chunked_prefills, 1);
}

// By hand. 8 blocks of one token, iterations of 10 ps. Both are admitted at 0 (3 + 3 blocks) and
// grow to 4 + 4 at
// 10. At 20 two more are missing: request 1 (admitted last) is preempted and, the iteration having
// preempted, nobody is admitted. At 30 request 1 needs 5 blocks and 2 are free. Request 0 completes
// at 40, request 1 recomputes 5 tokens in [40, 50) and completes.
TEST(Oracle, TheLastAdmittedIsPreemptedAndRecomputes) {
  ServingPlan plan = flat_plan(10, 2, 8);
  plan.replica.kv_blocks = 8;
  plan.replica.block_tokens = 1;
  const auto result = play(plan, {request(0, 0, 3, 4), request(0, 1, 3, 3)});

  ASSERT_EQ(result.records.size(), 2U);
  EXPECT_EQ(result.records[0], (RequestRecord{0, RequestFate::kCompleted, 0, 0, 10, 40}));
  EXPECT_EQ(result.records[1], (RequestRecord{1, RequestFate::kCompleted, 0, 1, 10, 50}));
  EXPECT_EQ(result.usage.buckets[0].preemptions, 1);
  EXPECT_EQ(result.usage.buckets[0].prefill_tokens, 3 + 3 + 5);
  EXPECT_EQ(result.usage.buckets[0].decode_tokens, 2 + 1 + 1);
  LatencyHistogram itl;
  itl.add(10, 4);  // request 0: three; request 1: one
  itl.add(30);     // request 1: the token of 20 to that of 50
  EXPECT_TRUE(result.usage.classes[0].days[0].latency.itl == itl);
  EXPECT_EQ(result.coverage.blocked_heads, 1);
}

// One slot, iterations of 10 ps, patience 10 ps: request 1 leaves at the very boundary at which it
// could have started; request 2, arriving at that boundary, starts there.
TEST(Oracle, AtABoundaryATimeOutComesFirstAndAnArrivalJoins) {
  ServingPlan plan = flat_plan(10, 1, 1);
  plan.replica.client_timeout = 10;
  const auto result = play(plan, {request(0, 0, 1, 1), request(0, 1, 1, 1), request(10, 2, 1, 1)});
  ASSERT_EQ(result.records.size(), 3U);
  EXPECT_EQ(result.records[0].finish, 10);
  EXPECT_EQ(result.records[1], (RequestRecord{1, RequestFate::kTimedOut, 0, 0, 0, 10}));
  EXPECT_EQ(result.records[2], (RequestRecord{2, RequestFate::kCompleted, 0, 0, 20, 20}));
  EXPECT_EQ(result.coverage.timeout_ties, 1);
  EXPECT_EQ(result.coverage.arrival_ties, 1);
}

// Two replicas, one slot, a queue of one. All at 0: request 0 waits at replica 0 (nothing has
// started yet), 1 at replica 1; 2 (round robin: replica 0) finds a full queue and 3 likewise. At 5
// both run and the queues are empty.
TEST(Oracle, RoundRobinCountsDroppedRequestsToo) {
  ServingPlan plan = flat_plan(10, 1, 1);
  plan.replicas = 2;
  plan.replica.queue_limit = 1;
  const auto result = play(plan, {request(0, 0, 1, 1), request(0, 1, 1, 1), request(0, 2, 1, 1),
                                  request(5, 3, 1, 1), request(5, 4, 1, 1)});
  ASSERT_EQ(result.records.size(), 5U);
  EXPECT_EQ(result.records[2], (RequestRecord{2, RequestFate::kDropped, 0, 0, 0, 0}));
  EXPECT_EQ(result.records[3], (RequestRecord{3, RequestFate::kCompleted, 1, 0, 20, 20}));
  EXPECT_EQ(result.records[4], (RequestRecord{4, RequestFate::kCompleted, 0, 0, 20, 20}));
  EXPECT_EQ(result.usage.classes[0].days[0].dropped, 1);
}

// Request 0 (two iterations) and 1 (one) occupy replicas 0 and 1. At 10 request 1 has just left, so
// request 2 goes to replica 1; request 3 at the same instant sees one at each and takes the lower
// index.
TEST(Oracle, LeastOutstandingSeesTheEndsOfTheInstant) {
  ServingPlan plan = flat_plan(10, 4, 4);
  plan.replicas = 2;
  plan.router = Router::kLeastOutstanding;
  const auto result = play(
      plan, {request(0, 0, 1, 2), request(0, 1, 1, 1), request(10, 2, 1, 1), request(10, 3, 1, 1)});
  ASSERT_EQ(result.records.size(), 4U);
  EXPECT_EQ(result.records[1].replica, 1);
  EXPECT_EQ(result.records[2].replica, 1);
  EXPECT_EQ(result.records[3].replica, 0);
}

// Iterations of 600 s end at 600, 1200 and 1800 s; the last on an edge, so in bucket 2, which is
// day 1 (two buckets a day; three buckets make two days). The request belongs to the day of its
// arrival, its tokens to theirs.
TEST(Oracle, DurationsAreCutAtEdgesAndAnEdgeBelongsToTheLaterBucket) {
  const auto result = play(flat_plan(600 * kPsPerSecond, 1, 1), {request(0, 0, 1, 3)});
  const auto& buckets = result.usage.buckets;
  EXPECT_EQ(buckets[0].busy_ps, 900 * kPsPerSecond);
  EXPECT_EQ(buckets[1].busy_ps, 900 * kPsPerSecond);
  EXPECT_EQ(buckets[2].busy_ps, 0);
  for (const auto& b : buckets) {
    EXPECT_EQ(b.iterations, 1);
  }
  EXPECT_EQ(buckets[2].completed, 1);
  const auto& days = result.usage.classes[0].days;
  ASSERT_EQ(days.size(), 2U);
  EXPECT_EQ(days[0].completed, 1);
  EXPECT_EQ(days[1].completed, 0);
  EXPECT_EQ(days[0].latency.itl.count(), 1U);
  EXPECT_EQ(days[1].latency.itl.count(), 1U);
  EXPECT_EQ(result.coverage.bucket_splits, 1);
  EXPECT_EQ(result.coverage.edge_ends, 1);
}

// The window ends at 2700 s. Request 0 runs over it (5 iterations of 600 s), request 1 arrives at
// its end and is never seen; the meters stop at the end, the request's fate does not.
TEST(Oracle, TheWindowClosesForArrivalsAndMetersButThePoolDrains) {
  const auto result = play(flat_plan(600 * kPsPerSecond, 1, 1),
                           {request(0, 0, 1, 5), request(2700 * kPsPerSecond, 1, 1, 1)});
  ASSERT_EQ(result.records.size(), 1U);
  EXPECT_EQ(result.records[0].finish, 3000 * kPsPerSecond);
  EXPECT_EQ(result.usage.backlog_end, 1);
  EXPECT_EQ(result.usage.buckets[2].busy_ps, 900 * kPsPerSecond);
  EXPECT_EQ(result.usage.buckets[2].completed, 0);
  EXPECT_EQ(result.usage.classes[0].days[0].completed, 1);
  EXPECT_EQ(result.usage.classes[0].days[1].latency.itl.count(),
            2U);  // 1800 and 2400 s; not 3000 s
}

// Client: request 0, then 5 at the very instant 0 completes, then 2 a picosecond after that.
TEST(Oracle, AFollowUpAtTheInstantOfItsCauseJoinsTheIterationThatStartsThere) {
  Workload w;
  w.plan = flat_plan(10, 1, 1);
  w.reacts = true;
  w.requests = {
      {request(0, 0, 1, 1), -1, 0}, {request(0, 5, 1, 1), 0, 0}, {request(0, 2, 1, 1), 5, 1}};
  ScriptedSource source(w);
  const auto result = simulate_stepwise(w.plan, source);
  ASSERT_EQ(result.records.size(), 3U);
  EXPECT_EQ(result.records[2].finish, 20);  // id 5
  EXPECT_EQ(result.records[1].finish, 31);  // id 2 found the replica idle at 21
  EXPECT_EQ(source.calls().size(), 3U);
}

// A mutant that changes nothing would make the differential test's mutant check meaningless.
TEST(Oracle, EveryMutationChangesSomeRandomWorkload) {
  for (int m = 1; m < kFirstRelayMutation; ++m) {
    bool differs = false;
    for (std::uint64_t seed = 1; seed <= 1000 && !differs; ++seed) {
      const Workload w = random_workload(seed);
      ScriptedSource rules_source(w);
      ScriptedSource mutant_source(w);
      const auto rules = simulate_stepwise(w.plan, rules_source);
      const auto mutant = simulate_stepwise(w.plan, mutant_source, static_cast<Mutation>(m));
      differs = !(rules.usage == mutant.usage) || rules.records != mutant.records ||
                rules_source.calls() != mutant_source.calls();
    }
    EXPECT_TRUE(differs) << name_of(static_cast<Mutation>(m));
  }
}

TEST(Oracle, TheSameSeedGivesTheSameWorkloadAndResult) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    const Workload w = random_workload(seed);
    ASSERT_EQ(describe(w), describe(random_workload(seed)));
    ScriptedSource one(w, 1);
    ScriptedSource many(w, 100);
    EXPECT_EQ(first_difference(simulate_stepwise(w.plan, one).records,
                               simulate_stepwise(w.plan, many).records),
              "");
  }
}

}  // namespace
}  // namespace costwright::testing

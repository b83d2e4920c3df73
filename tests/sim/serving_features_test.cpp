// One small case for each rule of docs/serving-engine.md beyond the plain engine: order of the
// queue, prefix cache, routers, response cache, changes of the fleet. Every number is derived in
// the comment beside it, and every case is played on each engine.
#include <limits>

#include <gtest/gtest.h>

#include "sim/clock/random.h"
#include "tests/sim/engines.h"
#include "tests/sim/small_plan.h"

namespace costwright::testing {
using namespace sim;
namespace {

constexpr Ps kS = kPsPerSecond;
constexpr std::uint32_t kAlways = std::numeric_limits<std::uint32_t>::max();

// Every iteration lasts 1 ps a token; blocks hold 16.
ServingPlan caching_plan(std::int64_t kv_blocks) {
  ServingPlan plan = small_plan();
  for (std::size_t n = 0; n <= 64; ++n) {
    plan.replica.cost.step[n] = static_cast<Ps>(n);
  }
  plan.replica.block_tokens = 16;
  plan.replica.kv_blocks = kv_blocks;
  plan.replica.prefix_cache = true;
  return plan;
}

Request of_class(Request r, std::int32_t klass) {
  r.klass = klass;
  return r;
}

Request beginning(Request r, std::int32_t node, std::uint32_t space = 0) {
  r.prefix = {node, space};
  return r;
}

RequestRecord completed(std::int64_t id, std::int32_t replica, Ps first_token, Ps finish) {
  return {id, RequestFate::kCompleted, replica, 0, first_token, finish};
}

RequestRecord dropped(std::int64_t id, std::int32_t replica, Ps at) {
  return {id, RequestFate::kDropped, replica, 0, 0, at};
}

class ServingFeatures : public ::testing::TestWithParam<Engine> {
 protected:
  Outcome play(const ServingPlan& plan,
               const std::vector<Request>& requests,
               const std::vector<PrefixNode>& tree = {}) const {
    ScriptedSource source(requests, 3, tree);
    return GetParam().play(plan, source);
  }
  std::vector<Ps> finishes(const ServingPlan& plan, const std::vector<Request>& requests) const {
    std::vector<Ps> result;
    for (const auto& record : play(plan, requests).records) {
      result.push_back(record.finish);
    }
    return result;
  }
  std::vector<int> replicas(const ServingPlan& plan,
                            const std::vector<Request>& requests,
                            const std::vector<PrefixNode>& tree = {}) const {
    std::vector<int> result;
    for (const auto& record : play(plan, requests, tree).records) {
      result.push_back(record.replica);
    }
    return result;
  }
};

std::vector<Request> at_once(int count) {
  std::vector<Request> requests;
  for (int i = 0; i < count; ++i) {
    requests.push_back(request(0, i, 1, 1));
  }
  return requests;
}

// ---------------------------------------------------------------- order of the queue, cost

// One slot. Request 0 runs in [0, 10); then the one that came last, of the smaller priority number.
TEST_P(ServingFeatures, TheSmallerPriorityNumberIsAdmittedFirst) {
  ServingPlan plan = small_plan();
  plan.replica.max_batch = 1;
  plan.classes.resize(2);
  plan.classes[0].priority = 1;
  EXPECT_EQ(
      finishes(plan, {request(0, 0, 1, 1), request(1, 1, 1, 1), of_class(request(2, 2, 1, 1), 1)}),
      (std::vector<Ps>{10, 30, 20}));
}

// 8 blocks. Request 0 (priority 1) is prefilled in [0, 10), request 1 (priority 0) in [10, 20)
// beside a decode of context 4: 7 blocks. At 20 contexts of 5 and 4 lack two, one is free: request
// 0 goes although request 1 was admitted last. Request 1 has its tokens at 20, 30 and 40. At 30
// request 0 needs 5 blocks and 3 are free; in [40, 50) it computes 3 + 2 tokens again, at 60 it has
// its fourth.
TEST_P(ServingFeatures, TheLargestPriorityNumberIsPreemptedFirst) {
  ServingPlan plan = small_plan();
  plan.replica.kv_blocks = 8;
  plan.classes.resize(2);
  plan.classes[0].priority = 1;
  const auto outcome = play(plan, {request(0, 0, 3, 4), of_class(request(5, 1, 3, 3), 1)});
  ASSERT_EQ(outcome.records.size(), 2U);
  EXPECT_EQ(outcome.records[0], (RequestRecord{0, RequestFate::kCompleted, 0, 1, 10, 60}));
  EXPECT_EQ(outcome.records[1], completed(1, 0, 20, 40));
}

// 10 blocks. Request 1 (8 + 1 tokens) does not fit beside request 0 (4 blocks at 10) and heads the
// queue until request 2 of a better priority comes at 12: served in [20, 30). Request 0 has its
// fifth token at 50, request 1 is served in [50, 60).
TEST_P(ServingFeatures, ANewHeadPassesOneWhoseBlocksAreNotFree) {
  ServingPlan plan = small_plan();
  plan.replica.kv_blocks = 10;
  plan.classes.resize(2);
  plan.classes[0].priority = 1;
  EXPECT_EQ(
      finishes(plan, {request(0, 0, 3, 5), request(1, 1, 8, 1), of_class(request(12, 2, 1, 1), 1)}),
      (std::vector<Ps>{50, 60, 30}));
}

// One slot. 10 tokens wait since 1, 2 since 2: the short one first. Equals in order of joining.
TEST_P(ServingFeatures, ShortestFirstCountsPromptAndAnswer) {
  ServingPlan plan = small_plan();
  plan.replica.max_batch = 1;
  plan.replica.queue_order = QueueOrder::kShortest;
  EXPECT_EQ(finishes(plan, {request(0, 0, 1, 1), request(1, 1, 5, 5), request(2, 2, 1, 2),
                            request(3, 3, 2, 1)}),
            (std::vector<Ps>{10, 90, 30, 40}));
}

// One slot, requests of 2 tokens. Class 0 pays 3 a token, class 1 pays 1: shares of 1 to 3.
//   tags of class 0 (ids 0 to 2): 0, 6, 12; of class 1 (ids 3 to 8): 0, 2, 4, 6, 8, 10
//   order: 0 (0), 3 (0), 4 (2), 5 (4), 1 (6), 6 (6), 7 (8), 8 (10), 2 (12)
// At 80 request 2 is admitted: V = 12. Of class 1 (F = 12) request 9 joins at 82 with tag 12, 10
// with 14. Class 2 has not paid yet, but its request 11 starts at V: tag 12, between the two.
TEST_P(ServingFeatures, FairQueueingSharesByCostAndStartsNewcomersAtTheClock) {
  ServingPlan plan = small_plan();
  plan.replica.max_batch = 1;
  plan.replica.queue_order = QueueOrder::kFair;
  plan.classes.resize(3);
  plan.classes[0].fair_cost = 3;
  std::vector<Request> requests = at_once(9);
  for (std::size_t i = 3; i < 9; ++i) {
    requests[i].klass = 1;
  }
  requests.push_back(of_class(request(82, 9, 1, 1), 1));
  requests.push_back(of_class(request(82, 10, 1, 1), 1));
  requests.push_back(of_class(request(85, 11, 1, 1), 2));
  EXPECT_EQ(finishes(plan, requests),
            (std::vector<Ps>{10, 50, 90, 20, 30, 40, 60, 70, 80, 100, 120, 110}));
}

// Request 0: prefill 10 + 5 = 15; decodes of contexts 3 and 4 at 3 + 1 + context: 22 and 30. The
// iteration that starts at 22 has none of request 1, which arrives at 23 and is prefilled beside
// context 5 at the usual costs, 10 + 5 * 2: until 50. Request 0 ends at 30 + 20.
TEST_P(ServingFeatures, DecodeOnlyCostsHoldWhereNothingIsPrefilled) {
  ServingPlan plan = small_plan();
  IterationCost& cost = plan.replica.cost;
  cost.per_sequence = 5;
  cost.decode_only = DecodeCost{{0, 3, 3, 3, 3}, 1, {0, 1}, {0, 0}};
  const auto outcome = play(plan, {request(0, 0, 2, 4), request(23, 1, 1, 1)});
  ASSERT_EQ(outcome.records.size(), 2U);
  EXPECT_EQ(outcome.records[0], completed(0, 0, 15, 50));
  EXPECT_EQ(outcome.records[1], completed(1, 0, 50, 50));
}

// ---------------------------------------------------------------- prefix cache

// Request 0 computes 40 tokens, until 40, and decodes until 41. Request 1 finds the 32 of the node
// and computes 3, of which each looks back at them: 3 * 32 + 6 pairs.
TEST_P(ServingFeatures, TheSecondRequestComputesOnlyItsOwnTokens) {
  const std::vector<PrefixNode> tree = {{-1, 32}};
  const auto outcome =
      play(caching_plan(100),
           {beginning(request(0, 0, 40, 2), 0), beginning(request(100, 1, 35, 1), 0)}, tree);
  ASSERT_EQ(outcome.records.size(), 2U);
  EXPECT_EQ(outcome.records[0], completed(0, 0, 40, 41));
  EXPECT_EQ(outcome.records[1], completed(1, 0, 103, 103));
  const UsageBucket& b = outcome.usage.buckets[0];
  EXPECT_EQ(b.cached_tokens, 32);
  EXPECT_EQ(b.prefill_tokens, 43);
  EXPECT_EQ(b.prefill_pairs, 40 * 41 / 2 + 3 * 32 + 6);
  EXPECT_EQ(b.kv_read_tokens, 41);
  EXPECT_TRUE(b.kv_token_ps == 40 * 40 + 41 + 3 * 35);
}

// 4 blocks: 2 of the node and one of each request; alone each of them would need 3. In [0, 43) they
// hold 32 + 8 + 3 tokens. Request 0 goes on with contexts of 41 and 42.
TEST_P(ServingFeatures, BlocksOfASharedNodeCountOnce) {
  const std::vector<PrefixNode> tree = {{-1, 32}};
  const auto outcome =
      play(caching_plan(4),
           {beginning(request(0, 0, 40, 3), 0), beginning(request(0, 1, 35, 1), 0)}, tree);
  ASSERT_EQ(outcome.records.size(), 2U);
  EXPECT_EQ(outcome.records[0], completed(0, 0, 43, 45));
  EXPECT_EQ(outcome.records[1], completed(1, 0, 43, 43));
  EXPECT_TRUE(outcome.usage.buckets[0].kv_token_ps == 43 * 43 + 41 + 42);
  EXPECT_EQ(outcome.usage.buckets[0].kv_read_tokens, 41 + 42);
}

TEST_P(ServingFeatures, SpacesShareNothing) {
  const std::vector<PrefixNode> tree = {{-1, 32}};
  const auto outcome =
      play(caching_plan(100),
           {beginning(request(0, 0, 40, 1), 0, 0), beginning(request(100, 1, 35, 1), 0, 1)}, tree);
  EXPECT_EQ(outcome.records[1].finish, 135);
  EXPECT_EQ(outcome.usage.buckets[0].cached_tokens, 0);
}

// A prompt of 32 tokens must compute one of them itself: the node of 32 is not in its chain, and
// nothing is cached after it. With 33 it is; the third request finds it.
TEST_P(ServingFeatures, ThePromptsLastTokenIsAlwaysComputed) {
  const std::vector<PrefixNode> tree = {{-1, 32}};
  const auto outcome =
      play(caching_plan(100),
           {beginning(request(0, 0, 32, 1), 0), beginning(request(100, 1, 33, 1), 0),
            beginning(request(200, 2, 33, 1), 0)},
           tree);
  EXPECT_EQ(outcome.records[1].finish, 133);
  EXPECT_EQ(outcome.records[2].finish, 201);
}

// 4 blocks; nodes of one block: a root 0 with its child 1, and another root 2.
//   0: request 0 has 0, 1 and a block of its own. At 33 node 1 becomes idle, then node 0.
//   100: request 1 pins 2 and has a block; 2 blocks are free, 2 are idle: nobody leaves.
//   200: request 2 has 2 blocks; of 3 idle ones the longest idle, node 1, leaves.
//   300: request 3 finds node 0 and computes 16 + 1 tokens. Of the 4 blocks it has 3; node 2 stays.
//   400: request 4 finds node 2 and computes one token.
TEST_P(ServingFeatures, TheNodeIdleLongestLeavesAndChildrenBeforeParents) {
  const std::vector<PrefixNode> tree = {{-1, 16}, {0, 16}, {-1, 16}};
  const auto outcome =
      play(caching_plan(4),
           {beginning(request(0, 0, 33, 1), 1), beginning(request(100, 1, 17, 1), 2),
            request(200, 2, 17, 1), beginning(request(300, 3, 33, 1), 1),
            beginning(request(400, 4, 17, 1), 2)},
           tree);
  std::vector<Ps> finish;
  for (const auto& record : outcome.records) {
    finish.push_back(record.finish);
  }
  EXPECT_EQ(finish, (std::vector<Ps>{33, 117, 217, 317, 401}));
  EXPECT_EQ(outcome.usage.buckets[0].cached_tokens, 16 + 16);
}

// 7 blocks of 2 tokens, 4 tokens an iteration. Request 1 (nodes of 4 and 4 tokens and one of its
// own) is admitted at 10 with 5 blocks and computes 3 tokens beside each decode of request 0: 6
// until 30. Then request 0 needs its third block and none is free: request 1 goes. Its first node
// is idle, the second, half computed, leaves. Until request 0 has its sixth token, at 60, they keep
// request 1 out: 5 blocks of 7 - 3, later 7 - 4. It finds 4 tokens and computes 4 and 1: until 80.
TEST_P(ServingFeatures, APreemptedPrefillKeepsOnlyTheNodesItHasReached) {
  ServingPlan plan = small_plan();
  plan.replica.block_tokens = 2;
  plan.replica.kv_blocks = 7;
  plan.replica.token_budget = 4;
  plan.replica.cost.step.resize(5);
  plan.replica.prefix_cache = true;
  const std::vector<PrefixNode> tree = {{-1, 4}, {0, 4}};
  const auto outcome = play(plan, {request(0, 0, 2, 6), beginning(request(5, 1, 9, 1), 1)}, tree);
  ASSERT_EQ(outcome.records.size(), 2U);
  EXPECT_EQ(outcome.records[0], completed(0, 0, 10, 60));
  EXPECT_EQ(outcome.records[1], (RequestRecord{1, RequestFate::kCompleted, 0, 1, 80, 80}));
  EXPECT_EQ(outcome.usage.buckets[0].cached_tokens, 4);
  EXPECT_EQ(outcome.usage.buckets[0].prefill_tokens, 2 + 6 + 5);
}

// ---------------------------------------------------------------- routers

// Three replicas; nothing starts before all eight have arrived. Under seed 1 the pairs are
//   id 0: 1, 0   id 1: 1, 0   id 2: 1, 0   id 3: 1, 0   (u0 in [1/3, 2/3), u1 < 1/2)
//   id 4: 0, 1   id 5: 2, 1   id 6: 0, 2   id 7: 0, 2
// so: 0 (equal), 1, 0 (equal), 1, 0 (equal), 2 (0 against 2), 2 (1 against 3), 2 (2 against 3).
TEST_P(ServingFeatures, PowerOfTwoTakesTheLessBusyOfTheDrawn) {
  ServingPlan plan = small_plan(3);
  plan.router = Router::kPowerOfTwo;
  plan.seed = 1;
  EXPECT_EQ(replicas(plan, at_once(8)), (std::vector<int>{0, 1, 0, 1, 0, 2, 2, 2}));
}

// Node 1, the second of node 2's ancestry, is at home at mix64(1) mod 2 = 1. The bound is
// ceil(1.25 (total + 1) / 2) = 1, 2, 2, 3, 4, 4 for total = 0 to 5: the third finds 2 at home and
// goes on to replica 0, the sixth finds 4.
TEST_P(ServingFeatures, PrefixAffinityStaysAtHomeUpToItsBound) {
  const std::vector<PrefixNode> tree = {{-1, 1}, {0, 1}, {1, 1}};
  ServingPlan plan = small_plan(2);
  plan.router = Router::kPrefixAffinity;
  auto requests = at_once(6);
  for (auto& r : requests) {
    r.prefix = {2, 0};
  }
  EXPECT_EQ(mix64(1) % 2, 1U);
  EXPECT_EQ(replicas(plan, requests, tree), (std::vector<int>{1, 1, 0, 1, 1, 0}));
}

// Node 0 of space 1 is its ancestry's only one: mix64(2^32) mod 2 = 0. A request without a node
// goes to the less busy replica, 1.
TEST_P(ServingFeatures, PrefixAffinityOfARootAndOfNothing) {
  ServingPlan plan = small_plan(2);
  plan.router = Router::kPrefixAffinity;
  EXPECT_EQ(mix64(std::uint64_t{1} << 32) % 2, 0U);
  EXPECT_EQ(replicas(plan, {beginning(request(0, 0, 1, 1), 0, 1), request(0, 1, 1, 1)}, {{-1, 1}}),
            (std::vector<int>{0, 1}));
}

// max_batch 2: two at replica 0, two at 1, then the fewest, lowest index first.
TEST_P(ServingFeatures, PackFillsTheLowestIndexFirst) {
  ServingPlan plan = small_plan(2);
  plan.router = Router::kPack;
  plan.replica.max_batch = 2;
  EXPECT_EQ(replicas(plan, at_once(7)), (std::vector<int>{0, 0, 1, 1, 0, 1, 0}));
}

// ---------------------------------------------------------------- response cache

// Class 1 is answered at once (a draw of 2^32 - 1 apart), class 0 never; the answers take no turn
// of the round robin.
TEST_P(ServingFeatures, TheResponseCacheAnswersAtArrival) {
  ServingPlan plan = small_plan(2);
  plan.classes.resize(2);
  plan.classes[1].response_cache_share = kAlways;
  plan.classes[1].slo_e2e = 7;
  plan.replica.front_end = 7;
  const auto outcome =
      play(plan, {request(0, 0, 1, 1), of_class(request(3, 1, 20, 5), 1), request(4, 2, 1, 1)});
  ASSERT_EQ(outcome.records.size(), 3U);
  EXPECT_EQ(outcome.records[0], completed(0, 0, 10, 10));
  EXPECT_EQ(outcome.records[1], completed(1, -1, 3, 3));
  EXPECT_EQ(outcome.records[2], completed(2, 1, 14, 14));
  const UsageBucket& b = outcome.usage.buckets[0];
  EXPECT_EQ(b.arrived, 3);
  EXPECT_EQ(b.completed, 3);
  EXPECT_EQ(b.from_cache, 1);
  EXPECT_EQ(b.prefill_tokens, 2);
  const ClassDay& day = outcome.usage.classes[1].days[0];
  EXPECT_EQ(day.from_cache, 1);
  EXPECT_EQ(day.completed, 1);
  EXPECT_EQ(day.output_tokens, 5);
  EXPECT_EQ(day.slo_met, 1);
  LatencyDay expected;
  expected.ttft.add(7);
  expected.e2e.add(7);
  expected.tpot.add(0);
  EXPECT_TRUE(day.latency == expected);
}

// ---------------------------------------------------------------- outages

// Replica 0 has notice at 15, is down at 25 and up at 60. Request 0 (five tokens) starts there and
// is cut off in its third iteration. Request 1, at 16, finds replica 1 only: [16, 26). Request 0 is
// offered again at 25, turn 2 of one replica: five iterations from 26 on. Requests 2 and 3 come at
// the instant of the return: turns 3 and 4 of two replicas. At 60 replica 1 is in [56, 66).
TEST_P(ServingFeatures, AnOutageDrainsThenLosesAndTheLostStartAnew) {
  ServingPlan plan = small_plan(2);
  plan.outages = {{0, 15, 25, 60}};
  const auto outcome = play(plan, {request(0, 0, 1, 5), request(16, 1, 1, 1), request(60, 2, 1, 1),
                                   request(60, 3, 1, 1)});
  ASSERT_EQ(outcome.records.size(), 4U);
  EXPECT_EQ(outcome.records[0], completed(0, 1, 36, 76));
  EXPECT_EQ(outcome.records[1], completed(1, 1, 26, 26));
  EXPECT_EQ(outcome.records[2], completed(2, 1, 76, 76));
  EXPECT_EQ(outcome.records[3], completed(3, 0, 70, 70));
  const UsageBucket& b = outcome.usage.buckets[0];
  EXPECT_EQ(b.arrived, 4);
  EXPECT_EQ(b.lost, 1);
  EXPECT_EQ(b.iterations, 2 + 6 + 1);         // replica 0, replica 1, replica 0
  EXPECT_EQ(b.busy_ps, 25 + (76 - 16) + 10);  // the piece cut off was busy
  EXPECT_EQ(b.on_ps, 2 * kPsPerBucket - (60 - 25));
  // Contexts 1, 2, 3 (cut off after 5 ps) on replica 0; replica 1: request 1, then request 0 again,
  // its last iteration beside request 2; then request 3.
  EXPECT_TRUE(b.kv_token_ps == 10 * (1 + 2) + 5 * 3 + 10 + 10 * (1 + 2 + 3 + 4 + 5 + 1) + 10);
  LatencyHistogram itl;
  itl.add(10, 1 + 4);  // before and after: the first token after a loss is a first one
  LatencyHistogram ttft;
  ttft.add(36);  // from its first arrival
  ttft.add(10, 2);
  ttft.add(16);
  EXPECT_TRUE(outcome.usage.classes[0].days[0].latency.itl == itl);
  EXPECT_TRUE(outcome.usage.classes[0].days[0].latency.ttft == ttft);
}

// The only replica is down in [15, 30): its request and the arrival at 20 find nobody.
TEST_P(ServingFeatures, WhenNobodyAcceptsRequestsAreDropped) {
  ServingPlan plan = small_plan();
  plan.outages = {{0, 15, 15, 30}};
  const auto outcome =
      play(plan, {request(0, 0, 1, 5), request(20, 1, 1, 1), request(30, 2, 1, 1)});
  ASSERT_EQ(outcome.records.size(), 3U);
  EXPECT_EQ(outcome.records[0], dropped(0, -1, 15));
  EXPECT_EQ(outcome.records[1], dropped(1, -1, 20));
  EXPECT_EQ(outcome.records[2], completed(2, 0, 40, 40));
  EXPECT_EQ(outcome.usage.buckets[0].lost, 1);
  EXPECT_EQ(outcome.usage.buckets[0].dropped, 2);
}

// Patience 20 and one slot each. Request 0 is lost at 15 and waits at replica 1 until 35, five
// short of when request 1 is done. A patience of 26 would have sufficed: admitted at 40.
TEST_P(ServingFeatures, PatienceBeginsAnewWhenARequestIsLost) {
  ServingPlan plan = small_plan(2);
  plan.replica.max_batch = 1;
  plan.replica.client_timeout = 20;
  plan.outages = {{0, 15, 15, 1000}};
  const std::vector<Request> requests = {request(0, 0, 1, 3), request(0, 1, 1, 4)};
  EXPECT_EQ(play(plan, requests).records[0],
            (RequestRecord{0, RequestFate::kTimedOut, 1, 0, 0, 35}));
  plan.replica.client_timeout = 26;
  EXPECT_EQ(play(plan, requests).records[0], completed(0, 1, 50, 70));
}

// Replicas 0 and 1 go down at 15 with requests 0, 3 (replica 0) and 1, 4 (replica 1); replica 2 has
// one slot and runs request 2 until 20. The lost ones are served there in order of id, and their
// turns are counted: 5 to 8 of one replica.
TEST_P(ServingFeatures, TheLostOfSeveralReplicasAreOfferedInOrderOfId) {
  ServingPlan plan = small_plan(3);
  plan.replica.max_batch = 1;
  plan.outages = {{1, 15, 15, 1000}, {0, 15, 15, 1000}};
  const auto outcome = play(plan, {request(0, 0, 1, 3), request(0, 1, 1, 3), request(0, 2, 1, 2),
                                   request(1, 3, 1, 1), request(1, 4, 1, 1)});
  std::vector<Ps> finish;
  for (const auto& record : outcome.records) {
    EXPECT_EQ(record.replica, 2);
    finish.push_back(record.finish);
  }
  EXPECT_EQ(finish, (std::vector<Ps>{50, 80, 20, 90, 100}));
  EXPECT_EQ(outcome.usage.buckets[0].lost, 4);
  EXPECT_EQ(outcome.usage.max_queue, 4);
}

// An iteration that ends at the very instant of the failure counts: request 0 completes at 20.
// Request 1 has two of its three tokens then, and loses them.
TEST_P(ServingFeatures, AnIterationThatEndsWhenItsReplicaFailsCounts) {
  ServingPlan plan = small_plan();
  plan.outages = {{0, 20, 20, 21}};
  const auto outcome = play(plan, {request(0, 0, 1, 2), request(0, 1, 1, 3)});
  EXPECT_EQ(outcome.records[0], completed(0, 0, 10, 20));
  EXPECT_EQ(outcome.records[1], dropped(1, -1, 20));
}

// The node that request 0 left is gone with its replica: request 1 computes 35 tokens, not 3.
TEST_P(ServingFeatures, APrefixCacheIsLostInAnOutage) {
  ServingPlan plan = caching_plan(100);
  plan.outages = {{0, 50, 50, 60}};
  const auto outcome = play(
      plan, {beginning(request(0, 0, 40, 1), 0), beginning(request(100, 1, 35, 1), 0)}, {{-1, 32}});
  EXPECT_EQ(outcome.records[1].finish, 135);
}

// ---------------------------------------------------------------- autoscaler

ServingPlan scaled_plan() {
  ServingPlan plan = small_plan(3, 10 * kS);
  plan.router = Router::kLeastOutstanding;
  plan.replica.max_batch = 1;
  plan.autoscaler = Autoscaler{.minimum = 1,
                               .initial = 1,
                               .target = 2,
                               .first_tick = 5 * kS,
                               .interval = 20 * kS,
                               .start_delay = 12 * kS,
                               .down_window = 0};
  return plan;
}

// In seconds. Five requests of 10 s at replica 0. Look at 5: ceil(5 / 2) = 3 wanted, replicas 1 and
// 2 start and accept from 17 on. Request 5 (40 s) goes to replica 1 at 18.
//   25: 3 + 1 requests: 2 wanted, replica 2 drains and, empty, is off: on for 20.
//   45: 1 + 1: 1 wanted, replica 1 drains, runs its request until 58 and is off: on for 53.
// Request 6 at 50 finds replica 0 alone.
std::vector<Request> rush() {
  std::vector<Request> requests = at_once(5);
  requests.push_back(request(18 * kS, 5, 1, 4));
  requests.push_back(request(50 * kS, 6, 1, 1));
  return requests;
}

TEST_P(ServingFeatures, TheAutoscalerStartsAndDrains) {
  const auto outcome = play(scaled_plan(), rush());
  ASSERT_EQ(outcome.records.size(), 7U);
  EXPECT_EQ(outcome.records[4], completed(4, 0, 50 * kS, 50 * kS));
  EXPECT_EQ(outcome.records[5], completed(5, 1, 28 * kS, 58 * kS));
  EXPECT_EQ(outcome.records[6], completed(6, 0, 60 * kS, 60 * kS));
  EXPECT_EQ(outcome.usage.buckets[0].on_ps, kPsPerBucket + 20 * kS + 53 * kS);
  EXPECT_EQ(outcome.usage.buckets[1].on_ps, kPsPerBucket);
}

// With a window of 40 s the look at 5 holds all three until 45, when it no longer counts and the
// largest is the 2 of the look at 25: replica 2 is off. At 65 the largest is 1: replica 1, without
// requests since 58, is off. Request 6 at 50 has replica 0 (empty) and 1 (one request) to go to.
TEST_P(ServingFeatures, DownWindowHoldsReplicasBack) {
  ServingPlan plan = scaled_plan();
  plan.autoscaler->down_window = 40 * kS;
  const auto outcome = play(plan, rush());
  EXPECT_EQ(outcome.records[6].replica, 0);
  EXPECT_EQ(outcome.usage.buckets[0].on_ps, kPsPerBucket + 40 * kS + 60 * kS);
}

// Without a delay replica 1 accepts the arrival of the very instant of the look.
TEST_P(ServingFeatures, AStartWithoutDelayAcceptsAtOnce) {
  ServingPlan plan = scaled_plan();
  plan.autoscaler->start_delay = 0;
  EXPECT_EQ(replicas(plan, {request(0, 0, 1, 1), request(0, 1, 1, 1), request(0, 2, 1, 1),
                            request(5 * kS, 3, 1, 1)}),
            (std::vector<int>{0, 0, 0, 1}));
}

// Replicas 1 and 2, told to start at 5, would accept at 17. Replica 1 has notice at 10 and is off,
// replica 2 is down at 10: 5 s each, and neither is ready. Both return, off. Request 5 at 18 finds
// replica 0 alone. At 25 four requests want 2: replica 1 starts, accepts from 37 on and is stopped
// at 45, where the two left want 1: 20 s.
TEST_P(ServingFeatures, OutagesCancelStarts) {
  ServingPlan plan = scaled_plan();
  plan.outages = {{1, 10 * kS, 11 * kS, 12 * kS}, {2, 10 * kS, 10 * kS, 15 * kS}};
  std::vector<Request> requests = at_once(5);
  requests.push_back(request(18 * kS, 5, 1, 1));
  const auto outcome = play(plan, requests);
  EXPECT_EQ(outcome.records[5], completed(5, 0, 60 * kS, 60 * kS));
  EXPECT_EQ(outcome.usage.buckets[0].on_ps, kPsPerBucket + 5 * kS + 5 * kS + 20 * kS);
}

// 12,000 replicas are on for 1.08e19 ps of a bucket, which is more than 64 bits hold.
TEST_P(ServingFeatures, TheTimeOfManyReplicasDoesNotOverflow) {
  const auto outcome = play(small_plan(12'000), at_once(1));
  EXPECT_TRUE(outcome.usage.buckets[0].on_ps == Int128{12'000} * kPsPerBucket);
}

INSTANTIATE_TEST_SUITE_P(Engines,
                         ServingFeatures,
                         ::testing::ValuesIn(all_engines()),
                         [](const auto& engine) {
                           return std::string(engine.param.name);
                         });

}  // namespace
}  // namespace costwright::testing

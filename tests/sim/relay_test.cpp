// Relays (docs/serving-engine.md): a small case for each way that requests take from one pool to
// another. Every number is derived in the comment beside it; each case is played on each engine.
#include <cmath>
#include <limits>

#include <gtest/gtest.h>

#include "sim/requests/relayed_arrivals.h"
#include "tests/sim/engines.h"
#include "tests/sim/small_plan.h"

namespace costwright::testing {
using namespace sim;
namespace {

constexpr std::uint32_t kAlways = std::numeric_limits<std::uint32_t>::max();

ServingPlan handing_over(Ps latency, Ps per_token) {
  ServingPlan plan = small_plan();
  plan.handover = {latency, per_token};
  return plan;
}

ServingPlan compressing(double ratio, Ps latency) {
  ServingPlan plan = small_plan();
  plan.handover = {latency, 0, std::llround(static_cast<double>(kWholePrompt) / ratio)};
  return plan;
}

LatencyHistogram latencies(const std::vector<Ps>& values) {
  LatencyHistogram histogram;
  for (const Ps value : values) {
    histogram.add(value);
  }
  return histogram;
}

const ClassDay& first_day(const Outcome& outcome) {
  return outcome.usage.classes.at(0).days.at(0);
}

struct Chain {
  Outcome first, second;
};

class Relay : public ::testing::TestWithParam<Engine> {
 protected:
  Outcome play(const ServingPlan& plan, const std::vector<Request>& requests) const {
    ScriptedSource source(requests, 3);
    return GetParam().play(plan, source);
  }
  Outcome play_second(const ServingPlan& plan,
                      const Outcome& first,
                      const std::vector<Request>& own = {}) const {
    std::vector<RelayedList> lists;
    for (const auto kind : {RelayKind::kPrefilled, RelayKind::kCascaded, RelayKind::kOverflowed,
                            RelayKind::kCompressed}) {
      lists.push_back({first.passed_on, kind, {0}, {}});
    }
    RelayedArrivals stream(std::make_unique<ScriptedSource>(own, 3), 2 * kPsPerBucket, lists);
    return GetParam().play(plan, stream);
  }
  Chain play(const ServingPlan& plan,
             const ServingPlan& then,
             const std::vector<Request>& requests,
             const std::vector<Request>& own = {}) const {
    Chain chain;
    chain.first = play(plan, requests);
    chain.second = play_second(then, chain.first, own);
    return chain;
  }
};

// Prefilled in [0, 10), the first token is there at 10; 5 + 3 * 2 later, at 21, its KV cache. The
// other two tokens come at 31 and 41.
TEST_P(Relay, APrefilledRequestDecodesElsewhere) {
  const Chain chain = play(handing_over(5, 2), small_plan(), {request(0, 0, 3, 3)});
  ASSERT_EQ(chain.first.passed_on.size(), 1U);
  EXPECT_EQ(chain.first.passed_on[0].request.arrival, 21);
  EXPECT_EQ(chain.first.passed_on[0].origin, (Origin{0, 10, true}));
  EXPECT_EQ(chain.first.records[0], (RequestRecord{0, RequestFate::kPassedOn, 0, 0, 0, 10}));
  EXPECT_EQ(chain.second.records[0],
            (RequestRecord{kFirstRelayedId, RequestFate::kCompleted, 0, 0, 10, 41}));
  const ClassDay& day = first_day(chain.second);
  EXPECT_EQ(day.latency.ttft, latencies({10}));
  EXPECT_EQ(day.latency.e2e, latencies({41}));
  EXPECT_EQ(day.latency.tpot, latencies({15}));     // (41 - 10) / 2
  EXPECT_EQ(day.latency.itl, latencies({21, 10}));  // 31 - 10, 41 - 31
  EXPECT_EQ(chain.second.usage.buckets[0].prefill_tokens, 0);
  EXPECT_EQ(chain.second.usage.buckets[0].busy_ps, 20);
}

TEST_P(Relay, ARequestCountsAsArrivedInItsFirstPoolAndAsCompletedInItsLast) {
  const Chain chain = play(handing_over(5, 2), small_plan(), {request(0, 0, 3, 3)});
  const ClassDay& first = first_day(chain.first);
  const ClassDay& second = first_day(chain.second);
  EXPECT_EQ(first.arrived, 1);
  EXPECT_EQ(first.completed, 0);
  EXPECT_EQ(first.passed_on, 1);
  EXPECT_EQ(first.passed_on_tokens, 4);
  EXPECT_EQ(second.arrived, 0);
  EXPECT_EQ(second.completed, 1);
  EXPECT_EQ(second.input_tokens, 3);
  EXPECT_EQ(second.output_tokens, 3);
  EXPECT_EQ(chain.first.usage.buckets[0].passed_on, 1);
  EXPECT_EQ(chain.second.usage.buckets[0].arrived, 1);
}

// Read in [0, 10), 4 of 8 tokens go on and come at 13: prefilled in [13, 23), the first token is
// there at 23, the second at 33.
TEST_P(Relay, ACompressedPromptIsReadOnceAndAnsweredElsewhere) {
  const Chain chain = play(compressing(2, 3), small_plan(), {request(0, 0, 8, 2)});
  ASSERT_EQ(chain.first.passed_on.size(), 1U);
  EXPECT_EQ(chain.first.passed_on[0].request.arrival, 13);
  EXPECT_EQ(chain.first.passed_on[0].request.input, 4);
  EXPECT_EQ(chain.first.passed_on[0].origin, (Origin{0, 0, false}));
  EXPECT_EQ(chain.first.usage.buckets[0].prefill_tokens, 8);
  EXPECT_EQ(chain.first.usage.buckets[0].decode_tokens, 0);
  EXPECT_EQ(first_day(chain.first).passed_on_tokens, 8);
  EXPECT_EQ(chain.second.records[0],
            (RequestRecord{kFirstRelayedId, RequestFate::kCompleted, 0, 0, 23, 33}));
  const ClassDay& day = first_day(chain.second);
  EXPECT_EQ(day.input_tokens, 4);
  EXPECT_EQ(day.latency.ttft, latencies({23}));
  EXPECT_EQ(day.latency.e2e, latencies({33}));
  EXPECT_EQ(chain.second.usage.buckets[0].prefill_tokens, 4);
}

// A compressor answers nobody, not those of one token either.
TEST_P(Relay, AnAnswerOfOneTokenIsGivenBehindTheCompressor) {
  const Chain chain = play(compressing(2, 0), small_plan(), {request(0, 0, 8, 1)});
  EXPECT_EQ(first_day(chain.first).completed, 0);
  EXPECT_EQ(chain.second.records[0].first_token, 20);
}

// 1003 / 5 = 200.6; 1 / 5 would be nothing; 7 / 2 = 3.5.
TEST(KeptTokens, AreTheNearestAndNeverNone) {
  EXPECT_EQ(kept_tokens(kWholePrompt / 5, 1003), 201);
  EXPECT_EQ(kept_tokens(kWholePrompt / 5, 1002), 200);
  EXPECT_EQ(kept_tokens(kWholePrompt / 5, 1), 1);
  EXPECT_EQ(kept_tokens(kWholePrompt / 2, 7), 4);
  EXPECT_EQ(kept_tokens(kWholePrompt, std::numeric_limits<std::int32_t>::max()),
            std::numeric_limits<std::int32_t>::max());
}

TEST_P(Relay, OneTokenIsAnsweredWhereItIsPrefilled) {
  const Chain chain = play(handing_over(5, 2), small_plan(), {request(0, 0, 3, 1)});
  EXPECT_TRUE(chain.first.passed_on.empty());
  EXPECT_EQ(first_day(chain.first).completed, 1);
  EXPECT_TRUE(chain.second.records.empty());
}

// The own client is prefilled in [15, 25). The other one comes at 21 and joins the iteration of 25:
// it has tokens at 35 and 45, its own client too, which is there at 45 as well.
TEST_P(Relay, AResumedRequestJoinsTheNextIteration) {
  const Chain chain =
      play(handing_over(5, 2), small_plan(), {request(0, 0, 3, 3)}, {request(15, 7, 1, 3)});
  ASSERT_EQ(chain.second.records.size(), 2U);
  EXPECT_EQ(chain.second.records[0], (RequestRecord{7, RequestFate::kCompleted, 0, 0, 25, 45}));
  EXPECT_EQ(chain.second.records[1].finish, 45);
  EXPECT_EQ(first_day(chain.second).latency.itl, latencies({25, 10, 10, 10}));
}

// Both come at 21; tokens at 31: contexts of 5 and 5 lack 2 of 8 blocks. The first goes on alone
// and is done at 41. The second prefills 5 in [41, 51): its third token.
TEST_P(Relay, APreemptedOnePrefillsLikeEverybody) {
  ServingPlan then = small_plan();
  then.replica.kv_blocks = 8;
  const Chain chain = play(handing_over(5, 2), then, {request(0, 0, 3, 3), request(0, 1, 3, 3)});
  ASSERT_EQ(chain.second.records.size(), 2U);
  EXPECT_EQ(chain.second.records[0].finish, 41);
  EXPECT_EQ(chain.second.records[1],
            (RequestRecord{kFirstRelayedId + 1, RequestFate::kCompleted, 0, 1, 10, 51}));
  EXPECT_EQ(chain.second.usage.buckets[0].prefill_tokens, 5);
}

// The replica fails at 25, in the first iteration of the request, and is back at 26; nobody accepts
// until then, so it is dropped. With a second replica it begins anew there at 25: prefill until 35,
// then two more tokens.
TEST_P(Relay, ALostOneBeginsAnew) {
  ServingPlan then = small_plan();
  then.outages = {{0, 25, 25, 26}};
  const Chain alone = play(handing_over(5, 2), then, {request(0, 0, 3, 3)});
  EXPECT_EQ(alone.second.records[0].fate, RequestFate::kDropped);
  EXPECT_EQ(first_day(alone.second).dropped, 1);
  then.replicas = 2;
  const Chain chain = play(handing_over(5, 2), then, {request(0, 0, 3, 3)});
  EXPECT_EQ(chain.second.records[0],
            (RequestRecord{kFirstRelayedId, RequestFate::kCompleted, 1, 0, 35, 55}));
}

// The small model is done at 20, its front end at 27. The large one prefills until 37 and is done
// at 47; its front end takes 3.
TEST_P(Relay, ACascadedRequestIsAnsweredAgain) {
  ServingPlan plan = small_plan();
  plan.replica.front_end = 7;
  plan.classes[0].cascade_share = kAlways;
  ServingPlan then = small_plan();
  then.replica.front_end = 3;
  const Chain chain = play(plan, then, {request(0, 0, 1, 2)});
  EXPECT_EQ(first_day(chain.first).completed, 0);
  EXPECT_EQ(first_day(chain.first).passed_on_tokens, 3);
  EXPECT_EQ(first_day(chain.first).latency.e2e, LatencyHistogram());
  EXPECT_EQ(first_day(chain.second).completed, 1);
  EXPECT_EQ(first_day(chain.second).latency.ttft, latencies({40}));
  EXPECT_EQ(first_day(chain.second).latency.e2e, latencies({50}));
}

// Shares of 0, a quarter and all of 400 requests; of the quarter a standard deviation is 9.
TEST_P(Relay, TheShareSaysHowManyAreCascaded) {
  std::vector<Request> requests;
  for (int i = 0; i < 400; ++i) {
    requests.push_back(request(1000 * i, i, 1, 2));
  }
  ServingPlan plan = small_plan();
  EXPECT_EQ(play(plan, requests).passed_on.size(), 0U);
  plan.classes[0].cascade_share = 1U << 30;
  EXPECT_NEAR(static_cast<double>(play(plan, requests).passed_on.size()), 100, 40);
  plan.classes[0].cascade_share = kAlways;
  EXPECT_EQ(play(plan, requests).passed_on.size(), 400U);
}

// One runs, one waits, the third finds the queue full at 2 and is done elsewhere at 12. With room
// for two in the queue nobody goes.
TEST_P(Relay, ARequestOverflowsOnlyWhenTheQueueIsFull) {
  ServingPlan plan = small_plan();
  plan.replica.max_batch = 1;
  plan.replica.queue_limit = 1;
  plan.classes[0].overflows = true;
  const std::vector<Request> requests = {request(0, 0, 1, 1), request(1, 1, 1, 1),
                                         request(2, 2, 1, 1)};
  const Chain chain = play(plan, small_plan(), requests);
  EXPECT_EQ(first_day(chain.first).completed, 2);
  EXPECT_EQ(first_day(chain.first).dropped, 0);
  ASSERT_EQ(chain.second.records.size(), 1U);
  EXPECT_EQ(chain.second.records[0].finish, 12);
  EXPECT_EQ(first_day(chain.second).latency.e2e, latencies({10}));
  plan.replica.queue_limit = 2;
  EXPECT_TRUE(play(plan, requests).passed_on.empty());
}

// Its KV cache never fits there; it would not fit here either.
TEST_P(Relay, WhatIsTooLongForBothIsDroppedInTheSecond) {
  ServingPlan plan = small_plan();
  plan.replica.kv_blocks = 5;
  plan.classes[0].overflows = true;
  ServingPlan then = small_plan();
  then.replica.kv_blocks = 8;
  const Chain chain = play(plan, then, {request(0, 0, 5, 2), request(1, 1, 5, 9)});
  EXPECT_EQ(first_day(chain.first).dropped, 0);
  EXPECT_EQ(first_day(chain.second).completed, 1);
  EXPECT_EQ(first_day(chain.second).dropped, 1);
}

// The window ends at two buckets; the first token comes 5 ps before, the rest 5 ps after it.
TEST_P(Relay, WhatIsPassedOnAfterTheWindowsEndIsStillAnswered) {
  const Ps end = 2 * kPsPerBucket;
  const Chain chain = play(handing_over(10, 0), small_plan(), {request(end - 15, 0, 3, 2)});
  EXPECT_EQ(first_day(chain.second).completed, 1);
  EXPECT_EQ(first_day(chain.second).latency.e2e, latencies({30}));
  EXPECT_EQ(chain.second.usage.backlog_end, 0);
}

INSTANTIATE_TEST_SUITE_P(Engines,
                         Relay,
                         ::testing::ValuesIn(all_engines()),
                         [](const auto& engine) {
                           return std::string(engine.param.name);
                         });

TEST(RelayPreconditions, AreChecked) {
  ServingPlan plan = handing_over(0, 0);
  ScriptedSource source(std::vector<Request>{}, 1);
  EXPECT_THROW(simulate_serving(plan, source), std::logic_error);  // nobody takes them
  std::vector<PassedOn> passed_on;
  RunControl options;
  options.passed_on = &passed_on;
  plan.handover->per_token = -1;
  EXPECT_THROW(simulate_serving(plan, source, options), std::logic_error);
  plan.handover = {0, 0, kWholePrompt + 1};
  EXPECT_THROW(simulate_serving(plan, source, options), std::logic_error);
}

}  // namespace
}  // namespace costwright::testing

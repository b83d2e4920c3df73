#include "sim/api/api_engine.h"

#include <gtest/gtest.h>

#include "core/diagnostics.h"

namespace costwright::testing {
using namespace sim;
namespace {

constexpr Ps kSecond = kPsPerSecond;

// An open list of requests, with the tree of what they begin with.
class ListSource : public ArrivalSource {
 public:
  explicit ListSource(std::vector<Request> requests, std::vector<PrefixNode> tree = {})
      : requests_(std::move(requests)), tree_(std::move(tree)) {}
  std::size_t next(std::span<Request> out) override {
    const std::size_t n = std::min(out.size(), requests_.size() - at_);
    std::copy_n(requests_.begin() + static_cast<std::ptrdiff_t>(at_), n, out.begin());
    at_ += n;
    return n;
  }
  PrefixTree prefixes() const override { return tree_; }

 private:
  std::vector<Request> requests_;
  std::vector<PrefixNode> tree_;
  std::size_t at_ = 0;
};

// Answers in exactly 1 s to the first token and 10 ms for each other.
ApiPlan exact_plan() {
  ApiPlan plan;
  plan.ttft = {kSecond, 0};
  plan.tpot = {kSecond / 100, 0};
  plan.client_timeout = 60 * kSecond;
  plan.cache_lifetime = 300 * kSecond;
  plan.meter = {0, 96, 96};
  plan.classes = {{}};
  return plan;
}

std::vector<Request> requests_at(const std::vector<Ps>& times) {
  std::vector<Request> requests;
  for (const Ps t : times) {
    requests.push_back({t, static_cast<std::int64_t>(requests.size()), 1000, 11, 0, -1});
  }
  return requests;
}

struct ApiOutcome {
  PoolUsage usage;
  std::vector<RequestRecord> records;
  const ClassDay& day() const { return usage.classes[0].days[0]; }
};
ApiOutcome run(const ApiPlan& plan, ListSource source) {
  ApiOutcome result;
  RunControl control;
  control.records = &result.records;
  result.usage = simulate_api(plan, source, control);
  return result;
}

TEST(ApiEngine, AnswersAtTheStatedTimesAndCountsEveryToken) {
  const ApiOutcome r = run(exact_plan(), ListSource(requests_at({0, 5 * kSecond})));
  ASSERT_EQ(r.records.size(), 2U);
  EXPECT_EQ(r.records[1].first_token, 6 * kSecond);
  EXPECT_EQ(r.records[1].finish, 6 * kSecond + kSecond / 10);
  EXPECT_EQ(r.day().answered, 2);
  EXPECT_EQ(r.day().prompt_tokens, 2000);
  EXPECT_EQ(r.day().answer_tokens, 22);
  EXPECT_EQ(r.day().latency.itl.count(), 20U);
  EXPECT_EQ(r.usage.buckets[0].busy_ps, 0);
  EXPECT_EQ(r.usage.buckets[0].decode_tokens, 22);
}

// The header's worked example: a minute's worth at once, then one a second.
TEST(ApiEngine, WhatIsOverTheRequestLimitWaits) {
  ApiPlan plan = exact_plan();
  plan.request_interval = kSecond;
  const ApiOutcome r = run(plan, ListSource(requests_at(std::vector<Ps>(62, 0))));
  ASSERT_EQ(r.records.size(), 62U);
  EXPECT_EQ(r.records[59].first_token, kSecond);
  EXPECT_EQ(r.records[60].first_token, 2 * kSecond);
  EXPECT_EQ(r.records[61].first_token, 3 * kSecond);
  EXPECT_EQ(r.usage.max_queue, 2);
}

TEST(ApiEngine, WhatIsOverTheLimitIsRefusedWhereThatIsSaid) {
  ApiPlan plan = exact_plan();
  plan.request_interval = kSecond;
  plan.refuses = true;
  const ApiOutcome r = run(plan, ListSource(requests_at(std::vector<Ps>(62, 0))));
  EXPECT_EQ(r.day().completed, 60);
  EXPECT_EQ(r.day().dropped, 2);
  EXPECT_EQ(r.day().arrived, 62);
}

TEST(ApiEngine, WhoWouldWaitTooLongLeavesAndTakesNothing) {
  ApiPlan plan = exact_plan();
  plan.request_interval = kSecond;
  plan.client_timeout = 2 * kSecond;
  std::vector<Ps> times(70, 0);
  times.push_back(3 * kSecond);  // the 63rd that is sent: at 3 s, as if the others had not come
  const ApiOutcome r = run(plan, ListSource(requests_at(times)));
  EXPECT_EQ(r.day().completed, 63);
  EXPECT_EQ(r.day().timed_out, 8);
  EXPECT_EQ(r.records[65].fate, RequestFate::kTimedOut);
  EXPECT_EQ(r.records[65].finish, 2 * kSecond);
  EXPECT_EQ(r.records[70].first_token, 4 * kSecond);
}

// 60,660 tokens a minute are 60 requests of 1,011 tokens.
TEST(ApiEngine, TokensAreLimitedAsRequestsAre) {
  ApiPlan plan = exact_plan();
  plan.token_interval = 60 * kSecond / 60'660;
  const ApiOutcome r = run(plan, ListSource(requests_at(std::vector<Ps>(61, 0))));
  EXPECT_EQ(r.records[59].first_token, kSecond);
  EXPECT_NEAR(static_cast<double>(r.records[60].first_token), 2.0 * kSecond, 1e6);
}

TEST(ApiEngine, WhatIsLongerThanTheContextIsDropped) {
  ApiPlan plan = exact_plan();
  plan.max_context = 1010;
  const ApiOutcome r = run(plan, ListSource(requests_at({0})));
  EXPECT_EQ(r.day().dropped, 1);
  EXPECT_EQ(r.day().answered, 0);
}

// A lognormal has its percentiles: p95 = median x exp(1.6449 sigma).
TEST(ApiEngine, LatenciesHaveTheStatedPercentiles) {
  ApiPlan plan = exact_plan();
  plan.ttft.sigma = 0.7;
  std::vector<Ps> times;
  for (int i = 0; i < 40'000; ++i) {
    times.push_back(i * kSecond);
  }
  const ApiOutcome r = run(plan, ListSource(requests_at(times)));
  EXPECT_NEAR(r.day().latency.ttft.quantile_s(0.5), 1, 0.02);
  EXPECT_NEAR(r.day().latency.ttft.quantile_s(0.95), std::exp(1.6449 * 0.7), 0.06);
}

// FOCUS's prompt caching example in thousands of tokens: 2,000 written once, 8,000 read in four
// more requests, 500 of their own.
TEST(ApiEngine, ABeginningIsWrittenOnceAndReadFromThenOn) {
  std::vector<Request> requests;
  for (int i = 0; i < 5; ++i) {
    requests.push_back({i * kSecond, i, 2100, 300, 0, -1, {0, 0}});
  }
  const ApiOutcome r = run(exact_plan(), ListSource(requests, {{-1, 2000}}));
  EXPECT_EQ(r.day().written_tokens, 2000);
  EXPECT_EQ(r.day().read_tokens, 8000);
  EXPECT_EQ(r.day().prompt_tokens, 10'500);
  EXPECT_EQ(r.usage.buckets[0].cached_tokens, 8000);
  EXPECT_EQ(r.usage.buckets[0].prefill_tokens, 2500);
}

TEST(ApiEngine, ABeginningIsForgottenAfterItsLifeTimeAndTooShortOnesAreNotKept) {
  std::vector<Request> requests;
  for (const Ps at : {Ps{0}, 300 * kSecond, 601 * kSecond}) {
    requests.push_back({at, static_cast<std::int64_t>(requests.size()), 2100, 1, 0, -1, {0, 0}});
  }
  const std::vector<PrefixNode> tree{{-1, 2000}};
  EXPECT_EQ(run(exact_plan(), ListSource(requests, tree)).day().read_tokens, 2000);
  ApiPlan longer = exact_plan();
  longer.cache_minimum = 2001;
  const ApiOutcome none = run(longer, ListSource(requests, tree));
  EXPECT_EQ(none.day().read_tokens, 0);
  EXPECT_EQ(none.day().written_tokens, 0);
}

TEST(ApiEngine, RefusesAPlanOutOfRange) {
  ApiPlan plan = exact_plan();
  plan.ttft.median = 0;
  EXPECT_THROW(run(plan, ListSource(requests_at({0}))), std::logic_error);
}

}  // namespace
}  // namespace costwright::testing

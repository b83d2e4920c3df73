// Replicas of several kinds behind one router: by hand, against pools of one kind, and the jump
// engine against the oracle, bit for bit.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "sim/meters/kinds.h"
#include "sim/routing/router.h"
#include "sim/serving/fleet.h"
#include "tests/sim/engines.h"
#include "tests/sim/oracle/difference.h"
#include "tests/sim/small_plan.h"

namespace costwright::testing {
using namespace sim;
namespace {

Outcome play(const Engine& engine, const ServingPlan& plan, std::vector<Request> requests) {
  ScriptedSource source(std::move(requests), 3);
  return engine.play(plan, source);
}

// Of the small plan: one replica a kind, the second taking `step` ps an iteration.
ServingPlan two_kinds(Ps step) {
  ServingPlan plan = small_plan(2);
  plan.others = {{plan.replica, 1}};
  plan.others[0].replica.cost.step.assign(65, step);
  return plan;
}

class MixedPool : public ::testing::TestWithParam<Engine> {};
INSTANTIATE_TEST_SUITE_P(Engines,
                         MixedPool,
                         ::testing::ValuesIn(all_engines()),
                         [](const auto& engine) {
                           return std::string(engine.param.name);
                         });

// Three tokens each, alone on a replica: an iteration that prefills and two more, of 10 ps on the
// first kind and of 5 ps on the second.
TEST_P(MixedPool, AFasterKindAnswersFasterByHand) {
  const Outcome outcome =
      play(GetParam(), two_kinds(5), {request(0, 1, 4, 3), request(0, 2, 4, 3)});
  ASSERT_EQ(outcome.records.size(), 2U);
  EXPECT_EQ(outcome.records[0].first_token, 10);
  EXPECT_EQ(outcome.records[0].finish, 30);
  EXPECT_EQ(outcome.records[1].first_token, 5);
  EXPECT_EQ(outcome.records[1].finish, 15);
  ASSERT_EQ(outcome.usage.kinds.size(), 2U);
  EXPECT_EQ(outcome.usage.kinds[0][0].busy_ps, 30);
  EXPECT_EQ(outcome.usage.kinds[1][0].busy_ps, 15);
  EXPECT_EQ(outcome.usage.buckets[0].busy_ps, 45);
  EXPECT_EQ(outcome.usage.kinds[1][0].on_ps, kPsPerBucket);
  EXPECT_EQ(outcome.usage.buckets[0].on_ps, 2 * kPsPerBucket);
  EXPECT_EQ(outcome.usage.kinds[0][0].decode_tokens, 2);
  EXPECT_EQ(outcome.usage.kinds[0][0].arrived, 0);
  EXPECT_EQ(outcome.usage.buckets[0].arrived, 2);
}

// Least outstanding, one at a time: ties go to the lowest index, so the slow one answers all until
// it is busy.
TEST_P(MixedPool, TheRouterCountsRequestsNotSpeed) {
  ServingPlan plan = two_kinds(5);
  plan.router = Router::kLeastOutstanding;
  const Outcome outcome =
      play(GetParam(), plan, {request(0, 1, 4, 3), request(40, 2, 4, 3), request(41, 3, 4, 3)});
  EXPECT_EQ(outcome.records[0].replica, 0);
  EXPECT_EQ(outcome.records[1].replica, 0);
  EXPECT_EQ(outcome.records[2].replica, 1);
  EXPECT_EQ(outcome.records[2].finish, 41 + 15);
}

// A request that the smaller memory can never hold is dropped where the router sends it.
TEST_P(MixedPool, EachKindHasItsOwnMemory) {
  ServingPlan plan = two_kinds(10);
  plan.others[0].replica.kv_blocks = 6;
  const Outcome outcome =
      play(GetParam(), plan, {request(0, 1, 4, 3), request(0, 2, 4, 3), request(100, 3, 4, 2)});
  EXPECT_EQ(outcome.records[0].fate, RequestFate::kCompleted);
  EXPECT_EQ(outcome.records[1].fate, RequestFate::kDropped);
  EXPECT_EQ(outcome.records[2].fate, RequestFate::kCompleted);
}

// Workloads whose fleet does not change, with a plan that can be mixed.
std::vector<Workload> workloads(std::uint64_t count) {
  std::vector<Workload> all;
  for (std::uint64_t seed = 1; all.size() < count; ++seed) {
    Workload workload = random_workload(seed);
    if (!changes_fleet(workload.plan) && !workload.plan.handover) {
      all.push_back(std::move(workload));
    }
  }
  return all;
}

ReplicaPlan another_kind(ReplicaPlan replica, std::uint64_t seed) {
  const auto times = static_cast<Ps>(2 + seed % 3);
  for (std::size_t n = 1; n < replica.cost.step.size(); ++n) {
    replica.cost.step[n] *= seed % 2 == 0 ? times : 1;
  }
  std::swap(replica.cost.memory, replica.cost.compute);
  replica.cost.per_prefill_pair *= times;
  if (seed % 5 == 0) {
    replica.cost.decode_only.reset();
  }
  replica.kv_blocks += seed % 4 == 0 ? replica.kv_blocks / 2 + 1 : 0;
  replica.front_end += static_cast<Ps>(seed % 7);
  return replica;
}

TEST(MixedPools, EngineAndOracleAgreeBitForBit) {
  std::uint64_t preemptions = 0, drops = 0, both_work = 0;
  for (Workload& w : workloads(400)) {
    w.plan.others = {{another_kind(w.plan.replica, w.seed), 1 + static_cast<int>(w.seed % 2)}};
    if (w.seed % 3 == 0) {
      w.plan.others.push_back({another_kind(w.plan.replica, w.seed + 1), 1});
    }
    for (const ReplicaKind& kind : w.plan.others) {
      w.plan.replicas += kind.replicas;
    }
    ScriptedSource for_oracle(w);
    ScriptedSource for_engine(w, 1 + w.seed % 5);
    const Outcome expected = play_oracle(w.plan, for_oracle);
    const Outcome actual = play_jump(w.plan, for_engine);
    ASSERT_EQ(first_difference(expected.records, actual.records), "") << describe(w);
    ASSERT_EQ(first_difference(expected.usage, actual.usage), "") << describe(w);
    bool all = true;
    for (const auto& kind : actual.usage.kinds) {
      Int128 busy = 0;
      for (const UsageBucket& bucket : kind) {
        busy += bucket.busy_ps;
        preemptions += static_cast<std::uint64_t>(bucket.preemptions);
      }
      all = all && busy > 0;
    }
    both_work += all ? 1 : 0;
    for (const UsageBucket& bucket : actual.usage.buckets) {
      drops += static_cast<std::uint64_t>(bucket.dropped);
    }
  }
  EXPECT_GE(both_work, 200U);
  EXPECT_GE(preemptions, 100U);
  EXPECT_GE(drops, 100U);
}

// The same machines under two names.
TEST(MixedPools, EqualKindsAreOnePool) {
  for (Workload& w : workloads(200)) {
    w.plan.replicas += 2;
    ScriptedSource source(w);
    const Outcome one = play_jump(w.plan, source);
    w.plan.others = {{w.plan.replica, 1}, {w.plan.replica, 1}};
    ScriptedSource again(w);
    Outcome mixed = play_jump(w.plan, again);
    ASSERT_EQ(mixed.usage.kinds.size(), 3U);
    mixed.usage.kinds.clear();
    ASSERT_EQ(first_difference(one.records, mixed.records), "") << describe(w);
    ASSERT_EQ(first_difference(one.usage, mixed.usage), "") << describe(w);
  }
}

// Round robin sends every other request to each: two pools of a replica that get these.
TEST(MixedPools, RoundRobinIsTwoPoolsOfEveryOtherRequest) {
  for (Workload& w : workloads(300)) {
    if (w.reacts || w.plan.router != Router::kRoundRobin || !w.tree.empty() ||
        w.plan.classes[0].response_cache_share > 0) {
      continue;
    }
    w.plan.replicas = 1;
    ServingPlan fast = w.plan;
    fast.replica = another_kind(w.plan.replica, w.seed);
    ServingPlan both = w.plan;
    both.replicas = 2;
    both.others = {{fast.replica, 1}};
    std::vector<Request> all, even, odd;
    for (const ScriptedRequest& scripted : w.requests) {
      (all.size() % 2 == 0 ? even : odd).push_back(scripted.request);
      all.push_back(scripted.request);
    }
    const Engine engine{"jump", play_jump};
    const Outcome first = play(engine, w.plan, even);
    const Outcome second = play(engine, fast, odd);
    const Outcome mixed = play(engine, both, all);
    ASSERT_EQ(first_difference(sum_of_kinds({first.usage, second.usage}), mixed.usage), "")
        << describe(w);
  }
}

TEST(MixedPools, RefusesKindsThatDifferInMoreThanTheirMachines) {
  const auto refused = [](const auto& change) {
    ServingPlan plan = two_kinds(5);
    change(plan);
    ScriptedSource source(std::vector<Request>{}, 1);
    EXPECT_THROW(play_jump(plan, source), std::logic_error);
  };
  refused([](ServingPlan& plan) {
    plan.others[0].replica.queue_limit += 1;
  });
  refused([](ServingPlan& plan) {
    plan.others[0].replicas = 2;  // none is left of the first kind
  });
  refused([](ServingPlan& plan) {
    plan.autoscaler = Autoscaler{.interval = 1};
  });
  refused([](ServingPlan& plan) {
    plan.handover = Handover{};
  });
}

}  // namespace
}  // namespace costwright::testing

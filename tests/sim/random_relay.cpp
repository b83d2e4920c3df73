#include "tests/sim/random_relay.h"

#include <algorithm>
#include <limits>

#include "tests/sim/random_features.h"

namespace costwright::testing {
using namespace sim;
namespace {

constexpr std::uint32_t kAll = std::numeric_limits<std::uint32_t>::max();

void cascade(ServingPlan& plan, Dice& dice) {
  for (ClassPlan& klass : plan.classes) {
    klass.cascade_share = dice.pick<std::uint32_t>({0, 1U << 30, 1U << 31, kAll});
  }
}

void overflow(ServingPlan& plan, Dice& dice) {
  for (ClassPlan& klass : plan.classes) {
    klass.overflows = dice.chance(0.7);
  }
  if (dice.chance(0.5)) {
    plan.replica.queue_limit = static_cast<std::int32_t>(dice.between(1, 3));
  }
}

void hand_over(ServingPlan& plan, Dice& dice) {
  const Ps step = plan.replica.cost.step[1];
  const Ps latency = step * dice.pick<Ps>({0, 0, 1, 3});
  const Ps per_token = dice.pick<Ps>({0, 1, step / 100, step});
  plan.handover = {std::min(latency, kPsPerHour), std::min<Ps>(per_token, 1 << 30)};
  if (dice.chance(0.3)) {
    plan.handover->kept = dice.pick<std::int64_t>(
        {1, kWholePrompt / 5, kWholePrompt / 2, kWholePrompt * 2 / 3, kWholePrompt});
  }
}

// The second pool is like the first one, but smaller or larger.
ServingPlan second_plan(const ServingPlan& first, Dice& dice) {
  ServingPlan plan = first;
  plan.handover.reset();
  for (ClassPlan& klass : plan.classes) {
    klass.cascade_share = 0;
    klass.overflows = false;
    klass.response_cache_share = dice.chance(0.2) ? 1U << 31 : 0;
  }
  plan.seed = mix64(first.seed);
  plan.router = dice.pick<Router>({first.router, Router::kRoundRobin, Router::kLeastOutstanding});
  if (!plan.autoscaler && plan.outages.empty()) {
    plan.replicas = static_cast<std::int32_t>(dice.between(1, 3));
  }
  plan.replica.kv_blocks = std::max<std::int64_t>(
      1, static_cast<std::int64_t>(dice.pick<double>({0.7, 1, 1, 2}) *
                                   static_cast<double>(first.replica.kv_blocks)));
  plan.replica.front_end = dice.chance(0.5) ? first.replica.front_end : 0;
  if (dice.chance(0.3) && first.replica.client_timeout < 240 * kPsPerHour) {
    plan.replica.client_timeout = first.replica.client_timeout * 3;
  }
  if (dice.chance(0.3)) {
    plan.replica.queue_limit = 100;
  }
  if (dice.chance(0.4)) {
    cascade(plan, dice);
  }
  if (dice.chance(0.4)) {
    overflow(plan, dice);
  }
  if (!first.handover && dice.chance(0.15)) {  // what has its first token is not prefilled again
    hand_over(plan, dice);
  }
  return plan;
}

}  // namespace

RandomRelay random_relay(std::uint64_t seed) {
  Dice dice(mix64(seed) ^ 0x72656c6179ULL);
  RandomRelay relay;
  relay.first = random_workload(seed);
  relay.first.reacts = false;
  std::erase_if(relay.first.requests, [](const ScriptedRequest& s) {
    return s.after >= 0;
  });
  ServingPlan& plan = relay.first.plan;
  const double kind = dice.uniform();
  if (kind < 0.5) {
    hand_over(plan, dice);
  }
  if (kind > 0.35 && kind < 0.8) {
    cascade(plan, dice);
  }
  if (kind > 0.7 || kind < 0.15) {
    overflow(plan, dice);
  }
  relay.own = relay.first;
  relay.own.plan = second_plan(plan, dice);
  relay.own.requests.clear();
  if (dice.chance(0.4)) {
    std::erase_if(relay.first.requests, [&](const ScriptedRequest& s) {
      const bool own = dice.chance(0.3);
      if (own) {
        relay.own.requests.push_back(s);
      }
      return own;
    });
  }
  relay.grain = 1 + seed % 5;
  return relay;
}

std::unique_ptr<ArrivalSource> second_stream(const RandomRelay& relay,
                                             const std::vector<PassedOn>& passed_on) {
  std::vector<std::int32_t> same;
  for (std::size_t c = 0; c < relay.own.plan.classes.size(); ++c) {
    same.push_back(static_cast<std::int32_t>(c));
  }
  std::vector<RelayedList> lists;
  for (const auto kind : {RelayKind::kPrefilled, RelayKind::kCascaded, RelayKind::kOverflowed,
                          RelayKind::kCompressed}) {
    lists.push_back({passed_on, kind, same, relay.first.tree});
  }
  const MeterPlan& meter = relay.own.plan.meter;
  return std::make_unique<RelayedArrivals>(std::make_unique<ScriptedSource>(relay.own, relay.grain),
                                           meter.end(), lists);
}

}  // namespace costwright::testing

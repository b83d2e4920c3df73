#include "sim/serving/engine.h"

#include <algorithm>
#include <optional>
#include <tuple>

#include "core/diagnostics.h"
#include "sim/meters/kinds.h"
#include "sim/requests/outcome_forwarder.h"
#include "sim/serving/pool.h"

namespace costwright::sim {
namespace {

void check(const AttentionCost& cost) {
  require(cost.per_sequence >= 0 && cost.per_token >= 0,
          "attention cost {} + {} per token must not be negative", cost.per_sequence,
          cost.per_token);
}

void check(const ReplicaPlan& plan) {
  require(plan.max_batch >= 1, "max_batch = {}, must be at least 1", plan.max_batch);
  require(plan.token_budget >= plan.max_batch, "token_budget = {} is below max_batch = {}",
          plan.token_budget, plan.max_batch);
  require(plan.kv_blocks >= 1, "kv_blocks = {}, must be at least 1", plan.kv_blocks);
  require(plan.block_tokens >= 1, "block_tokens = {}, must be at least 1", plan.block_tokens);
  require(plan.queue_limit >= 1, "queue_limit = {}, must be at least 1", plan.queue_limit);
  require(plan.client_timeout > 0, "client_timeout = {} ps, must exceed 0", plan.client_timeout);
  const IterationCost& cost = plan.cost;
  require(cost.step.size() == static_cast<std::size_t>(plan.token_budget) + 1,
          "{} step times for a token budget of {}; one is needed for 0, 1, ... budget tokens",
          cost.step.size(), plan.token_budget);
  require(std::all_of(cost.step.begin() + 1, cost.step.end(),
                      [](Ps step) {
                        return step >= 1;
                      }),
          "a step time is below 1 ps; an iteration must take time");
  require(cost.per_sequence >= 0 && cost.per_prefill_pair >= 0 && cost.prefill_step >= 0,
          "per_sequence = {}, per_prefill_pair = {}, prefill_step = {}; none may be negative",
          cost.per_sequence, cost.per_prefill_pair, cost.prefill_step);
  check(cost.memory);
  check(cost.compute);
}

void check(const DecodeCost& cost, std::int32_t max_batch) {
  require(cost.step.size() == static_cast<std::size_t>(max_batch) + 1,
          "{} decode step times for max_batch = {}; one is needed for 0, 1, ... sequences",
          cost.step.size(), max_batch);
  require(cost.per_sequence >= 0 && *std::min_element(cost.step.begin() + 1, cost.step.end()) >= 1,
          "a decode step below 1 ps, or per_sequence = {} below 0", cost.per_sequence);
  check(cost.memory);
  check(cost.compute);
}

void check(const Autoscaler& scaler, std::int32_t replicas) {
  require(1 <= scaler.minimum && scaler.minimum <= scaler.initial && scaler.initial <= replicas,
          "autoscaler: 1 <= minimum {} <= initial {} <= replicas {} does not hold", scaler.minimum,
          scaler.initial, replicas);
  require(scaler.target >= 1 && scaler.interval > 0 && scaler.start_delay >= 0 &&
              scaler.down_window >= 0,
          "autoscaler: target {} >= 1, interval {} > 0, start_delay {} >= 0, down_window {} >= 0 "
          "does not hold",
          scaler.target, scaler.interval, scaler.start_delay, scaler.down_window);
}

void check_outages(const ServingPlan& plan) {
  std::vector<Outage> outages = plan.outages;
  std::sort(outages.begin(), outages.end(), [](const Outage& a, const Outage& b) {
    return std::tie(a.replica, a.notice) < std::tie(b.replica, b.notice);
  });
  for (std::size_t i = 0; i < outages.size(); ++i) {
    const Outage& outage = outages[i];
    require(outage.replica >= 0 && outage.replica < plan.replicas && outage.notice <= outage.down &&
                outage.down < outage.up,
            "outage of replica {} of {}: notice {} <= down {} < up {} does not hold",
            outage.replica, plan.replicas, outage.notice, outage.down, outage.up);
    require(
        i == 0 || outages[i - 1].replica != outage.replica || outages[i - 1].up <= outage.notice,
        "two outages of replica {} overlap at {} ps", outage.replica, outage.notice);
  }
}

// Of a replica, with its speculative steps.
void check_replica(const ReplicaPlan& plan) {
  check(plan);
  if (plan.cost.decode_only) {
    check(*plan.cost.decode_only, plan.max_batch);
  }
}

void check_kind(const ReplicaKind& kind, const ServingPlan& plan) {
  check_replica(kind.replica);
  ReplicaPlan first = plan.replica;
  first.cost = kind.replica.cost;
  first.kv_blocks = kind.replica.kv_blocks;
  first.front_end = kind.replica.front_end;
  require(kind.replica == first,
          "kinds of replicas differ in more than cost, kv_blocks = {} and "
          "front_end = {}",
          kind.replica.kv_blocks, kind.replica.front_end);
  require(kind.replicas >= 1, "{} replicas of a kind", kind.replicas);
  require(!changes_fleet(plan) && !plan.handover,
          "{} kinds of replicas where replicas come and go or hand over", plan.others.size() + 1);
}

void check(const ServingPlan& plan) {
  check_replica(plan.replica);
  require(plan.replicas >= 1, "replicas = {}, must be at least 1", plan.replicas);
  require(!plan.classes.empty() && plan.classes.size() <= UINT16_MAX,
          "the plan has {} classes; every request belongs to one of at most 65,535",
          plan.classes.size());
  for (const ClassPlan& klass : plan.classes) {
    require(klass.fair_cost >= 1 && klass.fair_cost <= 1 << 20, "fair_cost = {}, 1 to 2^20",
            klass.fair_cost);
  }
  for (const ReplicaKind& kind : plan.others) {
    check_kind(kind, plan);
  }
  require(replicas_of_first_kind(plan) >= 1, "{} of {} replicas are of the plan's own kind",
          replicas_of_first_kind(plan), plan.replicas);
  if (plan.autoscaler) {
    check(*plan.autoscaler, plan.replicas);
  }
  if (plan.handover) {
    const auto [latency, per_token, kept] = *plan.handover;
    require(latency >= 0 && latency <= kPsPerHour && per_token >= 0 && per_token <= 1 << 30,
            "handover: latency {} within 1 h, per_token {} within 2^30 ps does not hold", latency,
            per_token);
    require(kept >= 0 && kept <= kWholePrompt, "handover: kept = {}, 0 to 2^32", kept);
  }
  check_outages(plan);
}

void check(PrefixTree tree, std::int32_t block_tokens) {
  for (std::size_t i = 0; i < tree.size(); ++i) {
    require(tree[i].parent < static_cast<std::int64_t>(i) && tree[i].parent >= -1,
            "node {} of the prefix tree has parent {}, not an earlier one", i, tree[i].parent);
    require(tree[i].tokens > 0 && tree[i].tokens % block_tokens == 0,
            "node {} of the prefix tree holds {} tokens, not whole blocks of {}", i, tree[i].tokens,
            block_tokens);
  }
}

Ps shortest_step(const IterationCost& cost) {
  Ps shortest = *std::min_element(cost.step.begin() + 1, cost.step.end());
  if (cost.decode_only) {
    const std::vector<Ps>& steps = cost.decode_only->step;
    shortest = std::min(shortest, *std::min_element(steps.begin() + 1, steps.end()));
  }
  return shortest;
}

struct Kind {
  const ReplicaPlan* replica{};
  std::int32_t count{};
};

std::vector<Kind> kinds_of(const ServingPlan& plan) {
  std::vector<Kind> kinds{{&plan.replica, replicas_of_first_kind(plan)}};
  for (const ReplicaKind& kind : plan.others) {
    kinds.push_back({&kind.replica, kind.replicas});
  }
  return kinds;
}

std::vector<Meters> meters_of(const ServingPlan& plan, const std::vector<Kind>& kinds) {
  std::vector<Meters> meters;
  for (const Kind& kind : kinds) {
    meters.emplace_back(plan.meter, kind.replica->front_end, plan.classes);
  }
  return meters;
}

std::vector<Replica> replicas_of(PoolContext context,
                                 const std::vector<Kind>& kinds,
                                 std::vector<Meters>& meters) {
  std::vector<Replica> replicas;
  replicas.reserve(static_cast<std::size_t>(context.plan->replicas));
  for (std::size_t k = 0; k < kinds.size(); ++k) {
    context.replica = kinds[k].replica;
    context.meters = &meters[k];
    context.shortest_step = shortest_step(kinds[k].replica->cost);
    for (std::int32_t i = 0; i < kinds[k].count; ++i) {
      replicas.emplace_back(context, static_cast<std::int32_t>(replicas.size()));
    }
  }
  return replicas;
}

PoolUsage usage_of(std::vector<Meters>& meters) {
  std::vector<PoolUsage> of_kinds;
  for (Meters& of_kind : meters) {
    of_kinds.push_back(of_kind.take());
  }
  return sum_of_kinds(std::move(of_kinds));
}

}  // namespace

PoolUsage simulate_serving(const ServingPlan& plan,
                           ArrivalSource& arrivals,
                           const RunControl& options) {
  check(plan);
  require(options.longest_run >= 1, "longest_run = {}, must be at least 1", options.longest_run);
  const PrefixTree prefixes = arrivals.prefixes();
  check(prefixes, plan.replica.block_tokens);
  const std::vector<Kind> kinds = kinds_of(plan);
  std::vector<Meters> of_kinds = meters_of(plan, kinds);
  Meters& meters = of_kinds.front();
  ArrivalFeed feed(arrivals, plan.classes.size(), meters.window_end(), options);
  OutcomeForwarder outcomes(options.records, arrivals, feed);
  Listener* const listener = outcomes.needed() ? &outcomes : nullptr;
  const Origins origins = arrivals.origins();
  Departures departures(ways_on(plan), origins, meters, options.passed_on);
  Departures* const passing = departures.any() ? &departures : nullptr;
  require(!plan.handover || std::none_of(origins.of.begin(), origins.of.end(),
                                         [](const Origin& origin) {
                                           return origin.resumes;
                                         }),
          "a request that has its first token cannot be prefilled and handed over again");
  require(!arrivals.reacts() || (passing == nullptr && origins.of.empty()),
          "requests of clients that react cannot be passed on");
  require(kinds.size() == 1 || (passing == nullptr && origins.of.empty()),
          "requests cannot be passed on where replicas are of {} kinds", kinds.size());
  ResponseCache response_cache(plan.classes, plan.seed, meters, listener);
  std::optional<PrefixRuns> cached_prefixes;
  if (plan.replica.prefix_cache && !prefixes.empty()) {
    cached_prefixes.emplace(prefixes, BlockSize(plan.replica.block_tokens));
  }
  const PoolContext context{.plan = &plan,
                            .replica = &plan.replica,
                            .meters = &meters,
                            .listener = listener,
                            .departures = passing,
                            .origins = origins,
                            .prefixes = prefixes,
                            .cached_prefixes = cached_prefixes ? &*cached_prefixes : nullptr,
                            .longest_run = options.longest_run};
  std::vector<Replica> replicas = replicas_of(context, kinds, of_kinds);
  const Pool pool{context, replicas, feed, response_cache};
  const bool changes = changes_fleet(plan);
  const bool router_looks = plan.router != Router::kRoundRobin && plan.replicas > 1;
  if (changes || router_looks || arrivals.reacts()) {
    GlobalOrder(pool, arrivals.reacts()).run();
  } else {
    simulate_separately(pool);
  }
  for (std::size_t k = 0; k < kinds.size() && !changes; ++k) {
    of_kinds[k].all_on(kinds[k].count);
  }
  outcomes.sort_records();
  departures.sort();
  return usage_of(of_kinds);
}

}  // namespace costwright::sim

#include "study/plan/pool_simulations.h"

#include <algorithm>
#include <climits>
#include <numeric>

#include "study/plan/classes.h"
#include "study/plan/key.h"
#include "study/plan/operations.h"
#include "study/plan/speed_ends.h"

namespace costwright::study {
namespace {

constexpr int kMostReplicas = 100'000;         // of a deployment, as the scenario may state
constexpr double kClosedRequestsGuess = 1000;  // of clients whose volume is a result: for progress

PoolPlan at_speed(PoolPlan plan, double factor) {
  auto* const serving = std::get_if<sim::ServingPlan>(&plan);
  if (serving != nullptr && factor != 1) {
    *serving = slowed(std::move(*serving), factor);
  }
  return plan;
}

double factor_of(const PoolKind& kind, SpeedEnd speed) {
  if (!kind.calibration || speed == SpeedEnd::kPredicted) {
    return 1;
  }
  return speed == SpeedEnd::kFast ? kind.calibration->time_low : kind.calibration->time_high;
}

// The pool's plan on another kind of machines: what these decide is that kind's.
PoolPlan on_machines(PoolPlan plan, const PoolPlan& kind) {
  if (auto* const serving = std::get_if<sim::ServingPlan>(&plan)) {
    const sim::ReplicaPlan& there = std::get<sim::ServingPlan>(kind).replica;
    serving->replica.cost = there.cost;
    serving->replica.kv_blocks = there.kv_blocks;
    serving->replica.front_end = there.front_end;
  } else if (auto* const batch = std::get_if<sim::BatchPlan>(&plan)) {
    batch->batch = std::get<sim::BatchPlan>(kind).batch;
  }
  return plan;
}

// One kind's replicas join those of `plan`, which is of this kind where it has none yet.
void add_replicas(PoolPlan& plan, const PoolPlan& kind, int replicas, bool is_first) {
  if (is_first) {
    plan = kind;
  }
  if (auto* const serving = std::get_if<sim::ServingPlan>(&plan)) {
    serving->replicas = is_first ? replicas : serving->replicas + replicas;
    if (!is_first) {
      serving->others.push_back({std::get<sim::ServingPlan>(kind).replica, replicas});
    }
  } else if (auto* const batch = std::get_if<sim::BatchPlan>(&plan)) {
    batch->replicas = replicas;
  }
}

int sum_of(const ReplicasByKind& replicas) {
  return std::accumulate(replicas.begin(), replicas.end(), 0);
}

}  // namespace

SizedPlans::SizedPlans(const PlanSources& from,
                       const PoolParts& parts,
                       std::size_t pool,
                       SpeedEnd speed)
    : from_(from), parts_(parts), pool_(pool) {
  const auto& kinds = parts.spec.kinds;
  kinds_.push_back(at_speed(parts.plan, kinds.empty() ? 1 : factor_of(kinds[0], speed)));
  for (std::size_t k = 0; k < parts.others.size(); ++k) {
    kinds_.push_back(
        at_speed(on_machines(parts.plan, parts.others[k]), factor_of(kinds[k + 1], speed)));
  }
}

const SizedPlans::Sized& SizedPlans::of(const ReplicasByKind& replicas) {
  Sized& sized = sized_[replicas];
  if (sized.plan == nullptr) {
    auto plan = std::make_shared<PoolPlan>(kinds_.front());
    bool is_first = true;
    for (std::size_t k = 0; k < replicas.size(); ++k) {
      if (replicas[k] > 0) {
        add_replicas(*plan, kinds_[k], replicas[k], is_first);
        is_first = false;
      }
    }
    if (auto* const serving = std::get_if<sim::ServingPlan>(plan.get())) {
      size_operations(*serving, parts_, pool_, from_);
    }
    sized = {plan, hash_of(*plan)};
  }
  return sized;
}

PoolSimulations::PoolSimulations(const PlanSources& from,
                                 const Traffic& traffic,
                                 std::size_t pool,
                                 PoolParts& parts,
                                 ScenarioPlan& plan)
    : from_(from),
      scenario_(from.scenario()),
      traffic_(traffic),
      pool_(pool),
      parts_(parts),
      plan_(plan),
      predicted_(from, parts, pool, SpeedEnd::kPredicted) {}

ReplicasByKind PoolSimulations::replicas(int month) const {
  ReplicasByKind all;
  int left = scenario_.serving[pool_].second.replicas.value_or(INT_MAX);
  for (const PoolKind& kind : parts_.spec.kinds) {
    int devices = 0;
    for (const std::size_t fleet : kind.entries) {
      const double servers =
          servers_in(scenario_.fleet[fleet].second, scenario_.start, scenario_.start + month);
      devices += static_cast<int>(servers) * plan_.fleet[fleet].devices_per_server;
    }
    all.push_back(std::min(left, devices / parts_.spec.devices_per_replica));
    left -= all.back();
  }
  return all;
}

bool PoolSimulations::check_mixed(const ReplicasByKind& replicas, int month) const {
  const auto in_service = std::count_if(replicas.begin(), replicas.end(), [](int of_kind) {
    return of_kind > 0;
  });
  const auto* const serving = std::get_if<sim::ServingPlan>(&parts_.plan);
  const char* const why = serving == nullptr                         ? "single-shot models"
                          : serving->autoscaler                      ? "autoscaling"
                          : parts_.interruptions                     ? "interruptions"
                          : traffic_.relays.passes(parts_.spec.name) ? "requests that are passed on"
                                                                     : nullptr;
  if (in_service < 2 || why == nullptr) {
    return true;
  }
  from_.diagnostics.error(
      from_.at("serving." + parts_.spec.name + ".also_on"),
      fmt::format("in {} it runs on {} kinds of machines at once, which is not simulated with {}",
                  to_string(scenario_.start + month), in_service, why),
      "let one kind end in the month in which the other begins, or give each a deployment of its "
      "own");
  return false;
}

void PoolSimulations::add_months() {
  const std::string fleet = scenario_.serving[pool_].second.fleet.value_or("");
  const Place place = from_.at("serving." + parts_.spec.name + ".fleet");
  for (int m = 0; m < scenario_.horizon.count; ++m) {
    const ReplicasByKind by_kind = replicas(m);
    const int there = sum_of(by_kind);
    if (!check_mixed(by_kind, m)) {
      return;
    }
    if (there > kMostReplicas) {
      from_.diagnostics.error(
          place,
          fmt::format("fleet '{}' has room for {} replicas, and at most {} are simulated", fleet,
                      there, kMostReplicas),
          "state replicas, or divide the fleet and the demand");
      return;
    }
    if (there > 0 || parts_.spec.is_api()) {
      parts_.spec.replicas = std::max(parts_.spec.replicas, there);
      parts_.spec.replicas_in.resize(static_cast<std::size_t>(m) + 1);
      parts_.spec.replicas_in.back() = by_kind;
      plan_.simulation_of[pool_][static_cast<std::size_t>(m)] =
          add(predicted_, {m}, plan_.simulation_of);
      last_ = m;
    }
  }
  if (last_ < 0) {
    from_.diagnostics.error(
        place, fmt::format("fleet '{}' offers no room for a replica in any month", fleet),
        "check count, tensor_parallel, replicas and the months in service");
  }
}

void PoolSimulations::add_bracket() {
  if (last_ >= 0 && scenario_.simulation.compression_bracket && superposes() &&
      !parts_.spec.is_api() && !traffic_.relays.passes(parts_.spec.name) && compressible()) {
    plan_.compressed_of[pool_] = add(predicted_, {last_, true}, plan_.simulation_of);
  }
}

void PoolSimulations::add_speed_range() {
  if (plan_.speed_range) {  // of what has no calibration too: what others pass on may differ
    add_end(plan_.speed_range->fast, SpeedEnd::kFast);
    add_end(plan_.speed_range->slow, SpeedEnd::kSlow);
  }
}

void PoolSimulations::add_end(SimulationTable& simulations, SpeedEnd speed) {
  SizedPlans plans(from_, parts_, pool_, speed);
  for (int m = 0; m <= last_; ++m) {
    int& simulation = simulations[pool_][static_cast<std::size_t>(m)];
    if (simulation >= 0) {
      simulation = add(plans, {m}, simulations);
    }
  }
}

int PoolSimulations::add(SizedPlans& plans, const Case& what, const SimulationTable& simulations) {
  const SizedPlans::Sized& sized = plans.of(replicas(what.month));
  const Arrivals& arrivals = arrivals_of(what);
  std::vector<Inbound> from = inbound(what.month, simulations);
  const std::uint64_t key = simulation_key(sized.hash, arrivals.hash, from);
  const auto [found, is_new] =
      simulation_of_key_.emplace(key, static_cast<int>(plan_.simulations.size()));
  if (is_new) {
    double expected = arrivals.requests_expected;
    for (const Inbound& inbound : from) {
      expected += plan_.simulations[static_cast<std::size_t>(inbound.simulation)].requests_expected;
    }
    plan_.simulations.push_back({pool_, sized.plan, arrivals.plan, std::move(from), key, expected});
  }
  return found->second;
}

const PoolSimulations::Arrivals& PoolSimulations::arrivals_of(const Case& what) {
  Arrivals& known = arrivals_[{what.month, what.compress}];
  if (known.plan == nullptr) {
    known = make_arrivals(what);
  }
  return known;
}

PoolSimulations::Arrivals PoolSimulations::make_arrivals(const Case& what) const {
  Arrivals made;
  sim::ArrivalPlan plan;
  plan.seed = static_cast<std::uint64_t>(scenario_.seed);
  plan.warm_up = plan_.warm_up;
  plan.end = plan_.warm_up + plan_.days.in_window() * kPsPerDay;
  for (std::size_t w = 0; w < traffic_.streams.size(); ++w) {
    if (!traffic_.relays.arrives(w, parts_.spec.name)) {
      continue;
    }
    const auto& all_rates = traffic_.demand[w].rates;
    const std::vector<double> rates =
        all_rates.empty() ? std::vector<double>{} : all_rates[static_cast<std::size_t>(what.month)];
    for (const double rate : rates) {
      made.requests_expected += rate;
    }
    made.requests_expected += all_rates.empty() ? kClosedRequestsGuess : 0;
    plan.streams.push_back(
        stream_of(traffic_.streams[w], first_class(parts_.spec, w), rates, what.compress));
  }
  made.hash = hash_of(plan);
  made.plan = std::make_shared<const sim::ArrivalPlan>(std::move(plan));
  return made;
}

std::vector<Inbound> PoolSimulations::inbound(int month, const SimulationTable& simulations) const {
  std::vector<Inbound> from;
  for (std::size_t w = 0; w < traffic_.streams.size(); ++w) {
    for (const RelayStep& step : traffic_.relays.steps(w)) {
      if (step.to != parts_.spec.name) {
        continue;
      }
      const int simulation =
          simulations[pool_of(scenario_, step.from)][static_cast<std::size_t>(month)];
      if (simulation >= 0) {
        add_inbound(from, w, step, simulation);
      }
    }
  }
  return from;
}

// A workload's requests from another pool; those of several workloads that come the same way share
// an entry.
void PoolSimulations::add_inbound(std::vector<Inbound>& from,
                                  std::size_t w,
                                  const RelayStep& step,
                                  int simulation) const {
  const Simulation& other = plan_.simulations[static_cast<std::size_t>(simulation)];
  const PoolSpec& there = plan_.pools[other.pool];
  const auto same_way = [&](const Inbound& inbound) {
    return inbound.simulation == simulation && inbound.kind == step.kind;
  };
  auto found = std::find_if(from.begin(), from.end(), same_way);
  if (found == from.end()) {
    from.push_back({simulation, other.key, step.kind,
                    std::vector<std::int32_t>(there.workload_of_class.size(), -1)});
    found = from.end() - 1;
  }
  const auto first_there = static_cast<std::size_t>(first_class(there, w));
  const std::int32_t first = first_class(parts_.spec, w);
  for (std::size_t c = 0; c < traffic_.streams[w].classes; ++c) {
    found->class_of[first_there + c] = first + static_cast<std::int32_t>(c);
  }
}

bool PoolSimulations::superposes() const {
  const auto& workloads = parts_.spec.workload_of_class;
  return std::any_of(workloads.begin(), workloads.end(), [&](std::size_t w) {
    const sim::StreamPlan& stream = traffic_.streams[w].stream;
    const auto* trace = std::get_if<sim::TraceStream>(&stream.shape);
    return trace != nullptr && trace->trace && !trace->compress && !stream.session_clients;
  });
}

// The bracket compresses the last month's traffic, which must be within reach.
bool PoolSimulations::compressible() const {
  const auto& workloads = parts_.spec.workload_of_class;
  return std::all_of(workloads.begin(), workloads.end(), [&](std::size_t w) {
    const auto& scales = plan_.bases[w].peak_scale;
    return scales.empty() ||
           *std::max_element(scales.begin(), scales.end()) <= sim::kMostTraceCompression;
  });
}

}  // namespace costwright::study

#include "study/plan/pool_simulations.h"

#include <algorithm>

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

}  // namespace

SizedPlans::SizedPlans(const PlanSources& from,
                       const PoolParts& parts,
                       std::size_t pool,
                       double factor)
    : from_(from), parts_(parts), pool_(pool), base_(at_speed(parts.plan, factor)) {}

const SizedPlans::Sized& SizedPlans::of(int replicas) {
  Sized& sized = sized_[replicas];
  if (sized.plan == nullptr) {
    auto plan = std::make_shared<PoolPlan>(base_);
    std::visit(
        [&](auto& engine_plan) {
          if constexpr (requires { engine_plan.replicas; }) {
            engine_plan.replicas = replicas;
          }
        },
        *plan);
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
      predicted_(from, parts, pool, 1) {}

int PoolSimulations::replicas(int month) const {
  if (parts_.spec.is_api()) {
    return 0;
  }
  int devices = 0;
  for (const std::size_t fleet : parts_.spec.entries()) {
    const double servers =
        servers_in(scenario_.fleet[fleet].second, scenario_.start, scenario_.start + month);
    devices += static_cast<int>(servers) * plan_.fleet[fleet].devices_per_server;
  }
  const int room = devices / parts_.spec.devices_per_replica;
  return std::min(scenario_.serving[pool_].second.replicas.value_or(room), room);
}

void PoolSimulations::add_months() {
  const std::string fleet = scenario_.serving[pool_].second.fleet.value_or("");
  const Place place = from_.at("serving." + parts_.spec.name + ".fleet");
  for (int m = 0; m < scenario_.horizon.count; ++m) {
    const int there = replicas(m);
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
  if (plan_.speed_range && parts_.spec.calibration) {
    add_end(plan_.speed_range->fast, parts_.spec.calibration->time_low);
    add_end(plan_.speed_range->slow, parts_.spec.calibration->time_high);
  } else if (plan_.speed_range) {  // what others pass on to it may differ
    add_end(plan_.speed_range->fast, 1);
    add_end(plan_.speed_range->slow, 1);
  }
}

void PoolSimulations::add_end(SimulationTable& simulations, double factor) {
  SizedPlans plans(from_, parts_, pool_, factor);
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

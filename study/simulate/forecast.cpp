#include "study/simulate/forecast.h"

#include <algorithm>
#include <thread>

#include "sim/requests/request.h"
#include "study/plan/plan.h"
#include "study/simulate/simulate.h"

namespace costwright::study {
namespace {

constexpr double kRequestsPerSecond = 1.5e6;  // of one thread (docs/performance.md)
constexpr double kReplicaBytes = 19e3;        // a replica at work: measured at 100,000 of them
constexpr double kGib = 1024.0 * 1024 * 1024;

std::int64_t replicas_of(const PoolPlan& plan) {
  if (const auto* serving = std::get_if<sim::ServingPlan>(&plan)) {
    return serving->replicas;
  }
  const auto* batch = std::get_if<sim::BatchPlan>(&plan);
  return batch != nullptr ? batch->replicas : 0;
}

// Of the requests that the largest simulation leaves for others.
double passed_on_bytes(const ScenarioPlan& plan) {
  double most = 0;
  for (const Simulation& run : plan.simulations) {
    for (const Inbound& from : run.from) {
      most = std::max(
          most, plan.simulations[static_cast<std::size_t>(from.simulation)].requests_expected);
    }
  }
  return most * plan.days.repeats * sizeof(sim::PassedOn);
}

}  // namespace

Forecast forecast(const ScenarioPlan& plan) {
  std::int64_t replicas = 0;
  for (const Simulation& run : plan.simulations) {
    replicas = std::max(replicas, replicas_of(*run.plan));
  }
  // A plan expects those of each typical day once.
  const double requests = expected_requests(plan) * plan.days.repeats;
  const double bytes = static_cast<double>(replicas) * kReplicaBytes + passed_on_bytes(plan);
  return {requests, requests / kRequestsPerSecond, bytes / kGib};
}

int bearable_threads(const Forecast& forecast, int threads) {
  const int cores = static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
  const int wanted = threads > 0 ? threads : cores;
  const double bearable = kMostGib / 4 / std::max(forecast.gib, 1e-9);
  return static_cast<int>(std::clamp(bearable, 1.0, static_cast<double>(wanted)));
}

}  // namespace costwright::study

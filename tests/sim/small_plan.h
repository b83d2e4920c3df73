#pragma once
// Plans and requests of the hand-computed cases.
#include "sim/requests/request.h"
#include "sim/serving/plan.h"

namespace costwright::testing {
using namespace sim;

// Every iteration lasts `step` ps, blocks hold a token, and there is room for everybody.
inline ServingPlan small_plan(std::int32_t replicas = 1, Ps step = 10) {
  ServingPlan plan;
  plan.replicas = replicas;
  plan.replica.cost.step.assign(65, step);
  plan.replica.max_batch = 4;
  plan.replica.token_budget = 64;
  plan.replica.kv_blocks = 1000;
  plan.replica.block_tokens = 1;
  plan.replica.client_timeout = 1000 * kPsPerHour;
  plan.meter = {0, 2, 2};
  plan.classes.resize(1);
  return plan;
}

inline Request request(Ps arrival, std::int64_t id, std::int32_t input, std::int32_t output) {
  Request r;
  r.arrival = arrival;
  r.id = id;
  r.input = input;
  r.output = output;
  return r;
}

}  // namespace costwright::testing

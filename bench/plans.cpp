#include "bench/plans.h"

#include <algorithm>
#include <string>

#include "core/diagnostics.h"

namespace costwright::bench {
using namespace sim;

// Weights take 6 ms to read; above 150 tokens 40 us of arithmetic a token; 4 us a sequence.
ServingPlan llama_8b_on_h100(std::int32_t replicas, Router router) {
  constexpr Ps kPsPerMicrosecond = 1'000'000;
  ServingPlan plan;
  plan.replicas = replicas;
  plan.router = router;
  ReplicaPlan& replica = plan.replica;
  replica.max_batch = 256;
  replica.token_budget = 2048;
  replica.kv_blocks = 27'000;
  replica.block_tokens = 16;
  replica.queue_limit = 1000;
  replica.client_timeout = 60 * kPsPerSecond;
  replica.front_end = 15'600 * kPsPerMicrosecond;
  for (Ps n = 0; n <= replica.token_budget; ++n) {
    replica.cost.step.push_back(std::max(6'000 * kPsPerMicrosecond, n * 40 * kPsPerMicrosecond) +
                                126 * kPsPerMicrosecond);
  }
  replica.cost.per_sequence = 4 * kPsPerMicrosecond;
  replica.cost.memory = {.per_sequence = 0, .per_token = 50'000};
  replica.cost.compute = {.per_sequence = kPsPerMicrosecond, .per_token = 2'000};
  replica.cost.per_prefill_pair = 1'000;
  plan.classes.resize(1);
  plan.classes[0] = {.slo_ttft = kPsPerSecond, .slo_tpot = kPsPerSecond / 20};
  return plan;
}

namespace {

std::shared_ptr<const Trace> shipped_trace(const char* name) {
  Diagnostics diagnostics;
  auto trace = load_trace(std::string(COSTWRIGHT_TRACES) + name, {}, diagnostics);
  require(trace != nullptr, "{}", diagnostics.text());
  return trace;
}

}  // namespace

std::shared_ptr<const Trace> azure_trace() {
  return shipped_trace("azure2023_conv.csv");
}

std::shared_ptr<const Trace> mooncake_trace() {
  return shipped_trace("mooncake_conversation.jsonl");
}

}  // namespace costwright::bench

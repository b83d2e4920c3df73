#pragma once
// The physical plan of one pool of replicas. Everything here is a number the engines
// agree on: integers in picoseconds, quantised once. No price. docs/serving-engine.md states the
// rules that both engines obey.
#include <cstdint>
#include <optional>
#include <vector>

#include "core/policies.h"
#include "sim/clock/clock.h"
#include "sim/meters/meter_plan.h"

namespace costwright::sim {

// What the attention of an iteration takes: per_sequence B + per_token K for B decode sequences
// whose contexts sum to K.
struct AttentionCost {
  Ps per_sequence{};  // ps per decode sequence
  Ps per_token{};     // ps per token of context
  friend bool operator==(const AttentionCost&, const AttentionCost&) = default;
};

// Duration of an iteration of B decodes without a prefill chunk, where it has a cost of its own:
//   step[B] + per_sequence * B + max(memory(B, K), compute(B, K))
struct DecodeCost {
  std::vector<Ps> step;  // [0 .. max_batch]; step[n] >= 1 for n >= 1
  Ps per_sequence{};
  AttentionCost memory, compute;
  friend bool operator==(const DecodeCost&, const DecodeCost&) = default;
};

// Duration of an iteration with n tokens (B decodes + prefill chunks), S = B + number of chunks, K,
// and `pairs` of prefill attention:
//   step[n] + per_sequence * S + (B > 0 ? max(memory(B, K), compute(B, K)) : 0)
//   + (chunks > 0 ? prefill_step + per_prefill_pair * pairs : 0)
struct IterationCost {
  std::vector<Ps> step;  // [0 .. token_budget]; step[n] >= 1 for n >= 1
  Ps per_sequence{};
  AttentionCost memory, compute;  // the roofline of attention: the higher of the two counts
  Ps prefill_step{};              // once an iteration that prefills
  Ps per_prefill_pair{};          // of a prompt's token with one before it, or itself
  // Speculative decoding: what one token takes, a share of a verified step. Replaces step,
  // per_sequence, memory and compute where nothing is prefilled.
  std::optional<DecodeCost> decode_only;
  friend bool operator==(const IterationCost&, const IterationCost&) = default;
};

// One replica: its speed, its memory and its queue.
struct ReplicaPlan {
  IterationCost cost;
  std::int32_t max_batch = 256;      // sequences running at once (decoding or prefilling)
  std::int32_t token_budget = 2048;  // tokens per iteration; >= max_batch
  std::int64_t kv_blocks{};          // of the KV memory; >= 1
  std::int32_t block_tokens = 16;
  std::int32_t queue_limit = 1000;       // fresh requests waiting at one replica; >= 1
  std::int32_t max_context = INT32_MAX;  // of a request, prompt and answer; longer: refused
  Ps client_timeout{};                   // a client not admitted within this leaves; > 0
  Ps front_end{};  // added to TTFT and E2E (tokeniser, HTTP); does not occupy the replica
  QueueOrder queue_order = QueueOrder::kArrival;
  bool prefix_cache = false;  // KV blocks of prompts' beginnings are kept and shared
  friend bool operator==(const ReplicaPlan&, const ReplicaPlan&) = default;
};

// Replicas are added and taken away by the requests that are waiting or running.
struct Autoscaler {
  std::int32_t minimum = 1, initial = 1;  // 1 <= minimum <= initial <= replicas, the maximum
  std::int32_t target = 1;                // requests per replica, >= 1
  Ps first_tick{};                        // when it looks for the first time
  Ps interval{};                          // between looks, > 0: scrape and decision
  Ps start_delay{};  // from the decision until a replica accepts: node, model load, warm-up
  Ps down_window{};  // fewer replicas only when no look within it asked for more
  friend bool operator==(const Autoscaler&, const Autoscaler&) = default;
};

// A replica fails or is reclaimed. Of one replica, each is over before the next one's notice.
struct Outage {
  std::int32_t replica{};
  Ps notice{}, down{}, up{};  // notice <= down < up
  friend bool operator==(const Outage&, const Outage&) = default;
};

// The pool only prefills: a request of more than one token goes on to another pool with its first
// token, where it arrives `latency` + `per_token` x input later, when its KV cache has. Transfers
// do not slow one another down.
// With `kept` it compresses prompts: every request goes on, anew, with the tokens that are left of
// its prompt: kept_tokens(2^32 / 5, 1003) = 201. Worked: docs/serving-engine.md.
struct Handover {
  Ps latency{};         // 0 to 1 h
  Ps per_token{};       // 0 to 2^30
  std::int64_t kept{};  // share of a prompt's tokens, in 2^-32, 1 to 2^32; 0: nothing is compressed
  friend bool operator==(const Handover&, const Handover&) = default;
};

inline constexpr std::int64_t kWholePrompt = std::int64_t{1} << 32;

// To the nearest token, halves up; a prompt has one at least.
inline std::int32_t kept_tokens(std::int64_t kept, std::int32_t prompt) {
  const std::int64_t tokens = (kept * prompt + kWholePrompt / 2) >> 32;
  return tokens < 1 ? 1 : static_cast<std::int32_t>(tokens);
}

// Replicas on other machines than the plan's own.
struct ReplicaKind {
  ReplicaPlan replica;  // its cost, kv_blocks and front_end may differ, nothing else
  std::int32_t replicas = 1;
  friend bool operator==(const ReplicaKind&, const ReplicaKind&) = default;
};

// A pool: its replicas, its classes of requests, and what changes both.
struct ServingPlan {
  ReplicaPlan replica;
  std::int32_t replicas = 1;  // of all kinds; with an autoscaler the most there are
  // Of these the last ones are of other kinds, in this order. None where the fleet changes, where
  // requests are handed over, or where they go on to other pools or come from there.
  std::vector<ReplicaKind> others;
  Router router = Router::kRoundRobin;
  MeterPlan meter;
  std::vector<ClassPlan> classes;
  std::optional<Autoscaler> autoscaler;
  std::vector<Outage> outages;       // in no order
  std::optional<Handover> handover;  // none: requests are answered here
  std::uint64_t seed{};  // of the routers', the response cache's and the cascades' draws
  friend bool operator==(const ServingPlan&, const ServingPlan&) = default;
};

// How many are like `replica`.
inline std::int32_t replicas_of_first_kind(const ServingPlan& plan) {
  std::int32_t count = plan.replicas;
  for (const ReplicaKind& kind : plan.others) {
    count -= kind.replicas;
  }
  return count;
}

}  // namespace costwright::sim

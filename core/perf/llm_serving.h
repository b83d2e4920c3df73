#pragma once
// How long one serving iteration of a decoder-only LLM takes on one replica (tensor_parallel devices of one
// node), how much KV cache it has, and what it draws. Pure functions; roofline per operator class with documented
// efficiency factors (docs/accuracy.md says how far off they are; a calibration file will replace them).
//
// Iteration with n tokens in the batch (decode sequences + prefill chunk tokens), B decodes with summed context K:
//   gemm(n)      = max(2 * P_active * n / (C * tp * eff_compute), W(n) / (BW * tp * eff_weights))
//                  W(n): bytes of the weights touched: dense all of them; MoE the expected number of distinct experts
//                  E * (1 - (1 - k/E)^n) per layer; weight-only INT4 is read packed and computed in BF16
//   attention    = max over {KV bytes read / (BW * tp * eff_kv), FLOPs / (C * tp * eff_attention)}, linear in B and K
//   prefill attn = pairs * 4 * layers * heads * head_dim / (C * tp * eff_attention)
//   all-reduce   = 2 per layer of n * hidden * bytes over the link: 2 (tp-1)/tp * size / (link * eff_link) + latency
//   overheads    = per layer, per sequence, per step (launch, scheduling, sampling)
#include "core/catalog/specs.h"

#include <string>
#include <vector>

namespace costwright {

struct LlmEfficiency {              // starting values [inference-sim latency-models.md], see the .cpp for each
  double compute = 0.0, weights = 0.0, kv = 0.0, attention = 0.0, link = 0.0;
  double per_layer_s = 0, per_sequence_s = 0, per_step_s = 0, front_end_s = 0;
  double allreduce_latency_s = 0;
};
// Factors for an accelerator kind; one documented default set today.
LlmEfficiency default_llm_efficiency(const AcceleratorSpec& accelerator);

struct LlmReplica {
  ModelShape model;
  AcceleratorSpec accelerator;
  Precision weights = Precision::kBf16;
  Precision kv_cache = Precision::kBf16;
  int tensor_parallel = 1;
};

struct LlmIterationTimes {          // seconds; the plan quantises them
  std::vector<double> step_s;       // [0..token_budget]; gemm + all-reduce + per layer + per step
  double per_sequence_s{};
  double kv_read_per_sequence_s{}, kv_read_per_token_s{};      // memory side of decode attention
  double kv_flop_per_sequence_s{}, kv_flop_per_token_s{};      // compute side
  double per_prefill_pair_s{};
  double front_end_s{};
};
LlmIterationTimes llm_iteration_times(const LlmReplica& replica, int token_budget, const LlmEfficiency& efficiency);

struct KvCapacity {
  double bytes_per_token{};         // over all devices of the replica
  double weight_bytes{};            // likewise
  std::int64_t blocks{};            // floor((memory * utilisation * tp - weights - activations - other) / block); <= 0: does not fit
  int minimum_devices{};            // smallest power-of-two tensor_parallel that would fit; 0 = none up to 64
};
// Blocks of `block_tokens` tokens [inference-sim kv_capacity.go, see modelling notes in the source].
KvCapacity kv_capacity(const LlmReplica& replica, double memory_utilisation, int block_tokens = 16);

// Joules = idle_w * seconds on (all devices of the replica) + the terms below. Linear in counters, so that the
// energy of a run is exact in sums. Never above `maximum_w` on average: callers clamp per 15-minute bucket.
struct LlmEnergy {
  double idle_w{}, maximum_w{};     // per replica
  double per_iteration_j{};         // weights read once per iteration (dense part)
  double per_token_j{};             // FLOPs of a token through the weights
  double per_kv_token_j{};          // KV bytes read per token of context
  double per_prefill_pair_j{};
};
LlmEnergy llm_energy(const LlmReplica& replica, const LlmEfficiency& efficiency);

}  // namespace costwright

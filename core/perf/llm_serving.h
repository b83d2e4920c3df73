#pragma once
// How long one serving iteration of a decoder-only LLM takes on one replica (tensor_parallel
// devices of one node), how much KV cache it has, and what it draws. Pure functions; a roofline per
// operator class with documented efficiency factors (a calibration file will replace them).
//
// Iteration with n tokens in the batch (decodes + prefill chunks), B decodes with summed context K:
//   gemm(n)      = max(2 * P_active * n / (C * tp * compute), W(n) / (BW * tp * weights))
//                  W(n): bytes of the weights touched. Dense: all of them. MoE: the shared part and
//                  the expected number of distinct experts, E * (1 - (1 - k/E)^n) under uniform
//                  routing; an expert has (P - P_active) / (E - k) parameters.
//                  C: core/perf/compute_path.h; expanded weights also pay `dequantisation`.
//   attention    = max over {KV bytes read / (BW * tp * kv), FLOPs / (C16 * tp * attention)},
//                  linear in B and K, computed in 16 bits. MLA: every device reads the latent.
//   prefill attn = pairs * 4 * layers * heads * head_dim / (C16 * tp * attention)
//   all-reduce   = 2 per layer of 2 (tp-1)/tp * n * hidden * 2 bytes / (link * link share) +
//   latency overheads    = per layer, per sequence, per step (launch, scheduling, sampling)
// Structure after [inference-sim, latency-models.md]; W(n) is ours.
// Not modelled: sliding windows, pipeline and expert parallelism, imbalance between experts, links
// between nodes, CUDA-graph padding, detokenising (46 us per token on the host), and that the
// embedding table is neither read nor multiplied (+6.5% for Llama-3.1-8B, +1.5% for 70B).
//
// How accurate? docs/accuracy.md: median error 17% on TensorRT-LLM's H100 maximum throughputs of
// dense Llamas, 11% on vLLM's mean answer time for Llama-3.1-8B BF16 under load, 29% for FP8.
// Worked, Llama-3.1-8B BF16 on an h100-sxm. One decode at context 512: 16.06 GB / (3,350 GB/s *
// 0.75) = 6.392 ms, 32 * 40 us, 126 us, 8 us, 512 * 131,072 B / (3,350 GB/s * 0.6) = 0.033 ms;
// together 7.839 ms. A prefill of 2,048 tokens: 32.89 TFLOP / (989 TFLOP/s * 0.6) = 55.427 ms,
// 1.28 ms, 126 us, 8 us, 1.1 TFLOP / (989 TFLOP/s * 0.4) = 2.781 ms; together 59.622 ms.
#include <cstdint>
#include <string>
#include <vector>

#include "core/catalog/specs.h"
#include "core/diagnostics.h"

namespace costwright {

// Achieved share of the peak (0..1], and fixed times in seconds.
struct LlmEfficiency {
  double compute = 0.0, weights = 0.0, kv = 0.0, attention = 0.0, link = 0.0;
  double per_layer_s = 0, per_sequence_s = 0, per_step_s = 0, front_end_s = 0;
  double allreduce_latency_s = 0;  // of each of the two per layer
  double dequantisation = 1.0;     // share of `compute` left when weights are expanded on the fly
};
// Factors for an accelerator's kind (gpu, superchip, asic, cpu); one documented set each, sources
// in the .cpp.
LlmEfficiency default_llm_efficiency(const AcceleratorSpec& accelerator);

struct LlmReplica {
  ModelShape model;
  AcceleratorSpec accelerator;
  Precision weights = Precision::kBf16;
  Precision kv_cache = Precision::kBf16;
  // 1..64, must divide the model's heads; KV heads are replicated beyond their number.
  int tensor_parallel = 1;
};

// False, with an error for every reason, when the model or the accelerator lacks a figure that the
// functions below need, has no unit for the precision, or cannot be split that way. They require it
// to hold (std::logic_error).
bool check_llm_replica(const LlmReplica& replica,
                       Diagnostics& diagnostics,
                       const Place& place = {});

struct LlmIterationTimes {  // seconds; the plan quantises them
  // [0..token_budget]: gemm + all-reduce + per layer + per step; [0] = 0.
  std::vector<double> step_s;
  double per_sequence_s{};
  double kv_read_per_sequence_s{}, kv_read_per_token_s{};  // memory side of decode attention
  double kv_flop_per_sequence_s{}, kv_flop_per_token_s{};  // compute side
  double per_prefill_pair_s{};
  double front_end_s{};
};
LlmIterationTimes llm_iteration_times(const LlmReplica& replica,
                                      int token_budget,
                                      const LlmEfficiency& efficiency);

struct KvCapacity {
  double bytes_per_token{};  // over all devices of the replica
  double weight_bytes{};     // likewise
  std::int64_t blocks{};     // <= 0: does not fit
  int minimum_devices{};     // smallest power-of-two tensor_parallel with a block; 0: none to 64
};
// Blocks of `block_tokens` tokens; memory_utilisation in (0, 1], vLLM's own default is 0.9.
//   blocks = floor((memory * utilisation * tp - weights - activations - other) / block)
//   activations 5.5 GiB (MoE 8 GiB) per replica; other (CUDA context, NCCL) 0.15 GiB at tp 1, else
//   0.6 GiB per device [inference-sim, kv_capacity.go]
//   bytes per token: 2 * layers * KV heads * head_dim * bytes, KV heads replicated when fewer than
//   tp; MLA (kv_lora_rank + 64) * layers * bytes on every device
// Worked: 26,151 blocks for Llama-3.1-8B BF16 on one h100-sxm.
KvCapacity kv_capacity(const LlmReplica& replica, double memory_utilisation, int block_tokens = 16);

// Joules = idle_w * seconds on (all devices of the replica) + the terms below. Linear in counters,
// so that the energy of a run is exact in sums. Callers clamp a bucket's mean power at maximum_w.
//   per byte 0.84 * (TDP - idle) / bandwidth; per FLOP 1.05 * (TDP - idle) / (C * compute)
// An H100 draws 343 W decoding a batch of 1 and 521 W a batch of 128 of a 70B model over four
// devices (published 300 and 600 W [ML.ENERGY v3 through vLLM-SR fleet-sim]), and its TDP in pure
// prefill; ML.ENERGY's own H100 rows are met within 10% (median). Other accelerators: our
// inference. Not modelled: clocks, power caps, temperature, links.
struct LlmEnergy {
  double idle_w{}, maximum_w{};  // per replica
  double per_iteration_j{};      // weights read; of a MoE the experts that 32 tokens touch
  double per_token_j{};          // FLOPs of a token through the weights
  double per_kv_token_j{};       // KV bytes read per token of context
  double per_prefill_pair_j{};
};
LlmEnergy llm_energy(const LlmReplica& replica, const LlmEfficiency& efficiency);

}  // namespace costwright

#pragma once
// How long one serving iteration of a decoder-only LLM takes on one replica (tensor_parallel
// devices of one node, times pipeline_parallel stages), how much KV cache it has, and what it
// draws. Pure functions; a roofline per operator class with documented efficiency factors, which
// core/calibration/llm_calibration.h takes from measurements.
//
// Iteration with n tokens in the batch (decodes + prefill chunks), S sequences, B decodes with
// summed context K; C = FLOP/s of core/perf/compute_path.h, factors of
// core/perf/serving/llm_efficiency.h:
//   gemm(n)     = knee(2 * P_body * n / (C tp compute), P_body bytes / (BW tp weights))
//                 + knee(2 * P_expert k/E n / (C tp expert_compute), touched(n) / (BW tp
//                 expert_weights)); knee(a, b) = (a^4 + b^4)^(1/4), the roofline with its corner
//                 rounded. P_body: attention, dense FFN, shared experts. touched: bytes of the
//                 expected number of distinct experts, of which some are chosen more often than
//                 others (llm_weights.h); an expert has (P - P_active) / (E - k) parameters.
//   head        = vocabulary matrix, 16 bits: read once, 2 FLOPs per parameter and sequence. The
//                 embedding is stored and looked up, neither read whole nor multiplied.
//                 Checkpoints that quantise routed experts only keep P_body in 16 bits.
//   attention   = max over {KV bytes read / (BW tp kv), FLOPs / (C16 tp attention)}, linear in B
//                 and K, computed in 16 bits. MLA: every device reads the latent. Layers with a
//                 sliding window read it per sequence instead of the context per token, and of a
//                 prefill's pairs the share of a prompt of the mean context (llm_weights.h).
//   prefill     = pairs * 4 * layers * heads * head_dim / (C16 tp attention)
//   all-reduce  = 2 per layer: 2 (tp-1)/tp * n * hidden * 2 bytes / (link * link share), latency;
//                 over several servers the network instead, as core/perf/collectives.h has it: the
//                 smaller of the link and all ports of a server, and two network latencies (up and
//                 down a tree) for each doubling of the servers
//   overheads   = per layer, per layer of an iteration with a prefill chunk, per sequence, per step
// Structure after [inference-sim, latency-models.md]; weight classes and touched(n) are ours.
// What else a replica may have, each off by default and then without a trace in any figure:
//   pipeline stages            core/perf/serving/pipeline_stages.h
//   whole experts per device   core/perf/serving/expert_parallel.h: those of the busiest device
//   LoRA adapters              core/perf/serving/lora.h: one more knee() a step, less KV cache
//   a locked clock             peaks scale with it, bandwidths and overheads do not
//   2:4 sparse weights         P_body alone; vocabulary, KV cache and attention stay dense.
//                              Bytes: sparse_bytes_per_weight() of core/perf/compute_path.h; in
//                              gemm, C is the sparse peak, and both factors are times those of
//                              core/specs/sparse_kernel.h. At full arithmetic a device draws what
//                              it draws with dense weights, for a shorter time (NVIDIA states over
//                              30% more performance per watt, about what it states of the speed).
// Power caps and speculative decoding change how iterations run: core/perf/serving/power_cap.h,
// core/perf/serving/speculation.h, put together by core/perf/serving/serving_speed.h.
// Not modelled: CUDA-graph padding; what layers without a KV cache (linear attention, state space)
// compute and keep per sequence; without expert_parallel,
// imbalance between experts. Chunked attention (Llama 4) counts as a window of a whole chunk, whose
// mean reach is half of it. All sequences count as longer than a window when their mean is. A clock
// locked above the one at which the TDP already holds a prefill counts as slower, though it would
// change nothing.
//
// How accurate? docs/accuracy.md, made by `costwright validate`.
// Worked, Llama-3.1-8B BF16 (8.03 G parameters, 0.525 G of them vocabulary matrix and as many
// embedding) on an h100-sxm with the default factors: tests/core/perf_llm_serving_test.cpp.
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/diagnostics.h"
#include "core/perf/power/power.h"
#include "core/perf/serving/llm_efficiency.h"
#include "core/perf/serving/lora.h"
#include "core/specs/accelerator.h"
#include "core/specs/model_shape.h"
#include "core/specs/sparse_kernel.h"

namespace costwright::perf {

// Factors for an accelerator's kind (gpu, superchip, asic, cpu) when nothing is calibrated near it.
LlmEfficiency default_llm_efficiency(const AcceleratorSpec& accelerator);

struct LlmReplica {
  ModelShape model;
  AcceleratorSpec accelerator;
  Precision weights = Precision::kBf16;
  Precision kv_cache = Precision::kBf16;
  // 1..64, must divide the model's heads; KV heads are replicated beyond their number.
  int tensor_parallel = 1;
  // MoE: the same devices split the experts, but each holds all other weights and answers its own
  // share of the sequences ("attention DP", DEP); all-to-all instead of all-reduce.
  bool attention_data_parallel = false;
  bool expert_parallel = false;  // MoE: whole experts per device; not split like other weights
  int pipeline_parallel = 1;     // stages, of tensor_parallel devices each
  int devices_per_server = 8;    // how many servers a stage takes, or stages share one, follows
  double network_bandwidth = 0;  // bytes/s one way per device to other servers; 0 = not known
  std::optional<LoraAdapters> lora = {};
  std::optional<SparseKernel> sparse = {};  // 2:4 sparsity of the dense layers' weights
  // Tokens that a decode attends to on average; 0 = not known: then longer than any sliding window,
  // the KV cache keeps every layer's tokens, and windowed layers have no part in a prefill.
  double mean_context = 0;
  double clock = 1.0;  // locked, as a share of the highest; at least power.h's min_clock
  int devices() const { return tensor_parallel * pipeline_parallel; }
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
  double prefill_step_s{};  // more, of an iteration with at least one prefill chunk
  double per_sequence_s{};
  double head_per_sequence_s{};  // of per_sequence_s: the vocabulary matrix
  double kv_read_per_sequence_s{}, kv_read_per_token_s{};  // memory side of decode attention
  double kv_flop_per_sequence_s{}, kv_flop_per_token_s{};  // compute side
  double per_prefill_pair_s{};
  double front_end_s{};
};
LlmIterationTimes llm_iteration_times(const LlmReplica& replica,
                                      int token_budget,
                                      const LlmEfficiency& efficiency);

// Of iterations without a prefill chunk, where they differ: what replaces the fields of the same
// names.
struct LlmDecodeTimes {
  std::vector<double> step_s;  // [0..max_batch]
  double per_sequence_s{};
  double kv_read_per_sequence_s{}, kv_read_per_token_s{};
  double kv_flop_per_sequence_s{}, kv_flop_per_token_s{};
};

struct KvCapacity {
  double bytes_per_token{};  // over all devices of the replica
  double weight_bytes{};     // likewise; adapters and a draft model included
  std::int64_t blocks{};     // <= 0: does not fit
  // The fewest devices with a block, in powers of two: tensor_parallel within one server at this
  // pipeline_parallel, else that of a whole server and more stages. 0: none.
  int minimum_tensor_parallel{}, minimum_stages{};
};
// Blocks of `block_tokens` tokens; memory_utilisation in (0, 1], vLLM's own default is 0.9.
//   blocks = floor((memory * utilisation * tp - weights - activations - other) / block)
//   activations 5.5 GiB (MoE 8 GiB) per replica; other (CUDA context, NCCL) 0.15 GiB at tp 1, else
//   0.6 GiB per device [inference-sim, kv_capacity.go]
//   bytes per token: 2 * layers * KV heads * head_dim * bytes, KV heads replicated when fewer than
//   tp; MLA (kv_lora_rank + 64) * layers * bytes on every device
//   pipeline stages: each like a replica with its layers, activations included; the first also
//   holds the embedding, the last the head; the stage with the fewest blocks counts
//   layers with a sliding window keep it instead of mean_context tokens, where that is known
//   a draft model on the same devices: its weights, and its KV of every token
// Worked: 26,151 blocks for Llama-3.1-8B BF16 on one h100-sxm.
KvCapacity kv_capacity(const LlmReplica& replica,
                       double memory_utilisation,
                       int block_tokens = 16,
                       const LlmReplica* draft = nullptr);

// The memory_utilisation of an engine whose KV cache takes a share of what weights, activations and
// other leave free, as TensorRT-LLM's does: 1 - (1 - share) * free / memory.
double utilisation_of_free(const LlmReplica& replica, double share);

// Joules = idle_w * seconds on + busy_w * seconds busy (all devices of the replica) + the terms
// below. Linear in counters, so that the energy of a run is exact in sums. Callers clamp a bucket's
// mean power at maximum_w. Joules per byte and FLOP: core/perf/power/power.h.
struct LlmEnergy {
  double idle_w{}, busy_w{}, maximum_w{};  // per replica; busy_w on top of idle_w
  // Weights read, by every micro-batch; of a MoE the experts that 256 tokens touch.
  double per_iteration_j{};
  double per_token_j{};           // FLOPs of a token through the weights
  double prefill_token_more_j{};  // of a prompt's token on top of per_token_j; may be negative
  double per_kv_token_j{};        // KV bytes read per token of context
  double per_prefill_pair_j{};
};
LlmEnergy llm_energy(const LlmReplica& replica);

}  // namespace costwright::perf

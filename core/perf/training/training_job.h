#pragma once
// A training job of a decoder LLM: what is trained, on what, and how it is spread over devices.
// Devices = data * tensor * pipeline * context. Neighbouring devices are first of one tensor group,
// then context, data, pipeline (Megatron's order); expert parallelism lies across tensor, context
// and data, every expert whole on one device.
#include <cstdint>
#include <string>

#include "core/diagnostics.h"
#include "core/perf/collectives.h"
#include "core/specs/accelerator.h"
#include "core/specs/model_shape.h"

namespace costwright::perf {

// What the backward pass computes again instead of keeping it.
enum class Recompute {
  kNone,
  kSelective,  // the core of attention [Korthikanti 2022]; nothing where attention is fused
  kFull        // whole layers: one more forward pass
};

// How the core of attention runs.
enum class AttentionKernel {
  kScores,  // matrix of scores in memory, full square (Megatron-LM before 2023)
  kFused,  // FlashAttention-1 or -2, Triton: no scores in memory, blocks above the diagonal skipped
  kFusedNative  // the same, written for the architecture: cuDNN 9, FlashAttention-3
};

struct TrainingLayout {
  int data = 1, tensor = 1, pipeline = 1, context = 1;
  int expert = 1;      // divides data * tensor * context and the model's experts
  int interleave = 1;  // model chunks per pipeline stage (virtual stages); 1 = plain 1F1B
  // 0: all replicated; 1: optimizer state, 2: and gradients, 3: and parameters (FSDP) are split
  // over data * context
  int zero_stage = 0;
  // Norms and residuals are split over the tensor group too [Korthikanti 2022].
  bool sequence_parallel = false;
  int devices() const { return data * tensor * pipeline * context; }
};

struct TrainingJob {
  ModelShape model;
  AcceleratorSpec accelerator;
  Precision precision = Precision::kBf16;  // of the GEMMs inside layers: FP32, BF16, FP16, FP8, FP4
  TrainingLayout layout;
  std::int64_t sequence_tokens{};
  int micro_batch = 1;  // sequences per device group and pass
  int global_batch{};   // sequences per step; a last, smaller micro-batch counts as its share
  Recompute recompute = Recompute::kNone;
  // Full recomputation stops at the last tensor that backward needs, so the last GEMM of a layer is
  // not repeated: PyTorch's non-reentrant checkpoints do, Megatron's do not.
  bool recompute_stops_early = false;
  AttentionKernel attention = AttentionKernel::kFusedNative;
  // Whether the software runs tensor- and context-parallel traffic beside GEMMs of the same layer
  // (Transformer Engine's userbuffers; not Megatron-LM before 2023) and expert traffic beside those
  // of another micro-batch.
  bool overlaps_tensor = true, overlaps_experts = false;
  bool node_limited_dispatch = true;  // see dispatch_seconds; false: one message per expert
  bool causal = true;
  bool frozen_base =
      false;  // adapters (LoRA, themselves not counted): no weight gradients, no optimizer
  double gradient_bytes = 2;  // per parameter, stored and reduced (2 or 4)
  double gathered_bytes = 2;  // per parameter of a ZeRO-3 all-gather (4: FP32 parameters)
  Fabric fabric;              // its link_bandwidth is taken from the accelerator when 0
};

// False, with an error for every reason, when the model or the accelerator lacks a figure, has no
// unit for the precision, or the job cannot be split that way. Whether it fits the memory is a
// result (training_memory), not an error.
bool check_training_job(const TrainingJob& job, Diagnostics& diagnostics, const Place& place = {});

// Micro-batches per data-parallel replica and step: global_batch / (data * micro_batch).
double micro_batches(const TrainingJob& job);

// Parameters that GEMMs multiply, read from the shape.
//   dense   attention h (2 q + 2 kv), q = heads * head_dim; what is left of P after the tables is
//           the MLP. Gated or not and tied or not are the pair of which P agrees best with the
//           shape (SwiGLU has three matrices, GELU two). Without vocabulary or FFN width all of P
//           counts: 6 N D.
//   MoE     an expert has (P - P_active) / ((E - k) * layers); tables untied
//   MLA     attention is what is left of P_active
struct DecoderParameters {
  double attention{};  // per layer
  double mlp{};        // per layer, always on: dense MLP or shared experts
  double expert{};     // one routed expert of one layer
  double logits{};     // vocabulary * hidden: the output GEMM
  double tables{};     // parameters of embedding and output tables: once when tied, else twice
  bool gated = true;
};
DecoderParameters decoder_parameters(const ModelShape& model);

// Per device, bytes. With a pipeline the first stage is meant: it holds the most activations.
//
//   states       2 (parameters) + gradient_bytes + 12 (FP32 copy and two Adam moments) per
//                parameter, each divided by data * context from its stage on, an expert's by its
//                own replicas [ZeRO, Rajbhandari 2020]; FP8 and FP4 jobs keep 16-bit parameters
//   activations  bytes per token and layer [Korthikanti 2022, for GQA and gated MLPs as well]:
//                  10 h                      replicated unless sequence parallel
//                  + (4 q + 4 kv + 4 f) / t  6 f when gated
//                  + 5 a s / t               unfused and not recomputed
//                GELU with q = kv = h, f = 4 h: 34 h + 5 a s. Recomputed fully: 2 h.
//                A stage holds them for its layers and min(p, m) micro-batches; interleaved
//                1 + (p-1)/(p v) times as many.
//   logits       8 bytes per vocabulary entry (BF16 copy, FP32, gradient), without a pipeline
//   other        2 GiB (CUDA context, NCCL, workspace; our inference); ZeRO-3: two gathered layers
//
// Not modelled: fragmentation, offloading, the layer being recomputed, imbalance between experts.
struct TrainingMemory {
  double parameters{}, gradients{}, optimizer{}, activations{}, logits{}, other{};
  double total() const { return parameters + gradients + optimizer + activations + logits + other; }
  bool fits{};  // total <= memory of the accelerator
};
TrainingMemory training_memory(const TrainingJob& job);

}  // namespace costwright::perf

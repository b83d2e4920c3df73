#pragma once
// How long one step of a training job takes (forward, backward, reduction, optimizer), and what its
// FLOPs are. Physics first; the few efficiency factors come from TrainingEfficiency.
//
//   step = m * t + (p-1)/v * t + exposed data-parallel time + optimizer
//   m micro-batches, p pipeline stages of v chunks: bubble (p-1)/(m v) of the ideal time, i.e. the
//   share (p-1)/(m+p-1) of the step at v = 1 [Narayanan 2021]
//   t = micro-batch on the slowest stage. When p divides the layers the last stage has the logits
//   as well; else the stages are taken as balanced as whole layers allow.
//   GEMM [M,K]x[K,N]  2MNK / (peak * gemm) + (MK + KN + MN) bytes / (bandwidth * memory); once
//                     forward, twice backward (once when the base is frozen), again if recomputed.
//                     Small or narrow GEMMs are slower by the second term. Logits in 16 bits.
//   attention         4 q s FLOPs a token forward, halved when causal, at peak * attention in 16
//                     bits. Backward fused: 2.5 times as many (scores again) at 0.75 of that speed.
//                     Unfused: twice as many, the blocks above the diagonal are computed too, and
//                     a score moves 13 bytes forward, 19 backward.
//   element-wise      bytes of norms, residuals, activation, rotary, casts to FP8, permutation of
//                     experts' tokens, loss / (bandwidth * memory)
//   tensor parallel   2 all-reduces a layer forward and 2 backward (or as many all-gather +
//                     reduce-scatter pairs), of 2 h bytes a token; in MoE layers one
//   context parallel  K and V travel the ring once forward, twice backward
//   expert parallel   2 dispatches forward, 2 backward, see core/perf/collectives.h
//   pipeline          2 h bytes a token to the next stage, forward and backward, per chunk
//   data parallel     ZeRO 0: all-reduce of gradients; 1, 2: reduce-scatter + all-gather; 3: two
//                     all-gathers and one reduce-scatter for every micro-batch
//   exposed           c - overlap * min(c, compute it can hide behind)
// FLOPs: model_flops counts 6 per GEMM parameter (embedding lookup not counted) + 3 * attention
// forward, causal half, no recomputation. Other conventions differ: PaLM and llm-foundry count the
// full square, Megatron's and BLOOM's hardware FLOPs include recomputation. Compare tokens/s.
// Not modelled: sliding windows, state-space layers, imbalance between experts, stragglers,
// checkpoints and restarts, the data loader, power and clock throttling apart from the factors.
//
// How accurate? docs/accuracy.md, Training.
// Worked, GPT-3 175B FP16 on 64 A100 (tp 8, pp 8 of 3 chunks, sequence parallel, selective
// recomputation, 64 sequences of 2,048 tokens): 14.13 s a step, 144.9 tokens/s a device; measured
// 13.75 s [Korthikanti 2022, table 5]. Small cases: tests/core/perf_training_step_test.cpp.
#include "core/perf/training/training_efficiency.h"
#include "core/perf/training/training_job.h"

namespace costwright::perf {

// Seconds of a step and what they consist of; the parts add up to step_s.
struct TrainingStep {
  double gemm_s{}, attention_s{}, elementwise_s{}, overhead_s{};
  double tensor_s{}, context_s{}, expert_s{}, pipeline_s{}, data_s{};  // exposed traffic
  double bubble_s{}, optimizer_s{};
  double step_s{};
  double tokens{};  // per step, all devices
  double tokens_per_device_s{};
  double model_flops{};  // per step, all devices; definition above
  double mfu{};          // model_flops / (devices * peak of the precision * step_s)
};
TrainingStep training_step(const TrainingJob& job, const TrainingEfficiency& efficiency);

// Forward attention FLOPs of one token of a sequence of s, all layers: 4 q s, or 2 q s causal.
double attention_flops_per_token(const ModelShape& model, double sequence_tokens, bool causal);

}  // namespace costwright::perf

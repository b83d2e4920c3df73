#include <algorithm>
#include <cmath>

#include "core/perf/training/training_job.h"

namespace costwright::perf {
namespace {

constexpr int kMlaRopeDim = 64;  // decoupled rotary part of every MLA model so far [DeepSeek-V2]

void require_valid(const TrainingJob& job) {
  Diagnostics diagnostics;
  const bool valid = check_training_job(job, diagnostics);
  require(valid, "invalid training job: {}", diagnostics.text());
}

double per_replica_share(int zero_stage, int from, int replicas) {
  return zero_stage >= from ? 1.0 / replicas : 1.0;
}

// Bytes of activations of one token in one layer, on one device of the tensor group.
double activation_bytes(const TrainingJob& job) {
  const ModelShape& m = job.model;
  const double t = job.layout.tensor;
  const double h = m.hidden;
  const double tokens_share = job.layout.sequence_parallel ? t : 1;
  if (job.recompute == Recompute::kFull) {
    return 2 * h / tokens_share;
  }
  const bool mla = m.kv_lora_rank > 0;
  const double q = static_cast<double>(m.heads) * (m.head_dim + (mla ? kMlaRopeDim : 0));
  const double kv = static_cast<double>(mla ? m.heads : m.kv_heads) * m.head_dim;
  const DecoderParameters p = decoder_parameters(m);
  const double widths = p.gated ? 6 : 4;
  const double expert_ffn = m.moe_ffn > 0 ? m.moe_ffn : m.ffn;
  const double ffn = m.experts > 0 ? expert_ffn * (m.experts_active + m.shared_experts)
                     : m.ffn > 0   ? m.ffn
                                   : p.mlp / (3 * h);
  const double routed = m.experts > 0 ? 2 * h * m.experts_active : 0;  // copies sent to experts
  const double scores =
      job.attention == AttentionKernel::kScores && job.recompute == Recompute::kNone
          ? 5.0 * m.heads * static_cast<double>(job.sequence_tokens)
          : 0;
  return 10 * h / tokens_share + (4 * q + 4 * kv + widths * ffn + routed + scores) / t;
}

// Micro-batches' worth of a whole model that the first stage holds [Korthikanti 2022].
double stored_models(const TrainingLayout& l, double batches) {
  if (l.pipeline == 1) {
    return 1;
  }
  const double p = l.pipeline;
  const double in_flight = std::min(batches, p) / p;
  return l.interleave == 1 ? in_flight : in_flight * (1 + (p - 1) / (p * l.interleave));
}

}  // namespace

TrainingMemory training_memory(const TrainingJob& job) {
  require_valid(job);
  const TrainingLayout& l = job.layout;
  const ModelShape& m = job.model;
  const DecoderParameters p = decoder_parameters(m);
  const double layers = std::ceil(static_cast<double>(m.layers) / l.pipeline);
  const double routed = layers * p.expert * m.experts / l.expert;
  const double all_routed = m.layers * p.expert * m.experts;
  const double always_layer = (m.parameters - all_routed - p.tables) / m.layers;
  // A first stage holds one table, an only stage all of them.
  const double tables = l.pipeline == 1 ? p.tables : p.logits;
  const double always = (layers * always_layer + tables) / l.tensor;
  const int replicas = l.data * l.context;
  const int expert_replicas = std::max(1, replicas * l.tensor / l.expert);
  const auto states = [&](double bytes, int from) {
    return bytes * (always * per_replica_share(l.zero_stage, from, replicas) +
                    routed * per_replica_share(l.zero_stage, from, expert_replicas));
  };
  TrainingMemory memory;
  memory.parameters = states(2, 3);
  memory.gradients = job.frozen_base ? 0 : states(job.gradient_bytes, 2);
  memory.optimizer = job.frozen_base ? 0 : states(12, 1);
  const double tokens =
      static_cast<double>(job.micro_batch) * static_cast<double>(job.sequence_tokens) / l.context;
  memory.activations =
      tokens * m.layers * activation_bytes(job) * stored_models(l, micro_batches(job));
  memory.logits = l.pipeline == 1 ? 8 * tokens * m.vocab / l.tensor : 0;
  memory.other = 2.0 * 1073741824.0;
  if (l.zero_stage == 3) {
    memory.other +=
        2 * job.gathered_bytes * (always_layer / l.tensor + p.expert * m.experts / l.expert);
  }
  memory.fits = memory.total() <= job.accelerator.memory_bytes;
  return memory;
}

}  // namespace costwright::perf

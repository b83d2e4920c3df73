#include "core/perf/training/training_step.h"

#include <algorithm>
#include <cmath>

#include "core/perf/compute_path.h"
#include "core/perf/training/training_work.h"

namespace costwright::perf {
namespace {

constexpr int kMlaRopeDim = 64;  // decoupled rotary part of every MLA model so far [DeepSeek-V2]
constexpr double kOptimizerBytes = 30;  // per parameter: gradient, copy, moments read and written

double exposed(double traffic, double overlap, double compute) {
  return traffic - overlap * std::min(traffic, compute);
}

// How many layers' and logits' time the slowest stage takes.
struct Stage {
  double layers{}, logits{};
};
Stage slowest_stage(const TrainingJob& job, const MicroWork& layer, const MicroWork& logits) {
  const int p = job.layout.pipeline;
  const int whole = (job.model.layers + p - 1) / p;
  if (job.model.layers % p == 0) {
    return {static_cast<double>(whole), 1};
  }
  const double per_layer = layer.compute() + layer.traffic();
  const double mean = (job.model.layers + logits.compute() / per_layer) / p;
  return {std::max<double>(whole, mean), 0};
}

double data_traffic(
    const TrainingJob& job, const Fabric& fabric, double parameters, int replicas, int stride) {
  const auto group = device_group(replicas, stride, fabric.devices_per_node);
  const auto seconds = [&](Collective kind, double bytes) {
    return collective_seconds(kind, parameters * bytes, group, fabric);
  };
  if (job.layout.zero_stage == 3) {
    const double reduce =
        job.frozen_base ? 0 : seconds(Collective::kReduceScatter, job.gradient_bytes);
    return micro_batches(job) * (2 * seconds(Collective::kAllGather, job.gathered_bytes) + reduce);
  }
  if (job.frozen_base) {
    return 0;
  }
  if (job.layout.zero_stage == 0) {
    return seconds(Collective::kAllReduce, job.gradient_bytes);
  }
  return seconds(Collective::kReduceScatter, job.gradient_bytes) +
         seconds(Collective::kAllGather, 2);
}

struct Parameters {  // on one device before ZeRO
  double always{}, routed{};
  int replicas{}, expert_replicas{};
};
Parameters device_parameters(const TrainingJob& job) {
  const TrainingLayout& l = job.layout;
  const ModelShape& m = job.model;
  const double routed = m.layers * decoder_parameters(m).expert * m.experts;
  const int replicas = l.data * l.context;
  return {(m.parameters - routed) / l.tensor / l.pipeline, routed / l.expert / l.pipeline, replicas,
          std::max(1, replicas * l.tensor / l.expert)};
}

Fabric usable_fabric(const TrainingJob& job, double share) {
  Fabric f = job.fabric;
  if (f.link_bandwidth == 0) {
    const AcceleratorSpec& a = job.accelerator;
    f.link_bandwidth = a.link_bandwidth > 0 ? a.link_bandwidth : a.pcie_bandwidth;
  }
  f.link_bandwidth *= share;
  f.network_bandwidth *= share;
  return f;
}

double model_flops(const TrainingJob& job, double tokens) {
  const ModelShape& m = job.model;
  const DecoderParameters p = decoder_parameters(m);
  const double multiplied =
      m.layers * (p.attention + p.mlp + m.experts_active * p.expert) + p.logits;
  return tokens *
         (6 * multiplied +
          3 * attention_flops_per_token(m, static_cast<double>(job.sequence_tokens), job.causal));
}

void add_compute(TrainingStep& step, const MicroWork& work, double times) {
  step.gemm_s += times * work.gemm_s;
  step.attention_s += times * work.attention_s;
  step.elementwise_s += times * work.elementwise_s;
  step.overhead_s += times * work.overhead_s;
}

// Compute of all micro-batches on the slowest stage, and what is seen of the traffic of its layers.
void add_layers(TrainingStep& step,
                const TrainingJob& job,
                const TrainingEfficiency& efficiency,
                const Fabric& fabric) {
  const MicroWork layer = layer_work(job, efficiency, fabric);
  const MicroWork logits = logits_work(job, efficiency, fabric);
  const Stage stage = slowest_stage(job, layer, logits);
  const double m = micro_batches(job);
  add_compute(step, layer, m * stage.layers);
  add_compute(step, logits, m * stage.logits);
  double free_s = layer.compute();  // not yet used to hide anything
  const auto shown = [&](double traffic, bool overlaps) {
    const double seen = exposed(traffic, overlaps ? efficiency.tensor_overlap : 0, free_s);
    free_s -= traffic - seen;
    return m * stage.layers * seen;
  };
  step.tensor_s = shown(layer.tensor_s, job.overlaps_tensor);
  step.context_s = shown(layer.context_s, job.overlaps_tensor);
  step.expert_s = shown(layer.expert_s, job.overlaps_experts);
}

// Traffic between stages that is seen.
double stage_traffic(const TrainingJob& job, double overlap, const Fabric& fabric, double compute) {
  const TrainingLayout& l = job.layout;
  if (l.pipeline == 1) {
    return 0;
  }
  const auto group =
      device_group(l.pipeline, l.tensor * l.context * l.data, fabric.devices_per_node);
  const double send = collective_seconds(Collective::kSend, boundary_bytes(job), group, fabric);
  return exposed(2 * micro_batches(job) * l.interleave * send, overlap, compute);
}

double optimizer_seconds(const TrainingJob& job, const Parameters& held, double memory_share) {
  if (job.frozen_base) {
    return 0;
  }
  const bool split = job.layout.zero_stage >= 1;
  const double updated =
      held.always / (split ? held.replicas : 1) + held.routed / (split ? held.expert_replicas : 1);
  return updated * kOptimizerBytes / (job.accelerator.memory_bandwidth * memory_share);
}

}  // namespace

double attention_flops_per_token(const ModelShape& model, double sequence_tokens, bool causal) {
  const double rope = model.kv_lora_rank > 0 ? kMlaRopeDim : 0;
  const double square =
      2.0 * model.layers * model.heads * (2.0 * model.head_dim + rope) * sequence_tokens;
  return causal ? square / 2 : square;
}

TrainingStep training_step(const TrainingJob& job, const TrainingEfficiency& efficiency) {
  Diagnostics diagnostics;
  const bool valid = check_training_job(job, diagnostics);
  require(valid, "invalid training job: {}", diagnostics.text());
  const TrainingLayout& l = job.layout;
  const Fabric fabric = usable_fabric(job, efficiency.link);

  TrainingStep step;
  add_layers(step, job, efficiency, fabric);
  const double compute = step.gemm_s + step.attention_s + step.elementwise_s + step.overhead_s;
  step.pipeline_s = stage_traffic(job, efficiency.overlap, fabric, compute);
  const double flow = compute + step.tensor_s + step.context_s + step.expert_s + step.pipeline_s;
  const double micro_batch_s = flow / micro_batches(job);
  step.bubble_s = micro_batch_s * (l.pipeline - 1) / l.interleave;

  const Parameters held = device_parameters(job);
  const double reduce = data_traffic(job, fabric, held.always, held.replicas, l.tensor) +
                        data_traffic(job, fabric, held.routed, held.expert_replicas, l.expert);
  step.data_s = exposed(reduce, efficiency.overlap, l.zero_stage == 3 ? flow : micro_batch_s);
  step.optimizer_s = optimizer_seconds(job, held, efficiency.memory);
  step.step_s = flow + step.bubble_s + step.data_s + step.optimizer_s;

  step.tokens = static_cast<double>(job.global_batch) * static_cast<double>(job.sequence_tokens);
  step.tokens_per_device_s = step.tokens / l.devices() / step.step_s;
  step.model_flops = model_flops(job, step.tokens);
  const double peak = compute_path(job.accelerator, job.precision)->peak_flops;
  step.mfu = step.model_flops / (l.devices() * peak * step.step_s);
  return step;
}

}  // namespace costwright::perf

#include "core/perf/training/training_job.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "core/perf/compute_path.h"
#include "core/perf/decoder_check.h"

namespace costwright::perf {
namespace {

constexpr int kMostDevices = 1 << 20;

class Checker {
 public:
  Checker(Diagnostics& diagnostics, const Place& place)
      : diagnostics_(diagnostics), place_(place), errors_(diagnostics.error_count()) {}
  void need(bool holds, const std::string& message, const std::string& hint) {
    if (!holds) {
      diagnostics_.error(place_, message, hint);
    }
  }
  bool clean() const { return diagnostics_.error_count() == errors_; }

 private:
  Diagnostics& diagnostics_;
  const Place& place_;
  int errors_;
};

void check_model(const ModelShape& m,
                 Checker& check,
                 Diagnostics& diagnostics,
                 const Place& place) {
  if (!check_decoder(m, "training of other networks is not modelled: give the GPU-hours",
                     diagnostics, place)) {
    return;
  }
  if (m.experts > 0) {
    check_active_figures(m, diagnostics, place);
    check.need(m.moe_ffn > 0 || m.ffn > 0,
               fmt::format("model '{}' has no FFN width of an expert", m.key),
               "fill the column in the catalogue of models");
    check.need(m.experts_active < m.experts && m.active_parameters < m.parameters,
               fmt::format("model '{}' activates all of its experts or parameters", m.key),
               "describe it as a dense model");
  }
}

void check_accelerator(const TrainingJob& job, Checker& check) {
  const AcceleratorSpec& a = job.accelerator;
  const auto figure = [&](bool there, std::string_view what) {
    check.need(there, fmt::format("accelerator '{}' has no {}", a.key, what),
               "fill the column in the catalogue of accelerators, or choose another one");
  };
  figure(a.memory_bandwidth > 0, "memory bandwidth");
  figure(a.memory_bytes > 0, "memory size");
  const auto path = compute_path(a, job.precision);
  figure(path && !path->expands_weights,
         fmt::format("{} arithmetic, which training in it needs", to_string(job.precision)));
  figure(compute_path(a, Precision::kBf16).has_value(),
         "16-bit or FP32 arithmetic, which attention needs");
  if (job.layout.devices() > 1) {
    figure(job.fabric.link_bandwidth > 0 || a.link_bandwidth > 0 || a.pcie_bandwidth > 0,
           "link or PCIe bandwidth, which more than one device need");
  }
}

void check_numbers(const TrainingJob& job, Checker& check) {
  using enum Precision;
  const Precision p = job.precision;
  check.need(p == kFp32 || p == kBf16 || p == kFp16 || p == kFp8 || p == kFp4,
             fmt::format("training in {} is not modelled", to_string(p)),
             "choose fp32, bf16, fp16, fp8 or fp4");
  check.need(job.sequence_tokens >= 1, fmt::format("sequences of {} tokens", job.sequence_tokens),
             "give at least 1");
  check.need(job.micro_batch >= 1, fmt::format("micro-batch of {} sequences", job.micro_batch),
             "give at least 1");
  check.need(job.gradient_bytes == 2 || job.gradient_bytes == 4,
             fmt::format("gradients of {} bytes", job.gradient_bytes), "choose 2 or 4");
  check.need(job.gathered_bytes == 1 || job.gathered_bytes == 2 || job.gathered_bytes == 4,
             fmt::format("gathered parameters of {} bytes", job.gathered_bytes),
             "choose 1, 2 or 4");
  const Fabric& f = job.fabric;
  check.need(f.network_bandwidth > 0 && f.link_bandwidth >= 0 && f.link_latency_s >= 0 &&
                 f.network_latency_s >= 0 && f.devices_per_node >= 1,
             fmt::format("a network of {} B/s, {} devices a node", f.network_bandwidth,
                         f.devices_per_node),
             "bandwidth and devices must be positive, latencies not negative");
}

void check_layout(const TrainingJob& job, Checker& check) {
  const TrainingLayout& l = job.layout;
  const ModelShape& m = job.model;
  for (const auto& [value, name] : {std::pair{l.data, "data"},
                                    {l.tensor, "tensor"},
                                    {l.pipeline, "pipeline"},
                                    {l.context, "context"},
                                    {l.expert, "expert"},
                                    {l.interleave, "interleave"}}) {
    check.need(value >= 1 && value <= kMostDevices,
               fmt::format("{} parallelism of {}", name, value),
               fmt::format("give 1 to {}", kMostDevices));
  }
  check.need(l.zero_stage >= 0 && l.zero_stage <= 3, fmt::format("ZeRO stage {}", l.zero_stage),
             "choose 0, 1, 2 or 3");
  if (!check.clean()) {
    return;
  }
  const auto fold = [&](bool holds, const std::string& message, const char* hint) {
    check.need(holds, message, hint);
  };
  fold(m.heads % l.tensor == 0,
       fmt::format("tensor parallelism {} does not divide the {} heads of '{}'", l.tensor, m.heads,
                   m.key),
       "choose a divisor");
  // Embedding and head may count as a layer each.
  fold(l.pipeline * l.interleave <= m.layers + 2,
       fmt::format("pipeline {} x interleave {} exceeds the {} layers of '{}'", l.pipeline,
                   l.interleave, m.layers, m.key),
       "a chunk needs at least one layer, the embedding or the head");
  fold(l.interleave == 1 || l.pipeline > 1,
       fmt::format("interleave {} without a pipeline", l.interleave), "set interleave to 1");
  fold(job.sequence_tokens % l.context == 0,
       fmt::format("context parallelism {} does not divide {} tokens", l.context,
                   job.sequence_tokens),
       "choose a divisor");
  if (l.expert > 1) {
    fold(m.experts > 0 && m.experts % l.expert == 0,
         fmt::format("expert parallelism {} does not divide the {} experts of '{}'", l.expert,
                     m.experts, m.key),
         "choose a divisor");
    fold((l.data * l.tensor * l.context) % l.expert == 0,
         fmt::format("expert parallelism {} does not divide data {} x tensor {} x context {}",
                     l.expert, l.data, l.tensor, l.context),
         "experts are spread over these devices");
  }
  fold(job.global_batch >= l.data * job.micro_batch,
       fmt::format("global batch {} is below data {} x micro-batch {}", job.global_batch, l.data,
                   job.micro_batch),
       "raise the global batch or lower one of the others");
  fold(job.global_batch % l.data == 0,
       fmt::format("data parallelism {} does not divide the global batch {}", l.data,
                   job.global_batch),
       "choose a divisor");
}

DecoderParameters dense_parameters(const ModelShape& m) {
  DecoderParameters p;
  p.attention = attention_parameters(m);
  if (m.ffn == 0 || m.vocab == 0) {
    p.mlp = m.parameters / m.layers - p.attention;
    return p;
  }
  const ParameterReading reading = parameter_reading(m);
  p.gated = reading.ffn_matrices == 3;
  p.logits = static_cast<double>(m.vocab) * m.hidden;
  p.tables = (reading.tied ? 1 : 2) * p.logits;
  p.mlp = (m.parameters - p.tables) / m.layers - p.attention;
  return p;
}

DecoderParameters expert_parameters(const ModelShape& m) {
  DecoderParameters p;
  p.logits = static_cast<double>(m.vocab) * m.hidden;
  p.tables = 2 * p.logits;
  p.expert = (m.parameters - m.active_parameters) / (m.experts - m.experts_active) / m.layers;
  p.mlp = m.shared_experts * p.expert;
  if (m.kv_lora_rank == 0) {
    p.attention = attention_parameters(m);
    return p;
  }
  const double always = (m.active_parameters - p.tables) / m.layers;
  p.attention = std::max(0.0, always - m.experts_active * p.expert - p.mlp);
  return p;
}

}  // namespace

bool check_training_job(const TrainingJob& job, Diagnostics& diagnostics, const Place& place) {
  Checker check(diagnostics, place);
  check_model(job.model, check, diagnostics, place);
  check_accelerator(job, check);
  check_numbers(job, check);
  if (check.clean()) {
    check_layout(job, check);
  }
  if (check.clean()) {
    const DecoderParameters p = decoder_parameters(job.model);
    check.need(p.attention > 0 && p.mlp >= 0 && p.expert >= 0,
               fmt::format("the shape of '{}' needs more parameters than its {}", job.model.key,
                           job.model.parameters),
               "correct layers, hidden, heads, vocabulary or parameters");
  }
  return check.clean();
}

double micro_batches(const TrainingJob& job) {
  return static_cast<double>(job.global_batch) / job.layout.data / job.micro_batch;
}

DecoderParameters decoder_parameters(const ModelShape& model) {
  return model.experts > 0 ? expert_parameters(model) : dense_parameters(model);
}

}  // namespace costwright::perf

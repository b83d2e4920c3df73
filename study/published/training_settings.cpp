#include "study/published/training_settings.h"

#include <algorithm>
#include <cctype>

namespace costwright::study {
namespace {

bool is_megatron_lm(std::string_view engine) {
  return engine == "Megatron-LM" || engine == "Megatron-DeepSpeed";
}

void read_foundry(const TrainingCells& cells, perf::TrainingJob& job) {
  job.layout.zero_stage = cells.mentions("FULL_SHARD") ? 3 : 2;
  job.micro_batch = cells.noted("microbatch");
  job.attention = perf::AttentionKernel::kFused;
  job.recompute = cells.mentions("ckpt=True") ? perf::Recompute::kFull : perf::Recompute::kNone;
  job.recompute_stops_early =
      true;  // activation_checkpointing_reentrant: false in its configurations
  // Mixed precision DEFAULT shards FP32 parameters; PURE casts before the gather.
  job.gathered_bytes = cells.mentions("MP mode DEFAULT") ? 4 : 2;
}

void read_bridge(const TrainingCells& cells, perf::TrainingJob& job) {
  job.micro_batch = std::max(1, cells.noted("MBS"));
  job.layout.context = std::max(1, cells.noted("CP"));
  job.layout.interleave = std::max(1, cells.noted("VP"));
  job.layout.expert = std::max(1, cells.noted("EP"));
  // The recipes for H100 name HybridEP for Qwen3-30B-A3B and plain all-to-all for the others.
  job.node_limited_dispatch = job.model.key == "Qwen3-30B-A3B";
  job.overlaps_experts = job.layout.interleave > 1;  // Megatron's schedule for it needs chunks
  job.layout.zero_stage = cells.noted("FSDP") > 0 ? 3 : 1;
  job.layout.sequence_parallel = job.layout.tensor > 1;
  job.frozen_base = cells.mentions("LoRA");
}

// Interleaving of 3 where the paper's table 3 has it; BLOOM's micro-batch of 2 and ZeRO 1 from its
// paper (arXiv 2211.05100, section 3.4).
void read_megatron(const TrainingCells& cells, perf::TrainingJob& job) {
  job.attention = perf::AttentionKernel::kScores;
  job.overlaps_tensor = false;
  job.gradient_bytes = 4;
  const bool selective = cells.mentions("selective");
  job.recompute = selective ? perf::Recompute::kSelective : perf::Recompute::kFull;
  job.layout.sequence_parallel = selective;
  const std::string& key = job.model.key;
  if (cells.mentions("calculon")) {
    job.micro_batch = key == "Megatron-22B" ? 4 : 1;
    job.layout.interleave = key == "GPT-3-175B" || key == "Megatron-530B" ? 3 : 1;
  }
  if (key == "BLOOM-176B") {
    job.micro_batch = 2;
    job.layout.zero_stage = 1;
  }
}

// FLOPs of a token in Megatron's convention, one recomputation included [Narayanan 2021, eq. 3].
double megatron_flops(const ModelShape& m, double s) {
  const double l = m.layers;
  const double h = m.hidden;
  return 96 * l * h * h * (1 + s / (6 * h) + m.vocab / (16 * l * h));
}

}  // namespace

double TrainingCells::number(std::string_view column) const {
  return table_.number(row_, column).value_or(0);
}

int TrainingCells::count(std::string_view column) const {
  return static_cast<int>(std::clamp(number(column), 0.0, 1e9));
}

int TrainingCells::noted(std::string_view word) const {
  const std::string note = " " + text("note");
  const std::string start = " " + std::string(word) + " ";
  const auto at = note.find(start);
  int value = 0;
  for (std::size_t i = at == std::string::npos ? note.size() : at + start.size();
       i < note.size() && std::isdigit(static_cast<unsigned char>(note[i])) != 0 && value < 100000;
       ++i) {
    value = 10 * value + (note[i] - '0');
  }
  return value;
}

bool TrainingCells::mentions(std::string_view word) const {
  return text("note").find(word) != std::string::npos ||
         text("model").find(word) != std::string::npos;
}

void read_settings(std::string_view engine, const TrainingCells& cells, perf::TrainingJob& job) {
  if (is_megatron_lm(engine)) {
    read_megatron(cells, job);
  } else if (engine == "Megatron-Bridge") {
    read_bridge(cells, job);
  } else {
    read_foundry(cells, job);
  }
  job.micro_batch = std::max(1, job.micro_batch);
}

double published_tokens_per_s(const TrainingCells& cells, const ModelShape& model) {
  if (const double direct = cells.number("tokens_per_s_per_gpu"); direct > 0) {
    return direct;
  }
  const double tera = cells.number("tflops_per_gpu");
  if (tera > 0 && cells.mentions("recompute")) {
    return tera * 1e12 / megatron_flops(model, cells.number("seq_len"));
  }
  const double hours = cells.number("gpu_hours");
  return hours > 0 ? cells.number("tokens_b") * 1e9 / hours / 3600 : 0;
}

}  // namespace costwright::study

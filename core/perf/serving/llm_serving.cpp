#include "core/perf/serving/llm_serving.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/perf/collectives.h"
#include "core/perf/compute_path.h"
#include "core/perf/serving/expert_parallel.h"
#include "core/perf/serving/llm_weights.h"
#include "core/perf/serving/pipeline_stages.h"

namespace costwright::perf {
namespace {

// Energy is linear in counters, so what an iteration reads of experts and adapters is charged as
// for one batch: of measured loads (8 to 4,096 sequences), and of small ones.
constexpr int kExpertTokens = 256;
constexpr double kAdapterSequences = 32;

// The roofline with its corner rounded: at equal times, 19% above either.
double knee(double a_s, double b_s) {
  const double a2 = a_s * a_s;
  const double b2 = b_s * b_s;
  return std::sqrt(std::sqrt(a2 * a2 + b2 * b2));
}

double weight_compute(const LlmReplica& replica,
                      Precision weights,
                      const LlmEfficiency& efficiency,
                      double share) {
  const auto path = compute_path(replica.accelerator, weights);
  return path->peak_flops * share * (path->expands_weights ? efficiency.dequantisation : 1.0);
}
// Of what is multiplied with every token.
double body_compute(const LlmReplica& replica, const LlmEfficiency& efficiency) {
  return replica.sparse
             ? replica.sparse->peak_flops * replica.sparse->compute * efficiency.compute
             : weight_compute(replica, body_precision(replica), efficiency, efficiency.compute);
}
double compute16(const LlmReplica& replica, double share) {
  return compute_path(replica.accelerator, Precision::kBf16)->peak_flops * share;
}

ExpertGroup expert_group(const LlmReplica& replica) {
  return {replica.model.experts, replica.model.experts_active, replica.tensor_parallel};
}

// Of a stage's collective, beside the latency within a server.
double network_latency_s(const LlmReplica& replica) {
  const double doublings = std::ceil(std::log2(servers_of_stage(replica)));
  return 2 * doublings * Fabric{}.network_latency_s;
}

// One way, of the slowest path between a stage's devices. What goes to all goes over each device's
// own port.
double path_bandwidth(const LlmReplica& replica) {
  const AcceleratorSpec& a = replica.accelerator;
  const double link = a.link_bandwidth > 0 ? a.link_bandwidth : a.pcie_bandwidth;
  if (servers_of_stage(replica) == 1) {
    return link;
  }
  const int ports = replica.attention_data_parallel ? 1 : replica.devices_per_server;
  return std::min(link, ports * replica.network_bandwidth);
}

// Latency and seconds per token of an iteration's collectives: two per layer.
struct Collectives {
  double fixed_s{}, per_token_s{};
};
Collectives collectives(const LlmReplica& replica, const LlmEfficiency& efficiency) {
  const int tp = replica.tensor_parallel;
  if (tp == 1) {
    return {};
  }
  const double count = 2.0 * replica.model.layers;
  double bytes = 2.0 * (tp - 1) / tp * replica.model.hidden * kActivationBytes;
  if (replica.attention_data_parallel) {  // a token goes to the devices of its k experts and back
    double peers = std::min(replica.model.experts_active, tp) * (tp - 1.0) / tp;
    if (replica.expert_parallel) {
      peers = devices_reached(expert_group(replica));
    }
    bytes = peers * replica.model.hidden * kActivationBytes / tp;
  }
  return {count * (efficiency.allreduce_latency_s + network_latency_s(replica)),
          count * bytes / (path_bandwidth(replica) * efficiency.link)};
}

void require_valid(const LlmReplica& replica) {
  Diagnostics diagnostics;
  const bool valid = check_llm_replica(replica, diagnostics);
  require(valid, "invalid replica: {}", diagnostics.text());
}

LlmReplica clocked(LlmReplica replica) {
  replica.accelerator = at_clock(std::move(replica.accelerator), replica.clock);
  if (replica.sparse) {
    replica.sparse->peak_flops *= replica.clock;
  }
  return replica;
}

// What each layer of an iteration takes, however many tokens it has.
double layer_s(const LlmReplica& replica, const LlmEfficiency& efficiency) {
  if (!is_moe(replica.model)) {
    return efficiency.per_layer_s;
  }
  return efficiency.per_layer_s + efficiency.routed_layer_s +
         (replica.tensor_parallel > 1 ? efficiency.routed_exchange_s : 0);
}

// What n tokens take on the devices of one stage, had it all layers.
class Step {
 public:
  Step(const LlmReplica& replica, const LlmEfficiency& efficiency)
      : replica_(replica),
        weights_(weight_classes(replica.model)),
        collective_(collectives(replica, efficiency)),
        step_s_(efficiency.per_step_s) {
    const int tp = replica.tensor_parallel;
    const double bandwidth = replica.accelerator.memory_bandwidth * tp;
    const double read_s = bytes_per_weight(replica.weights) / bandwidth;
    const WeightClasses& w = weights_;
    body_flop_s_ = 2 * w.body / (body_compute(replica, efficiency) * tp);
    body_read_s_ = copies(replica) * body_bytes(replica) / bandwidth / efficiency.weights;
    if (replica.sparse) {
      body_read_s_ /= replica.sparse->weights;
    }
    expert_flop_s_ =
        2 * w.experts * (1 - w.share_missed_by_token) /
        (weight_compute(replica, replica.weights, efficiency, efficiency.expert_compute) * tp);
    experts_read_s_ = w.experts * read_s / efficiency.expert_weights;
    head_s_ =
        copies(replica) * w.vocabulary.head * kVocabularyBytes / (bandwidth * efficiency.weights);
    fixed_s_ = replica.model.layers * layer_s(replica, efficiency) + efficiency.per_step_s +
               collective_.fixed_s + head_s_;
    if (replica.expert_parallel) {
      maximum_ = normal_maximum(tp);
    }
    if (replica.lora) {
      const double parameters = adapter_parameters(replica.model, replica.lora->rank);
      adapter_flop_s_ = 2 * parameters / (compute16(replica, efficiency.expert_compute) * tp);
      adapter_read_s_ = copies(replica) * adapter_bytes(replica.model, replica.lora->rank) /
                        (bandwidth * efficiency.expert_weights);
    }
  }

  double head_s() const { return head_s_; }
  double step_s() const { return step_s_; }

  // [0..most]; [0] = 0.
  std::vector<double> table(int most) const {
    std::vector<double> seconds(static_cast<std::size_t>(most) + 1);
    double missed = 1;  // share of the experts that no token has chosen
    for (int n = 1; n <= most; ++n) {
      missed = missed_with_one_more(missed, weights_.share_missed_by_token, n);
      seconds[static_cast<std::size_t>(n)] = knee(body_flop_s_ * n, body_read_s_) +
                                             experts_s(n, missed) + dispatch_s(n) + fixed_s_ +
                                             adapters_s(n);
    }
    return seconds;
  }

 private:
  double busiest(int n) const {
    return replica_.expert_parallel ? busiest_pairs(expert_group(replica_), n, maximum_) : 1;
  }
  double experts_s(int n, double missed) const {
    const double touched = replica_.expert_parallel
                               ? busiest_touched(expert_group(replica_), n, missed, maximum_)
                               : 1 - missed;
    return knee(expert_flop_s_ * n * busiest(n), experts_read_s_ * touched);
  }
  double dispatch_s(int n) const {
    return collective_.per_token_s * n * (replica_.attention_data_parallel ? busiest(n) : 1);
  }
  double adapters_s(int n) const {
    if (!replica_.lora) {
      return 0;
    }
    const int sequences = std::min(n, replica_.lora->most_sequences);
    return knee(adapter_flop_s_ * n,
                adapter_read_s_ * distinct_adapters(*replica_.lora, sequences));
  }

  const LlmReplica& replica_;
  WeightClasses weights_;
  Collectives collective_;
  double step_s_;
  double body_flop_s_{}, body_read_s_{}, expert_flop_s_{}, experts_read_s_{};
  double head_s_{}, fixed_s_{};
  NormalMaximum maximum_;
  double adapter_flop_s_{}, adapter_read_s_{};
};

std::vector<double> step_table(const LlmReplica& replica,
                               const LlmEfficiency& efficiency,
                               const PipelineStages& pipeline,
                               int token_budget) {
  const Step step(replica, efficiency);
  if (pipeline.stages == 1) {
    return step.table(token_budget);
  }
  const auto trip = step.table(micro_batches(pipeline, token_budget).tokens);
  std::vector<double> seconds(static_cast<std::size_t>(token_budget) + 1);
  for (int n = 1; n <= token_budget; ++n) {
    const MicroBatches work = micro_batches(pipeline, n);
    const double layers_s =
        trip[static_cast<std::size_t>(work.tokens)] - step.head_s() - step.step_s();
    seconds[static_cast<std::size_t>(n)] =
        round_seconds(pipeline, work, layers_s, step.head_s(), step.step_s());
  }
  return seconds;
}

double adapters_stored(const LlmReplica& replica) {
  return replica.lora ? copies(replica) * replica.lora->resident *
                            adapter_bytes(replica.model, replica.lora->rank)
                      : 0;
}

// The embedding, where the head is another matrix, lies on the first stage, the head on the last;
// both hold a tied matrix.
double second_vocabulary(const LlmReplica& replica) {
  const Vocabulary v = weight_classes(replica.model).vocabulary;
  const bool twice = replica.pipeline_parallel > 1 && v.embedding == 0;
  return twice ? copies(replica) * v.head * kVocabularyBytes : 0;
}

double activation_bytes(const ModelShape& model) {
  return (is_moe(model) ? 8.0 : 5.5) * kGib;
}
double other_bytes(int devices_of_stage, int stages) {
  return (devices_of_stage * stages == 1 ? 0.15 : 0.6) * kGib * devices_of_stage;
}

// One stage's need of memory.
struct StageMemory {
  double weight_bytes{}, kv_bytes_per_token{};
};
// Those that may run out first: of several stages the first, of the most layers, and the last.
std::vector<StageMemory> stage_memories(const LlmReplica& replica, double weights, double kv) {
  if (replica.pipeline_parallel == 1) {
    return {{weights, kv}};
  }
  const PipelineStages p = pipeline_stages(replica);
  const double matrix = copies(replica) * weight_classes(replica.model).vocabulary.head *
                        kVocabularyBytes;  // the embedding is as large
  const double layers = weights - 2 * matrix;
  return {{p.largest * layers + matrix, p.largest * kv}, {p.last * layers + matrix, p.last * kv}};
}

// Over the devices of a stage, had it all layers; the draft model's included.
double kept_bytes_per_token(const LlmReplica& replica, const LlmReplica* draft) {
  const int devices = replica.tensor_parallel;
  return kv_bytes_per_token(replica, devices) * kept_share(replica) +
         (draft != nullptr ? kv_bytes_per_token(*draft, devices) * kept_share(*draft) : 0);
}
double kept_weights(const LlmReplica& replica, const LlmReplica* draft) {
  return stored_bytes(replica) + second_vocabulary(replica) + adapters_stored(replica) +
         (draft != nullptr ? stored_bytes(*draft) : 0);
}

// Of the stage that has the fewest.
std::int64_t blocks_of(const LlmReplica& replica,
                       const LlmReplica* draft,
                       double memory_utilisation,
                       int block_tokens) {
  const int devices = replica.tensor_parallel;
  const double memory = replica.accelerator.memory_bytes * memory_utilisation * devices;
  const double free =
      memory - activation_bytes(replica.model) - other_bytes(devices, replica.pipeline_parallel);
  std::int64_t fewest = std::numeric_limits<std::int64_t>::max();
  for (const StageMemory& s : stage_memories(replica, kept_weights(replica, draft),
                                             kept_bytes_per_token(replica, draft))) {
    const double block = block_tokens * s.kv_bytes_per_token;
    fewest =
        std::min(fewest, static_cast<std::int64_t>(std::floor((free - s.weight_bytes) / block)));
  }
  return fewest;
}

// Tensor parallelism within a server is the cheaper split: it shares every layer's work.
template <class Fits>
std::optional<LlmReplica> least_split(LlmReplica other, const Fits& fits) {
  const int most = std::min(kMostDevices, std::max(1, other.devices_per_server));
  for (; other.pipeline_parallel <= kMostDevices; other.pipeline_parallel *= 2) {
    for (other.tensor_parallel = 1; other.tensor_parallel <= most; other.tensor_parallel *= 2) {
      if (fits(other)) {
        return other;
      }
    }
  }
  return std::nullopt;
}

}  // namespace

// The defaults of LlmEfficiency are for GPUs and superchips, between TensorRT-LLM and vLLM on H100;
// asic: our inference. cpu: GPT-J on two Xeon 6980P in MLPerf 4.1 reaches about 0.33 of the BF16
// peak. CDNA: grouped GEMMs of DeepSeek-R1 on MI300X reach 0.06 to 0.28 in SGLang's releases,
// its all-reduce 0.14 to 0.37 of a link.
LlmEfficiency default_llm_efficiency(const AcceleratorSpec& accelerator) {
  LlmEfficiency e;
  if (accelerator.kind == "cpu") {
    e.compute = 0.3;
    e.expert_compute = 0.2;
    e.attention = 0.2;
  } else if (accelerator.architecture.starts_with("cdna")) {
    e.expert_compute = 0.2;
    e.link = 0.4;
  }
  return e;
}

LlmIterationTimes llm_iteration_times(const LlmReplica& given,
                                      int token_budget,
                                      const LlmEfficiency& efficiency) {
  require_valid(given);
  require(token_budget >= 1, "token_budget = {}, must be at least 1", token_budget);
  const LlmReplica replica = clocked(given);
  const ModelShape& model = replica.model;
  const int tp = replica.tensor_parallel;
  const double bandwidth = replica.accelerator.memory_bandwidth * tp;
  const PipelineStages pipeline = pipeline_stages(replica);
  const double head = weight_classes(model).vocabulary.head;
  const double attention = compute16(replica, efficiency.attention) * tp;

  LlmIterationTimes times;
  times.step_s = step_table(replica, efficiency, pipeline, token_budget);
  times.prefill_step_s =
      model.layers * efficiency.prefill_layer_s * (pipeline.stages * pipeline.largest);
  times.head_per_sequence_s = 2 * head / (compute16(replica, efficiency.compute) * tp);
  times.per_sequence_s = efficiency.per_sequence_s + times.head_per_sequence_s;
  const double read = kv_bytes_per_token(replica, tp) / (bandwidth * efficiency.kv);
  const double multiply = decode_attention_flops(model) / attention;
  const double whole = (1 - windowed_share(replica)) * pipeline.largest;
  const double window = windowed_share(replica) * pipeline.largest * model.window_tokens;
  times.kv_read_per_token_s = read * whole;
  times.kv_read_per_sequence_s = read * window;
  times.kv_flop_per_token_s = multiply * whole;
  times.kv_flop_per_sequence_s = multiply * window;
  times.per_prefill_pair_s =
      prefill_pair_flops(model) / attention * (prefill_share(replica) * pipeline.largest);
  times.front_end_s = efficiency.front_end_s;
  if (replica.lora) {
    times.front_end_s +=
        adapter_load_seconds(*replica.lora, model, replica.accelerator, replica.devices());
  }
  return times;
}

KvCapacity kv_capacity(const LlmReplica& replica,
                       double memory_utilisation,
                       int block_tokens,
                       const LlmReplica* draft) {
  require_valid(replica);
  require(memory_utilisation > 0 && memory_utilisation <= 1,
          "memory_utilisation = {}, must lie in (0, 1]", memory_utilisation);
  require(block_tokens >= 1, "block_tokens = {}, must be at least 1", block_tokens);
  KvCapacity capacity;
  capacity.bytes_per_token = kept_bytes_per_token(replica, draft);
  capacity.weight_bytes = kept_weights(replica, draft);
  capacity.blocks = blocks_of(replica, draft, memory_utilisation, block_tokens);
  const auto fits = [&](const LlmReplica& other) {
    Diagnostics ignored;  // a number of devices that cannot be had is no way out
    return check_llm_replica(other, ignored) &&
           blocks_of(other, draft, memory_utilisation, block_tokens) >= 1;
  };
  if (const auto least = least_split(replica, fits)) {
    capacity.minimum_tensor_parallel = least->tensor_parallel;
    capacity.minimum_stages = least->pipeline_parallel;
  }
  return capacity;
}

double utilisation_of_free(const LlmReplica& replica, double share) {
  require_valid(replica);
  require(share > 0 && share <= 1, "share = {}, must lie in (0, 1]", share);
  const int stages = replica.pipeline_parallel;
  const double memory = replica.accelerator.memory_bytes * replica.devices();
  const double used = kept_weights(replica, nullptr) + stages * activation_bytes(replica.model) +
                      stages * other_bytes(replica.tensor_parallel, stages);
  return std::clamp(1 - (1 - share) * (memory - used) / memory, share, 1.0);
}

LlmEnergy llm_energy(const LlmReplica& replica) {
  require_valid(replica);
  const int devices = replica.devices();
  const WeightClasses w = weight_classes(replica.model);
  const LlmPower device =
      llm_power(replica.accelerator, compute_path(replica.accelerator, replica.weights)->arithmetic,
                is_moe(replica.model), replica.clock);
  double missed = 1;
  for (int n = 1; n <= kExpertTokens; ++n) {
    missed = missed_with_one_more(missed, w.share_missed_by_token, n);
  }
  const auto path = compute_path(replica.accelerator, body_precision(replica));
  // Full arithmetic draws the same with either kind of weights, for so much less time.
  const double body_time =
      replica.sparse ? path->peak_flops / (replica.sparse->peak_flops * replica.sparse->compute)
                     : 1;
  LlmEnergy energy;
  energy.idle_w = device.idle_w * devices;
  energy.busy_w = (device.awake_w - device.idle_w) * devices;
  energy.maximum_w = device.maximum_w * devices;
  energy.per_iteration_j =
      (w.experts * (1 - missed) * bytes_per_weight(replica.weights) +
       copies(replica) * (body_bytes(replica) + w.vocabulary.head * kVocabularyBytes)) *
      device.joules_per_weight_byte;
  energy.per_token_j =
      2 * (w.body * body_time + w.experts * (1 - w.share_missed_by_token)) * device.joules_per_flop;
  const double kv_token_j =
      kv_bytes_per_token(replica, replica.tensor_parallel) * device.joules_per_kv_byte;
  const double windowed = windowed_share(replica);
  energy.per_kv_token_j = kv_token_j * (1 - windowed);
  energy.per_token_j += kv_token_j * windowed * replica.model.window_tokens;  // decodes' windows
  energy.prefill_token_more_j -= kv_token_j * windowed * replica.model.window_tokens;
  energy.per_prefill_pair_j =
      prefill_pair_flops(replica.model) * prefill_share(replica) * device.joules_per_attention_flop;
  if (replica.lora) {
    const LoraAdapters& lora = *replica.lora;
    const double read = std::min(kAdapterSequences, 1.0 * lora.most_sequences);
    energy.per_iteration_j += copies(replica) * distinct_adapters(lora, read) *
                              adapter_bytes(replica.model, lora.rank) *
                              device.joules_per_weight_byte;
    energy.per_token_j +=
        2 * adapter_parameters(replica.model, lora.rank) * device.joules_per_attention_flop;
  }
  energy.per_iteration_j *= replica.pipeline_parallel;  // each micro-batch reads the weights
  return energy;
}

}  // namespace costwright::perf

#include "core/perf/llm_serving.h"

#include <algorithm>
#include <cmath>

#include "core/perf/compute_path.h"
#include "core/perf/power.h"

namespace costwright {
namespace {

constexpr double kGib = 1073741824.0;
constexpr int kMlaRopeDim = 64;  // decoupled rotary part of every MLA model so far [DeepSeek-V2]
constexpr double kActivationBytes = 2;  // all-reduce payload, 16 bits
constexpr double kEnergyReferenceTokens =
    32;  // MoE: experts touched are charged as for a decode batch of 32
constexpr double kVocabularyBytes = 2;  // engines keep these matrices in 16 bits
constexpr int kMostDevices = 64;

// The roofline with its corner rounded: at equal times, 19% above either.
double knee(double a_s, double b_s) {
  const double a2 = a_s * a_s;
  const double b2 = b_s * b_s;
  return std::sqrt(std::sqrt(a2 * a2 + b2 * b2));
}

bool is_mla(const ModelShape& model) {
  return model.kv_lora_rank > 0;
}
bool is_moe(const ModelShape& model) {
  return model.experts > 0;
}

// The vocabulary matrices: looked up at the input, multiplied at the output.
struct Vocabulary {
  double embedding{}, head{};  // parameters; embedding 0 when one matrix serves both (tied)
};
// Catalogues do not say whether they are tied. Of the four readings of a dense model's parameter
// count (tied or not, FFN of two or three matrices) the nearest one tells. MoE models are taken as
// untied, as nearly all are.
Vocabulary vocabulary(const ModelShape& m) {
  const double matrix = static_cast<double>(m.vocab) * m.hidden;
  if (is_moe(m) || m.ffn <= 0) {
    return {matrix, matrix};
  }
  const double attention =
      2.0 * m.hidden * m.head_dim * (static_cast<double>(m.heads) + m.kv_heads);
  const auto distance = [&](double matrices, double vocabularies) {
    const double ffn = matrices * m.hidden * m.ffn;
    return std::abs(m.layers * (attention + ffn) + vocabularies * matrix - m.parameters);
  };
  const double tied = std::min(distance(2, 1), distance(3, 1));
  const double untied = std::min(distance(2, 2), distance(3, 2));
  return {tied < untied ? 0 : matrix, matrix};
}

// Parameters by how an iteration meets them.
struct WeightClasses {
  double body{};                     // multiplied with every token
  double experts{};                  // routed: the touched ones are read, k of E multiplied
  double share_missed_by_token = 1;  // 1 - k/E; of a dense model there are none to miss
  Vocabulary vocabulary;
};
WeightClasses weight_classes(const ModelShape& model) {
  WeightClasses w;
  w.vocabulary = vocabulary(model);
  const double matrices = w.vocabulary.embedding + w.vocabulary.head;
  if (is_moe(model) && model.experts > model.experts_active) {
    const double expert =
        (model.parameters - model.active_parameters) / (model.experts - model.experts_active);
    w.experts = expert * model.experts;
    w.share_missed_by_token = 1.0 - static_cast<double>(model.experts_active) / model.experts;
  }
  w.body = std::max(0.0, model.parameters - w.experts - matrices);
  return w;
}
// How many copies of what is no routed expert the devices hold.
int copies(const LlmReplica& replica) {
  return replica.attention_data_parallel ? replica.tensor_parallel : 1;
}
double stored_bytes(const LlmReplica& replica) {
  const WeightClasses w = weight_classes(replica.model);
  const double vocabulary = (w.vocabulary.embedding + w.vocabulary.head) * kVocabularyBytes;
  const double weight = bytes_per_weight(replica.weights);
  return w.experts * weight + copies(replica) * (w.body * weight + vocabulary);
}

// Over all devices of the replica.
double kv_bytes_per_token(const LlmReplica& replica, int devices) {
  const ModelShape& model = replica.model;
  const double element = bytes_per_element(replica.kv_cache);
  const int sharing = replica.attention_data_parallel ? 1 : devices;  // devices that meet a token
  if (is_mla(model)) {
    return static_cast<double>(model.kv_lora_rank + kMlaRopeDim) * model.layers * element * sharing;
  }
  const int heads_per_device = (model.kv_heads + sharing - 1) / sharing;
  return 2.0 * model.layers * heads_per_device * sharing * model.head_dim * element;
}

// Of one decode against one token of its context, all devices together.
double decode_attention_flops(const ModelShape& model) {
  if (is_mla(model)) {
    return 2.0 * model.layers * model.heads * (2.0 * model.kv_lora_rank + kMlaRopeDim);
  }
  return 4.0 * model.layers * model.heads * model.head_dim;
}
double prefill_pair_flops(const ModelShape& model) {
  return 4.0 * model.layers * model.heads * model.head_dim;
}

double weight_compute(const LlmReplica& replica, const LlmEfficiency& efficiency, double share) {
  const auto path = compute_path(replica.accelerator, replica.weights);
  return path->peak_flops * share * (path->expands_weights ? efficiency.dequantisation : 1.0);
}
double attention_compute(const LlmReplica& replica, const LlmEfficiency& efficiency) {
  return compute_path(replica.accelerator, Precision::kBf16)->peak_flops * efficiency.attention;
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
  const AcceleratorSpec& a = replica.accelerator;
  const double link = a.link_bandwidth > 0 ? a.link_bandwidth : a.pcie_bandwidth;
  const double count = 2.0 * replica.model.layers;
  double bytes = 2.0 * (tp - 1) / tp * replica.model.hidden * kActivationBytes;
  if (replica.attention_data_parallel) {  // a token goes to the devices of its k experts and back
    const double peers = std::min(replica.model.experts_active, tp) * (tp - 1.0) / tp;
    bytes = peers * replica.model.hidden * kActivationBytes / tp;
  }
  return {count * efficiency.allreduce_latency_s, count * bytes / (link * efficiency.link)};
}

void require_valid(const LlmReplica& replica) {
  Diagnostics diagnostics;
  const bool valid = check_llm_replica(replica, diagnostics);
  require(valid, "invalid replica: {}", diagnostics.text());
}

void check_model(const ModelShape& model, Diagnostics& diagnostics, const Place& place) {
  const auto missing = [&](bool there, const char* what) {
    if (!there) {
      diagnostics.error(place, fmt::format("model '{}' has no {}", model.key, what),
                        "fill the column in the catalogue of models");
    }
  };
  if (model.kind.find("llm") == std::string::npos) {
    diagnostics.error(
        place, fmt::format("model '{}' is of kind '{}', not a decoder LLM", model.key, model.kind),
        "serve it as a batch service");
    return;
  }
  missing(model.parameters > 0, "parameter count");
  missing(model.layers > 0, "number of layers");
  missing(model.hidden > 0, "hidden size");
  missing(model.heads > 0, "number of attention heads");
  missing(is_mla(model) || model.kv_heads > 0, "number of KV heads");
  missing(model.head_dim > 0, "head dimension");
  if (is_moe(model)) {
    missing(model.experts_active > 0, "number of active experts");
    missing(model.active_parameters > 0, "active parameter count");
    if (model.experts_active > model.experts || model.active_parameters > model.parameters) {
      diagnostics.error(
          place,
          fmt::format("model '{}' activates more experts or parameters than it has", model.key));
    }
  }
}

void check_accelerator(const LlmReplica& replica, Diagnostics& diagnostics, const Place& place) {
  const AcceleratorSpec& a = replica.accelerator;
  const auto missing = [&](bool there, std::string_view what) {
    if (!there) {
      diagnostics.error(place, fmt::format("accelerator '{}' has no {}", a.key, what),
                        "fill the column in the catalogue of accelerators, or choose another one");
    }
  };
  missing(a.memory_bandwidth > 0, "memory bandwidth");
  missing(a.memory_bytes > 0, "memory size");
  missing(a.tdp_w > a.idle_w && a.idle_w >= 0, "TDP above its idle power");
  missing(compute_path(a, replica.weights).has_value(),
          fmt::format("arithmetic that can run {} weights", precision_name(replica.weights)));
  missing(compute_path(a, Precision::kBf16).has_value(),
          "16-bit or FP32 arithmetic, which attention needs");
  if (replica.tensor_parallel > 1) {
    missing(a.link_bandwidth > 0 || a.pcie_bandwidth > 0,
            "link or PCIe bandwidth, which tensor parallelism needs");
  }
}

}  // namespace

// The defaults of LlmEfficiency are for GPUs and superchips, between TensorRT-LLM and vLLM on H100;
// asic: our inference. cpu: GPT-J on two Xeon 6980P in MLPerf 4.1 reaches about 0.33 of the BF16
// peak.
LlmEfficiency default_llm_efficiency(const AcceleratorSpec& accelerator) {
  LlmEfficiency e;
  if (accelerator.kind == "cpu") {
    e.compute = 0.3;
    e.expert_compute = 0.2;
    e.attention = 0.2;
  }
  return e;
}

bool check_llm_replica(const LlmReplica& replica, Diagnostics& diagnostics, const Place& place) {
  const int before = diagnostics.error_count();
  check_model(replica.model, diagnostics, place);
  check_accelerator(replica, diagnostics, place);
  const int tp = replica.tensor_parallel;
  if (tp < 1 || tp > kMostDevices || (replica.model.heads > 0 && replica.model.heads % tp != 0)) {
    diagnostics.error(place,
                      fmt::format("tensor_parallel {} cannot split the {} attention heads of '{}'",
                                  tp, replica.model.heads, replica.model.key),
                      "use a divisor of the heads between 1 and 64");
  }
  return diagnostics.error_count() == before;
}

LlmIterationTimes llm_iteration_times(const LlmReplica& replica,
                                      int token_budget,
                                      const LlmEfficiency& efficiency) {
  require_valid(replica);
  require(token_budget >= 1, "token_budget = {}, must be at least 1", token_budget);
  const ModelShape& model = replica.model;
  const int tp = replica.tensor_parallel;
  const double bandwidth = replica.accelerator.memory_bandwidth * tp;
  const double read_s = bytes_per_weight(replica.weights) / bandwidth;
  const WeightClasses w = weight_classes(model);
  const double body_flop_s =
      2 * w.body / (weight_compute(replica, efficiency, efficiency.compute) * tp);
  const double body_read_s = copies(replica) * w.body * read_s / efficiency.weights;
  const double expert_flop_s =
      2 * w.experts * (1 - w.share_missed_by_token) /
      (weight_compute(replica, efficiency, efficiency.expert_compute) * tp);
  const double experts_read_s = w.experts * read_s / efficiency.expert_weights;
  const Collectives collective = collectives(replica, efficiency);
  const double fixed_s =
      model.layers * efficiency.per_layer_s + efficiency.per_step_s + collective.fixed_s +
      copies(replica) * w.vocabulary.head * kVocabularyBytes / (bandwidth * efficiency.weights);

  LlmIterationTimes times;
  times.step_s.resize(static_cast<std::size_t>(token_budget) + 1);
  double missed = 1;  // share of the experts that no token has chosen
  for (int n = 1; n <= token_budget; ++n) {
    missed *= w.share_missed_by_token;
    times.step_s[static_cast<std::size_t>(n)] =
        knee(body_flop_s * n, body_read_s) +
        knee(expert_flop_s * n, experts_read_s * (1 - missed)) + collective.per_token_s * n +
        fixed_s;
  }
  const double attention = attention_compute(replica, efficiency) * tp;
  const double compute16 =
      compute_path(replica.accelerator, Precision::kBf16)->peak_flops * efficiency.compute * tp;
  times.prefill_step_s = model.layers * efficiency.prefill_layer_s;
  times.per_sequence_s = efficiency.per_sequence_s + 2 * w.vocabulary.head / compute16;
  times.kv_read_per_token_s = kv_bytes_per_token(replica, tp) / (bandwidth * efficiency.kv);
  times.kv_flop_per_token_s = decode_attention_flops(model) / attention;
  times.per_prefill_pair_s = prefill_pair_flops(model) / attention;
  times.front_end_s = efficiency.front_end_s;
  return times;
}

KvCapacity kv_capacity(const LlmReplica& replica, double memory_utilisation, int block_tokens) {
  require_valid(replica);
  require(memory_utilisation > 0 && memory_utilisation <= 1,
          "memory_utilisation = {}, must lie in (0, 1]", memory_utilisation);
  require(block_tokens >= 1, "block_tokens = {}, must be at least 1", block_tokens);
  KvCapacity capacity;
  capacity.weight_bytes = stored_bytes(replica);
  const auto blocks_on = [&](int devices) {
    const double activations = (is_moe(replica.model) ? 8.0 : 5.5) * kGib;
    const double other = (devices == 1 ? 0.15 : 0.6) * kGib * devices;
    const double memory = replica.accelerator.memory_bytes * memory_utilisation * devices;
    const double block = block_tokens * kv_bytes_per_token(replica, devices);
    return static_cast<std::int64_t>(
        std::floor((memory - capacity.weight_bytes - activations - other) / block));
  };
  capacity.bytes_per_token = kv_bytes_per_token(replica, replica.tensor_parallel);
  capacity.blocks = blocks_on(replica.tensor_parallel);
  for (int devices = 1; devices <= kMostDevices && capacity.minimum_devices == 0; devices *= 2) {
    if (replica.model.heads % devices == 0 && blocks_on(devices) >= 1) {
      capacity.minimum_devices = devices;
    }
  }
  return capacity;
}

LlmEnergy llm_energy(const LlmReplica& replica) {
  require_valid(replica);
  const int tp = replica.tensor_parallel;
  const WeightClasses w = weight_classes(replica.model);
  const LlmPower device =
      llm_power(replica.accelerator, compute_path(replica.accelerator, replica.weights)->arithmetic,
                is_moe(replica.model));
  const double touched =
      w.experts > 0 ? 1 - std::pow(w.share_missed_by_token, kEnergyReferenceTokens) : 0;
  const double weight_bytes = bytes_per_weight(replica.weights);
  LlmEnergy energy;
  energy.idle_w = device.idle_w * tp;
  energy.busy_w = (device.awake_w - device.idle_w) * tp;
  energy.maximum_w = device.maximum_w * tp;
  energy.per_iteration_j =
      (w.experts * touched * weight_bytes +
       copies(replica) * (w.body * weight_bytes + w.vocabulary.head * kVocabularyBytes)) *
      device.joules_per_weight_byte;
  energy.per_token_j =
      2 * (w.body + w.experts * (1 - w.share_missed_by_token)) * device.joules_per_flop;
  energy.per_kv_token_j = kv_bytes_per_token(replica, tp) * device.joules_per_kv_byte;
  energy.per_prefill_pair_j = prefill_pair_flops(replica.model) * device.joules_per_attention_flop;
  return energy;
}

}  // namespace costwright

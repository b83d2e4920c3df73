#include "core/perf/llm_serving.h"

#include <algorithm>
#include <cmath>

#include "core/perf/compute_path.h"
#include "core/perf/power_shares.h"

namespace costwright {
namespace {

constexpr double kGib = 1073741824.0;
constexpr int kMlaRopeDim = 64;  // decoupled rotary part of every MLA model so far [DeepSeek-V2]
constexpr double kActivationBytes = 2;  // all-reduce payload, 16 bits
constexpr double kEnergyReferenceTokens =
    32;  // MoE: experts touched are charged as for a decode batch of 32
constexpr int kMostDevices = 64;

bool is_mla(const ModelShape& model) {
  return model.kv_lora_rank > 0;
}
bool is_moe(const ModelShape& model) {
  return model.experts > 0;
}
double active_parameters(const ModelShape& model) {
  return is_moe(model) ? model.active_parameters : model.parameters;
}

// Parameters whose weights an iteration reads: shared + touched share of the experts.
struct WeightSplit {
  double shared{}, experts{};
  double share_missed_by_token{};  // 1 - k/E
};
WeightSplit split_weights(const ModelShape& model) {
  if (!is_moe(model)) {
    return {model.parameters, 0, 0};
  }
  if (model.experts == model.experts_active) {
    return {model.parameters, 0, 0};
  }
  const double expert =
      (model.parameters - model.active_parameters) / (model.experts - model.experts_active);
  const double experts = expert * model.experts;
  return {model.parameters - experts, experts,
          1.0 - static_cast<double>(model.experts_active) / model.experts};
}

double kv_bytes_per_token(const ModelShape& model, Precision kv_cache, int devices) {
  const double element = bytes_per_element(kv_cache);
  if (is_mla(model)) {
    return static_cast<double>(model.kv_lora_rank + kMlaRopeDim) * model.layers * element * devices;
  }
  const int heads_per_device = (model.kv_heads + devices - 1) / devices;
  return 2.0 * model.layers * heads_per_device * devices * model.head_dim * element;
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

double weight_compute(const LlmReplica& replica, const LlmEfficiency& efficiency) {
  const auto path = compute_path(replica.accelerator, replica.weights);
  return path->peak_flops * efficiency.compute *
         (path->expands_weights ? efficiency.dequantisation : 1.0);
}
double attention_compute(const LlmReplica& replica, const LlmEfficiency& efficiency) {
  return compute_path(replica.accelerator, Precision::kBf16)->peak_flops * efficiency.attention;
}

// Latency and seconds per token of an iteration's all-reduces.
struct AllReduce {
  double fixed_s{}, per_token_s{};
};
AllReduce all_reduce(const LlmReplica& replica, const LlmEfficiency& efficiency) {
  const int tp = replica.tensor_parallel;
  if (tp == 1) {
    return {};
  }
  const AcceleratorSpec& a = replica.accelerator;
  const double link = a.link_bandwidth > 0 ? a.link_bandwidth : a.pcie_bandwidth;
  const double count = 2.0 * replica.model.layers;
  const double bytes = 2.0 * (tp - 1) / tp * replica.model.hidden * kActivationBytes;
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

// gpu, superchip: one set between TensorRT-LLM and vLLM on H100 (docs/accuracy.md). A published fit
// for vLLM [inference-sim, latency-models.md] has weights 1/1.4 = 0.71, KV 1/1.9 = 0.53, all-reduce
// 0.75, 32 us per layer, 4 us per sequence, 126 us per step, 15.6 ms front end. Ours has 40 us per
// layer and 8 us per sequence: vLLM's load curve asks for 12 to 16 us, TensorRT-LLM for less. Its
// compute factor of 0.15 is in another basis than a share of the dense peak: measured prefill-heavy
// rows reach 0.45 of the FP8 peak with their decodes included, hence 0.6.
// dequantisation: an A100 loses 14% of its throughput to FP8 weights [arXiv 2606.11690]; that this
// is 0.8 of the GEMMs' speed is our inference. So are `attention` and the all-reduce latency.
// asic: as gpu, our inference. cpu: GPT-J on two Xeon 6980P in MLPerf 4.1 reaches about 0.33 of the
// BF16 peak.
LlmEfficiency default_llm_efficiency(const AcceleratorSpec& accelerator) {
  LlmEfficiency e;
  e.compute = 0.6;
  e.weights = 0.75;
  e.kv = 0.6;
  e.attention = 0.4;
  e.link = 0.75;
  e.per_layer_s = 40e-6;
  e.per_sequence_s = 8e-6;
  e.per_step_s = 126e-6;
  e.front_end_s = 15.6e-3;
  e.allreduce_latency_s = 20e-6;
  e.dequantisation = 0.8;
  if (accelerator.kind == "cpu") {
    e.compute = 0.3;
    e.attention = 0.2;
    e.per_step_s = 500e-6;
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
  const double flop_s = 2 * active_parameters(model) / (weight_compute(replica, efficiency) * tp);
  const double byte_s = bytes_per_weight(replica.weights) / (bandwidth * efficiency.weights);
  const WeightSplit weights = split_weights(model);
  const AllReduce reduce = all_reduce(replica, efficiency);
  const double fixed_s =
      model.layers * efficiency.per_layer_s + efficiency.per_step_s + reduce.fixed_s;

  LlmIterationTimes times;
  times.step_s.resize(static_cast<std::size_t>(token_budget) + 1);
  double missed = 1;  // share of the experts that no token has chosen
  for (int n = 1; n <= token_budget; ++n) {
    missed *= weights.share_missed_by_token;
    const double read_s = (weights.shared + weights.experts * (1 - missed)) * byte_s;
    times.step_s[static_cast<std::size_t>(n)] =
        std::max(flop_s * n, read_s) + reduce.per_token_s * n + fixed_s;
  }
  const double attention = attention_compute(replica, efficiency) * tp;
  times.per_sequence_s = efficiency.per_sequence_s;
  times.kv_read_per_token_s =
      kv_bytes_per_token(model, replica.kv_cache, tp) / (bandwidth * efficiency.kv);
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
  capacity.weight_bytes = replica.model.parameters * bytes_per_weight(replica.weights);
  const auto blocks_on = [&](int devices) {
    const double activations = (is_moe(replica.model) ? 8.0 : 5.5) * kGib;
    const double other = (devices == 1 ? 0.15 : 0.6) * kGib * devices;
    const double memory = replica.accelerator.memory_bytes * memory_utilisation * devices;
    const double block =
        block_tokens * kv_bytes_per_token(replica.model, replica.kv_cache, devices);
    return static_cast<std::int64_t>(
        std::floor((memory - capacity.weight_bytes - activations - other) / block));
  };
  capacity.bytes_per_token =
      kv_bytes_per_token(replica.model, replica.kv_cache, replica.tensor_parallel);
  capacity.blocks = blocks_on(replica.tensor_parallel);
  for (int devices = 1; devices <= kMostDevices && capacity.minimum_devices == 0; devices *= 2) {
    if (replica.model.heads % devices == 0 && blocks_on(devices) >= 1) {
      capacity.minimum_devices = devices;
    }
  }
  return capacity;
}

LlmEnergy llm_energy(const LlmReplica& replica, const LlmEfficiency& efficiency) {
  require_valid(replica);
  const AcceleratorSpec& a = replica.accelerator;
  const int tp = replica.tensor_parallel;
  const WeightSplit weights = split_weights(replica.model);
  const double touched = 1 - std::pow(weights.share_missed_by_token, kEnergyReferenceTokens);
  const double byte_j = joules_per_byte(a);
  // The 16-bit attention runs on the same units as the GEMMs, so a FLOP costs what a 16-bit GEMM's
  // FLOP costs.
  const double attention_flops = compute_path(a, Precision::kBf16)->peak_flops * efficiency.compute;
  LlmEnergy energy;
  energy.idle_w = a.idle_w * tp;
  energy.maximum_w = a.tdp_w * tp;
  energy.per_iteration_j =
      (weights.shared + weights.experts * touched) * bytes_per_weight(replica.weights) * byte_j;
  energy.per_token_j = 2 * active_parameters(replica.model) *
                       joules_per_flop(a, weight_compute(replica, efficiency));
  energy.per_kv_token_j = kv_bytes_per_token(replica.model, replica.kv_cache, tp) * byte_j;
  energy.per_prefill_pair_j =
      prefill_pair_flops(replica.model) * joules_per_flop(a, attention_flops);
  return energy;
}

}  // namespace costwright

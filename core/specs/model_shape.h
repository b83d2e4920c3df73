#pragma once
// The shape of one model as the performance models see it; what its kind does not have is 0.
#include <cstdint>
#include <string>

#include "core/names.h"

namespace costwright {

enum class ModelKind { kDenseLlm, kMoeLlm, kEncoder, kCnn, kVit, kDetector, kAsr, kDiffusion };
template <>
struct EnumNames<ModelKind> {
  static constexpr auto names = std::to_array<std::string_view>(
      {"dense_llm", "moe_llm", "encoder", "cnn", "vit", "detector", "asr", "diffusion"});
};

// A decoder that answers token by token; all others answer an item in one pass.
constexpr bool is_llm(ModelKind kind) {
  return kind == ModelKind::kDenseLlm || kind == ModelKind::kMoeLlm;
}

struct ModelShape {
  std::string key;
  ModelKind kind = ModelKind::kCnn;
  double parameters{}, active_parameters{};
  int layers{}, hidden{}, heads{}, kv_heads{}, head_dim{}, ffn{}, vocab{};
  int moe_ffn{};  // 0: experts use ffn
  int experts{}, experts_active{}, shared_experts{};
  std::string attention;  // MHA, GQA, MQA, MLA, ...
  int kv_lora_rank{};     // MLA
  std::int64_t context_tokens{};
  // Layers that see no more than a sliding window; 0 = all see the whole context.
  int windowed_layers{}, window_tokens{};
  // Layers that keep a KV cache, where not all do (linear attention, state space); 0 = all.
  int attention_layers{};
  std::string attention_gap;      // what of its attention is not modelled; "" = nothing
  bool experts_quantised_only{};  // below 16 bits all but routed experts stays at 16
  double flops_per_item{};        // single-shot models: forward FLOPs where the row tells
  int kv_layers() const { return attention_layers > 0 ? attention_layers : layers; }
};

// Catalogues do not say whether the vocabulary matrices are tied, nor whether the FFN is gated. Of
// the four readings of a dense model's parameter count the nearest one tells. MoE models are taken
// as untied, as nearly all are.
struct ParameterReading {
  int ffn_matrices = 3;  // gate, up, down; 2: up, down
  bool tied = false;
};
ParameterReading parameter_reading(const ModelShape& model);

// Of one layer: h x (2 q + 2 kv), q = heads x head_dim. Not of MLA.
double attention_parameters(const ModelShape& model);

}  // namespace costwright

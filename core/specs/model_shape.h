#pragma once
// The shape of one model as the performance models see it; what its kind does not have is 0.
#include <cstdint>
#include <string>

namespace costwright {

struct ModelShape {
  std::string key, kind;  // dense_llm, moe_llm, encoder, cnn, vit, detector, ...
  double parameters{}, active_parameters{};
  int layers{}, hidden{}, heads{}, kv_heads{}, head_dim{}, ffn{}, moe_ffn{},
      vocab{};  // moe_ffn 0: experts use ffn
  int experts{}, experts_active{}, shared_experts{};
  std::string attention;  // MHA, GQA, MQA, MLA, ...
  int kv_lora_rank{};     // MLA
  std::int64_t context_tokens{};
  int windowed_layers{},
      window_tokens{};            // layers of sliding windows; 0 = all see the whole context
  bool experts_quantised_only{};  // below 16 bits all but routed experts stays at 16
  double
      flops_per_item{};  // single-shot models: forward FLOPs per item where the row tells; else 0
};

}  // namespace costwright

#include "core/perf/training_step.h"

namespace costwright {
namespace {

// All architectures. Link and network: NCCL reaches 0.75 to 0.85 of the line rate on large
// messages. Overlap of tensor traffic: Transformer Engine's userbuffers. Both are set, not fitted.
TrainingEfficiency common() {
  TrainingEfficiency e;
  e.link = 0.8;
  e.overlap = 0.5;
  e.tensor_overlap = 0.7;
  // Six GEMM launches and, in FP8, as many casts an expert: fitted to Megatron-Bridge's three MoE
  // models on H100.
  e.per_expert_s = 0.27e-3;
  return e;
}

}  // namespace

std::string_view training_architecture(const AcceleratorSpec& accelerator) {
  const std::string& key = accelerator.key;
  const auto starts = [&](std::string_view with) {
    return key.rfind(with, 0) == 0;
  };
  if (starts("a100") || starts("a800")) {
    return "ampere";
  }
  if (starts("h100") || starts("h200") || starts("h800") || starts("gh200")) {
    return "hopper";
  }
  return "other";
}

TrainingEfficiency default_training_efficiency(const AcceleratorSpec& accelerator,
                                               Precision precision) {
  TrainingEfficiency e = common();
  if (training_architecture(accelerator) == "ampere") {
    // llm-foundry's A100 tables and Megatron-LM's rows together.
    e.gemm = 0.77;
    e.attention = 0.385;
    e.native_attention = 0.385;
    e.memory = 0.79;
    return e;
  }
  // llm-foundry's H100 tables (BF16, FP8) and Megatron-Bridge's (FP8; GPT-OSS BF16) together. FP8
  // GEMMs reach a smaller share, as the power limit lowers the clock. The native attention is what
  // FlashAttention-3 and cuDNN publish for causal heads of 128 (560 to 640 TFLOP/s), not fitted.
  e.gemm = precision == Precision::kFp8 ? 0.655 : 0.69;
  e.attention = 0.215;
  e.native_attention = 0.62;
  e.memory = 0.665;
  return e;
}

}  // namespace costwright

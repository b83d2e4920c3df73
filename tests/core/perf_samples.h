#pragma once
// Catalogue rows by hand, for the tests of the performance models.
#include "core/catalog/views.h"

namespace costwright::testing::samples {
using namespace perf;

struct Peaks {
  double fp32{}, bf16{}, fp16{}, fp8{}, int8{};  // T(FL)OP/s
};

// As data/calibration/power.csv had them when the worked examples of core/perf/power/power.h were
// made.
inline PowerFactors power(const std::string& architecture) {
  return architecture == "volta"
             ? PowerFactors{0.14, 0.098, 0.67, 0.283, 0.75, 1.3, 0.92, 1.37, 0.85, 3.3, 1.8}
             : PowerFactors{0.129, 0.129, 0.728, 0.456, 0.75, 1, 0.985, 1.37, 0.85, 3.3, 1.8};
}

inline AcceleratorSpec accelerator(const std::string& key, const std::string& kind, Peaks peaks) {
  AcceleratorSpec a;
  a.key = a.name = key;
  a.kind = kind;
  a.architecture = key.starts_with("h100") ? "hopper" : key.starts_with("v100") ? "volta" : "";
  a.power = power(a.architecture);
  const auto set = [&](Precision p, double tera) {
    a.peak_flops[static_cast<std::size_t>(p)] = tera * 1e12;
  };
  set(Precision::kFp32, peaks.fp32);
  set(Precision::kBf16, peaks.bf16);
  set(Precision::kFp16, peaks.fp16);
  set(Precision::kFp8, peaks.fp8);
  set(Precision::kInt8, peaks.int8);
  return a;
}

inline AcceleratorSpec with(AcceleratorSpec a,
                            double gib,
                            double gb_per_s,
                            double link_gb_per_s,
                            double tdp_w,
                            double idle_w) {
  a.memory_bytes = gib * 1073741824.0;
  a.memory_bandwidth = gb_per_s * 1e9;
  a.link_bandwidth = link_gb_per_s * 1e9;
  a.pcie_bandwidth = 63e9;
  a.tdp_w = tdp_w;
  a.idle_w = idle_w;
  return a;
}

inline AcceleratorSpec h100_sxm() {
  return with(accelerator("h100-sxm", "gpu", {67, 989, 989, 1979, 1979}), 79.65, 3350, 450, 700,
              70);
}
inline AcceleratorSpec a100_sxm_80() {
  return with(accelerator("a100-sxm-80", "gpu", {19.5, 312, 312, 0, 624}), 80, 2039, 300, 400, 60);
}
inline AcceleratorSpec v100_sxm2() {
  return with(accelerator("v100-sxm2-32", "gpu", {15.7, 0, 125, 0, 0}), 32, 900, 150, 300, 40);
}
inline AcceleratorSpec l4() {
  return with(accelerator("l4", "gpu", {30.3, 121, 121, 242, 242}), 22.35, 300, 0, 72, 13);
}
inline AcceleratorSpec l40s() {
  return with(accelerator("l40s", "gpu", {91.6, 362, 362, 733, 733}), 45, 864, 0, 350, 35);
}
inline AcceleratorSpec xeon_6980p() {
  return with(accelerator("xeon-6980p", "cpu", {16.4, 262, 0, 0, 524}), 256, 845, 0, 500, 140);
}
// DPU C32B6. Its bandwidth and power are assumed such that only the DPU counts.
inline AcceleratorSpec vck190() {
  return with(accelerator("vck190", "fpga", {0, 0, 0, 0, 61.4}), 8, 100, 0, 75, 20);
}

inline ModelShape dense(
    const std::string& key, double billions, int layers, int hidden, int heads) {
  ModelShape m;
  m.key = key;
  m.kind = ModelKind::kDenseLlm;
  m.parameters = m.active_parameters = billions * 1e9;
  m.layers = layers;
  m.hidden = hidden;
  m.heads = heads;
  m.kv_heads = 8;
  m.head_dim = 128;
  m.attention = "GQA";
  return m;
}
inline ModelShape llama_8b() {
  return dense("Llama-3.1-8B", 8.03, 32, 4096, 32);
}
inline ModelShape llama_70b() {
  return dense("Llama-3.1-70B", 70.55, 80, 8192, 64);
}
inline ModelShape llama_405b() {
  return dense("Llama-3.1-405B", 405.85, 126, 16384, 128);
}
inline ModelShape mixtral_8x7b() {
  ModelShape m = dense("Mixtral-8x7B", 46.7, 32, 4096, 32);
  m.kind = ModelKind::kMoeLlm;
  m.active_parameters = 12.88e9;
  m.experts = 8;
  m.experts_active = 2;
  return m;
}
inline ModelShape deepseek_v3() {
  ModelShape m = dense("DeepSeek-V3", 671, 61, 7168, 128);
  m.kind = ModelKind::kMoeLlm;
  m.active_parameters = 37e9;
  m.experts = 256;
  m.experts_active = 8;
  m.shared_experts = 1;
  m.kv_heads = 128;
  m.attention = "MLA";
  m.kv_lora_rank = 512;
  return m;
}
inline ModelShape network(const std::string& key, ModelKind kind, double millions, double gflop) {
  ModelShape m;
  m.key = key;
  m.kind = kind;
  m.parameters = m.active_parameters = millions * 1e6;
  m.flops_per_item = gflop * 1e9;
  return m;
}
inline ModelShape resnet_50() {
  return network("ResNet-50", ModelKind::kCnn, 25.6, 8.2);
}

}  // namespace costwright::testing::samples

#pragma once
// Typed views of catalogue rows that the performance models need. Only what is filled in the row is set; a
// model says what it misses.
#include "core/catalog/catalog.h"
#include "core/scenario/scenario.h"

#include <array>
#include <optional>
#include <string>

namespace costwright {

struct AcceleratorSpec {
  std::string key, name, kind;              // gpu, superchip, asic, fpga, cpu
  std::array<double, 7> peak_flops{};       // dense FLOP/s (or OP/s) by Precision; 0 = not supported natively
  double memory_bytes{};                    // what tools report
  double memory_bandwidth{};                // bytes/s
  double link_bandwidth{};                  // bytes/s one way to peers in the node; 0 = PCIe only
  double pcie_bandwidth{};                  // bytes/s one way
  double tdp_w{}, idle_w{};
  double peak(Precision p) const { return peak_flops[static_cast<std::size_t>(p)]; }
};

struct ModelShape {
  std::string key, kind;                    // dense_llm, moe_llm, encoder, cnn, vit, detector, ...
  double parameters{}, active_parameters{};
  int layers{}, hidden{}, heads{}, kv_heads{}, head_dim{}, ffn{}, moe_ffn{}, vocab{};
  int experts{}, experts_active{}, shared_experts{};
  std::string attention;                    // MHA, GQA, MQA, MLA, ...
  int kv_lora_rank{};                       // MLA
  std::int64_t context_tokens{};
  double flops_per_item{};                  // single-shot models: forward FLOPs per item where the row tells; else 0
};

// Errors go to `diagnostics` at the row's place when a figure is missing; facts are logged.
std::optional<AcceleratorSpec> accelerator_spec(const Row& row, FactLog& facts, Diagnostics& diagnostics);
std::optional<ModelShape> model_shape(const Row& row, FactLog& facts, Diagnostics& diagnostics);

struct ServerSpec {
  std::string key, accelerator;
  int accelerators{};
  double host_power_w{};        // draw outside the accelerators at load (planning figure); constant while in service
  double max_power_w{};
  std::optional<double> system_price_usd, support_per_year;
};
std::optional<ServerSpec> server_spec(const Row& row, FactLog& facts, Diagnostics& diagnostics);

struct CloudInstanceSpec {
  std::string key;
  std::string accelerator;      // key in accelerators, resolved from the instance row's free text; "" = CPU only
  int accelerators{}, vcpus{};
};
std::optional<CloudInstanceSpec> cloud_instance_spec(const Row& row, const Catalog& catalog, FactLog& facts, Diagnostics& diagnostics);

}  // namespace costwright

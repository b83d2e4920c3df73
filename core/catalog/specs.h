#pragma once
// Typed views of catalogue rows that the performance and price models need, in base units. A figure
// without which the view is useless is an error at the row's place; any other that the row lacks is
// 0 (or nullopt), and the model that needs it says what it misses. Every figure taken is entered in
// the fact log.
#include <array>
#include <optional>
#include <string>

#include "core/catalog/catalog.h"
#include "core/perf/power_factors.h"
#include "core/scenario/scenario.h"

namespace costwright {

// Required: one peak and the memory bandwidth. BF16 and FP16 stand in for each other where one is
// blank: both are the 16-bit peak of the same units, and a BF16 model runs in FP16 on parts without
// BF16 (V100, T4). FP32 is the peak outside the tensor units (not TF32). INT4 is 0 throughout: no
// part of the table lists it, weights of 4 bits are unpacked. CPU rows have no memory of their own
// (0: it is the server's), nor a link.
struct AcceleratorSpec {
  std::string key, name, kind;  // gpu, superchip, asic, fpga, cpu
  std::string architecture;     // hopper, ampere, cdna3, ...
  std::array<double, 7>
      peak_flops{};           // dense FLOP/s (or OP/s) by Precision; 0 = not supported natively
  double memory_bytes{};      // what tools report
  double memory_bandwidth{};  // bytes/s
  double link_bandwidth{};    // bytes/s one way to peers in the node; 0 = PCIe only
  double pcie_bandwidth{};    // bytes/s one way
  double tdp_w{}, idle_w{};   // 0 = not in the row
  PowerFactors power;         // of its architecture
  double peak(Precision p) const { return peak_flops[static_cast<std::size_t>(p)]; }
};

// Required: parameters; for dense_llm and moe_llm also the shape, except what only the other kind
// has.
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

std::optional<AcceleratorSpec> accelerator_spec(const Row& row,
                                                const Catalog& catalog,
                                                FactLog& facts,
                                                Diagnostics& diagnostics);
std::optional<ModelShape> model_shape(const Row& row, FactLog& facts, Diagnostics& diagnostics);

// Required: the largest draw. A CPU server counts its processors as accelerators.
struct ServerSpec {
  std::string key, accelerator;
  int accelerators{};
  double host_power_w{};  // draw outside the accelerators at load (planning figure); constant while
                          // in service: non_accel_power_w, or max_power_w - accel_power_w when that
                          // is blank
  double max_power_w{};
  std::optional<double> system_price_usd, support_per_year;  // support: fraction of the price
};
std::optional<ServerSpec> server_spec(const Row& row, FactLog& facts, Diagnostics& diagnostics);
// Bytes/s one way to other servers, all network cards together; 0 = not in the row. Apart from the
// spec, because only what spans servers uses the figure.
double server_network_bandwidth(const Row& row, FactLog& facts);

struct CloudInstanceSpec {
  std::string key;
  std::string accelerator;  // key in accelerators; "" = CPU only
  int accelerators{}, vcpus{};
};
// An error when the row's accelerator is not surely one of the table ("A100-80GB": SXM or PCIe?):
// set `accelerator_key` for that instance in a CSV of your own.
std::optional<CloudInstanceSpec> cloud_instance_spec(const Row& row,
                                                     const Catalog& catalog,
                                                     FactLog& facts,
                                                     Diagnostics& diagnostics);

// One step of a price by volume. Tiers are marginal: each price holds for the part of the month's
// volume between `from` and `to`. A first tier that starts above 0 leaves the volume below it free.
// A last tier with a finite `to` means the catalogue knows no price beyond; the caller must say so
// rather than extrapolate.
struct PriceTier {
  DataSize from, to;       // `to` is infinite when open
  double price{};          // USD per `unit` (and month of storage when `per_month`)
  DataSize unit;           // 1 GB, 1 GiB or 1 TB, as the row's unit says
  bool per_month = false;  // storage ("GB-month") rather than traffic ("GB")
  Fact fact;
};
// The tiers of the price that `service` (a row of cloud_services, any tier) belongs to, lowest
// first; empty, with an error at `place`, when it is not priced by volume.
std::vector<PriceTier> tiers_of(const Catalog& catalog,
                                const Row& service,
                                const Place& place,
                                Diagnostics& diagnostics);

}  // namespace costwright

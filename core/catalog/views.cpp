#include "core/catalog/views.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/catalog/power_calibration.h"

namespace costwright {
namespace {

constexpr double kGiga = 1e9, kTera = 1e12, kGibi = 1073741824.0;

// Takes figures out of a row, logging each and noting what is missing.
class Taker {
 public:
  Taker(const Row& row, FactLog& facts) : row_(row), facts_(facts) {}

  std::optional<double> maybe(std::string_view column) {
    const auto fact = row_.fact(column);
    if (!fact) {
      return std::nullopt;
    }
    facts_.use(*fact);
    return fact->value;
  }
  double or_zero(std::string_view column) { return maybe(column).value_or(0.0); }
  double need(std::string_view column) {
    const auto value = maybe(column);
    if (!value) {
      miss(column);
    }
    return value.value_or(0.0);
  }
  int count_or_zero(std::string_view column) { return whole(column, or_zero(column)); }
  int need_count(std::string_view column) { return whole(column, need(column)); }
  void miss(std::string_view what) {
    missing_ += fmt::format("{}{}", missing_.empty() ? "" : ", ", what);
  }
  // What stands in the column is none of what is wanted.
  void refuse(std::string_view column, std::string wanted) {
    wrong_.emplace_back(column, std::move(wanted));
  }

  bool complete(Diagnostics& diagnostics) const {
    for (const auto& [column, wanted] : wrong_) {
      diagnostics.error(row_.place(column),
                        fmt::format("{} of '{}' is '{}'", column, row_.key(), row_.text(column)),
                        wanted);
    }
    if (!missing_.empty()) {
      diagnostics.error(row_.place(), fmt::format("'{}' has no {}", row_.key(), missing_),
                        "add the figure with a CSV of your own (scenario field `catalog`)");
    }
    return wrong_.empty() && missing_.empty();
  }

 private:
  // A user's CSV may hold anything: 1e300 layers must not reach a cast.
  int whole(std::string_view column, double value) {
    if (value > 1e9 || value != std::floor(value)) {
      refuse(column, "write a whole number, at most 1e9");
      return 0;
    }
    return static_cast<int>(value);
  }

  const Row& row_;
  FactLog& facts_;
  std::string missing_;
  std::vector<std::pair<std::string, std::string>> wrong_;  // column, what is wanted there
};

void take_peaks(Taker& take, AcceleratorSpec& spec) {
  const auto set = [&](Precision precision, std::string_view column,
                       std::string_view stand_in = "") {
    auto tera = take.maybe(column);
    if (!tera && !stand_in.empty()) {
      tera = take.maybe(stand_in);
    }
    spec.peak_flops[static_cast<std::size_t>(precision)] = tera.value_or(0.0) * kTera;
  };
  set(Precision::kFp32, "fp32_tflops");
  set(Precision::kBf16, "bf16_tflops_dense", "fp16_tflops_dense");
  set(Precision::kFp16, "fp16_tflops_dense", "bf16_tflops_dense");
  set(Precision::kFp8, "fp8_tflops_dense");
  set(Precision::kInt8, "int8_tops_dense");
  set(Precision::kFp4, "fp4_tflops_dense");
}

// A language model without its shape is useless; of other networks the FLOPs per item say enough.
void take_layers(Taker& take, ModelShape& shape, bool required) {
  const auto count = [&](std::string_view column) {
    return required ? take.need_count(column) : take.count_or_zero(column);
  };
  shape.layers = count("layers");
  shape.hidden = count("hidden");
  shape.heads = count("heads");
  shape.kv_heads = count("kv_heads");
  shape.head_dim = count("head_dim");
  shape.ffn = take.count_or_zero("ffn");  // parameters tell the work of a dense model
  shape.vocab = count("vocab");
}

void take_experts(Taker& take, ModelShape& shape) {
  shape.experts = take.need_count("experts");
  shape.experts_active = take.need_count("experts_active");
  shape.moe_ffn = take.count_or_zero("moe_ffn");
  if (shape.moe_ffn == 0 && shape.ffn == 0) {
    take.miss("moe_ffn");
  }
}

// "GB-month" -> 1 GB and per month. False when the unit is no volume.
bool read_volume_unit(std::string_view text, PriceTier& tier) {
  constexpr std::string_view kMonth = "-month";
  tier.per_month =
      text.size() > kMonth.size() && text.substr(text.size() - kMonth.size()) == kMonth;
  if (tier.per_month) {
    text.remove_suffix(kMonth.size());
  }
  tier.unit = DataSize(text == "GB" ? kGiga : text == "GiB" ? kGibi : text == "TB" ? kTera : 0.0);
  return tier.unit > DataSize(0);
}

std::optional<PriceTier> price_tier(const Row& row, const Place& place, Diagnostics& diagnostics) {
  PriceTier tier;
  const auto fact = row.fact("price_usd");
  if (!fact || !read_volume_unit(row.text("unit"), tier)) {
    diagnostics.error(
        place, fmt::format("'{}' is priced per '{}', not by volume", row.key(), row.text("unit")),
        "choose a service whose unit is GB, GiB or TB");
    return std::nullopt;
  }
  // Who sells by the GiB counts the edges so too.
  const DataSize edge = tier.unit == gibibyte ? gibibyte : gigabyte;
  tier.from = row.number("tier_from_gb").value_or(0.0) * edge;
  const auto to = row.number("tier_to_gb");
  tier.to = to ? *to * edge : DataSize(std::numeric_limits<double>::infinity());
  tier.price = fact->value;
  tier.fact = *fact;
  return tier;
}

}  // namespace

std::optional<AcceleratorSpec> accelerator_spec(const Row& row,
                                                const Catalog& catalog,
                                                FactLog& facts,
                                                Diagnostics& diagnostics) {
  Taker take(row, facts);
  AcceleratorSpec spec;
  spec.key = row.key();
  spec.name = row.text("name");
  spec.kind = row.text("kind");
  spec.architecture = row.text("architecture");
  take_peaks(take, spec);
  if (*std::max_element(spec.peak_flops.begin(), spec.peak_flops.end()) <= 0) {
    take.miss("peak");
  }
  spec.memory_bytes = take.or_zero("mem_gib") * kGibi;
  spec.memory_bandwidth = take.need("mem_bw_gbytes_per_s") * kGiga;
  spec.link_bandwidth = take.or_zero("link_bw_gbytes_per_s_one_way") * kGiga;
  spec.pcie_bandwidth = take.or_zero("pcie_bw_gbytes_per_s_one_way") * kGiga;
  spec.tdp_w = take.or_zero("tdp_w");
  spec.idle_w = take.or_zero("idle_w");
  const auto power = power_factors_of(catalog, spec.architecture, facts, diagnostics);
  if (!take.complete(diagnostics) || !power) {
    return std::nullopt;
  }
  spec.power = *power;
  return spec;
}

std::optional<ModelKind> model_kind(const Row& row) {
  return enumerator_named<ModelKind>(row.text("kind"));
}

std::optional<ModelShape> model_shape(const Row& row, FactLog& facts, Diagnostics& diagnostics) {
  Taker take(row, facts);
  ModelShape shape;
  shape.key = row.key();
  const auto kind = model_kind(row);
  if (!kind) {
    const auto kinds = fmt::format("{}", fmt::join(enum_names<ModelKind>(), ", "));
    row.text("kind").empty() ? take.miss(fmt::format("kind ({})", kinds))
                             : take.refuse("kind", fmt::format("write one of {}", kinds));
  }
  shape.kind = kind.value_or(shape.kind);
  shape.attention = row.text("attention");
  shape.parameters = take.need("params_total_b") * kGiga;
  shape.active_parameters =
      take.maybe("params_active_b").value_or(shape.parameters / kGiga) * kGiga;
  take_layers(take, shape, is_llm(shape.kind));
  if (shape.kind == ModelKind::kMoeLlm) {
    take_experts(take, shape);
  }
  shape.shared_experts = take.count_or_zero("shared_experts");
  shape.kv_lora_rank = take.count_or_zero("kv_lora_rank");
  if (shape.attention == "MLA" && shape.kv_lora_rank == 0) {
    take.miss("kv_lora_rank");
  }
  shape.context_tokens = take.count_or_zero("context_tokens");
  shape.windowed_layers = take.count_or_zero("windowed_layers");
  shape.window_tokens = take.count_or_zero("window_tokens");
  if (shape.windowed_layers > 0 && shape.window_tokens == 0) {
    take.miss("window_tokens");
  }
  shape.attention_layers = take.count_or_zero("attention_layers");
  shape.attention_gap = row.text("attention_gap");
  shape.experts_quantised_only = row.text("quantised") == "experts";
  shape.flops_per_item = take.or_zero("gflops_per_item") * kGiga;
  return take.complete(diagnostics) ? std::optional(shape) : std::nullopt;
}

std::optional<ServerSpec> server_spec(const Row& row, FactLog& facts, Diagnostics& diagnostics) {
  Taker take(row, facts);
  ServerSpec spec;
  spec.key = row.key();
  spec.accelerator = row.text("accelerator");
  spec.accelerators = take.need_count("accel_count");
  spec.max_power_w = take.need("max_power_w");
  if (const auto host = take.maybe("non_accel_power_w")) {
    spec.host_power_w = *host;
  } else if (const auto accelerators = take.maybe("accel_power_w")) {
    spec.host_power_w = std::max(0.0, spec.max_power_w - *accelerators);
  } else {
    take.miss("non_accel_power_w");
  }
  spec.system_price_usd = take.maybe("system_price_usd");
  if (const auto percent = take.maybe("support_pct_per_year")) {
    spec.support_per_year = *percent / 100.0;
  }
  return take.complete(diagnostics) ? std::optional(spec) : std::nullopt;
}

double server_network_bandwidth(const Row& row, FactLog& facts) {
  return Taker(row, facts).or_zero("nic_total_gbit_per_s") * kGiga / 8;
}

std::optional<CloudInstanceSpec> cloud_instance_spec(const Row& row,
                                                     const Catalog& catalog,
                                                     FactLog& facts,
                                                     Diagnostics& diagnostics) {
  Taker take(row, facts);
  CloudInstanceSpec spec;
  spec.key = row.key();
  spec.accelerators = take.need_count("accel_count");
  spec.vcpus = take.count_or_zero("vcpu");
  if (!take.complete(diagnostics)) {
    return std::nullopt;
  }
  if (spec.accelerators == 0) {
    return spec;
  }
  spec.accelerator = row.text("accelerator_key");
  if (spec.accelerator.empty()) {
    diagnostics.error(
        row.place("accelerator"),
        fmt::format("'{}': its accelerator '{}' is not surely one of the catalogue", row.key(),
                    row.text("accelerator")),
        "set `accelerator_key` for it in a CSV of your own (scenario field `catalog`)");
    return std::nullopt;
  }
  const Row* accelerator =
      catalog.find("accelerators", spec.accelerator, row.place("accelerator_key"), diagnostics);
  return accelerator != nullptr ? std::optional(spec) : std::nullopt;
}

std::vector<PriceTier> tiers_of(const Catalog& catalog,
                                const Row& service,
                                const Place& place,
                                Diagnostics& diagnostics) {
  std::vector<PriceTier> tiers;
  const std::string& group = service.text("tier_group");
  const auto take = [&](const Row& row) {
    auto tier = price_tier(row, place, diagnostics);
    if (tier) {
      tiers.push_back(std::move(*tier));
    }
    return tier.has_value();
  };
  if (group.empty()) {
    take(service);
    return tiers;
  }
  for (const auto& row : catalog.rows("cloud_services")) {
    if (row.text("tier_group") == group && !take(row)) {
      return {};
    }
  }
  std::stable_sort(tiers.begin(), tiers.end(), [](const auto& a, const auto& b) {
    return a.from < b.from;
  });
  for (std::size_t i = 1; i < tiers.size(); ++i) {
    if (tiers[i - 1].to != tiers[i].from || tiers[i - 1].unit != tiers[i].unit) {
      diagnostics.error(
          tiers[i].fact.place, fmt::format("the tiers of '{}' overlap or leave a gap", group),
          "each `tier_from_gb` must equal the `tier_to_gb` before it, in the same unit");
      return {};
    }
  }
  return tiers;
}

std::optional<ApiLatency> api_latency(const Catalog& catalog,
                                      const std::string& service,
                                      FactLog& facts) {
  const std::vector<Row>& rows = catalog.rows("api_latency");
  const auto row = std::find_if(rows.begin(), rows.end(), [&](const Row& one) {
    return one.key() == service;
  });
  if (row == rows.end() || !row->number("ttft_p50_s") || !row->number("ttft_p95_s") ||
      !row->number("output_tokens_per_s")) {
    return std::nullopt;
  }
  Taker taker(*row, facts);
  ApiLatency latency;
  latency.ttft_p50_s = taker.or_zero("ttft_p50_s");
  latency.ttft_p95_s = taker.or_zero("ttft_p95_s");
  const double speed = taker.or_zero("output_tokens_per_s");
  latency.tpot_p50_s = 1 / speed;
  latency.tpot_p95_s = 1 / taker.maybe("slow_output_tokens_per_s").value_or(speed);
  return latency;
}

std::optional<SparseKernel> sparse_kernel(const Catalog& catalog,
                                          const Row& accelerator,
                                          Precision weights,
                                          FactLog& facts,
                                          const Place& place,
                                          Diagnostics& diagnostics) {
  const bool has_16_bits = weights == Precision::kBf16 || weights == Precision::kFp16;
  const std::string_view arithmetic = has_16_bits ? "bf16" : to_string(weights);
  const std::string_view column = has_16_bits                   ? "sparse_bf16_tflops"
                                  : weights == Precision::kFp8  ? "sparse_fp8_tflops"
                                  : weights == Precision::kInt8 ? "sparse_int8_tops"
                                                                : "";
  Taker units(accelerator, facts);
  const double peak = column.empty() ? 0 : units.or_zero(column) * kTera;
  if (peak <= 0) {
    diagnostics.error(
        place,
        fmt::format("'{}' has no arithmetic for 2:4 sparse {} weights", accelerator.key(),
                    arithmetic),
        "leave `sparsity` out, or take weights of bf16, fp8 or int8 on a device whose sparse peak "
        "the catalogue has (`costwright catalog accelerators`, columns sparse_...)");
    return std::nullopt;
  }
  const std::string key = fmt::format("{}/{}", accelerator.text("architecture"), arithmetic);
  for (const Row& row : catalog.rows("sparse_kernels")) {
    Taker kernel(row, facts);
    if (row.key() == key) {
      const SparseKernel found{peak, kernel.need("compute"), kernel.need("weights")};
      return kernel.complete(diagnostics) ? std::optional(found) : std::nullopt;
    }
  }
  diagnostics.error(place,
                    fmt::format("no kernel is known that gets faster by 2:4 sparse {} weights on "
                                "{}",
                                arithmetic, accelerator.text("architecture")),
                    "leave `sparsity` out; `costwright catalog sparse_kernels` lists those that "
                    "were measured, and a CSV of your own (`catalog`) may add one");
  return std::nullopt;
}

Precision kv_cache_of(const Catalog& catalog, const std::string& engine, Precision weights) {
  const bool scaled = weights == Precision::kFp8 || weights == Precision::kFp4;
  for (const Row& row : catalog.rows("engines")) {
    if (row.key() == engine && row.text("kv_cache") == "weights" && scaled) {
      return Precision::kFp8;
    }
  }
  return Precision::kBf16;
}

std::string no_sparse_from(const Catalog& catalog, const std::string& engine) {
  for (const Row& row : catalog.rows("engines")) {
    if (row.key() == engine) {
      return row.text("no_sparse_from");
    }
  }
  return "";
}

}  // namespace costwright

#include "core/perf/serving/lora.h"

#include <algorithm>
#include <cmath>

#include "core/perf/serving/llm_weights.h"

namespace costwright::perf {
namespace {

constexpr double kAdapterBytes = 2;  // per parameter

}  // namespace

double adapter_parameters(const ModelShape& model, int rank) {
  const double query = static_cast<double>(model.heads) * model.head_dim;
  const double key = static_cast<double>(model.kv_heads) * model.head_dim;
  double sides = 2 * (model.hidden + query) + 2 * (model.hidden + key);  // q and o; k and v
  if (!is_moe(model)) {
    sides +=
        parameter_reading(model).ffn_matrices * (static_cast<double>(model.hidden) + model.ffn);
  }
  return static_cast<double>(model.layers) * rank * sides;
}

double adapter_bytes(const ModelShape& model, int rank) {
  return adapter_parameters(model, rank) * kAdapterBytes;
}

double distinct_adapters(const LoraAdapters& lora, double sequences) {
  const double all = lora.adapters;
  const double used = all * (1 - std::pow(1 - 1 / all, sequences));
  return std::min(used, static_cast<double>(lora.resident));
}

double adapter_load_seconds(const LoraAdapters& lora,
                            const ModelShape& model,
                            const AcceleratorSpec& accelerator,
                            int devices) {
  if (lora.resident >= lora.adapters) {
    return 0;
  }
  const double missing = 1 - static_cast<double>(lora.resident) / lora.adapters;
  return missing * adapter_bytes(model, lora.rank) / (accelerator.pcie_bandwidth * devices);
}

void check_lora(const LoraAdapters& lora,
                const ModelShape& model,
                const AcceleratorSpec& accelerator,
                Diagnostics& diagnostics,
                const Place& place) {
  const auto refuse = [&](bool bad, const std::string& what, const char* hint) {
    if (bad) {
      diagnostics.error(place, what, hint);
    }
  };
  refuse(
      lora.adapters < 1 || lora.rank < 1 || lora.resident < 1,
      fmt::format("{} adapters of rank {}, {} resident", lora.adapters, lora.rank, lora.resident),
      "each must be at least 1");
  refuse(lora.resident > lora.adapters,
         fmt::format("max_resident {} is more than the {} adapters there are", lora.resident,
                     lora.adapters),
         "lower it, or leave it out: then all are resident");
  refuse(is_mla(model),
         fmt::format("adapters of '{}', whose attention is MLA, are not modelled", model.key),
         "choose a model with MHA or GQA");
  refuse(!is_moe(model) && model.ffn <= 0, fmt::format("model '{}' has no ffn size", model.key),
         "fill the column in the catalogue of models");
  refuse(lora.resident < lora.adapters && accelerator.pcie_bandwidth <= 0,
         fmt::format("accelerator '{}' has no PCIe bandwidth, which loading adapters needs",
                     accelerator.key),
         "fill the column in the catalogue of accelerators, or leave max_resident out");
}

}  // namespace costwright::perf

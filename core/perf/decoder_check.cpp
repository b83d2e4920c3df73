#include "core/perf/decoder_check.h"

namespace costwright::perf {
namespace {

struct Figures {
  const ModelShape& model;
  Diagnostics& diagnostics;
  const Place& place;

  void need(bool there, const char* what) const {
    if (!there) {
      diagnostics.error(place, fmt::format("model '{}' has no {}", model.key, what),
                        "fill the column in the catalogue of models");
    }
  }
};

}  // namespace

bool check_decoder(const ModelShape& model,
                   const std::string& otherwise,
                   Diagnostics& diagnostics,
                   const Place& place) {
  if (!is_llm(model.kind)) {
    diagnostics.error(place,
                      fmt::format("model '{}' is of kind '{}', not a decoder LLM", model.key,
                                  to_string(model.kind)),
                      otherwise);
    return false;
  }
  const Figures figures{model, diagnostics, place};
  figures.need(model.parameters > 0, "parameter count");
  figures.need(model.layers > 0, "number of layers");
  figures.need(model.hidden > 0, "hidden size");
  figures.need(model.heads > 0, "number of attention heads");
  figures.need(model.kv_lora_rank > 0 || model.kv_heads > 0, "number of KV heads");
  figures.need(model.head_dim > 0, "head dimension");
  return true;
}

void check_active_figures(const ModelShape& model, Diagnostics& diagnostics, const Place& place) {
  const Figures figures{model, diagnostics, place};
  figures.need(model.experts_active > 0, "number of active experts");
  figures.need(model.active_parameters > 0, "active parameter count");
}

}  // namespace costwright::perf

#pragma once
// Published names of models and accelerators -> keys of the catalogue. Case, blanks and punctuation
// do not count; what describes the run rather than the model ("Pre-Training", "MLPerf", "LoRA",
// "full recompute", vendor, ...) is dropped first. Nothing when no key fits.
#include <string>
#include <string_view>

#include "core/catalog/catalog.h"

namespace costwright {

const Row* published_model(std::string_view name, const Catalog& catalog);
const Row* published_accelerator(std::string_view name, const Catalog& catalog);

// Lower case letters and digits only.
std::string plain_name(std::string_view name);

}  // namespace costwright

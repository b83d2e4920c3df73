#pragma once
// What every model of a decoder LLM asks of its shape, whether it serves or trains.
#include <string>

#include "core/diagnostics.h"
#include "core/specs/model_shape.h"

namespace costwright::perf {

// False, with one error and `otherwise` as its hint, when it is no decoder LLM. Else an error for
// each figure that is missing of a dense model's shape.
bool check_decoder(const ModelShape& model,
                   const std::string& otherwise,
                   Diagnostics& diagnostics,
                   const Place& place);
// Of a mixture of experts: an error when the numbers of active experts or parameters are missing.
void check_active_figures(const ModelShape& model, Diagnostics& diagnostics, const Place& place);

}  // namespace costwright::perf

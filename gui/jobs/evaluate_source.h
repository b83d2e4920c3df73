#pragma once
// A scenario as it stands in a file or an editor, evaluated on a worker.
#include <optional>
#include <stop_token>

#include "gui/jobs/run_controller.h"

namespace costwright::gui {

// Nullopt with an error: it cannot be read, or something was thrown.
std::optional<study::Evaluation> evaluated(const Tools& tools,
                                           const study::ScenarioSource& source,
                                           const std::stop_token& stop,
                                           Diagnostics& diagnostics);

}  // namespace costwright::gui

#include "gui/jobs/evaluate_source.h"

#include "core/scenario/loaded.h"
#include "gui/jobs/guarded.h"

namespace costwright::gui {

std::optional<study::Evaluation> evaluated(const Tools& tools,
                                           const study::ScenarioSource& source,
                                           const std::stop_token& stop,
                                           Diagnostics& diagnostics) {
  std::optional<study::Evaluation> found;
  guarded(diagnostics, source.path, [&] {
    auto loaded = study::read_scenario(source, diagnostics);
    if (loaded) {
      found = study::evaluate(
          *tools.inputs, std::move(*loaded),
          {.remembered = tools.remembered.get(), .threads = tools.threads, .stop = stop},
          diagnostics);
    }
  });
  return found;
}

}  // namespace costwright::gui

#include "cli/shared.h"

#include <cstdio>

#include "core/scenario/loaded.h"

namespace costwright::cli {

bool add_overrides(const Options& options,
                   study::ScenarioSource& source,
                   Diagnostics& diagnostics) {
  for (const auto& text : options.set) {
    if (auto parsed = parse_override(text, diagnostics)) {
      source.overrides.push_back(std::move(*parsed));
    }
  }
  if (options.seed) {
    source.overrides.push_back({"seed", std::to_string(*options.seed)});
  }
  if (options.effort) {
    source.overrides.push_back({"simulation.effort", *options.effort});
  }
  return !diagnostics.has_errors();
}

std::optional<std::string> data_folder(const Options& options) {
  std::string folder = study::find_data_folder(options.program);
  if (folder.empty()) {
    std::fprintf(stderr,
                 "costwright: the catalogue (folder `data`) was not found beside the program; set "
                 "COSTWRIGHT_DATA\n");
    return std::nullopt;
  }
  return folder;
}

CsvDialect dialect_of(const Options& options) {
  return enumerator_named<CsvDialect>(options.csv_dialect).value_or(CsvDialect::kPlain);
}

// The scenario that the options name, with their changes.
std::optional<LoadedScenario> scenario_of(const Options& options, Diagnostics& diagnostics) {
  study::ScenarioSource source{options.scenario, {}, {}, options.variant};
  return add_overrides(options, source, diagnostics) ? read_scenario(source, diagnostics)
                                                     : std::nullopt;
}

void add(const Diagnostics& said, Diagnostics& all) {
  for (const Diagnostic& one : said.all()) {
    if (one.severity == Severity::kError) {
      all.error(one.place, one.message, one.hint);
    } else {
      all.warning(one.place, one.message, one.hint);
    }
  }
}

void print_diagnostics(const Diagnostics& diagnostics) {
  std::fputs(diagnostics.text().c_str(), stderr);
  if (diagnostics.error_count() > 0) {
    std::fprintf(stderr, "%d error%s; nothing was computed\n", diagnostics.error_count(),
                 diagnostics.error_count() == 1 ? "" : "s");
  }
}

}  // namespace costwright::cli

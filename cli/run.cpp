#include <cstdio>

#include "cli/command.h"
#include "cli/progress.h"
#include "study/inputs/scenario_text.h"
#include "study/reports/report.h"
#include "study/study.h"

namespace costwright::cli {
namespace {

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

// The scenario that the options name, with their changes.
std::optional<LoadedScenario> scenario_of(const Options& options, Diagnostics& diagnostics) {
  study::ScenarioSource source{options.scenario};
  return add_overrides(options, source, diagnostics) ? read_scenario(source, diagnostics)
                                                     : std::nullopt;
}

void print_diagnostics(const Diagnostics& diagnostics) {
  std::fputs(diagnostics.text().c_str(), stderr);
  if (diagnostics.error_count() > 0) {
    std::fprintf(stderr, "%d error%s; nothing was computed\n", diagnostics.error_count(),
                 diagnostics.error_count() == 1 ? "" : "s");
  }
}

void print_defaults(const LoadedScenario& loaded) {
  Table table{"",
              "Defaults this scenario relies on",
              {{"path", "field"}, {"value", "value"}, {"doc", "meaning"}},
              {}};
  for (const auto& d : defaults_used(loaded)) {
    table.rows.push_back({d.path, d.value, d.doc});
  }
  std::fputs(to_text(table).c_str(), stdout);
}

}  // namespace

int run(const Options& options) {
  const auto data = data_folder(options);
  if (!data) {
    return kFailed;
  }
  Diagnostics diagnostics;
  const study::UsageCache cache(options.no_cache ? "" : study::UsageCache::default_folder());
  std::optional<study::Evaluation> answer;
  if (auto scenario = scenario_of(options, diagnostics)) {
    ProgressBar bar("simulating");
    const auto progress = [&](double share) {
      bar.show(share);
    };
    answer = evaluate(study::Inputs(*data), std::move(*scenario),
                      {.remembered = &cache, .threads = options.threads, .progress = progress},
                      diagnostics);
  }
  if (!answer) {
    print_diagnostics(diagnostics);
    return kWrongInput;
  }
  // Tables that cannot be written must not cost the answer.
  const bool written = !options.output || write_reports(*answer, *options.output, diagnostics);
  std::fputs(diagnostics.text().c_str(), stderr);
  std::fputs((options.json ? report_json(*answer) : report_text(*answer)).c_str(), stdout);
  std::fflush(stdout);  // before what stderr says about it
  std::fprintf(stderr, "%d simulated, %d remembered, %.2f M requests%s\n", answer->simulated,
               answer->from_cache, answer->simulated_requests / 1e6,
               !options.output ? ""
               : written       ? ("; tables in " + *options.output).c_str()
                               : "; the tables were not written");
  return written ? kDone : kFailed;
}

int check(const Options& options) {
  const auto data = data_folder(options);
  if (!data) {
    return kFailed;
  }
  Diagnostics diagnostics;
  std::optional<study::Evaluation> checked;
  if (auto scenario = scenario_of(options, diagnostics)) {
    checked = study::check(study::Inputs(*data), std::move(*scenario), diagnostics);
  }
  print_diagnostics(diagnostics);
  if (!checked) {
    return kWrongInput;
  }
  if (options.explain_defaults) {
    print_defaults(checked->loaded);
  }
  std::fprintf(stderr, "%s: no errors\n", options.scenario.c_str());
  return kDone;
}

int schema(const Options& options) {
  std::fputs((options.reference ? scenario_reference_markdown() : scenario_json_schema()).c_str(),
             stdout);
  return kDone;
}

}  // namespace costwright::cli

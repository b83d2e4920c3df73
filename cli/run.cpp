#include <cstdio>

#include "cli/command.h"
#include "cli/progress.h"
#include "study/inputs/scenario_text.h"
#include "study/reports/report.h"
#include "study/simulate/usage_cache.h"

namespace costwright::cli {
namespace {

bool add_overrides(const Options& options, study::RunOptions& run, Diagnostics& diagnostics) {
  for (const auto& text : options.set) {
    if (auto parsed = parse_override(text, diagnostics)) {
      run.overrides.push_back(std::move(*parsed));
    }
  }
  if (options.seed) {
    run.overrides.push_back({"seed", std::to_string(*options.seed)});
  }
  return !diagnostics.has_errors();
}

bool find_data(const Options& options, study::RunOptions& run) {
  run.data_folder = study::find_data_folder(options.program);
  if (run.data_folder.empty()) {
    std::fprintf(stderr,
                 "costwright: the catalogue (folder `data`) was not found beside the program; set "
                 "COSTWRIGHT_DATA\n");
    return false;
  }
  return true;
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
  Diagnostics diagnostics;
  study::RunOptions run_options;
  run_options.threads = options.threads;
  run_options.cache_folder = options.no_cache ? "" : study::UsageCache::default_folder();
  if (!find_data(options, run_options)) {
    return kFailed;
  }
  if (!add_overrides(options, run_options, diagnostics)) {
    print_diagnostics(diagnostics);
    return kWrongInput;
  }
  std::optional<study::RunResult> result;
  {
    ProgressBar bar("simulating");
    run_options.progress = [&](double share) {
      bar.show(share);
    };
    result = run_scenario(options.scenario, run_options, diagnostics);
  }
  if (!result) {
    print_diagnostics(diagnostics);
    return kWrongInput;
  }
  const study::Outcome outcome = outcome_of(*result);
  // Tables that cannot be written must not cost the answer.
  const bool written =
      !options.output || write_reports(*result, outcome, *options.output, diagnostics);
  std::fputs(diagnostics.text().c_str(), stderr);
  std::fputs((options.json ? report_json(*result, outcome) : report_text(*result, outcome)).c_str(),
             stdout);
  std::fflush(stdout);  // before what stderr says about it
  std::fprintf(stderr, "%d simulated, %d remembered%s\n", result->simulated, result->from_cache,
               !options.output ? ""
               : written       ? ("; tables in " + *options.output).c_str()
                               : "; the tables were not written");
  return written ? kDone : kFailed;
}

int check(const Options& options) {
  Diagnostics diagnostics;
  study::RunOptions run_options;
  if (!find_data(options, run_options)) {
    return kFailed;
  }
  std::optional<study::RunResult> result;
  if (add_overrides(options, run_options, diagnostics)) {
    result = check_scenario(options.scenario, run_options, diagnostics);
  }
  print_diagnostics(diagnostics);
  if (!result) {
    return kWrongInput;
  }
  if (options.explain_defaults) {
    print_defaults(result->loaded);
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

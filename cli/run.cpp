#include <algorithm>
#include <cmath>
#include <cstdio>

#include "cli/command.h"
#include "cli/progress.h"
#include "cli/shared.h"
#include "core/table/range.h"
#include "core/table/split.h"
#include "core/table/wrapped.h"
#include "study/inputs/scenario_text.h"
#include "study/optimize/choices.h"
#include "study/outcome/metrics.h"
#include "study/reports/report.h"
#include "study/study.h"

namespace costwright::cli {
namespace {

void print_defaults(const LoadedScenario& loaded) {
  Table table{"",
              "Defaults this scenario relies on",
              {{"path", "field"}, {"value", "value"}, {"doc", "meaning"}},
              {}};
  for (const auto& d : defaults_used(loaded)) {
    table.rows.push_back({d.path, d.value, d.doc});
  }
  std::fputs(to_text_split(table, kTextWidth).c_str(), stdout);
}

// Prices and machines that only a variant names. What is wrong with the file itself has been said.
void check_variants(const study::Inputs& inputs,
                    Options options,
                    const std::vector<std::string>& variants,
                    Diagnostics& diagnostics) {
  for (const std::string& name : variants) {
    options.variant = name;
    Diagnostics told;
    if (auto scenario = scenario_of(options, told)) {
      study::check(inputs, std::move(*scenario), told);
    }
    add(told, diagnostics);
  }
}

// "at quick effort: TCO 2,948,402.65 USD (2.947-2.951 M, 90%)"
void print_first_look(const study::Evaluation& at_quick_effort) {
  const auto rows = metric_rows(at_quick_effort);
  const auto tco = std::find_if(rows.begin(), rows.end(), [](const study::MetricRow& row) {
    return row.metric == &study::metric("tco");
  });
  const std::string range = range_text(tco->low, tco->high);
  std::fprintf(stderr, "at quick effort: %s %s %s%s\n", std::string(tco->metric->label).c_str(),
               cell_text(tco->value).c_str(), at_quick_effort.scenario().currency.c_str(),
               range.empty() ? "" : (" " + range).c_str());
}

// "about 36.0 M requests to simulate: 24 s of one core, 0.1 GiB a thread"
std::string forecast_text(const study::Forecast& f) {
  const std::string time = f.core_seconds < 90 ? fmt::format("{:.0f} s", std::ceil(f.core_seconds))
                           : f.core_seconds < 5400 ? fmt::format("{:.0f} min", f.core_seconds / 60)
                                                   : fmt::format("{:.1f} h", f.core_seconds / 3600);
  return fmt::format("about {:.1f} M requests to simulate: {} of one core, {:.1f} GiB a thread",
                     f.requests / 1e6, time, f.gib);
}

void announce(const study::Forecast& forecast) {
  constexpr double kLong = 60;  // seconds
  if (forecast.core_seconds > kLong) {
    std::fprintf(stderr, "%s\n", forecast_text(forecast).c_str());
  }
}

// Who watches is shown the total at quick effort first.
std::optional<study::Evaluation> answer_of(const Options& options,
                                           const study::Inputs& inputs,
                                           LoadedScenario scenario,
                                           Diagnostics& diagnostics) {
  const study::Memory cache(options.no_cache ? "" : study::UsageCache::default_folder());
  std::optional<ProgressBar> bar(std::in_place, "simulating");
  const study::EvaluateOptions how{.remembered = &cache,
                                   .threads = options.threads,
                                   .progress =
                                       [&](double share) {
                                         bar->show(share);
                                       },
                                   .foresee = announce};
  if (options.json || !is_watched()) {
    return evaluate(inputs, std::move(scenario), how, diagnostics);
  }
  const auto look = [&](const study::Evaluation& at_quick_effort) {
    bar.reset();
    print_first_look(at_quick_effort);
    bar.emplace("refining");
  };
  return evaluate_after_look(inputs, std::move(scenario), how, look, diagnostics);
}

void check_strategies(const study::Inputs& inputs,
                      const Options& options,
                      Diagnostics& diagnostics) {
  study::ScenarioSource source{options.scenario, {}, {}, options.variant};
  Diagnostics told;  // of the changes, which were told before
  if (add_overrides(options, source, told)) {
    study::check_strategies(inputs, source, diagnostics);
  }
}

}  // namespace

int run(const Options& options) {
  const auto data = data_folder(options);
  if (!data) {
    return kFailed;
  }
  Diagnostics diagnostics;
  std::optional<study::Evaluation> answer;
  if (auto scenario = scenario_of(options, diagnostics)) {
    answer = answer_of(options, study::Inputs(*data), std::move(*scenario), diagnostics);
  }
  if (!answer) {
    print_diagnostics(diagnostics);
    return kWrongInput;
  }
  // Tables that cannot be written must not cost the answer.
  const bool written =
      !options.output || write_reports(*answer, *options.output, diagnostics, dialect_of(options));
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
  const study::Inputs inputs(*data);
  if (auto scenario = scenario_of(options, diagnostics)) {
    const auto variants = scenario->variants;
    checked = study::check(inputs, std::move(*scenario), diagnostics);
    if (options.variant.empty()) {
      check_variants(inputs, options, variants, diagnostics);
    }
    check_strategies(inputs, options, diagnostics);
  }
  print_diagnostics(diagnostics);
  if (!checked || diagnostics.has_errors()) {
    return kWrongInput;
  }
  if (options.explain_defaults) {
    print_defaults(*checked->loaded);
  }
  std::fprintf(stderr, "%s: no errors\n", options.scenario.c_str());
  const study::Forecast forecast = study::forecast_of(*checked);
  if (forecast.requests > 0) {
    std::fprintf(stderr, "%s\n", forecast_text(forecast).c_str());
  }
  return kDone;
}

int schema(const Options& options) {
  std::fputs((options.reference ? scenario_reference_markdown() : scenario_json_schema()).c_str(),
             stdout);
  return kDone;
}

}  // namespace costwright::cli

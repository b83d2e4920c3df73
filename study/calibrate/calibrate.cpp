#include "study/calibrate/calibrate.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <map>
#include <set>

#include "core/calibration/llm_calibration.h"
#include "study/calibrate/own_measurements.h"
#include "study/calibrate/step_spreads.h"
#include "study/simulate/tasks.h"

namespace costwright::study {
namespace {

// E2E and total tokens follow from the others; they are scored, not fitted.
bool is_fitted(std::string_view metric) {
  return metric == "total_output_tok_s" || metric == "per_gpu_tok_s" || metric == "ttft_ms" ||
         metric == "tpot_ms";
}

std::string fold_of(const Measurement& m, int models) {
  return models > 1 ? m.at->replica.model.key
                    : fmt::format("{}/{}", m.at->load.input, m.at->load.output);
}

std::vector<FittedGroup> group(const std::vector<ServingCase>& cases,
                               const std::vector<PublishedServing>& rows) {
  std::map<std::string, FittedGroup> groups;
  for (const ServingCase& c : cases) {
    // What deadlines let through is no factor of the engine.
    if (!c.reason.empty() || !c.assumption.empty() || c.deadline_share < 1) {
      continue;
    }
    FittedGroup g;
    g.engine = c.engine;
    g.architecture = c.replica.accelerator.architecture;
    g.arithmetic = arithmetic_name(c.replica.weights);
    FittedGroup& found = groups.try_emplace(g.key(), g).first->second;
    for (const std::size_t row : c.rows) {
      if (is_fitted(rows[row].metric)) {
        found.measurements.push_back({&c, &rows[row]});
      }
    }
  }
  std::vector<FittedGroup> out;
  for (auto& [key, g] : groups) {
    std::set<std::string> models;
    for (const Measurement& m : g.measurements) {
      models.insert(m.at->replica.model.key);
    }
    g.models = static_cast<int>(models.size());
    for (const Measurement& m : g.measurements) {
      g.folds.push_back(fold_of(m, g.models));
    }
    if (!g.measurements.empty()) {
      out.push_back(std::move(g));
    }
  }
  return out;
}

FitPrior prior_of(const Measurement& m, const CalibrateOptions& options) {
  return {options.prior ? options.prior(m)
                        : perf::default_llm_efficiency(m.at->replica.accelerator)};
}

void fit(FittedGroup& g) {
  g.fit = fit_factors(g.measurements, g.prior);
  g.seen = ratios(g.measurements, g.fit.factors);
}

bool is_on_several_devices(const FittedGroup& g) {
  return std::any_of(g.measurements.begin(), g.measurements.end(), [](const Measurement& m) {
    return m.at->replica.tensor_parallel > 1;
  });
}

// By engine and architecture, where there are several arithmetics: whose fit found the least
// latency of an all-reduce. What others found above it is something else that they cannot tell from
// it.
using Leaders = std::map<std::pair<std::string, std::string>, const FittedGroup*>;
Leaders leaders_of(const std::vector<FittedGroup>& groups) {
  Leaders leaders;
  for (const FittedGroup& g : groups) {
    const FittedGroup*& leader = leaders[{g.engine, g.architecture}];
    const double latency = g.alone.allreduce_latency_s;
    if (is_on_several_devices(g) &&
        (leader == nullptr || latency < leader->alone.allreduce_latency_s)) {
      leader = &g;
    }
  }
  return leaders;
}

void fit_alone(std::vector<FittedGroup>& groups, int threads) {
  std::vector<std::function<void()>> tasks;
  for (FittedGroup& g : groups) {
    tasks.emplace_back([&g] {
      fit(g);
      g.alone = g.fit.factors;
    });
  }
  run_tasks(tasks, threads);
}

FactorGroup identity(const FittedGroup& g) {
  return {g.engine, g.architecture, g.arithmetic};
}

std::vector<MeasuredFactors> found_alone(const std::vector<FittedGroup>& groups) {
  std::vector<MeasuredFactors> all;
  for (const FittedGroup& g : groups) {
    all.push_back({identity(g), g.alone});
  }
  return all;
}

// The groups of the same engine, whatever its release, but for the group itself.
std::vector<MeasuredFactors> relatives_of(const FittedGroup& g,
                                          const std::vector<MeasuredFactors>& all) {
  const std::vector<std::string> engines = engines_of(all);
  std::vector<MeasuredFactors> relatives;
  for (const MeasuredFactors& m : all) {
    if (engine_family(m.group.engine, engines) == engine_family(g.engine, engines) &&
        m.group != identity(g)) {
      relatives.push_back(m);
    }
  }
  return relatives;
}

// Needs all groups fitted alone. Those that others tell something will be fitted again, and have
// `seen` empty.
void learn_from_relatives(std::vector<FittedGroup>& groups, bool pools_factors) {
  const std::vector<MeasuredFactors> all = found_alone(groups);
  Leaders leaders = leaders_of(groups);
  for (FittedGroup& g : groups) {
    const std::vector<MeasuredFactors> relatives = relatives_of(g, all);
    if (pools_factors && g.models == 1 && !relatives.empty()) {
      g.prior.factors = pooled_factors(identity(g), relatives);
      g.seen.clear();
    }
    const FittedGroup* const leader = leaders[{g.engine, g.architecture}];
    if (leader != nullptr && leader != &g && is_on_several_devices(g)) {
      g.prior.knows_links = true;
      g.prior.factors.link = leader->alone.link;
      g.prior.factors.allreduce_latency_s = leader->alone.allreduce_latency_s;
      g.seen.clear();
    }
  }
}

// Fits to all but one fold and predicts that one.
void predict_fold(FittedGroup& g, const std::string& fold) {
  std::vector<Measurement> others;
  std::vector<Measurement> held_out;
  std::vector<std::size_t> places;
  for (std::size_t i = 0; i < g.measurements.size(); ++i) {
    if (g.folds[i] == fold) {
      held_out.push_back(g.measurements[i]);
      places.push_back(i);
    } else {
      others.push_back(g.measurements[i]);
    }
  }
  const perf::LlmEfficiency factors =
      others.empty() ? g.prior.factors : fit_factors(others, g.prior).factors;
  g.without.at(fold) = factors;
  const std::vector<double> found = ratios(held_out, factors);
  for (std::size_t i = 0; i < places.size(); ++i) {
    g.unseen[places[i]] = found[i];
  }
}

using Task = std::function<void()>;

std::vector<Task> tasks_of(std::vector<FittedGroup>& groups, const CalibrateOptions& options) {
  std::vector<Task> tasks;
  for (FittedGroup& g : groups) {
    if (g.seen.empty()) {
      tasks.emplace_back([&g] {
        fit(g);
      });
    }
    if (!options.leave_one_out) {
      continue;
    }
    g.unseen.resize(g.measurements.size());
    for (const std::string& fold :
         std::set(g.folds.begin(), g.folds.end())) {  // folds write to places of their own
      g.without[fold] = {};
      tasks.emplace_back([&g, fold] {
        predict_fold(g, fold);
      });
    }
    const std::vector<Fold> within = folds_within(g.measurements);
    g.left_out.resize(within.size());
    for (std::size_t i = 0; i < within.size(); ++i) {
      tasks.emplace_back([&g, fold = within[i], i] {
        g.left_out[i] = leave_out(g.measurements, g.key(), g.prior, fold);
      });
    }
  }
  return tasks;
}

// Needs the fits of all groups.
void leave_groups_out(std::vector<FittedGroup>& groups, int threads) {
  const std::vector<MeasuredFactors> all = found_alone(groups);
  std::vector<Task> tasks;
  for (FittedGroup& g : groups) {
    tasks.emplace_back([&g, &all] {
      for (auto more : {by_folds(g.measurements, g.key(), g.folds, g.unseen),
                        by_other_groups(g.measurements, g.key(), identity(g), all)}) {
        std::ranges::move(more, std::back_inserter(g.left_out));
      }
      std::erase_if(g.left_out, [](const LeftOut& part) {
        return part.log_times.empty();
      });
    });
  }
  run_tasks(tasks, threads);
}

std::string joined(const std::set<std::string>& keys) {
  return fmt::format("{}", fmt::join(keys, ";"));
}

// Blank without figures.
Cell spread_cell(double spread) {
  return spread > 0 ? Cell{Figure{std::round(1000 * spread) / 1000, 3}} : Cell{};
}

Table summary_table(const std::vector<FittedGroup>& groups) {
  Table table{"calibration",
              "How well the factors fit (error: |predicted / measured - 1|; unseen: models that "
              "were left out of the fit)",
              {{"key", "engine/architecture/arithmetic"},
               {"measurements", "figures"},
               {"models", "models"},
               {"error_p50_pct", "median error %"},
               {"error_p90_pct", "90th pct %"},
               {"unseen_error_p50_pct", "unseen: median %"},
               {"unseen_error_p90_pct", "90th pct %"}},
              {}};
  for (const FittedGroup& g : groups) {
    table.rows.push_back({g.key(), static_cast<std::int64_t>(g.measurements.size()),
                          static_cast<std::int64_t>(g.models), percent_of(g.seen, 0.5),
                          percent_of(g.seen, 0.9), percent_of(g.unseen, 0.5),
                          percent_of(g.unseen, 0.9)});
  }
  return table;
}

std::vector<LeftOut> all_parts(const std::vector<FittedGroup>& groups) {
  std::vector<LeftOut> parts;
  for (const FittedGroup& g : groups) {
    parts.insert(parts.end(), g.left_out.begin(), g.left_out.end());
  }
  return parts;
}

}  // namespace

std::vector<FittedGroup> calibrate(const std::vector<ServingCase>& cases,
                                   const std::vector<PublishedServing>& rows,
                                   const CalibrateOptions& options) {
  std::vector<FittedGroup> groups = group(cases, rows);
  for (FittedGroup& g : groups) {
    g.prior = prior_of(g.measurements.front(), options);
  }
  fit_alone(groups, options.threads);
  learn_from_relatives(groups, !options.prior);
  run_tasks(tasks_of(groups, options), options.threads, options.progress);
  if (options.leave_one_out) {
    leave_groups_out(groups, options.threads);
  }
  return groups;
}

Table calibration_table(const std::vector<FittedGroup>& groups,
                        const std::string& as_of,
                        const std::string& source) {
  Table table{"serving", "Efficiency factors", {}, {}};
  for (const char* name : {"table", "key", "engine", "architecture", "arithmetic"}) {
    table.columns.push_back({name, name});
  }
  for (const perf::LlmFactor& f : perf::llm_factors()) {
    table.columns.push_back({std::string(f.name), std::string(f.name)});
  }
  for (const char* name :
       {"measurements", "models", "smallest_model_b", "largest_model_b", "most_devices",
        "error_p50_pct", "error_p90_pct", "unseen_error_p50_pct", "unseen_error_p90_pct",
        "fitted_models", "fitted_accelerators", "lengths_spread", "models_spread", "status",
        "as_of", "source", "notes"}) {
    table.columns.push_back({name, name});
  }
  for (const FittedGroup& g : groups) {
    std::vector<Cell> row{std::string("calibration"), g.key(), g.engine, g.architecture,
                          g.arithmetic};
    for (const perf::LlmFactor& f : perf::llm_factors()) {
      row.emplace_back(Figure{rounded(g.fit.factors.*f.member / f.unit), 6});
    }
    double low = 1e9;
    double high = 0;
    std::int64_t devices = 0;
    std::set<std::string> models;
    std::set<std::string> accelerators;
    for (const Measurement& m : g.measurements) {
      models.insert(m.at->replica.model.key);
      accelerators.insert(m.at->replica.accelerator.key);
      low = std::min(low, active_parameters_b(m.at->replica.model));
      high = std::max(high, active_parameters_b(m.at->replica.model));
      devices = std::max<std::int64_t>(devices, m.at->replica.tensor_parallel);
    }
    std::vector<const LeftOut*> parts;
    for (const LeftOut& part : g.left_out) {
      parts.push_back(&part);
    }
    const OwnSpreads own = own_spreads(parts);
    const Cell rest[] = {
        static_cast<std::int64_t>(g.measurements.size()),
        static_cast<std::int64_t>(g.models),
        Figure{rounded(low), 2},
        Figure{rounded(high), 2},
        devices,
        percent_of(g.seen, 0.5),
        percent_of(g.seen, 0.9),
        percent_of(g.unseen, 0.5),
        percent_of(g.unseen, 0.9),
        joined(models),
        joined(accelerators),
        spread_cell(own.lengths),
        spread_cell(own.model),
        std::string("estimate"),
        as_of,
        source,
        std::string(g.models == 1 ? "one model only: unseen = other lengths" : "")};
    row.insert(row.end(), std::begin(rest), std::end(rest));
    table.rows.push_back(std::move(row));
  }
  return table;
}

Table residual_table(const std::vector<FittedGroup>& groups) {
  Table table{"residuals",
              "Residuals of the fit",
              {{"calibration", "calibration"},
               {"line", "line"},
               {"model", "model"},
               {"accelerator", "accelerator"},
               {"metric", "metric"},
               {"measured", "measured"},
               {"predicted", "predicted"},
               {"error", "error"},
               {"unseen_predicted", "predicted, unseen"},
               {"unseen_error", "error, unseen"}},
              {}};
  for (const FittedGroup& g : groups) {
    for (std::size_t i = 0; i < g.measurements.size(); ++i) {
      const PublishedServing& row = *g.measurements[i].row;
      const auto predicted = [&](const std::vector<double>& ratio) {
        return i < ratio.size() && ratio[i] > 0 ? figure(ratio[i] * row.value) : Cell{};
      };
      const auto error = [&](const std::vector<double>& ratio) {
        return i < ratio.size() && ratio[i] > 0 ? percent(ratio[i] - 1) : Cell{};
      };
      table.rows.push_back({g.key(), static_cast<std::int64_t>(row.line), row.model,
                            g.measurements[i].at->replica.accelerator.key, row.metric,
                            figure(row.value), predicted(g.seen), error(g.seen),
                            predicted(g.unseen), error(g.unseen)});
    }
  }
  return table;
}

std::optional<CalibrationTables> calibrate_rows(const MeasuredRows& measured,
                                                const ReferenceBook& book,
                                                const Catalog& catalog,
                                                const std::string& as_of,
                                                const CalibrateOptions& options,
                                                Diagnostics& diagnostics) {
  const std::vector<ServingCase> cases = serving_cases(measured.rows, book, catalog);
  const std::vector<FittedGroup> groups = calibrate(cases, measured.rows, options);
  if (groups.empty()) {
    const auto why = cases.empty() ? std::string("it holds no rows") : cases.front().reason;
    diagnostics.error({measured.name, 0, 0}, "no row can be used", why);
    return std::nullopt;
  }
  const std::string source = "costwright calibrate " + measured.name;
  return CalibrationTables{calibration_table(groups, as_of, source), residual_table(groups),
                           summary_table(groups),
                           error_table(step_spreads(all_parts(groups)), as_of, source),
                           learned_table(groups, catalog, diagnostics)};
}

std::optional<CalibrationTables> calibrate_serving(const std::string& measurements_csv,
                                                   const ReferenceBook& book,
                                                   const Catalog& catalog,
                                                   const std::string& as_of,
                                                   const CalibrateOptions& options,
                                                   Diagnostics& diagnostics) {
  const auto rows = read_published_serving(measurements_csv, diagnostics);
  return diagnostics.has_errors()
             ? std::nullopt
             : calibrate_rows({rows, measurements_csv}, book, catalog, as_of, options, diagnostics);
}

}  // namespace costwright::study

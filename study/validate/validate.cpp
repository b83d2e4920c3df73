#include "study/validate/validate.h"

#include <algorithm>
#include <cmath>
#include <filesystem>

#include "core/calibration/llm_calibration.h"
#include "core/files.h"
#include "study/calibrate/calibrate.h"
#include "study/calibrate/step_spreads.h"
#include "study/calibrate/training_fit.h"
#include "study/published/batch_rows.h"
#include "study/published/energy_rows.h"
#include "study/published/training_rows.h"
#include "study/validate/score.h"
#include "study/validate/unseen_energy.h"

namespace costwright::study {
namespace {

ScoredRow scored(const std::string& table, const PublishedServing& row) {
  ScoredRow out;
  out.table = table;
  out.source = row.source;
  out.line = row.line;
  out.model = row.model;
  out.accelerator = row.gpu;
  out.engine = row.engine;
  out.precision = row.precision;
  out.metric = row.metric;
  out.unit = unit_of(row.metric);
  out.published = row.value;
  return out;
}

// Published serving rows and the cases that answer them.
struct Serving {
  std::vector<PublishedServing> rows;
  std::vector<ServingCase> cases;
};

// `time`: ln(time taken / time predicted), of figures that have one.
void set_range(ScoredRow& row, std::optional<double> time, TimeRange range, ErrorStep distance) {
  if (time) {
    row.range = range;
    row.distance = distance;
    row.time_taken = std::exp(*time);
  }
}

struct Reach {
  TimeRange range;
  ErrorStep distance{};
};
// Of a case whose source leaves something open, what is assumed misses as much as another model.
Reach reach_of(const ServingCase& c,
               const LlmCalibration& calibration,
               const ErrorSpreads& spreads) {
  const Reach reach{{calibration.time_low, calibration.time_high}, furthest(calibration.steps)};
  if (c.assumption.empty() || !calibration.steps.empty()) {
    return reach;
  }
  const double half_width = std::hypot(std::log(reach.range.high), spreads.of(ErrorStep::kModel));
  return {time_range(half_width), ErrorStep::kModel};
}

// Of one case: how near its factors were fitted, and what the engine makes of them.
void predict_case(const ServingCase& c,
                  const Serving& serving,
                  const ReferenceBook& book,
                  const Catalog& catalog,
                  std::vector<ScoredRow>& out,
                  Diagnostics& diagnostics) {
  std::string reason = c.reason;
  std::optional<ServingPrediction> prediction;
  bool extrapolated = false;
  Reach reach;
  if (reason.empty()) {
    FactLog facts;
    const LlmCalibration calibration =
        calibration_for(catalog, c.engine, c.replica, facts, diagnostics);
    reach = reach_of(c, calibration, error_spreads(catalog, facts, diagnostics));
    prediction = predict(c, calibration.factors);
    reason = calibration.extrapolated.empty() ? c.assumption : calibration.extrapolated;
    extrapolated = !reason.empty();
    reason = prediction ? reason : "a request never fits the KV cache";
  }
  for (const std::size_t i : c.rows) {
    ScoredRow& row = out[i];
    row.reason = reason;
    row.extrapolated = extrapolated;
    if (!prediction) {
      continue;
    }
    if (const auto why = book.listed("excluded_metric", row.metric, row.source)) {
      row.reason = *why;
      continue;
    }
    row.predicted = metric_of(serving.rows[i], c, *prediction);
    row.reason = row.predicted ? reason : "unknown metric '" + row.metric + "'";
    if (row.predicted) {
      set_range(row, log_time(serving.rows[i], *row.predicted / row.published), reach.range,
                reach.distance);
    }
  }
}

std::vector<ScoredRow> serving_rows(const std::string& table,
                                    const Serving& serving,
                                    const ReferenceBook& book,
                                    const Catalog& catalog,
                                    Diagnostics& diagnostics) {
  std::vector<ScoredRow> out;
  for (const PublishedServing& row : serving.rows) {
    out.push_back(scored(table, row));
  }
  for (const ServingCase& c : serving.cases) {
    predict_case(c, serving, book, catalog, out, diagnostics);
  }
  for (std::size_t i = 0; i < out.size(); ++i) {
    if (is_single_shot(serving.rows[i], book, catalog)) {
      predict_single_shot(serving.rows[i], book, catalog, out[i]);
    }
  }
  return out;
}

// As of what was left out, by the rest of its group.
void set_ranges_unseen(const FittedGroup& g,
                       const Serving& serving,
                       const ErrorSpreads& pooled,
                       std::vector<ScoredRow>& out) {
  std::vector<const LeftOut*> parts;
  for (const LeftOut& part : g.left_out) {
    parts.push_back(&part);
  }
  for (std::size_t i = 0; i < g.measurements.size(); ++i) {
    const auto part = std::ranges::find(g.left_out, g.folds[i], &LeftOut::part);
    if (part != g.left_out.end()) {
      const PublishedServing& row = *g.measurements[i].row;
      set_range(out[static_cast<std::size_t>(&row - serving.rows.data())],
                log_time(row, g.unseen[i]), time_range(half_width_without(*part, parts, pooled)),
                part->step);
    }
  }
}

// Instead of the shipped factors, those fitted without the row's own model. Figures that are not
// fitted (E2E, totals) are left out.
void leave_one_out(std::vector<ScoredRow>& out,
                   const Serving& serving,
                   const Catalog& catalog,
                   const ValidateOptions& options,
                   Diagnostics& diagnostics) {
  std::vector<bool> refitted(out.size());
  FactLog facts;
  const ErrorSpreads pooled = error_spreads(catalog, facts, diagnostics);
  for (const FittedGroup& g :
       calibrate(serving.cases, serving.rows, {true, options.threads, options.progress})) {
    for (std::size_t i = 0; i < g.measurements.size(); ++i) {
      const auto at = static_cast<std::size_t>(g.measurements[i].row - serving.rows.data());
      refitted[at] = true;
      out[at].predicted =
          g.unseen[i] > 0 ? std::optional(g.unseen[i] * out[at].published) : std::nullopt;
      out[at].range = std::nullopt;
    }
    set_ranges_unseen(g, serving, pooled, out);
  }
  std::size_t next = 0;
  std::erase_if(out, [&](const ScoredRow& row) {
    return !refitted[next++] && row.predicted;
  });
}

// Rows of all training tables have a part in the fits, whichever of them is scored.
std::vector<ScoredRow> training_unseen(const std::string& table,
                                       const std::filesystem::path& folder,
                                       const ReferenceBook& book,
                                       const Catalog& catalog,
                                       const ValidateOptions& options,
                                       Diagnostics& diagnostics) {
  std::vector<TrainingCase> cases;
  for (const std::string& name : validation_tables()) {
    const auto path = folder / (name + ".csv");
    if (name.starts_with("training_cost") && std::filesystem::exists(path)) {
      auto more = training_cases(path, book, catalog, diagnostics);
      cases.insert(cases.end(), std::make_move_iterator(more.begin()),
                   std::make_move_iterator(more.end()));
    }
  }
  const auto unseen = training_without_own_model(cases, options.threads);
  std::vector<ScoredRow> out;
  for (std::size_t i = 0; i < cases.size(); ++i) {
    if (cases[i].row.table == table && (unseen[i] || !cases[i].job)) {
      cases[i].row.predicted = unseen[i];
      out.push_back(std::move(cases[i].row));
    }
  }
  return out;
}

void append(std::vector<ScoredRow>& to, std::vector<ScoredRow> more) {
  to.insert(to.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

std::vector<ScoredRow> score_file(const std::string& table,
                                  const std::string& path,
                                  const ReferenceBook& book,
                                  const Catalog& catalog,
                                  const ValidateOptions& options,
                                  Diagnostics& diagnostics) {
  const std::filesystem::path folder = std::filesystem::path(path).parent_path();
  if (table.starts_with("training_cost")) {
    return options.leave_one_out
               ? training_unseen(table, folder, book, catalog, options, diagnostics)
               : predict_training(path, book, catalog, diagnostics);
  }
  const bool energy = table == "energy";
  Serving serving;
  serving.rows =
      energy ? read_published_energy(path, diagnostics) : read_published_serving(path, diagnostics);
  serving.cases = serving_cases(serving.rows, book, catalog);
  std::vector<ScoredRow> out = serving_rows(table, serving, book, catalog, diagnostics);
  if (energy) {
    if (options.leave_one_out) {
      predict_energy_unseen({serving.rows, serving.cases},
                            {options.data_folder + "/reference/inference_throughput.csv",
                             options.threads, options.progress},
                            book, catalog, out, diagnostics);
      append(out, predict_power_caps_unseen(path, book, catalog, options.threads, diagnostics));
    } else {
      append(out, predict_power_caps(path, book, catalog, diagnostics));
    }
    append(out, other_energy_rows(path, diagnostics));
    std::ranges::stable_sort(out, {}, &ScoredRow::line);
  } else if (options.leave_one_out) {
    leave_one_out(out, serving, catalog, options, diagnostics);
  }
  return out;
}

bool known_table(const std::string& table, Diagnostics& diagnostics) {
  const std::vector<std::string> tables = validation_tables();
  if (table.empty() || std::ranges::find(tables, table) != tables.end()) {
    return true;
  }
  const std::string near = did_you_mean(table, tables);
  diagnostics.error({}, fmt::format("no table '{}' can be scored", table),
                    near.empty() ? fmt::format("use {}", fmt::join(tables, ", ")) : near);
  return false;
}

}  // namespace

std::vector<std::string> validation_tables() {
  return {"inference_throughput", "training_cost", "training_cost_h100", "energy"};
}

std::vector<ScoredRow> validate(const ValidateOptions& options, Diagnostics& diagnostics) {
  std::vector<ScoredRow> out;
  if (!known_table(options.table, diagnostics)) {
    return out;
  }
  const std::string own = options.data_folder + "/reference";
  const std::string folder = options.reference_folder.empty() ? own : options.reference_folder;
  const Catalog catalog = Catalog::load(options.data_folder, diagnostics);
  const auto book = ReferenceBook::load(own, diagnostics);
  if (!book || diagnostics.error_count() > 0) {
    return out;
  }
  bool found = false;
  for (const std::string& table : validation_tables()) {
    const std::string path = fmt::format("{}/{}.csv", folder, table);
    if ((!options.table.empty() && options.table != table) || !std::filesystem::exists(path)) {
      continue;
    }
    found = true;
    append(out, score_file(table, path, *book, catalog, options, diagnostics));
  }
  if (!found) {
    const auto wanted =
        options.table.empty() ? validation_tables() : std::vector<std::string>{options.table};
    diagnostics.error({folder, 0, 0}, "holds no table that can be scored",
                      fmt::format("give a folder with {}.csv", fmt::join(wanted, ".csv or ")));
  }
  return out;
}

bool write_validation(const std::vector<ScoredRow>& rows,
                      const std::string& folder,
                      Diagnostics& diagnostics) {
  return write_files(folder,
                     {{"validate.csv", to_csv(row_table(rows))},
                      {"scores.csv", to_csv(score_table(rows))},
                      {"coverage.csv", to_csv(coverage_table(rows))},
                      {"scatter.svg", scatter_svg(rows)}},
                     diagnostics);
}

}  // namespace costwright::study

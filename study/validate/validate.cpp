#include "study/validate/validate.h"

#include <algorithm>
#include <filesystem>

#include "core/catalog/csv.h"
#include "core/perf/llm_calibration.h"
#include "study/calibrate/calibrate.h"
#include "study/validate/energy_rows.h"
#include "study/validate/score.h"
#include "study/validate/training_rows.h"

namespace costwright {
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

// Of one case: how near its factors were fitted, and what the engine makes of them.
void predict_case(const ServingCase& c,
                  const std::vector<PublishedServing>& rows,
                  const Catalog& catalog,
                  std::vector<ScoredRow>& out,
                  Diagnostics& diagnostics) {
  std::string reason = c.reason;
  std::optional<ServingPrediction> prediction;
  bool extrapolated = false;
  if (reason.empty()) {
    FactLog facts;
    const auto calibration = calibration_for(catalog, c.engine, c.replica, facts, diagnostics);
    prediction = predict(c, calibration.factors);
    extrapolated = !calibration.extrapolated.empty();
    reason = prediction ? calibration.extrapolated : "a request never fits the KV cache";
  }
  for (const std::size_t i : c.rows) {
    ScoredRow& row = out[i];
    row.reason = reason;
    row.extrapolated = extrapolated;
    if (prediction) {
      row.predicted = metric_of(rows[i], c, *prediction);
      row.reason = row.predicted ? reason : "unknown metric '" + row.metric + "'";
    }
  }
}

std::vector<ScoredRow> serving_rows(const std::string& table,
                                    const std::vector<PublishedServing>& rows,
                                    const ReferenceBook& book,
                                    const Catalog& catalog,
                                    Diagnostics& diagnostics) {
  const std::vector<ServingCase> cases = serving_cases(rows, book, catalog);
  std::vector<ScoredRow> out;
  for (const PublishedServing& row : rows) {
    out.push_back(scored(table, row));
  }
  for (const ServingCase& c : cases) {
    predict_case(c, rows, catalog, out, diagnostics);
  }
  return out;
}

// Instead of the shipped factors, those fitted without the row's own model. E2E and totals are left
// out: they are not refitted.
void leave_one_out(std::vector<ScoredRow>& out,
                   const std::vector<PublishedServing>& rows,
                   const ReferenceBook& book,
                   const Catalog& catalog,
                   const ValidateOptions& options) {
  const std::vector<ServingCase> cases = serving_cases(rows, book, catalog);
  std::vector<bool> refitted(out.size());
  for (const FittedGroup& g : calibrate(cases, rows, {true, options.threads, options.progress})) {
    for (std::size_t i = 0; i < g.measurements.size(); ++i) {
      const auto at = static_cast<std::size_t>(g.measurements[i].row - rows.data());
      refitted[at] = true;
      out[at].predicted =
          g.unseen[i] > 0 ? std::optional(g.unseen[i] * out[at].published) : std::nullopt;
    }
  }
  std::size_t next = 0;
  std::erase_if(out, [&](const ScoredRow& row) {
    return !refitted[next++] && row.predicted;
  });
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
  if (table.starts_with("training_cost")) {
    return predict_training(path, catalog, diagnostics);
  }
  if (table == "energy") {
    std::vector<ScoredRow> rows =
        serving_rows(table, read_published_energy(path, diagnostics), book, catalog, diagnostics);
    append(rows, predict_power_caps(path, catalog, diagnostics));
    append(rows, other_energy_rows(path, diagnostics));
    std::ranges::stable_sort(rows, {}, &ScoredRow::line);
    return rows;
  }
  const std::vector<PublishedServing> rows = read_published_serving(path, diagnostics);
  std::vector<ScoredRow> out = serving_rows(table, rows, book, catalog, diagnostics);
  if (options.leave_one_out) {
    leave_one_out(out, rows, book, catalog, options);
  }
  return out;
}

}  // namespace

std::vector<std::string> validation_tables() {
  return {"inference_throughput", "training_cost", "training_cost_h100", "energy"};
}

std::vector<ScoredRow> validate(const ValidateOptions& options, Diagnostics& diagnostics) {
  std::vector<ScoredRow> out;
  const std::string own = options.data_folder + "/reference";
  const std::string folder = options.reference_folder.empty() ? own : options.reference_folder;
  const Catalog catalog = Catalog::load(options.data_folder, diagnostics);
  const auto book = ReferenceBook::load(own, diagnostics);
  if (!book || diagnostics.error_count() > 0) {
    return out;
  }
  bool found = false;
  for (const std::string& table : validation_tables()) {
    const std::string path = folder + "/" + table + ".csv";
    if ((!options.table.empty() && options.table != table) || !std::filesystem::exists(path)) {
      continue;
    }
    found = true;
    append(out, score_file(table, path, *book, catalog, options, diagnostics));
  }
  if (!found) {
    std::string names;
    for (const std::string& table : validation_tables()) {
      names += (names.empty() ? "" : ", ") + table + ".csv";
    }
    diagnostics.error({folder, 0, 0}, "holds no table that can be scored", "it may hold " + names);
  }
  return out;
}

bool write_validation(const std::vector<ScoredRow>& rows,
                      const std::string& folder,
                      Diagnostics& diagnostics) {
  return write_file(folder + "/validate.csv", to_csv(row_table(rows)), diagnostics) &&
         write_file(folder + "/scores.csv", to_csv(score_table(rows)), diagnostics) &&
         write_file(folder + "/scatter.svg", scatter_svg(rows), diagnostics);
}

}  // namespace costwright

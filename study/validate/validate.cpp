#include "study/validate/validate.h"

#include <algorithm>
#include <filesystem>

#include "core/perf/llm_calibration.h"
#include "study/calibrate/calibrate.h"

namespace costwright {
namespace {

ScoredRow scored(const PublishedServing& row) {
  ScoredRow out;
  out.table = "inference_throughput";
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

std::vector<ScoredRow> serving_rows(const std::string& path,
                                    const ReferenceBook& book,
                                    const Catalog& catalog,
                                    const ValidateOptions& options,
                                    Diagnostics& diagnostics) {
  const std::vector<PublishedServing> rows = read_published_serving(path, diagnostics);
  const std::vector<ServingCase> cases = serving_cases(rows, book, catalog);
  std::vector<ScoredRow> out;
  std::ranges::transform(rows, std::back_inserter(out), scored);
  for (const ServingCase& c : cases) {
    predict_case(c, rows, catalog, out, diagnostics);
  }
  if (options.leave_one_out) {
    const auto groups = calibrate(cases, rows, {true, options.threads, options.progress});
    for (const FittedGroup& g : groups) {
      for (std::size_t i = 0; i < g.measurements.size(); ++i) {
        const auto at = static_cast<std::size_t>(g.measurements[i].row - rows.data());
        out[at].predicted =
            g.unseen[i] > 0 ? std::optional(g.unseen[i] * out[at].published) : std::nullopt;
      }
    }
    std::erase_if(out, [&](const ScoredRow& row) {  // E2E and totals are not refitted
      return row.metric == "e2e_ms" || row.metric == "total_tok_s_per_gpu";
    });
  }
  return out;
}

}  // namespace

std::vector<std::string> validation_tables() {
  return {"inference_throughput"};
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
    std::vector<ScoredRow> rows = serving_rows(path, *book, catalog, options, diagnostics);
    out.insert(out.end(), std::make_move_iterator(rows.begin()),
               std::make_move_iterator(rows.end()));
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

}  // namespace costwright

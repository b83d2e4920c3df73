#include "study/calibrate/calibrate_training.h"

#include <algorithm>
#include <map>

#include "study/calibrate/training_fit.h"

namespace costwright::study {
namespace {

std::string key_of(const TrainingCase& c) {
  return fmt::format("{}/{}{}{}", c.job->accelerator.architecture,
                     training_arithmetic(c.job->precision), c.release.empty() ? "" : "/",
                     c.release);
}

CalibrationTables empty_tables() {
  CalibrationTables tables;
  tables.factors = {"training", "Training factors", {{"table", "table"}, {"key", "key"}}, {}};
  for (const auto& f : perf::training_factors()) {
    tables.factors.columns.push_back({std::string(f.name), std::string(f.name)});
  }
  for (const char* name : {"status", "as_of", "source", "notes"}) {
    tables.factors.columns.push_back({name, name});
  }
  tables.residuals = {"residuals",
                      "Residuals of the fit",
                      {{"calibration", "calibration"},
                       {"line", "line"},
                       {"model", "model"},
                       {"accelerator", "accelerator"},
                       {"measured", "measured tokens/s and device"},
                       {"predicted", "predicted"},
                       {"error", "error"}},
                      {}};
  tables.summary = {"calibration",
                    "How well the factors fit (error: |predicted / measured - 1|; unseen models: "
                    "`costwright validate --leave-one-out --table training_cost`)",
                    {{"key", "architecture/arithmetic"},
                     {"measurements", "figures"},
                     {"error_p50_pct", "median error %"},
                     {"error_p90_pct", "90th pct %"}},
                    {}};
  return tables;
}

void add_rows(CalibrationTables& to,
              const std::vector<const TrainingCase*>& cases,
              const std::string& as_of,
              const std::string& source) {
  FittedTraining fitted = fit_training(cases);
  if (std::ranges::none_of(cases, [](const TrainingCase* c) {
        return c->job->model.experts > 0;
      })) {
    fitted.per_expert_s = fitted.per_expert_older_s =
        cases.front()->calibration.factors.per_expert_s;
  }
  std::map<std::string, std::vector<double>> ratios;
  std::map<std::string, perf::TrainingEfficiency> factors;
  for (const TrainingCase* c : cases) {
    const std::string key = key_of(*c);
    factors[key] = with_fitted(*c, fitted);
    const double predicted = training_step(*c->job, factors[key]).tokens_per_device_s;
    ratios[key].push_back(predicted / c->row.published);
    to.residuals.rows.push_back({key, static_cast<std::int64_t>(c->row.line), c->row.model,
                                 c->job->accelerator.key, figure(c->row.published),
                                 figure(predicted), percent(ratios[key].back() - 1)});
  }
  for (const auto& [key, e] : factors) {
    std::vector<Cell> row{std::string("calibration_training"), key};
    for (const auto& f : perf::training_factors()) {
      const double value = e.*f.member / f.unit;
      row.emplace_back(Figure{value > 0 ? rounded(value) : 0, 6});
    }
    for (const std::string& text :
         {std::string("estimate"), as_of, source,
          std::string("link, overlaps and native_attention are the catalogue's, not fitted")}) {
      row.emplace_back(text);
    }
    to.factors.rows.push_back(std::move(row));
    to.summary.rows.push_back({key, static_cast<std::int64_t>(ratios[key].size()),
                               percent_of(ratios[key], 0.5), percent_of(ratios[key], 0.9)});
  }
}

}  // namespace

std::optional<CalibrationTables> calibrate_training(const std::string& training_cost_csv,
                                                    const ReferenceBook& book,
                                                    const Catalog& catalog,
                                                    const std::string& as_of,
                                                    Diagnostics& diagnostics) {
  const auto cases = training_cases(training_cost_csv, book, catalog, diagnostics);
  std::map<std::string, std::vector<const TrainingCase*>> found;  // by architecture
  for (const TrainingCase& c : cases) {
    if (c.job && !c.row.extrapolated) {
      found[c.job->accelerator.architecture].push_back(&c);
    }
  }
  if (diagnostics.has_errors()) {
    return std::nullopt;
  }
  if (found.empty()) {
    diagnostics.error({training_cost_csv, 0, 0}, "no row can be used",
                      cases.empty() ? "it holds no rows" : cases.front().row.reason);
    return std::nullopt;
  }
  CalibrationTables tables = empty_tables();
  for (const auto& [architecture, of] : found) {
    add_rows(tables, of, as_of, "costwright calibrate " + training_cost_csv);
  }
  return tables;
}

}  // namespace costwright::study

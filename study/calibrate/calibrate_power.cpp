#include "study/calibrate/calibrate_power.h"

#include <map>

#include "core/calibration/llm_calibration.h"
#include "study/calibrate/power_fit.h"
#include "study/published/energy_rows.h"
#include "study/published/serving_case.h"

namespace costwright::study {
namespace {

// What was measured on the devices of one architecture.
struct Measured {
  std::vector<CappedJob> jobs;
  std::vector<ServedPower> loads;
};

std::vector<ServedPower> served_loads(const std::string& energy_csv,
                                      const ReferenceBook& book,
                                      const Catalog& catalog,
                                      Diagnostics& diagnostics) {
  std::vector<ServedPower> loads;
  const auto rows = read_published_energy(energy_csv, diagnostics);
  for (const ServingCase& c : serving_cases(rows, book, catalog)) {
    if (!c.reason.empty() || !c.assumption.empty()) {
      continue;
    }
    FactLog facts;
    const auto calibration = calibration_for(catalog, c.engine, c.replica, facts, diagnostics);
    if (const auto prediction = predict(c, calibration.factors)) {
      if (auto load = at_published_speed(c, rows, *prediction)) {
        loads.push_back(std::move(*load));
      }
    }
  }
  return loads;
}

struct Residual {
  std::string model, accelerator, metric;
  double measured{}, predicted{};
};

PowerFactors fitted_to(const Measured& of) {
  PowerFactors power =
      of.jobs.empty() ? of.loads.front().replica.accelerator.power : fit_power_caps(of.jobs);
  if (of.loads.empty()) {
    return power;
  }
  std::vector<ServedPower> loads = of.loads;
  for (ServedPower& load : loads) {
    load.replica.accelerator.power = power;
  }
  return fit_serving_power(loads);
}

std::vector<Residual> residuals_of(const Measured& of, const PowerFactors& power) {
  std::vector<Residual> out;
  for (CappedJob job : of.jobs) {
    job.accelerator.power = power;
    for (const CappedJob::Point& p : job.points) {
      const CappedRun run = capped_run(job, p.cap_w);
      if (p.time_ratio > 0) {
        out.push_back(
            {job.model, job.accelerator.key, "time under a cap", p.time_ratio, run.time_ratio});
      }
      if (p.energy_ratio > 0) {
        out.push_back({job.model, job.accelerator.key, "energy under a cap", p.energy_ratio,
                       run.energy_ratio});
      }
    }
  }
  for (ServedPower load : of.loads) {
    load.replica.accelerator.power = power;
    out.push_back({load.model, load.replica.accelerator.key, "power of a replica, W", load.watts,
                   served_watts(load, llm_energy(load.replica))});
  }
  return out;
}

CalibrationTables empty_tables() {
  CalibrationTables tables;
  tables.factors = {"power", "Power factors", {{"table", "table"}, {"key", "key"}}, {}};
  for (const auto& f : power_factors()) {
    tables.factors.columns.push_back({std::string(f.name), std::string(f.name)});
  }
  for (const char* name : {"status", "as_of", "source", "notes"}) {
    tables.factors.columns.push_back({name, name});
  }
  tables.residuals = {"residuals",
                      "Residuals of the fit",
                      {{"architecture", "architecture"},
                       {"model", "model"},
                       {"accelerator", "accelerator"},
                       {"metric", "metric"},
                       {"measured", "measured"},
                       {"predicted", "predicted"},
                       {"error", "error"}},
                      {}};
  tables.summary = {"calibration",
                    "How well the factors fit (error: |predicted / measured - 1|; unseen models: "
                    "`costwright validate --leave-one-out --table energy`)",
                    {{"key", "architecture"},
                     {"measurements", "figures"},
                     {"error_p50_pct", "median error %"},
                     {"error_p90_pct", "90th pct %"}},
                    {}};
  return tables;
}

void add_rows(CalibrationTables& to,
              const std::string& architecture,
              const Measured& measured,
              const std::string& as_of,
              const std::string& source) {
  const PowerFactors power = fitted_to(measured);
  std::vector<Cell> row{std::string("calibration_power"), architecture};
  for (const auto& f : power_factors()) {
    row.emplace_back(Figure{rounded(power.*f.member / f.unit), 6});
  }
  const std::string notes = fmt::format("{} jobs under power caps, {} loads of LLM engines",
                                        measured.jobs.size(), measured.loads.size());
  for (const std::string& text : {std::string("estimate"), as_of, source, notes}) {
    row.emplace_back(text);
  }
  to.factors.rows.push_back(std::move(row));
  std::vector<double> ratios;
  for (const Residual& r : residuals_of(measured, power)) {
    ratios.push_back(r.predicted / r.measured);
    to.residuals.rows.push_back({architecture, r.model, r.accelerator, r.metric,
                                 figure(r.measured, 4), figure(r.predicted, 4),
                                 percent(ratios.back() - 1)});
  }
  to.summary.rows.push_back({architecture, static_cast<std::int64_t>(ratios.size()),
                             percent_of(ratios, 0.5), percent_of(ratios, 0.9)});
}

}  // namespace

std::optional<CalibrationTables> calibrate_power(const std::string& energy_csv,
                                                 const ReferenceBook& book,
                                                 const Catalog& catalog,
                                                 const std::string& as_of,
                                                 Diagnostics& diagnostics) {
  std::map<std::string, Measured> found;
  for (CappedJob& job : capped_jobs(energy_csv, book, catalog, diagnostics)) {
    found[job.accelerator.architecture].jobs.push_back(std::move(job));
  }
  for (ServedPower& load : served_loads(energy_csv, book, catalog, diagnostics)) {
    found[load.replica.accelerator.architecture].loads.push_back(std::move(load));
  }
  if (diagnostics.has_errors()) {
    return std::nullopt;
  }
  if (found.empty()) {
    diagnostics.error({energy_csv, 0, 0}, "no row can be used",
                      "`costwright validate` says why of each row of such a file");
    return std::nullopt;
  }
  CalibrationTables tables = empty_tables();
  for (const auto& [architecture, measured] : found) {
    add_rows(tables, architecture, measured, as_of, "costwright calibrate " + energy_csv);
  }
  return tables;
}

}  // namespace costwright::study

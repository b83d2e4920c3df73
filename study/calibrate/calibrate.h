#pragma once
// From measurements to the catalogue's table `calibration`: one fit per (engine, accelerator
// architecture, arithmetic), and what each fit misses on models that it has not seen.
#include <functional>
#include <map>
#include <optional>

#include "study/calibrate/calibration_tables.h"
#include "study/calibrate/fit.h"
#include "study/calibrate/left_out.h"

namespace costwright::study {

struct FittedGroup {
  std::string engine, architecture, arithmetic;
  std::vector<Measurement> measurements;
  std::vector<std::string> folds;  // of each measurement: what `unseen` left out with it
  FitPrior prior;
  Fit fit;
  perf::LlmEfficiency alone;   // fitted from `options.prior`: nothing of another group is in it
  std::vector<double> seen;    // predicted / measured with `fit`; 0: not predicted
  std::vector<double> unseen;  // with the fit to the other folds
  std::map<std::string, perf::LlmEfficiency> without;  // by fold: fitted to the others
  std::vector<LeftOut> left_out;  // all parts, to the group itself; with leave_one_out
  int models{};
  std::string key() const { return engine + "/" + architecture + "/" + arithmetic; }
};

struct CalibrateOptions {
  bool leave_one_out = true;  // else `unseen` stays empty
  int threads = 0;            // 0: one per core
  std::function<void(double share)> progress;
  // Where a fit starts and what it stays near; none: default_llm_efficiency(), and once all groups
  // are fitted what the other groups of the engine found, as far as there are any.
  std::function<perf::LlmEfficiency(const Measurement&)> prior = nullptr;
};

// Groups in order of key. Where one model was measured, the prior is what is pooled of the engine's
// other groups (releases, architectures, arithmetics), each fitted alone: a group with one pair of
// lengths learns from them what prompts take. Of the arithmetics of an engine on one architecture
// the one that finds the least latency of an all-reduce tells the others what all-reduces take. A
// fold is a model; of a group with one model only, a pair of lengths. A fold that is the whole
// group is predicted with its prior. The result does not depend on the number of threads. `cases`
// and `rows` must outlive it.
std::vector<FittedGroup> calibrate(const std::vector<ServingCase>& cases,
                                   const std::vector<PublishedServing>& rows,
                                   const CalibrateOptions& options);

// As data/calibration/serving.csv holds them.
Table calibration_table(const std::vector<FittedGroup>& groups,
                        const std::string& as_of,
                        const std::string& source);
// One row per measurement, for the eye: `residuals.csv`.
Table residual_table(const std::vector<FittedGroup>& groups);

struct MeasuredRows {
  std::vector<PublishedServing> rows;
  std::string name;  // of the file or files that they are from
};
// The whole way.
std::optional<CalibrationTables> calibrate_rows(const MeasuredRows& measured,
                                                const ReferenceBook& book,
                                                const Catalog& catalog,
                                                const std::string& as_of,
                                                const CalibrateOptions& options,
                                                Diagnostics& diagnostics);

// Of a CSV with the columns of inference_throughput.csv.
std::optional<CalibrationTables> calibrate_serving(const std::string& measurements_csv,
                                                   const ReferenceBook& book,
                                                   const Catalog& catalog,
                                                   const std::string& as_of,
                                                   const CalibrateOptions& options,
                                                   Diagnostics& diagnostics);

}  // namespace costwright::study

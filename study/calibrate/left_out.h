#pragma once
// What a prediction misses by when a part of the measurements had no share in its factors: the
// evidence behind the ranges (core/calibration/error_range.h). Of throughputs and times per token:
// what TTFT misses by near saturation is queueing, which a simulation at another speed brings out
// by itself.
#include <string>
#include <vector>

#include "core/calibration/error_range.h"
#include "core/calibration/pooled_factors.h"
#include "study/calibrate/fit.h"

namespace costwright::study {

struct LeftOut {
  ErrorStep step{};
  std::string group, part;        // "vllm/hopper/bf16", "Llama-3.1-8B"
  std::vector<double> log_times;  // ln(measured / predicted time) of each figure; never empty
};

// ln(measured / predicted time) of the figure; nothing for other metrics and without a prediction
// (ratio 0). `ratio`: predicted / measured.
std::optional<double> log_time(const PublishedServing& row, double ratio);

// A part of a group's measurements: which it holds out, and which of those count, as the rest still
// has their model.
struct Fold {
  ErrorStep step{};
  std::string part;
  std::vector<bool> held_out, counts;
};
// Thirds of the pairs of lengths, in order; each accelerator. Folds without anything that counts
// are left out. A group with one model has no thirds: its pairs are left out one by one elsewhere.
std::vector<Fold> folds_within(const std::vector<Measurement>& group);

// Fits to the rest and predicts what counts.
LeftOut leave_out(const std::vector<Measurement>& group,
                  const std::string& key,
                  const FitPrior& prior,
                  const Fold& fold);

// The measurements of `group` by `unseen` ratios of a fit without their fold (its name in `folds`):
// kModel, kSize where the model is beyond the sizes of all others, kLengths if there is one model.
std::vector<LeftOut> by_folds(const std::vector<Measurement>& group,
                              const std::string& key,
                              const std::vector<std::string>& folds,
                              const std::vector<double>& unseen);

// Predicted with what is pooled of other groups, those of `all` that share ever less: without the
// group itself, without its engine on its architecture, its engine, its engine's other releases.
std::vector<LeftOut> by_other_groups(const std::vector<Measurement>& group,
                                     const std::string& key,
                                     const FactorGroup& own,
                                     const std::vector<MeasuredFactors>& all);

}  // namespace costwright::study

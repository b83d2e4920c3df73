#include "study/calibrate/training_fit.h"

#include <cmath>
#include <map>
#include <set>

#include "study/calibrate/least_squares.h"
#include "study/simulate/tasks.h"

namespace costwright::study {
namespace {

constexpr double kSpread = 0.05;

// gemm16, gemm8, gemm4, attention, memory, per_expert_s, per_expert_older_s
const std::vector<double> kStart{0.6, 0.6, 0.5, 0.3, 0.7, 0.1e-3, 0.1e-3};
const std::vector<FactorBounds> kBounds{{0.1, 1}, {0.1, 1},     {0.1, 1},    {0.02, 1},
                                        {0.1, 1}, {1e-6, 5e-3}, {1e-6, 5e-3}};

FittedTraining fitted_of(const std::vector<double>& x) {
  return {x[0], x[1], x[2], x[3], x[4], x[5], x[6]};
}

double predicted(const TrainingCase& c, const FittedTraining& fitted) {
  return training_step(*c.job, with_fitted(c, fitted)).tokens_per_device_s;
}

bool is_fitted(const TrainingCase& c) {
  return c.job && !c.row.extrapolated && c.calibration.fitted;
}

}  // namespace

perf::TrainingEfficiency with_fitted(const TrainingCase& c, const FittedTraining& fitted) {
  perf::TrainingEfficiency e = c.calibration.factors;
  e.gemm = c.job->precision == Precision::kFp4   ? fitted.gemm4
           : c.job->precision == Precision::kFp8 ? fitted.gemm8
                                                 : fitted.gemm16;
  if (e.native_attention == e.attention) {  // no kernels of its own: one share
    e.native_attention = fitted.attention;
  }
  e.attention = fitted.attention;
  e.memory = fitted.memory;
  e.per_expert_s = c.release.empty() ? fitted.per_expert_s : fitted.per_expert_older_s;
  return e;
}

FittedTraining fit_training(const std::vector<const TrainingCase*>& cases) {
  std::map<std::string, double> rows;
  for (const TrainingCase* c : cases) {
    rows[c->job->model.key] += 1;
  }
  const auto misfits = [&](const std::vector<double>& factors, std::vector<double>& out) {
    out.clear();
    for (const TrainingCase* c : cases) {
      const double error = std::log(predicted(*c, fitted_of(factors)) / c->row.published);
      out.push_back(robust(error / kSpread) / std::sqrt(std::sqrt(rows.at(c->job->model.key))));
    }
  };
  return fitted_of(least_squares(kStart, kBounds, misfits).factors);
}

namespace {

using Fold = std::pair<std::string, std::string>;  // architecture, model

Fold fold_of(const TrainingCase& c) {
  return {c.job->accelerator.architecture, c.job->model.key};
}

FittedTraining fit_without(const std::vector<TrainingCase>& cases, const Fold& fold) {
  std::vector<const TrainingCase*> others;
  for (const TrainingCase& c : cases) {
    if (is_fitted(c) && fold_of(c).first == fold.first && fold_of(c).second != fold.second) {
      others.push_back(&c);
    }
  }
  return fit_training(others);
}

// Those of the fold, predicted by the others; each fold writes to places of its own.
void predict_fold(const std::vector<TrainingCase>& cases,
                  const Fold& fold,
                  std::vector<std::optional<double>>& unseen) {
  const FittedTraining fitted = fit_without(cases, fold);
  for (std::size_t i = 0; i < cases.size(); ++i) {
    if (is_fitted(cases[i]) && fold_of(cases[i]) == fold) {
      unseen[i] = predicted(cases[i], fitted);
    }
  }
}

}  // namespace

std::vector<std::optional<double>> training_without_own_model(
    const std::vector<TrainingCase>& cases, int threads) {
  std::vector<std::optional<double>> unseen(cases.size());
  std::set<Fold> folds;
  for (const TrainingCase& c : cases) {
    if (is_fitted(c)) {
      folds.insert(fold_of(c));
    }
  }
  std::vector<std::function<void()>> tasks;
  for (const Fold& fold : folds) {
    tasks.emplace_back([&cases, &unseen, fold] {
      predict_fold(cases, fold, unseen);
    });
  }
  run_tasks(tasks, threads);
  return unseen;
}

}  // namespace costwright::study

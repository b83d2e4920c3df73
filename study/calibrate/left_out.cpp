#include "study/calibrate/left_out.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <utility>

#include "core/calibration/llm_calibration.h"

namespace costwright::study {
namespace {

using Lengths = std::pair<double, double>;

Lengths lengths_of(const Measurement& m) {
  return {m.at->load.input, m.at->load.output};
}

const std::string& model_of(const Measurement& m) {
  return m.at->replica.model.key;
}

const std::string& accelerator_of(const Measurement& m) {
  return m.at->replica.accelerator.key;
}

std::optional<Fold> fold_where(const std::vector<Measurement>& group,
                               ErrorStep step,
                               std::string part,
                               const auto& is_held_out) {
  Fold fold{step, std::move(part), {}, {}};
  std::set<std::string> kept;
  for (const Measurement& m : group) {
    fold.held_out.push_back(is_held_out(m));
    if (!fold.held_out.back()) {
      kept.insert(model_of(m));
    }
  }
  bool any = false;
  for (std::size_t i = 0; i < group.size(); ++i) {
    fold.counts.push_back(fold.held_out[i] && kept.contains(model_of(group[i])));
    any = any || fold.counts.back();
  }
  return any ? std::optional(std::move(fold)) : std::nullopt;
}

void add_lengths(const std::vector<Measurement>& group, std::vector<Fold>& folds) {
  std::set<Lengths> pairs;
  for (const Measurement& m : group) {
    pairs.insert(lengths_of(m));
  }
  constexpr std::size_t kParts = 3;
  for (std::size_t part = 0; part < kParts; ++part) {
    const auto is_held_out = [&](const Measurement& m) {
      const auto place =
          static_cast<std::size_t>(std::distance(pairs.begin(), pairs.find(lengths_of(m))));
      return place * kParts / pairs.size() == part;
    };
    if (auto fold = fold_where(group, ErrorStep::kLengths,
                               fmt::format("lengths {} of {}", part + 1, kParts), is_held_out)) {
      folds.push_back(std::move(*fold));
    }
  }
}

void add_accelerators(const std::vector<Measurement>& group, std::vector<Fold>& folds) {
  std::set<std::string> accelerators;
  for (const Measurement& m : group) {
    accelerators.insert(accelerator_of(m));
  }
  for (const std::string& each : accelerators) {
    const auto is_held_out = [&](const Measurement& m) {
      return accelerator_of(m) == each;
    };
    if (auto fold = fold_where(group, ErrorStep::kAccelerator, each, is_held_out)) {
      folds.push_back(std::move(*fold));
    }
  }
}

void append_times(const std::vector<Measurement>& group,
                  const std::vector<double>& ratios,
                  LeftOut& to) {
  for (std::size_t i = 0; i < group.size(); ++i) {
    if (const auto time = log_time(*group[i].row, ratios[i])) {
      to.log_times.push_back(*time);
    }
  }
}

bool is_beyond_others(const std::vector<Measurement>& group, const std::string& model) {
  double size = 0;
  double low = 1e9;
  double high = 0;
  for (const Measurement& m : group) {
    const double active = active_parameters_b(m.at->replica.model);
    if (model_of(m) == model) {
      size = active;
    } else {
      low = std::min(low, active);
      high = std::max(high, active);
    }
  }
  return is_beyond(size, low, high);
}

// 0: the same group, 1: another arithmetic, 2: another architecture, 3: another release, 4: another
// engine.
int distance(const FactorGroup& a, const FactorGroup& b, const std::vector<std::string>& engines) {
  if (a.engine != b.engine) {
    return engine_family(a.engine, engines) == engine_family(b.engine, engines) ? 3 : 4;
  }
  return a.architecture != b.architecture ? 2 : a.arithmetic != b.arithmetic ? 1 : 0;
}

}  // namespace

std::optional<double> log_time(const PublishedServing& row, double ratio) {
  if (ratio <= 0) {
    return std::nullopt;
  }
  if (row.metric == "tpot_ms") {
    return -std::log(ratio);
  }
  const bool is_rate = row.metric == "total_output_tok_s" || row.metric == "per_gpu_tok_s";
  return is_rate ? std::optional(std::log(ratio)) : std::nullopt;
}

std::vector<Fold> folds_within(const std::vector<Measurement>& group) {
  std::set<std::string> models;
  for (const Measurement& m : group) {
    models.insert(model_of(m));
  }
  std::vector<Fold> folds;
  if (models.size() > 1) {
    add_lengths(group, folds);
  }
  add_accelerators(group, folds);
  return folds;
}

LeftOut leave_out(const std::vector<Measurement>& group,
                  const std::string& key,
                  const FitPrior& prior,
                  const Fold& fold) {
  std::vector<Measurement> others;
  std::vector<Measurement> counted;
  for (std::size_t i = 0; i < group.size(); ++i) {
    if (!fold.held_out[i]) {
      others.push_back(group[i]);
    } else if (fold.counts[i]) {
      counted.push_back(group[i]);
    }
  }
  LeftOut out{fold.step, key, fold.part, {}};
  append_times(counted, ratios(counted, fit_factors(others, prior).factors), out);
  return out;
}

std::vector<LeftOut> by_folds(const std::vector<Measurement>& group,
                              const std::string& key,
                              const std::vector<std::string>& folds,
                              const std::vector<double>& unseen) {
  std::set<std::string> models;
  for (const Measurement& m : group) {
    models.insert(model_of(m));
  }
  std::map<std::string, LeftOut> parts;
  for (std::size_t i = 0; i < group.size(); ++i) {
    const auto [at, is_new] = parts.try_emplace(folds[i]);
    if (is_new) {
      const ErrorStep step = models.size() == 1                            ? ErrorStep::kLengths
                             : is_beyond_others(group, model_of(group[i])) ? ErrorStep::kSize
                                                                           : ErrorStep::kModel;
      at->second = {step, key, folds[i], {}};
    }
    if (const auto time = log_time(*group[i].row, unseen[i])) {
      at->second.log_times.push_back(*time);
    }
  }
  std::vector<LeftOut> out;
  for (auto& [name, part] : parts) {
    // A fold that is the whole group was predicted with the defaults: it says nothing of the fit.
    if (parts.size() > 1 && !part.log_times.empty()) {
      out.push_back(std::move(part));
    }
  }
  return out;
}

std::vector<LeftOut> by_other_groups(const std::vector<Measurement>& group,
                                     const std::string& key,
                                     const FactorGroup& own,
                                     const std::vector<MeasuredFactors>& all) {
  const std::vector<std::string> engines = engines_of(all);
  std::vector<LeftOut> out;
  int nearest = 1;  // that is left
  for (const ErrorStep step : {ErrorStep::kArithmetic, ErrorStep::kArchitecture,
                               ErrorStep::kRelease, ErrorStep::kEngine}) {
    std::vector<MeasuredFactors> left;
    bool any = false;
    for (const MeasuredFactors& m : all) {
      const int away = distance(m.group, own, engines);
      any = any || away == nearest;
      if (away >= nearest) {
        left.push_back(m);
      }
    }
    LeftOut part{step, key, key, {}};
    if (any) {
      append_times(group, ratios(group, pooled_factors(own, left)), part);
    }
    if (!part.log_times.empty()) {
      out.push_back(std::move(part));
    }
    ++nearest;
  }
  return out;
}

}  // namespace costwright::study

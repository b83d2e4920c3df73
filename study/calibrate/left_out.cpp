#include "study/calibrate/left_out.h"

#include <algorithm>
#include <cmath>
#include <functional>
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

// Of the measurements that `chosen` names.
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
                  const perf::LlmEfficiency& prior,
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
  using enum ErrorStep;
  std::vector<std::string> engines;
  for (const MeasuredFactors& m : all) {
    engines.push_back(m.group.engine);
  }
  const auto family = [&](const FactorGroup& g) {
    return engine_family(g.engine, engines);
  };
  // What is left of `all`; of it, what makes the step one.
  const auto add = [&](ErrorStep step, const auto& stays, const auto& is_near,
                       std::vector<LeftOut>& out) {
    std::vector<MeasuredFactors> left;
    bool any = false;
    for (const MeasuredFactors& m : all) {
      if (stays(m.group)) {
        left.push_back(m);
        any = any || is_near(m.group);
      }
    }
    LeftOut part{step, key, key, {}};
    if (any) {
      append_times(group, ratios(group, pooled_factors(own, left)), part);
    }
    if (!part.log_times.empty()) {
      out.push_back(std::move(part));
    }
  };
  const auto same_engine = [&](const FactorGroup& g) {
    return g.engine == own.engine;
  };
  const auto same_family = [&](const FactorGroup& g) {
    return family(g) == family(own);
  };
  const auto same_place = [&](const FactorGroup& g) {
    return same_engine(g) && g.architecture == own.architecture;
  };
  const auto itself = [&](const FactorGroup& g) {
    return same_place(g) && g.arithmetic == own.arithmetic;
  };
  const auto anything = [](const FactorGroup&) {
    return true;
  };
  std::vector<LeftOut> out;
  add(kArithmetic, std::not_fn(itself), same_place, out);
  add(kArchitecture, std::not_fn(same_place), same_engine, out);
  add(kRelease, std::not_fn(same_engine), same_family, out);
  add(kEngine, std::not_fn(same_family), anything, out);
  return out;
}

}  // namespace costwright::study

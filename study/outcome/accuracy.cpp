#include "study/outcome/accuracy.h"

#include <algorithm>

#include "core/perf/serving/cascade_accuracy.h"
#include "core/scenario/loaded.h"
#include "core/scenario/rules/relays.h"
#include "study/inputs/catalog_input.h"
#include "study/outcome/evaluation.h"

namespace costwright::study {
namespace {

// The score as it is deployed.
std::optional<AccuracyOutcome> deployed_score(const Row& row,
                                              const Fact& score,
                                              const Model& model,
                                              const Catalog& catalog) {
  AccuracyOutcome made{row.key(), score.column, score.value, std::string(to_string(score.status))};
  const auto effects = effects_on(score, model, catalog, &made.compressed_by);
  if (!effects) {
    return std::nullopt;
  }
  for (const ScoreEffect& effect : *effects) {
    made.score += effect.points;
  }
  if (!effects->empty()) {
    const double half = score_interval(made.score, *effects);
    made.low = made.score - half;
    made.high = std::min(100.0, made.score + half);
  }
  return made;
}

// Null for an API, whose model the catalogue has no scores of.
const Model* model_behind(const Scenario& scenario, const std::string& deployment) {
  const auto& name = find_named(scenario.serving, deployment)->model;
  return name ? find_named(scenario.models, *name) : nullptr;
}

std::optional<AccuracyOutcome> score_behind(const Evaluation& evaluation,
                                            const std::string& deployment,
                                            std::string_view column) {
  const Catalog& catalog = evaluation.catalog->catalog;
  const Model* model = model_behind(evaluation.scenario(), deployment);
  if (model == nullptr) {
    return std::nullopt;
  }
  const Row& row = catalog.row("models", model->model);
  const auto fact = row.fact(column);
  return fact ? deployed_score(row, *fact, *model, catalog) : std::nullopt;
}

// Of a cascade, in the first benchmark in which both of its models have a score.
std::optional<AccuracyOutcome> mixed_accuracy(const Evaluation& evaluation,
                                              const Workload& workload) {
  for (const auto column : kBenchmarks) {
    const auto small = score_behind(evaluation, *workload.served_by, column);
    const auto large = score_behind(evaluation, workload.cascade->then, column);
    if (!small || !large) {
      continue;
    }
    const auto mix = [&](double first, double then) {
      return perf::cascade_accuracy(first, then, workload.cascade->share.value);
    };
    AccuracyOutcome mixed{fmt::format("{}, then {}", small->model, large->model), small->benchmark,
                          mix(small->score, large->score),
                          std::string(to_string(FactStatus::kEstimate))};
    if (small->low || large->low) {
      mixed.low = mix(small->low.value_or(small->score), large->low.value_or(large->score));
      mixed.high = mix(small->high.value_or(small->score), large->high.value_or(large->score));
    }
    return mixed;
  }
  return std::nullopt;
}

}  // namespace

// The score reported as a model's accuracy: the stated benchmark, else the first that the row
// fills.
std::optional<Fact> score_of(const Row& row, const Model& model) {
  if (model.benchmark) {
    const bool known =
        std::find(kBenchmarks.begin(), kBenchmarks.end(), *model.benchmark) != kBenchmarks.end();
    return known ? row.fact(*model.benchmark) : std::nullopt;
  }
  for (const auto column : kBenchmarks) {
    if (auto fact = row.fact(column)) {
      return fact;
    }
  }
  return std::nullopt;
}

// What a model's compression does to one score; nullopt: nothing is published of one of them.
std::optional<std::vector<ScoreEffect>> effects_on(const Fact& score,
                                                   const Model& model,
                                                   const Catalog& catalog,
                                                   std::string* names) {
  std::vector<ScoreEffect> effects;
  const Compression none;
  const Compression& by = model.compression.value_or(none);
  for (const auto& technique : {by.weights, by.sparsity, by.kv_cache, by.prompt}) {
    if (!technique) {
      continue;
    }
    auto effect = score_effect(catalog, *technique, model.model, score.column);
    if (!effect) {
      return std::nullopt;
    }
    if (names != nullptr) {
      *names += fmt::format("{}{} ({})", names->empty() ? "" : ", ", *technique,
                            effect->is_transferred ? "transferred" : "published");
    }
    effects.push_back(std::move(*effect));
  }
  return effects;
}

namespace {

// Of answers to prompts that were shortened, nobody says how.
bool is_unknown(const Scenario& scenario, const std::string& name, const Model& model) {
  const bool is_stated = model.compression && model.compression->prompt;
  return !is_stated && std::any_of(scenario.serving.begin(), scenario.serving.end(),
                                   [&name = name](const auto& entry) {
                                     return entry.second.model == name && entry.second.compress_by;
                                   });
}

// Whether all that it answers is answered by cascades whose accuracy is known.
bool is_in_cascades_alone(const Evaluation& evaluation, const std::string& deployment) {
  bool is_used = false;
  for (const auto& [name, workload] : evaluation.scenario().workloads) {
    const bool is_then = workload.cascade && workload.cascade->then == deployment;
    const bool overflows_here = workload.overflow_to == deployment;
    if (workload.served_by != deployment && !is_then && !overflows_here) {
      continue;
    }
    if (overflows_here || !workload.cascade || !mixed_accuracy(evaluation, workload)) {
      return false;
    }
    is_used = true;
  }
  return is_used;
}

// Whether somebody gets its answers as they are: not of what drafts for another model, shortens
// prompts, or has its part in cascades that have an accuracy of their own.
bool answers(const Evaluation& evaluation, const std::string& model) {
  const Scenario& scenario = evaluation.scenario();
  bool is_deployed = false;
  for (const auto& [name, deployment] : scenario.serving) {
    if (deployment.model != model) {
      continue;
    }
    is_deployed = true;
    if (compresses_for(scenario, name) == nullptr && !is_in_cascades_alone(evaluation, name)) {
      return true;
    }
  }
  const auto is_draft = [&model](const auto& entry) {
    return entry.second.speculative && entry.second.speculative->draft_model == model;
  };
  return !is_deployed && std::ranges::none_of(scenario.serving, is_draft);
}

}  // namespace

std::vector<AccuracyOutcome> accuracies(const Evaluation& evaluation) {
  std::vector<AccuracyOutcome> all;
  for (const auto& [name, model] : evaluation.scenario().models) {
    if (is_unknown(evaluation.scenario(), name, model) || !answers(evaluation, name)) {
      continue;
    }
    const Row& row = evaluation.catalog->catalog.row("models", model.model);
    const auto fact = score_of(row, model);
    auto made = fact ? deployed_score(row, *fact, model, evaluation.catalog->catalog)
                     : std::optional<AccuracyOutcome>();
    if (made) {
      all.push_back(std::move(*made));
    }
  }
  for (const auto& [name, workload] : evaluation.scenario().workloads) {
    if (const auto mixed = workload.cascade ? mixed_accuracy(evaluation, workload) : std::nullopt) {
      all.push_back(*mixed);
    }
  }
  return all;
}

}  // namespace costwright::study

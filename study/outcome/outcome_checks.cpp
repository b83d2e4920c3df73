// What the outcome needs of the catalogue is there, before anything is simulated.
#include "core/cost/api_price.h"
#include "core/scenario/loaded.h"
#include "study/outcome/accuracy.h"
#include "study/outcome/evaluation.h"

namespace costwright::study {
namespace {

void check_api_reference(const LoadedScenario& loaded,
                         const std::string& workload,
                         const std::string& api,
                         const Catalog& catalog,
                         FactLog& facts,
                         Diagnostics& diagnostics) {
  const Place place = place_of(loaded, "workloads." + workload + ".api_reference");
  const Row* row = catalog.find("cloud_services", api, place, diagnostics);
  if (row == nullptr) {
    return;
  }
  const auto price = cost::api_price(*row);
  if (!price) {
    diagnostics.error(place, fmt::format("'{}' has no token prices to compare with", row->key()),
                      "see `costwright catalog cloud_services --filter llm_api`");
    return;
  }
  const Workload& asked = *find_named(loaded.scenario.workloads, workload);
  const auto cached = asked.cached_input ? std::optional(asked.cached_input->value) : std::nullopt;
  if (const auto fault = cost::api_fault(*row, cached, asked.api_batch)) {
    diagnostics.error(place_of(loaded, fmt::format("workloads.{}.{}", workload, fault->field)),
                      fault->message, fault->hint);
  }
  facts.use(price->input);
  facts.use(price->output);
  if (price->cached && !asked.api_batch) {
    facts.use(*price->cached);
  }
  if (price->batch_input && asked.api_batch) {
    facts.use(*price->batch_input);
  }
}

// A technique that the catalogue does not know is an error.
void check_techniques(const LoadedScenario& loaded,
                      const std::string& path,
                      const Compression& by,
                      const Catalog& catalog,
                      Diagnostics& diagnostics) {
  const auto check = [&](const std::optional<std::string>& technique, const char* field) {
    if (technique) {
      catalog.find("compression", *technique, place_of(loaded, path + field), diagnostics);
    }
  };
  check(by.weights, ".weights");
  check(by.kv_cache, ".kv_cache");
  check(by.sparsity, ".sparsity");
  check(by.prompt, ".prompt");
}

// One without a score on the model's benchmark is a warning: the accuracy is then not reported.
void check_effects(const Model& model,
                   const Fact& score,
                   const Place& place,
                   const Catalog& catalog,
                   FactLog& facts,
                   Diagnostics& diagnostics) {
  const auto effects = effects_on(score, model, catalog);
  if (!effects) {
    diagnostics.warning(place,
                        fmt::format("no score on {} is published of all of the compression of {}: "
                                    "its accuracy is not reported",
                                    score.column, model.model),
                        "`costwright catalog compression` lists what is; set another `benchmark`");
    return;
  }
  for (const ScoreEffect& effect : *effects) {
    for (const Fact& fact : effect.facts) {
      facts.use(fact);
    }
  }
}

void check_benchmark(const LoadedScenario& loaded,
                     const std::string& name,
                     const Model& model,
                     const Catalog& catalog,
                     FactLog& facts,
                     Diagnostics& diagnostics) {
  const Row* row = catalog.find("models", model.model,
                                place_of(loaded, "models." + name + ".model"), diagnostics);
  const auto fact = row != nullptr ? score_of(*row, model) : std::nullopt;
  if (fact) {
    facts.use(*fact);
    if (model.compression) {
      const std::string path = "models." + name + ".compression";
      check_techniques(loaded, path, *model.compression, catalog, diagnostics);
      check_effects(model, *fact, place_of(loaded, path), catalog, facts, diagnostics);
    }
  } else if (row != nullptr && model.benchmark) {
    diagnostics.error(
        place_of(loaded, "models." + name + ".benchmark"),
        fmt::format("the catalogue has no score '{}' of {}", *model.benchmark, row->key()),
        fmt::format("benchmarks are {}", fmt::join(kBenchmarks, ", ")));
  }
}

}  // namespace

void check_outcome_figures(const LoadedScenario& loaded,
                           const Catalog& catalog,
                           FactLog& facts,
                           Diagnostics& diagnostics) {
  for (const auto& [name, workload] : loaded.scenario.workloads) {
    if (workload.api_reference) {
      check_api_reference(loaded, name, *workload.api_reference, catalog, facts, diagnostics);
    }
  }
  for (const auto& [name, model] : loaded.scenario.models) {
    check_benchmark(loaded, name, model, catalog, facts, diagnostics);
  }
}

}  // namespace costwright::study

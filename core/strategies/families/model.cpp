// Strategies on the model itself. Speed and memory follow from the bytes and the arithmetic
// (core/perf/compute_path.h); accuracy from what was published (catalogue: compression).
#include <algorithm>
#include <charconv>

#include "core/catalog/catalog.h"
#include "core/catalog/views.h"
#include "core/scenario/loaded.h"
#include "core/scenario/scenario.h"
#include "core/strategies/families/families.h"

namespace costwright::families {
namespace {

constexpr std::string_view kFamily = "model";

// A way to store weights: what it is called in the catalogue's `compression` is its label.
struct WeightFormat {
  std::string_view label, precision;
  bool needs_fp4 = false, needs_blackwell = false;
};
constexpr WeightFormat kFormats[] = {
    {"bf16", "bf16"},       {"fp8", "fp8"},        {"int8", "int8"},
    {"int4-awq", "int4"},   {"int4-gptq", "int4"}, {"nvfp4", "fp4", true, true},
    {"mxfp4", "fp4", true},
};

// The device that a deployment runs on; null when the catalogue does not say.
const Row* device_of(const LoadedScenario& made, const Catalog& catalog, const std::string& name) {
  const Deployment* deployment = find_named(made.scenario.serving, name);
  const FleetEntry* fleet = deployment != nullptr && deployment->fleet
                                ? find_named(made.scenario.fleet, *deployment->fleet)
                                : nullptr;
  if (fleet == nullptr) {
    return nullptr;
  }
  Diagnostics told;
  FactLog facts;
  const Row* row = fleet->owned ? catalog.find("servers", fleet->owned->server, {}, told)
                                : catalog.find("cloud_instances", fleet->cloud->instance, {}, told);
  if (row == nullptr) {
    return nullptr;
  }
  std::string key;
  if (fleet->owned) {
    key = row->text("accelerator");
  } else if (const auto spec = cloud_instance_spec(*row, catalog, facts, told)) {
    key = spec->accelerator;
  }
  return key.empty() ? nullptr : catalog.find("accelerators", key, {}, told);
}

// Where the weights of the deployment's model are 2:4 sparse.
std::string sparsity_unmet(const Row& device,
                           const std::string& deployment,
                           const LoadedScenario& made,
                           const Catalog& catalog) {
  const auto& name = find_named(made.scenario.serving, deployment)->model;
  const Model* model = name ? find_named(made.scenario.models, *name) : nullptr;
  if (model == nullptr || model->sparsity == Sparsity::kNone) {
    return "";
  }
  Diagnostics told;
  FactLog facts;
  const Row* row = catalog.find("models", model->model, {}, told);
  if (row != nullptr && model_kind(*row) == ModelKind::kMoeLlm) {
    return "no kernel of routed experts gets faster by 2:4 sparsity";
  }
  sparse_kernel(catalog, device, model->weights, facts, {}, told);
  return told.first_error();
}

std::string format_unmet(const WeightFormat& format,
                         const std::string& deployment,
                         const LoadedScenario& made,
                         const Catalog& catalog) {
  const Row* device = device_of(made, catalog, deployment);
  if (device == nullptr) {
    return "";  // reading or planning the scenario tells
  }
  const bool has_fp4 = device->number("fp4_tflops_dense").value_or(0) > 0;
  const bool is_blackwell = device->text("architecture").starts_with("blackwell");
  if ((format.needs_fp4 && !has_fp4) || (format.needs_blackwell && !is_blackwell)) {
    return fmt::format("{} has no arithmetic for it", device->key());
  }
  return sparsity_unmet(*device, deployment, made, catalog);
}

// "" of an API's.
std::string model_of(const StrategyAt& at) {
  return find_named(at.loaded.scenario.serving, at.name)->model.value_or("");
}

// False, with an error, when the deployment is an API.
bool has_model(const StrategyAt& at, const YamlNode& choice) {
  const bool there = !model_of(at).empty();
  if (!there) {
    no_option(at, choice, "the model behind an API is its provider's",
              "name a deployment on machines, or make another API a choice of a bundle");
  }
  return there;
}

std::optional<Option> quantised(const StrategyAt& at, const YamlNode& choice) {
  if (!has_model(at, choice)) {
    return std::nullopt;
  }
  const std::string label = label_of(choice);
  const auto* format =
      std::find_if(std::begin(kFormats), std::end(kFormats), [&](const WeightFormat& one) {
        return one.label == label;
      });
  if (format == std::end(kFormats)) {
    std::vector<std::string> labels;
    for (const WeightFormat& one : kFormats) {
      labels.emplace_back(one.label);
    }
    return no_option(at, choice, fmt::format("'{}' is no way to quantise weights", label),
                     fmt::format("there are {}", fmt::join(labels, ", ")));
  }
  const std::string model = "models." + model_of(at);
  Option option{.label = label, .place = at.place_of(choice)};
  option.set.push_back(value_at(model + ".weights", std::string(format->precision), choice));
  if (label != "bf16") {
    option.set.push_back(value_at(model + ".compression.weights", label, choice));
  } else if (const auto& made = find_named(at.loaded.scenario.models, model_of(at))->compression;
             made && made->weights) {
    option.set.push_back(removed_at(model + ".compression.weights", choice));
  }
  option.unmet = [format, name = at.name](const LoadedScenario& made, const Catalog& catalog) {
    return format_unmet(*format, name, made, catalog);
  };
  return add_costs(at, choice, option) ? std::optional(std::move(option)) : std::nullopt;
}

std::optional<Option> cache_quantised(const StrategyAt& at, const YamlNode& choice) {
  if (!has_model(at, choice)) {
    return std::nullopt;
  }
  const std::string label = label_of(choice);
  if (label != "fp8" && label != "int8" && label != "bf16") {
    return no_option(at, choice, fmt::format("'{}' is no format of a KV cache here", label),
                     "there are bf16, fp8, int8");
  }
  const std::string model = "models." + model_of(at);
  Option option{.label = label, .place = at.place_of(choice)};
  option.set.push_back(value_at(model + ".kv_cache", label, choice));
  if (label != "bf16") {
    option.set.push_back(value_at(model + ".compression.kv_cache", "kv-" + label, choice));
  } else if (const auto& made = find_named(at.loaded.scenario.models, model_of(at))->compression;
             made && made->kv_cache) {
    option.set.push_back(removed_at(model + ".compression.kv_cache", choice));
  }
  return add_costs(at, choice, option) ? std::optional(std::move(option)) : std::nullopt;
}

// Another model of the catalogue instead, with what its making costs where the choice says.
std::optional<Option> smaller_model(const StrategyAt& at, const YamlNode& choice) {
  if (!has_model(at, choice)) {
    return std::nullopt;
  }
  const std::string& label = label_of(choice);
  const Row* row = at.catalog.find("models", label, at.place_of(choice), at.diagnostics);
  if (row == nullptr) {
    return std::nullopt;
  }
  Option option{.label = label, .place = at.place_of(choice)};
  option.set.push_back(value_at(fmt::format("models.{}.model", model_of(at)), row->key(), choice));
  return add_costs(at, choice, option) ? std::optional(std::move(option)) : std::nullopt;
}

std::vector<std::string> pruned_from(const Catalog& catalog, const std::string& model) {
  std::vector<std::string> names;
  for (const Row& row : catalog.rows("models")) {
    if (row.text("pruned_from") == model) {
      names.push_back(row.key());
    }
  }
  return names;
}

// Two of every four weights are zeros, which sparse tensor cores leave out: recovered by training,
// or in one shot without.
std::optional<Option> sparse(const StrategyAt& at, const YamlNode& choice) {
  const std::string& label = label_of(choice);
  const std::string model = "models." + model_of(at);
  Option option{.label = label, .place = at.place_of(choice)};
  option.source = "catalogue: sparse_kernels, compression [Mishra 2021, SlideSparse 2026]";
  option.set.push_back(value_at(model + ".sparsity", "2:4", choice));
  option.set.push_back(value_at(model + ".compression.sparsity", label, choice));
  option.unmet = [name = at.name](const LoadedScenario& made, const Catalog& catalog) {
    const Row* device = device_of(made, catalog, name);
    return device == nullptr ? "" : sparsity_unmet(*device, name, made, catalog);
  };
  return add_costs(at, choice, option) ? std::optional(std::move(option)) : std::nullopt;
}

// A model whose weights are some of the deployment's, trained on to recover. Zeros anywhere among
// weights of the same shape change nothing but the score: engines read and multiply them like
// others, and the catalogue has no kernel that does not.
std::optional<Option> pruned(const StrategyAt& at, const YamlNode& choice) {
  if (!has_model(at, choice)) {
    return std::nullopt;
  }
  const std::string& label = label_of(choice);
  if (label == "2:4" || label == "2:4-one-shot") {
    return sparse(at, choice);
  }
  if (label == "unstructured") {
    return no_option(at, choice,
                     "unstructured pruning is not offered: the catalogue has no kernel that gets "
                     "faster by it",
                     "name a model that was pruned in its shape, or 2:4");
  }
  const Row* row = at.catalog.find("models", label, at.place_of(choice), at.diagnostics);
  if (row == nullptr) {
    return std::nullopt;
  }
  const std::string parent = find_named(at.loaded.scenario.models, model_of(at))->model;
  if (row->text("pruned_from") != parent) {
    const auto others = pruned_from(at.catalog, parent);
    return no_option(at, choice, fmt::format("{} was not pruned from {}", row->key(), parent),
                     others.empty() ? "the catalogue has none that was"
                                    : fmt::format("there are {}", fmt::join(others, ", ")));
  }
  Option option{.label = label, .source = row->text("source"), .place = at.place_of(choice)};
  option.set.push_back(value_at(fmt::format("models.{}.model", model_of(at)), row->key(), choice));
  return add_costs(at, choice, option) ? std::optional(std::move(option)) : std::nullopt;
}

std::optional<Option> cascaded(const StrategyAt& at, const YamlNode& choice) {
  const YamlNode* first = choice.find("first");
  const YamlNode* then = choice.find("then");
  const YamlNode* share = choice.find("share");
  if (first == nullptr || then == nullptr || share == nullptr) {
    return no_option(at, choice, "a cascade is {first: deployment, then: deployment, share: 30 %}");
  }
  Option option{.label = choice.key, .place = at.place_of(choice)};
  option.set.push_back(value_at(at.of + ".served_by", first->text, *first));
  option.set.push_back(value_at(at.of + ".cascade.then", then->text, *then));
  option.set.push_back(value_at(at.of + ".cascade.share", share->text, *share));
  return option;
}

// "llmlingua2-5x" -> 5; none: not called so.
std::optional<double> ratio_of(const std::string& technique) {
  const std::size_t dash = technique.rfind('-');
  if (dash == std::string::npos || !technique.ends_with('x')) {
    return std::nullopt;
  }
  double ratio = 0;
  const char* const end = technique.data() + technique.size() - 1;
  const auto [rest, error] = std::from_chars(technique.data() + dash + 1, end, ratio);
  return error == std::errc() && rest == end && ratio >= 1 ? std::optional(ratio) : std::nullopt;
}

std::vector<std::string> prompt_compressions(const Catalog& catalog) {
  std::vector<std::string> names;
  for (const Row& row : catalog.rows("compression")) {
    const std::string& name = row.text("technique");
    if (ratio_of(name) && std::find(names.begin(), names.end(), name) == names.end()) {
      names.push_back(name);
    }
  }
  return names;
}

// How much shorter is the technique's, so that its published score is of the same prompts.
// Of the model behind an API none is known.
std::optional<Option> prompts_compressed(const StrategyAt& at, const YamlNode& choice) {
  const std::string& label = label_of(choice);
  const auto names = prompt_compressions(at.catalog);
  if (std::find(names.begin(), names.end(), label) == names.end()) {
    return no_option(at, choice, fmt::format("'{}' is no way to compress prompts", label),
                     fmt::format("there are {}", fmt::join(names, ", ")));
  }
  const YamlNode* by = choice.find("by");
  if (by == nullptr) {
    return no_option(at, choice, fmt::format("{0} is {{{0}: {{by: deployment}}}}", label),
                     "name the entry of `serving` that compresses");
  }
  Option option{.label = label, .source = "catalogue: compression", .place = at.place_of(choice)};
  option.set.push_back(value_at(at.of + ".compress_by.deployment", by->text, *by));
  option.set.push_back(
      value_at(at.of + ".compress_by.ratio", fmt::format("{}", *ratio_of(label)), choice));
  if (const YamlNode* latency = choice.find("latency")) {
    option.set.push_back(value_at(at.of + ".compress_by.latency", latency->text, *latency));
  }
  if (const std::string model = model_of(at); !model.empty()) {
    option.set.push_back(
        value_at(fmt::format("models.{}.compression.prompt", model), label, choice));
  }
  YamlNode costs = choice;
  std::erase_if(costs.items, [](const YamlNode& item) {
    return item.key == "by" || item.key == "latency";
  });
  return add_costs(at, costs, option) ? std::optional(std::move(option)) : std::nullopt;
}

constexpr char kSpeculative[] = "speculative";

Strategy prompt_compression() {
  return {
      .name = "prompt-compression",
      .family = kFamily,
      .section = "serving",
      .knob =
          "a published way to shorten prompts and the deployment that does: {llmlingua2-5x: "
          "{by: compressor, latency: 50 ms}}; with what it costs once, as of quantisation",
      .changes =
          "prompt tokens computed, kept in the KV cache and billed by an API; the compressor's "
          "time before the first token, its devices and their energy; accuracy by the "
          "published difference at that ratio",
      .needs =
          "a deployment of an encoder or a small language model that serves nothing else; no "
          "cascade, overflow or disaggregation of the one whose prompts are compressed",
      .source = "catalogue: compression, models [LLMLingua-2 2024]; docs/serving-engine.md",
      .not_modelled =
          "which parts are compressed: all of a prompt is, by the same ratio, and its beginning "
          "is shared with no other; tokens that the compressor counts otherwise; several passes "
          "over a prompt (LLMLingua); answers that get longer or shorter; what an API's model "
          "scores",
      .make = prompts_compressed};
}

Strategy pruning() {
  return {.name = "pruning",
          .family = kFamily,
          .section = "serving",
          .knob =
              "the deployment's model with fewer layers, narrower ones or fewer experts: a row of "
              "the catalogue that was pruned from it (pruned_from); 2:4: its own shape with two of "
              "every four weights zero, recovered by training, or 2:4-one-shot without; with what "
              "recovering costs: {2:4: {training: {tokens: 13 B tokens, ...}, staff: {...}}}",
          .changes =
              "everything that follows from the model's shape: bytes, arithmetic, KV cache; its "
              "own published score; ledger lines of its training, data and people. 2:4: bytes "
              "of the layers' weights (0.5625 of them at 16 bits, 0.625 at 8), the sparse peak "
              "at the share that kernels were measured to reach; the published difference",
          .needs =
              "a model that was pruned in its shape, or for 2:4 a dense model in bf16, fp8 or int8 "
              "on devices with sparse peaks and a measured kernel (`costwright catalog "
              "sparse_kernels`) and a release of the engine that has one (`costwright catalog "
              "engines`); "
              "zeros anywhere (unstructured) are refused, as the catalogue has no kernel that "
              "gets faster by them",
          .source =
              "catalogue: models, sparse_kernels, compression [Minitron 2024, REAP 2025, Mishra "
              "2021, SlideSparse 2026]",
          .not_modelled =
              "what pruning your own fine-tuned model would score; inference of the "
              "teacher, unless its hours are in the training's; 2:4: sparse experts "
              "and sparse 4-bit weights; what another model gained by its recovery's "
              "data (a transfer takes no gain over)",
          .make = pruned};
}

}  // namespace

std::vector<Strategy> model() {
  return {
      {.name = "quantisation",
       .family = kFamily,
       .section = "serving",
       .knob = "format of the weights of the deployment's model; with what it costs once: "
               "{int4-gptq: {training: {gpu_hours: ...}, staff: {...}}}",
       .changes = "bytes read per iteration, memory left for the KV cache and the peak that the "
                  "arithmetic runs at; accuracy by the published difference on the benchmark",
       .needs = "nvfp4: devices of architecture Blackwell; mxfp4: devices with FP4 arithmetic",
       .source = "catalogue: compression; core/perf/compute_path.h [GPTQ, AWQ, NVFP4]",
       .not_modelled =
           "layers kept in higher precision; a calibration run that the choice does not "
           "state",
       .usual = {"bf16", "fp8", "int8", "int4-awq", "int4-gptq", "nvfp4", "mxfp4"},
       .make = quantised},
      {.name = "kv-cache",
       .family = kFamily,
       .section = "serving",
       .knob = "format of the KV cache of the deployment's model",
       .changes = "bytes per cached token: how many sequences fit, and what attention reads",
       .source = "catalogue: compression; core/perf/serving",
       .not_modelled = "time to convert between formats",
       .usual = {"bf16", "fp8"},
       .make = cache_quantised},
      {.name = "smaller-model",
       .family = kFamily,
       .section = "serving",
       .knob =
           "the architecture behind the deployment's model; distilled ones with {gpu_hours: ..., "
           "instance: ...} or another training run as their cost",
       .changes = "everything that follows from the model's shape; its own published score; ledger "
                  "lines of its training, data and people",
       .source = "catalogue: models (published scores of the smaller model itself)",
       .not_modelled =
           "what your own distillation would score; inference of the teacher, unless its "
           "hours are in the training's",
       .make = smaller_model},
      pruning(),
      {.name = "speculative-decoding",
       .family = kFamily,
       .section = "serving",
       .knob = "draft model, draft tokens and measured acceptance",
       .changes = "iterations per answer, and the draft's time, weights and KV cache",
       .needs = "the draft among `models`",
       .source = "core/perf/serving [Leviathan 2023]: the output's distribution is unchanged, so "
                 "accuracy is, too",
       .not_modelled = "acceptance that differs between requests",
       .make = whole_section<kSpeculative>},
      {.name = "cascade",
       .family = kFamily,
       .section = "workloads",
       .knob = "which deployment answers first, which one the rest, and the share that goes on",
       .changes = "load of both deployments; accuracy is mixed by the share",
       .needs = "both deployments in the file, each with a score on one benchmark",
       .source = "core/perf/serving/cascade_accuracy.h",
       .not_modelled = "a judge that knows which answers are wrong; its time",
       .make = cascaded},
      prompt_compression(),
  };
}

}  // namespace costwright::families

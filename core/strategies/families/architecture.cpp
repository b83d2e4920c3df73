// Strategies on how the model is spread over devices and how requests are batched.
#include <regex>

#include "core/catalog/catalog.h"
#include "core/scenario/loaded.h"
#include "core/scenario/scenario.h"
#include "core/strategies/families/families.h"

namespace costwright::families {
namespace {

constexpr std::string_view kFamily = "system architecture";

// "tp4", "tp4-pp2", "tp8-ep", "tp8-dep": tensor and pipeline parallel, expert parallel, the last
// with attention data parallel.
std::optional<Option> parallel(const StrategyAt& at, const YamlNode& choice) {
  static const std::regex form("tp([0-9]{1,2})(?:-pp([0-9]{1,2}))?(-ep|-dep)?");
  std::smatch parts;
  const std::string label = label_of(choice);
  if (!std::regex_match(label, parts, form)) {
    return no_option(at, choice, fmt::format("'{}' is no parallel plan", label),
                     "write e.g. tp4, tp4-pp2, tp8-ep or tp8-dep");
  }
  const std::string experts = parts[3].str();
  Option option{.label = label, .place = at.place_of(choice)};
  const auto set = [&](std::string_view field, std::string value) {
    option.set.push_back(value_at(fmt::format("{}.{}", at.of, field), std::move(value), choice));
  };
  set("tensor_parallel", parts[1].str());
  set("pipeline_parallel", parts[2].matched ? parts[2].str() : "1");
  set("expert_parallel", experts.empty() ? "false" : "true");
  if (experts == "-dep") {
    set("attention_data_parallel", "true");
  }
  return option;
}

constexpr char kPrefillBy[] = "prefill_by";

}  // namespace

std::vector<Strategy> architecture() {
  return {
      {.name = "parallelism",
       .family = kFamily,
       .section = "serving",
       .knob = "devices per replica and how they share the model: tp4, tp4-pp2, tp8-ep, tp8-dep",
       .changes = "time per iteration with its collectives, memory per device, replicas that the "
                  "fleet has room for",
       .needs = "a fleet with that many devices per server where the collectives are to be fast",
       .source = "core/perf/serving, core/perf/collectives.h",
       .not_modelled = "time to load the weights anew",
       .usual = {"tp1", "tp2", "tp4", "tp8"},
       .make = parallel},
      {.name = "disaggregation",
       .family = kFamily,
       .section = "serving",
       .knob = "the deployment that computes the prompts: {deployment: ..., bandwidth: ...}",
       .changes = "who does the prefill; the KV cache's transfer; both fleets' load",
       .needs = "a deployment of the same model that serves no workload itself",
       .source = "docs/serving-engine.md",
       .not_modelled = "transfers that slow one another down",
       .make = whole_section<kPrefillBy>},
      {.name = "max-batch",
       .family = kFamily,
       .section = "serving",
       .knob = "sequences per iteration",
       .changes = "throughput against time per output token",
       .source = "docs/serving-engine.md",
       .not_modelled = "memory that an engine reserves by this limit",
       .usual = {"64", "128", "256", "512"},
       .field = "max_batch"},
      {.name = "token-budget",
       .family = kFamily,
       .section = "serving",
       .knob = "tokens per iteration of chunked prefill",
       .changes = "time to first token against time per output token",
       .needs = "at least max_batch",
       .source = "docs/serving-engine.md",
       .not_modelled = "activation memory that grows with it",
       .usual = {"1024", "2048", "4096", "8192"},
       .field = "token_budget"},
      {.name = "prefix-cache",
       .family = kFamily,
       .section = "serving",
       .knob = "whether the KV cache of prompt beginnings is kept",
       .changes = "prompt tokens computed, KV memory",
       .needs = "prompts that share beginnings: shared_prefix, or a trace that knows them",
       .source = "docs/serving-engine.md",
       .not_modelled = "a cache that several replicas share",
       .usual = {"true", "false"},
       .field = "prefix_cache"},
  };
}

}  // namespace costwright::families

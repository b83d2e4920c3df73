#pragma once
// `serving`: models on machines, as replicas behind a router, or behind an API.
#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "core/policies.h"
#include "core/scenario/sections/api.h"
#include "core/scenario/sections/section.h"
#include "core/units/quantity.h"

namespace costwright {

// Looks and the down window are those of Kubernetes' horizontal pod autoscaler (metrics every 15 s,
// 300 s); 10 s for a decision, 120 s for a node and 60 s to load a model are ours: measure your
// own.
struct Autoscaling {
  int minimum = 1;
  int target = 1;
  Duration interval{25};
  Duration start_delay{180};
  Duration down_window{300};
  bool operator==(const Autoscaling&) const = default;
};
template <class V, MaybeConst<Autoscaling> S>
void describe(V& v, S& s) {
  v.about("Autoscaling",
          "Replicas come and go with the requests that wait or run, up to the deployment's "
          "`replicas`. Rented machines are billed from the decision to start one until it is "
          "drained, reserved ones always.");
  v.field(s.minimum,
          {.name = "minimum", .doc = "replicas that are always there", .min = 1, .max = 100'000});
  v.field(s.target, {.name = "target",
                     .doc = "requests waiting or running per replica that are aimed at",
                     .min = 1,
                     .max = 100'000,
                     .required = true});
  v.field(s.interval, {.name = "interval",
                       .doc = "between two looks: metric scrape and decision",
                       .unit = "s",
                       .min = 1,
                       .max = 86'400});
  v.field(s.start_delay, {.name = "start_delay",
                          .doc = "until a new replica answers: node, model load, warm-up",
                          .unit = "s",
                          .max = 86'400});
  v.field(s.down_window, {.name = "down_window",
                          .doc = "fewer replicas only when no look within it asked for more",
                          .unit = "s",
                          .max = 86'400});
}

// An outage of 4 h is our assumption.
struct Interruptions {
  std::optional<Duration> mean_time_between;
  std::optional<std::string> lifetimes;
  Duration notice{0};
  Duration outage{14'400};
  bool operator==(const Interruptions&) const = default;
};
template <class V, MaybeConst<Interruptions> S>
void describe(V& v, S& s) {
  v.about("Interruptions",
          "Replicas fail or are reclaimed; their requests start again elsewhere. Rented machines "
          "are not billed while they are gone, unless they are reserved.");
  v.field(s.mean_time_between, {.name = "mean_time_between",
                                .doc = "mean life of a replica, exponential",
                                .unit = "s",
                                .min = 60,
                                .max = 1e10});
  v.field(s.lifetimes,
          {.name = "lifetimes", .doc = "measured lives: a CSV with hours,weight", .file = true});
  v.field(s.notice, {.name = "notice",
                     .doc = "warning before the end: no new requests, those under way go on",
                     .unit = "s",
                     .max = 86'400});
  v.field(s.outage, {.name = "outage",
                     .doc = "until the replica is back",
                     .unit = "s",
                     .min = 1,
                     .max = 2'592'000});
  v.exactly_one({"mean_time_between", "lifetimes"});
}

struct Lora {
  int adapters = 1;
  int rank = 16;
  std::optional<int> max_resident;
  bool operator==(const Lora&) const = default;
};
template <class V, MaybeConst<Lora> S>
void describe(V& v, S& s) {
  v.about("Lora",
          "LoRA adapters that share the deployment's model; every request uses one of them, all "
          "equally often.");
  v.field(
      s.adapters,
      {.name = "adapters", .doc = "how many there are", .min = 1, .max = 1e6, .required = true});
  v.field(s.rank, {.name = "rank",
                   .doc = "of each; adapted are the attention's four matrices and, of dense "
                          "models, the FFN's",
                   .min = 1,
                   .max = 1024,
                   .required = true});
  v.field(s.max_resident, {.name = "max_resident",
                           .doc = "how many stay in device memory; others are copied over PCIe "
                                  "when a request asks for them",
                           .min = 1,
                           .max = 1e6,
                           .absent = "all of them"});
}

struct Speculative {
  std::string draft_model;
  int draft_tokens = 1;
  Ratio acceptance{};
  bool operator==(const Speculative&) const = default;
};
template <class V, MaybeConst<Speculative> S>
void describe(V& v, S& s) {
  v.about("Speculative",
          "Speculative decoding: a smaller model on the same devices proposes tokens, the "
          "deployment's model verifies them.");
  v.field(s.draft_model, {.name = "draft_model",
                          .doc = "what proposes; its weights and KV cache take memory",
                          .required = true,
                          .refers = "models"});
  v.field(s.draft_tokens, {.name = "draft_tokens",
                           .doc = "proposed tokens per step",
                           .min = 1,
                           .max = 16,
                           .required = true});
  v.field(s.acceptance, {.name = "acceptance",
                         .doc = "share of proposed tokens that is accepted: measure it on your "
                                "workload",
                         .required = true});
}

struct PrefillBy {
  std::string deployment;
  Bandwidth bandwidth;
  Duration latency{};
  bool operator==(const PrefillBy&) const = default;
};
template <class V, MaybeConst<PrefillBy> S>
void describe(V& v, S& s) {
  v.about("PrefillBy",
          "Prefill/decode disaggregation: another deployment computes the prompts and the first "
          "token, then hands the KV cache over. Transfers do not slow one another down.");
  v.field(s.deployment, {.name = "deployment",
                         .doc = "of the same model, for this alone: it serves no workload itself",
                         .required = true,
                         .refers = "serving"});
  v.field(s.bandwidth, {.name = "bandwidth",
                        .doc = "at which a request's KV cache travels",
                        .unit = "GB/s",
                        .min = 0.001,
                        .max = 1e6,
                        .required = true});
  v.field(s.latency, {.name = "latency",
                      .doc = "of the transfer, beside its bytes / bandwidth",
                      .unit = "s",
                      .max = 60});
}

struct CompressBy {
  std::string deployment;
  double ratio = 1;
  Duration latency{};
  bool operator==(const CompressBy&) const = default;
};
template <class V, MaybeConst<CompressBy> S>
void describe(V& v, S& s) {
  v.about("CompressBy",
          "Prompt compression: another deployment reads every prompt once and leaves out tokens, "
          "this one is sent what is left, shares no beginnings of prompts and has no cascade nor "
          "overflow. What that does to the answers is published (`compression.prompt` of its "
          "model).");
  v.field(s.deployment, {.name = "deployment",
                         .doc = "an encoder or a small language model, for this alone: it serves "
                                "no workload itself",
                         .required = true,
                         .refers = "serving"});
  v.field(s.ratio, {.name = "ratio",
                    .doc = "tokens of a prompt for each that is left of it, the same for all",
                    .min = 1,
                    .max = 100,
                    .required = true});
  v.field(s.latency, {.name = "latency",
                      .doc = "beside the computation: text to tokens and back, the way",
                      .unit = "s",
                      .max = 60});
}

struct Deployment {
  std::optional<std::string> model;
  std::optional<std::string> fleet;
  std::vector<std::string> also_on;
  std::optional<std::string> api;
  ApiTerms api_terms;
  std::string engine = "vllm";
  int tensor_parallel = 1;
  int pipeline_parallel = 1;
  bool expert_parallel = false;
  bool attention_data_parallel = false;
  std::optional<Lora> lora;
  std::optional<Speculative> speculative;
  std::optional<PrefillBy> prefill_by;
  std::optional<CompressBy> compress_by;
  Ratio clock{1};
  std::optional<Power> power_cap;
  std::optional<int> replicas;
  int max_batch = 256;
  int token_budget = 2048;
  Router router = Router::kLeastOutstanding;
  QueueOrder queue_order = QueueOrder::kArrival;
  bool prefix_cache = true;
  std::optional<Autoscaling> autoscaling;
  std::optional<Interruptions> interruptions;
  int queue_limit = 1000;
  Duration client_timeout{60};
  std::optional<int> kv_blocks;
  std::optional<Tokens> max_model_len;
  Ratio gpu_memory_utilisation{0.9};
  Duration batch_delay{0.005};
  bool operator==(const Deployment&) const = default;
};
// What runs on which devices.
template <class V, MaybeConst<Deployment> S>
void describe_devices(V& v, S& s) {
  v.field(s.model, {.name = "model", .doc = "what runs", .refers = "models"});
  v.field(s.fleet, {.name = "fleet", .doc = "where it runs", .refers = "fleet"});
  v.field(s.also_on, {.name = "also_on",
                      .doc = "further entries of `fleet`, for its use alone: each month's replicas "
                             "run on what is in service of all, on other kinds of machines as fast "
                             "as these are; stated `replicas` fill them in the order written",
                      .absent = "no other"});
  v.field(s.api, {.name = "api",
                  .doc = "in place of a model on machines: an LLM API",
                  .refers = "catalogue: cloud_services"});
  v.field(s.api_terms, {.name = "api_terms", .doc = "its prices, latencies and limits"});
  v.field(s.engine, {.name = "engine",
                     .doc = "serving engine, whose measured efficiency is used (LLMs; an engine of "
                            "`costwright catalog calibration`)"});
  v.field(s.tensor_parallel,
          {.name = "tensor_parallel",
           .doc = "devices that split each layer; a replica has these times pipeline_parallel",
           .min = 1,
           .max = 64});
  v.field(s.pipeline_parallel,
          {.name = "pipeline_parallel",
           .doc = "stages that the layers are divided into; token_budget and max_batch are of all "
                  "stages' micro-batches together",
           .min = 1,
           .max = 64});
  v.field(s.expert_parallel,
          {.name = "expert_parallel",
           .doc = "mixture of experts: each device of a stage holds whole experts instead of a "
                  "slice of each"});
  v.field(s.attention_data_parallel,
          {.name = "attention_data_parallel",
           .doc = "beside expert_parallel: each device holds all weights but the experts and "
                  "answers its own sequences (DEP)"});
}

// How an iteration is computed.
template <class V, MaybeConst<Deployment> S>
void describe_execution(V& v, S& s) {
  v.field(s.lora, {.name = "lora", .doc = "adapters on the model"});
  v.field(s.speculative, {.name = "speculative", .doc = "speculative decoding"});
  v.field(s.prefill_by, {.name = "prefill_by", .doc = "who computes the prompts instead"});
  v.field(s.compress_by, {.name = "compress_by", .doc = "who shortens the prompts before"});
  v.field(s.clock, {.name = "clock",
                    .doc = "locked SM clock as a share of the highest: arithmetic slows down, "
                           "memory does not",
                    .min = 50,
                    .max = 100});
  v.field(s.power_cap, {.name = "power_cap",
                        .doc = "power limit per device: lowers the clock only of what would draw "
                               "more",
                        .unit = "W",
                        .min = 1,
                        .max = 10'000,
                        .absent = "the device's TDP"});
}

// How requests find a replica.
template <class V, MaybeConst<Deployment> S>
void describe_replicas(V& v, S& s) {
  v.field(s.replicas, {.name = "replicas",
                       .doc = "number of replicas",
                       .min = 1,
                       .max = 100'000,
                       .absent = "as many as the fleet entry's devices allow"});
  v.field(s.max_batch,
          {.name = "max_batch", .doc = "sequences per iteration", .min = 1, .max = 4096});
  v.field(s.token_budget, {.name = "token_budget",
                           .doc = "tokens per iteration (chunked prefill); at least "
                                  "max_batch",
                           .min = 1,
                           .max = 65'536});
  v.field(s.router, {.name = "router", .doc = "which replica a request goes to"});
  v.field(s.queue_order,
          {.name = "queue_order", .doc = "who is admitted first among equal priorities"});
  v.field(s.prefix_cache, {.name = "prefix_cache",
                           .doc = "keep the KV cache of prompt beginnings that come again"});
  v.field(s.autoscaling, {.name = "autoscaling", .doc = "replicas follow the load"});
  v.field(s.interruptions, {.name = "interruptions", .doc = "failures, spot reclaims"});
}

// Memory, and what is refused.
template <class V, MaybeConst<Deployment> S>
void describe_limits(V& v, S& s) {
  v.field(s.queue_limit, {.name = "queue_limit", .doc = "waiting requests per replica", .min = 1});
  v.field(s.client_timeout, {.name = "client_timeout",
                             .doc = "clients give up after",
                             .unit = "s",
                             .min = 1e-3,
                             .max = 604'800});
  v.field(s.max_model_len, {.name = "max_model_len",
                            .doc = "longest prompt and answer together that is accepted; longer "
                                   "requests are refused and counted",
                            .unit = "tokens",
                            .min = 1,
                            .max = 1e7,
                            .absent = "the model's context"});
  v.field(s.kv_blocks, {.name = "kv_blocks",
                        .doc = "KV blocks of 16 tokens per replica",
                        .min = 1,
                        .max = 1e9,
                        .absent = "from the memory left beside the weights"});
  v.field(s.gpu_memory_utilisation, {.name = "gpu_memory_utilisation",
                                     .doc = "share of the device memory that the server may use",
                                     .min = 5});
  v.field(s.batch_delay, {.name = "batch_delay",
                          .doc = "single-shot models: how long a batch waits to fill",
                          .unit = "s",
                          .max = 60});
}

template <class V, MaybeConst<Deployment> S>
void describe(V& v, S& s) {
  v.about("Deployment",
          "A model running on a fleet entry, as replicas behind a router; or an API, of which only "
          "api_terms, client_timeout, max_model_len and compress_by are stated beside.");
  describe_devices(v, s);
  describe_execution(v, s);
  describe_replicas(v, s);
  describe_limits(v, s);
  v.needs("attention_data_parallel", {"expert_parallel"});
  v.exactly_one({"model", "api"});
  v.needs("model", {"fleet"});
  v.needs("fleet", {"model"});
  v.needs("also_on", {"fleet"});
  v.needs("api_terms", {"api"});
}

inline bool runs_on(const Deployment& deployment, const std::string& fleet) {
  return deployment.fleet == fleet ||
         std::find(deployment.also_on.begin(), deployment.also_on.end(), fleet) !=
             deployment.also_on.end();
}
inline bool is_api(const Deployment& deployment) {
  return deployment.api.has_value();
}

}  // namespace costwright

#pragma once
// The one table of fields. `describe(visitor, struct)` names every member once, with its doc, unit,
// range and what stands in when it is left out; the YAML reader, --set, the JSON Schema,
// docs/scenario.md, the GUI's form and
// `--explain-defaults` are visitors of it. To add a field: a member in scenario.h, a line here.
//
// A visitor offers
//   about(title, doc)                     first, once per struct
//   field(member, FieldInfo)              each member
//   exactly_one / at_least_one({names})   which fields exclude or replace each other
//   needs(name, {names})                  `name` has a meaning only beside one of `names`
#include "core/scenario/field_types.h"

namespace costwright {

// Two days, in seconds. A single pause is drawn as up to 44 times the mean, which must fit the
// simulator's clock of 64-bit picoseconds (106 days).
inline constexpr double kLongestThink = 172'800;

template <class V, class T>
void describe_period(V& v, T& s) {
  v.field(s.from, {.name = "from", .doc = "first month", .absent = "the scenario's start"});
  v.field(s.until, {.name = "until", .doc = "first month without it", .absent = "never ends"});
}

template <class V, class T>
void describe_escalation(V& v, T& s) {
  v.field(s.escalation, {.name = "escalation", .doc = "yearly change of the price"});
}

template <class V, class T>
void describe_team(V& v, T& s) {
  v.field(s.team, {.name = "team", .doc = "who pays, for showback", .label = true});
}

template <class V>
void describe(V& v, Finance& s) {
  v.about("Finance", "How cash flows become one figure.");
  v.field(s.discount_rate, {.name = "discount_rate", .doc = "effective discount rate for NPV"});
  v.field(s.terminal_value,
          {.name = "terminal_value",
           .doc = "worth at the horizon's end of owned servers without a disposal"});
  v.field(s.output_input_price_ratio,
          {.name = "output_input_price_ratio",
           .doc = "r that splits unit costs between output and input tokens",
           .min = 0.01,
           .max = 1000});
}

template <class V>
void describe(V& v, SimulationOptions& s) {
  v.about("Simulation", "How each month is simulated.");
  v.field(s.warm_up, {.name = "warm_up",
                      .doc = "simulated time before a month's figures count",
                      .unit = "s",
                      .max = 1'209'600});
  v.field(s.compression_bracket, {.name = "compression_bracket",
                                  .doc = "also simulate the last month by time compression"});
  v.field(
      s.error_range,
      {.name = "error_range",
       .doc = "also simulate language models as fast and as slow as 90 % of their calibration's "
              "errors allow: the range of every figure, for three times the simulation"});
}

template <class V>
void describe(V& v, Colocation& s) {
  v.about(
      "Colocation",
      "Rented floor space, billed per reserved power. `includes: [cooling]` without power "
      "means that electricity is billed for the IT load alone: the PUE overhead is in the price.");
  v.field(s.price, {.name = "price",
                    .doc = "per kW of reserved IT power and month",
                    .unit = "USD/kW/month",
                    .max = 1e6,
                    .required = true});
  v.field(s.reserved, {.name = "reserved",
                       .doc = "reserved IT power",
                       .unit = "kW",
                       .max = 1e6,
                       .absent = "summed maximum power of the servers in service"});
  v.field(s.includes, {.name = "includes", .doc = "what the price contains", .absent = "nothing"});
  describe_escalation(v, s);
}

template <class V>
void describe(V& v, Site& s) {
  v.about("Site", "A place with electricity where owned servers stand.");
  v.field(s.location, {.name = "location",
                       .doc = "electricity price, PUE and carbon come from here",
                       .refers = "catalogue: electricity"});
  v.field(s.electricity, {.name = "electricity",
                          .doc = "price of electricity",
                          .unit = "USD/kWh",
                          .max = 100,
                          .absent = "the location's commercial price"});
  v.field(s.electricity_escalation,
          {.name = "electricity_escalation", .doc = "yearly change of that price"});
  v.field(s.pue, {.name = "pue",
                  .doc = "facility energy / IT energy",
                  .min = 1,
                  .max = 3,
                  .absent = "the location's typical PUE"});
  v.field(s.carbon, {.name = "carbon",
                     .doc = "carbon intensity of the electricity (CO2e)",
                     .unit = "g/kWh",
                     .max = 5000,
                     .absent = "the location's grid figure; else carbon is not reported"});
  v.field(s.colocation, {.name = "colocation", .doc = "when the floor space is rented"});
  v.at_least_one({"location", "pue"});
}

template <class V>
void describe(V& v, Disposal& s) {
  v.about("Disposal", "Sale of owned servers.");
  v.field(s.month, {.name = "month",
                    .doc = "proceeds at this month's end; the last month in service unless "
                           "`retire` is earlier; not before the payment",
                    .required = true});
  v.field(s.proceeds,
          {.name = "proceeds", .doc = "per server", .unit = "USD", .max = 1e9, .required = true});
}

template <class V>
void describe(V& v, OwnedServers& s) {
  v.about("OwnedServers", "Servers that are bought.");
  v.field(s.server, {.name = "server",
                     .doc = "kind of server",
                     .required = true,
                     .refers = "catalogue: servers"});
  v.field(s.site, {.name = "site", .doc = "where they stand", .required = true, .refers = "sites"});
  v.field(s.count, {.name = "count", .doc = "number of servers", .min = 1, .max = 1e6});
  v.field(s.price, {.name = "price",
                    .doc = "per server",
                    .unit = "USD",
                    .max = 1e9,
                    .absent = "the catalogue's system price"});
  v.field(s.paid, {.name = "paid",
                   .doc = "month of payment; later than in_service: a payable until then",
                   .absent = "the scenario's start"});
  v.field(s.in_service, {.name = "in_service",
                         .doc = "first month with capacity, power, depreciation and support",
                         .absent = "the month of payment"});
  v.field(s.retire,
          {.name = "retire", .doc = "first month out of service", .absent = "after the horizon"});
  v.field(s.book_life, {.name = "book_life",
                        .doc = "straight-line depreciation from in_service",
                        .min = 1,
                        .max = 360});
  v.field(s.residual,
          {.name = "residual", .doc = "share of the price left at the end of the book life"});
  v.field(s.disposal,
          {.name = "disposal", .doc = "sale; without it finance.terminal_value says what remains"});
  v.field(s.support, {.name = "support",
                      .doc = "maintenance as a share of the price, paid monthly",
                      .min = 0,
                      .max = 100});
  v.field(s.support_escalation,
          {.name = "support_escalation", .doc = "yearly change of the support"});
  v.field(s.power, {.name = "power",
                    .doc = "measured constant IT draw per server",
                    .unit = "W",
                    .max = 1e6,
                    .absent = "the simulated draw"});
  v.needs("support_escalation", {"support"});
}

template <class V>
void describe(V& v, CloudInstances& s) {
  v.about("CloudInstances", "Instances rented around the clock.");
  v.field(s.instance, {.name = "instance",
                       .doc = "instance type",
                       .required = true,
                       .refers = "catalogue: cloud_instances"});
  v.field(s.count, {.name = "count", .doc = "number of instances", .min = 1, .max = 1e6});
  v.field(s.purchase, {.name = "purchase",
                       .doc = "purchase option; a reservation is paid for whole terms of one or "
                              "three years, used or not"});
  v.field(s.price, {.name = "price",
                    .doc = "per instance",
                    .unit = "USD/h",
                    .max = 1e6,
                    .absent = "the catalogue's for that option"});
  describe_period(v, s);
  describe_escalation(v, s);
  v.field(s.carbon, {.name = "carbon",
                     .doc = "carbon intensity of the electricity (CO2e)",
                     .unit = "g/kWh",
                     .max = 5000,
                     .absent = "carbon is not reported for these instances"});
  v.field(
      s.pue,
      {.name = "pue", .doc = "for carbon only; cloud prices include power", .min = 1, .max = 3});
}

template <class V>
void describe(V& v, FleetEntry& s) {
  v.about("FleetEntry", "Machines, bought or rented.");
  v.field(s.owned, {.name = "owned", .doc = "bought servers"});
  v.field(s.cloud, {.name = "cloud", .doc = "rented instances"});
  v.exactly_one({"owned", "cloud"});
}

template <class V>
void describe(V& v, Model& s) {
  v.about("Model", "A model as it is deployed.");
  v.field(
      s.model,
      {.name = "model", .doc = "architecture", .required = true, .refers = "catalogue: models"});
  v.field(s.weights, {.name = "weights", .doc = "precision of the weights"});
  v.field(s.kv_cache, {.name = "kv_cache",
                       .doc = "precision of the KV cache",
                       .absent = "fp8 when the weights are fp8, else bf16"});
  v.field(s.benchmark, {.name = "benchmark",
                        .doc = "catalogue column reported as accuracy",
                        .absent = "the first that is filled"});
}

template <class V>
void describe(V& v, Population& s) {
  v.about("Population",
          "Demand from users: users x actions_per_user x calls_per_action requests a month.");
  v.field(s.users, {.name = "users",
                    .doc = "active users in the first month",
                    .unit = "users",
                    .max = 1e10,
                    .required = true});
  v.field(s.actions_per_user,
          {.name = "actions_per_user", .doc = "user actions per user and month"});
  v.field(s.calls_per_action,
          {.name = "calls_per_action", .doc = "requests per user action", .min = 0.001});
}

template <class V>
void describe(V& v, Demand& s) {
  v.about("Demand", "How many requests arrive.");
  v.field(s.requests,
          {.name = "requests", .doc = "in the first month", .unit = "requests/month", .max = 1e13});
  v.field(s.population, {.name = "population", .doc = "or: from users"});
  v.field(s.growth,
          {.name = "growth", .doc = "growth of the requests, compounded monthly", .max = 300});
  v.field(
      s.hour_of_day,
      {.name = "hour_of_day", .doc = "24 weights by hour, UTC", .absent = "flat", .length = 24});
  v.field(s.day_of_week,
          {.name = "day_of_week", .doc = "7 weights, Monday first", .absent = "flat", .length = 7});
  v.exactly_one({"requests", "population"});
}

template <class V>
void describe(V& v, LengthDistribution& s) {
  v.about("LengthDistribution",
          "Tokens per request: fixed, lognormal (mean and p50) or a histogram file.");
  v.field(s.fixed,
          {.name = "fixed", .doc = "always so many", .unit = "tokens", .min = 1, .max = 1e7});
  v.field(s.mean,
          {.name = "mean", .doc = "mean of a lognormal", .unit = "tokens", .min = 1, .max = 1e7});
  v.field(
      s.p50,
      {.name = "p50", .doc = "median of that lognormal", .unit = "tokens", .min = 1, .max = 1e7});
  v.field(s.histogram, {.name = "histogram", .doc = "CSV file with the columns tokens,weight"});
  v.field(s.max, {.name = "max",
                  .doc = "longer draws are cut to this",
                  .unit = "tokens",
                  .min = 1,
                  .max = 1e7});
  v.exactly_one({"fixed", "mean", "histogram"});
  v.needs("mean", {"p50"});
  v.needs("p50", {"mean"});
  v.needs("max", {"mean", "histogram"});
}

template <class V>
void describe(V& v, TraceArrivals& s) {
  v.about("TraceArrivals", "Arrivals replayed from a recorded trace.");
  v.field(s.file,
          {.name = "file", .doc = "trace file, relative to the scenario", .required = true});
  v.field(s.format, {.name = "format", .doc = "layout of the file"});
  v.field(s.scaling, {.name = "scaling", .doc = "how the trace is brought to the month's demand"});
  v.field(s.bad_row_tolerance,
          {.name = "bad_row_tolerance", .doc = "unreadable rows accepted", .max = 1e9});
  v.field(s.session_clients,
          {.name = "session_clients",
           .doc = "later turns of a session wait for the answer plus think_time"});
  v.field(s.think_time, {.name = "think_time",
                         .doc = "pause before a session's next turn",
                         .unit = "s",
                         .max = kLongestThink});
  v.needs("think_time", {"session_clients"});
}

template <class V>
void describe(V& v, SyntheticArrivals& s) {
  v.about("SyntheticArrivals", "Arrivals drawn at random.");
  v.field(s.interarrival_cv,
          {.name = "interarrival_cv",
           .doc = "coefficient of variation of the gaps: 1 = Poisson, else gamma",
           .min = 0.01,
           .max = 100});
  v.field(s.input_tokens, {.name = "input_tokens", .doc = "prompt lengths", .required = true});
  v.field(s.output_tokens, {.name = "output_tokens", .doc = "answer lengths", .required = true});
}

template <class V>
void describe(V& v, ServegenArrivals& s) {
  v.about("ServegenArrivals", "Arrivals from a ServeGen client pool.");
  v.field(
      s.folder,
      {.name = "folder", .doc = "folder of the pool, relative to the scenario", .required = true});
}

template <class V>
void describe(V& v, ClosedArrivals& s) {
  v.about("ClosedArrivals",
          "A fixed number of clients, each waiting for its answer; the volume is a result.");
  v.field(s.clients, {.name = "clients", .doc = "concurrent clients", .min = 1});
  v.field(s.think_time, {.name = "think_time",
                         .doc = "pause between answer and next request",
                         .unit = "s",
                         .max = kLongestThink});
  v.field(s.input_tokens, {.name = "input_tokens", .doc = "prompt lengths", .required = true});
  v.field(s.output_tokens, {.name = "output_tokens", .doc = "answer lengths", .required = true});
}

template <class V>
void describe(V& v, Arrivals& s) {
  v.about("Arrivals", "When requests arrive and how long they are.");
  v.field(s.trace, {.name = "trace", .doc = "a recorded trace"});
  v.field(s.synthetic, {.name = "synthetic", .doc = "random draws"});
  v.field(s.servegen, {.name = "servegen", .doc = "a ServeGen client pool"});
  v.field(s.closed, {.name = "closed", .doc = "a closed loop of clients; takes no `demand`"});
  v.exactly_one({"trace", "synthetic", "servegen", "closed"});
}

template <class V>
void describe(V& v, DeclaredService& s) {
  v.about("DeclaredService", "Volumes taken as served, without simulation.");
  v.field(s.input_tokens, {.name = "input_tokens",
                           .doc = "input tokens served",
                           .unit = "tokens/month",
                           .max = 1e18,
                           .required = true});
  v.field(s.output_tokens, {.name = "output_tokens",
                            .doc = "output tokens served",
                            .unit = "tokens/month",
                            .max = 1e18,
                            .required = true});
  v.field(s.requests, {.name = "requests", .doc = "requests served", .unit = "requests/month"});
}

template <class V>
void describe(V& v, Slo& s) {
  v.about("Slo", "A request meets it when it meets every stated limit.");
  v.field(s.ttft, {.name = "ttft",
                   .doc = "time to first token, queueing included",
                   .unit = "s",
                   .min = 1e-4,
                   .max = 86'400});
  v.field(s.tpot, {.name = "tpot",
                   .doc = "time per output token after the first",
                   .unit = "s",
                   .min = 1e-6,
                   .max = 86'400});
  v.field(
      s.e2e,
      {.name = "e2e", .doc = "time to the last token", .unit = "s", .min = 1e-4, .max = 86'400});
  v.field(
      s.target,
      {.name = "target", .doc = "share of the requests offered that must meet it", .min = 0.01});
  v.at_least_one({"ttft", "tpot", "e2e"});
}

template <class V>
void describe(V& v, Cascade& s) {
  v.about(
      "Cascade",
      "A small model answers first; what it cannot answer goes on to another deployment, whole, "
      "when that answer is there. Which requests these are is drawn by lot: a real judge is "
      "likely to pass on the long ones, and takes time, which is not modelled.");
  v.field(s.then, {.name = "then",
                   .doc = "deployment that answers the rest",
                   .required = true,
                   .refers = "serving"});
  v.field(s.share, {.name = "share",
                    .doc = "share of the answered requests that goes on: measure it on your "
                           "workload",
                    .required = true});
}

template <class V>
void describe(V& v, Workload& s) {
  v.about("Workload",
          "Requests that someone sends: simulated (served_by, arrivals, demand) or declared.");
  describe_team(v, s);
  v.field(s.served_by,
          {.name = "served_by", .doc = "deployment that answers", .refers = "serving"});
  v.field(s.arrivals, {.name = "arrivals", .doc = "when they come and how long they are"});
  v.field(s.demand, {.name = "demand", .doc = "how many come; not with closed arrivals"});
  v.field(s.declared, {.name = "declared", .doc = "volumes taken as served"});
  v.field(s.slo, {.name = "slo", .doc = "latency limits"});
  v.field(s.priority, {.name = "priority",
                       .doc = "where requests wait, smaller numbers are admitted first; where KV "
                              "memory runs out, larger ones are preempted first",
                       .min = 0,
                       .max = 100});
  v.field(s.fair_share, {.name = "fair_share",
                         .doc = "its weight among the workloads of a deployment with queue_order "
                                "fair",
                         .min = 0.001,
                         .max = 1000});
  v.field(s.shared_prefix, {.name = "shared_prefix",
                            .doc = "tokens that all its prompts begin with (system prompt), for "
                                   "the prefix cache; whole blocks of 16 count. A trace that knows "
                                   "its prefixes needs none",
                            .unit = "tokens",
                            .max = 1e6});
  v.field(s.response_cache, {.name = "response_cache",
                             .doc = "share of the requests that the application answers from a "
                                    "cache, without the model"});
  v.field(s.cascade, {.name = "cascade", .doc = "a small model first, a larger one for the rest"});
  v.field(s.overflow_to, {.name = "overflow_to",
                          .doc = "deployment that takes what `served_by` would drop (queue full, "
                                 "too long, no replica): cheapest pool first",
                          .refers = "serving"});
  v.field(
      s.value,
      {.name = "value", .doc = "benefit per served request", .unit = "USD/request", .max = 1e6});
  v.field(s.api_reference, {.name = "api_reference",
                            .doc = "API price to compare with, in the sanity block only",
                            .refers = "catalogue: cloud_services"});
  v.exactly_one({"served_by", "declared"});
  v.needs("served_by", {"arrivals"});
  v.needs("arrivals", {"served_by"});
  v.needs("demand", {"arrivals"});
  v.needs("slo", {"served_by"});
  for (const char* name :
       {"priority", "fair_share", "shared_prefix", "response_cache", "cascade", "overflow_to"}) {
    v.needs(name, {"served_by"});
  }
}

template <class V>
void describe(V& v, Autoscaling& s) {
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

template <class V>
void describe(V& v, Interruptions& s) {
  v.about("Interruptions",
          "Replicas fail or are reclaimed; their requests start again elsewhere. Rented machines "
          "are not billed while they are gone, unless they are reserved.");
  v.field(s.mean_time_between, {.name = "mean_time_between",
                                .doc = "mean life of a replica, exponential",
                                .unit = "s",
                                .min = 60,
                                .max = 1e10});
  v.field(s.lifetimes, {.name = "lifetimes", .doc = "measured lives: a CSV with hours,weight"});
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

template <class V>
void describe(V& v, Lora& s) {
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

template <class V>
void describe(V& v, Speculative& s) {
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

template <class V>
void describe(V& v, PrefillBy& s) {
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

template <class V>
void describe(V& v, Deployment& s) {
  v.about("Deployment", "A model running on a fleet entry, as replicas behind a router.");
  v.field(s.model, {.name = "model", .doc = "what runs", .required = true, .refers = "models"});
  v.field(s.fleet, {.name = "fleet", .doc = "where it runs", .required = true, .refers = "fleet"});
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
  v.field(s.lora, {.name = "lora", .doc = "adapters on the model"});
  v.field(s.speculative, {.name = "speculative", .doc = "speculative decoding"});
  v.field(s.prefill_by, {.name = "prefill_by", .doc = "who computes the prompts instead"});
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
  v.field(
      s.router,
      {.name = "router",
       .doc = "which replica a request goes to; power_of_two: the less busy of two drawn ones, "
              "prefix_affinity: where prompts with its beginning go, pack: the first with room, "
              "so that others idle"});
  v.field(
      s.queue_order,
      {.name = "queue_order",
       .doc = "who is admitted first among equal priorities; shortest: fewest prompt and answer "
              "tokens (which a real server must guess), fair: workloads by their fair_share"});
  v.field(s.prefix_cache, {.name = "prefix_cache",
                           .doc = "keep the KV cache of prompt beginnings that come again"});
  v.field(s.autoscaling, {.name = "autoscaling", .doc = "replicas follow the load"});
  v.field(s.interruptions, {.name = "interruptions", .doc = "failures, spot reclaims"});
  v.field(s.queue_limit, {.name = "queue_limit", .doc = "waiting requests per replica", .min = 1});
  v.field(s.client_timeout, {.name = "client_timeout",
                             .doc = "clients give up after",
                             .unit = "s",
                             .min = 1e-3,
                             .max = 604'800});
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
  v.needs("attention_data_parallel", {"expert_parallel"});
}

template <class V>
void describe(V& v, TrainingRun& s) {
  v.about("TrainingRun", "A training or fine-tuning run on rented devices.");
  v.field(s.gpu_hours, {.name = "gpu_hours", .doc = "device time", .unit = "GPU h", .max = 1e12});
  v.field(s.tokens, {.name = "tokens",
                     .doc = "training tokens: 6 x parameters x tokens FLOPs",
                     .unit = "tokens",
                     .max = 1e16});
  v.field(s.model, {.name = "model", .doc = "what is trained", .refers = "models"});
  v.field(s.mfu, {.name = "mfu", .doc = "model FLOPs utilisation, PaLM convention", .min = 0.1});
  v.field(s.instance, {.name = "instance",
                       .doc = "rented instance, priced per GPU",
                       .refers = "catalogue: cloud_instances"});
  v.field(s.price, {.name = "price",
                    .doc = "per device and hour",
                    .unit = "USD/GPU/h",
                    .max = 1e5,
                    .absent = "the instance's on-demand price / GPUs"});
  v.field(s.month, {.name = "month", .doc = "when it runs", .absent = "the scenario's start"});
  v.field(s.repeat,
          {.name = "repeat", .doc = "again every so many months", .min = 1, .absent = "once"});
  describe_escalation(v, s);
  describe_team(v, s);
  v.exactly_one({"gpu_hours", "tokens"});
  v.needs("gpu_hours", {"price", "instance"});
  v.needs("tokens", {"model"});
  v.needs("tokens", {"instance"});
  v.needs("model", {"tokens"});
  v.needs("mfu", {"tokens"});
}

template <class V>
void describe(V& v, DataActivity& s) {
  v.about("DataActivity", "Collecting, labelling or cleaning data.");
  v.field(s.items, {.name = "items", .doc = "items handled", .unit = "items/month"});
  v.field(s.item_price, {.name = "item_price",
                         .doc = "per item",
                         .unit = "USD/item",
                         .max = 1e6,
                         .absent = "the price of `annotation`"});
  v.field(s.annotation,
          {.name = "annotation", .doc = "kind of annotation", .refers = "catalogue: staffing"});
  v.field(s.volume, {.name = "volume", .doc = "data handled", .unit = "GB/month"});
  v.field(s.volume_price,
          {.name = "volume_price", .doc = "per amount of data", .unit = "USD/GB", .max = 1e6});
  v.field(s.one_off,
          {.name = "one_off", .doc = "paid once, in `from`", .unit = "USD", .max = 1e12});
  describe_period(v, s);
  describe_escalation(v, s);
  describe_team(v, s);
  v.at_least_one({"items", "volume", "one_off"});
  v.needs("items", {"item_price", "annotation"});
  v.needs("item_price", {"items"});
  v.needs("annotation", {"items"});
  v.needs("volume", {"volume_price"});
  v.needs("volume_price", {"volume"});
}

template <class V>
void describe(V& v, ApplicationService& s) {
  v.about("ApplicationService",
          "What the application around the model costs: instances, a price per request, "
          "tokens of an API.");
  v.field(s.instance,
          {.name = "instance", .doc = "rented instance", .refers = "catalogue: cloud_instances"});
  v.field(s.count, {.name = "count", .doc = "number of instances", .min = 1, .max = 1e6});
  v.field(
      s.request_price,
      {.name = "request_price", .doc = "per request served", .unit = "USD/request", .max = 1e6});
  v.field(s.api, {.name = "api", .doc = "LLM API", .refers = "catalogue: cloud_services"});
  v.field(s.api_input_tokens, {.name = "api_input_tokens",
                               .doc = "input tokens sent",
                               .unit = "tokens/month",
                               .max = 1e18});
  v.field(s.api_output_tokens, {.name = "api_output_tokens",
                                .doc = "output tokens received",
                                .unit = "tokens/month",
                                .max = 1e18});
  v.field(s.workload, {.name = "workload",
                       .doc = "whose requests are charged",
                       .refers = "workloads",
                       .absent = "all workloads"});
  describe_escalation(v, s);
  describe_team(v, s);
  v.at_least_one({"instance", "request_price", "api"});
  v.needs("count", {"instance"});
  v.needs("api", {"api_input_tokens", "api_output_tokens"});
  v.needs("api_input_tokens", {"api"});
  v.needs("api_output_tokens", {"api"});
  v.needs("workload", {"request_price"});
}

template <class V>
void describe(V& v, StaffRole& s) {
  v.about("StaffRole", "People.");
  v.field(s.role, {.name = "role",
                   .doc = "job whose salary and overhead are used",
                   .refers = "catalogue: staffing"});
  v.field(s.fte, {.name = "fte", .doc = "full-time equivalents", .unit = "FTE", .max = 1e6});
  v.field(s.salary, {.name = "salary",
                     .doc = "per FTE",
                     .unit = "USD/year",
                     .max = 1e8,
                     .absent = "the role's median"});
  v.field(s.overhead, {.name = "overhead",
                       .doc = "multiplier on the salary",
                       .min = 1,
                       .max = 10,
                       .absent = "the role's, else 1"});
  v.field(s.escalation, {.name = "escalation", .doc = "raise each January after the start"});
  v.field(s.component, {.name = "component", .doc = "part of the system"});
  v.field(s.allocation, {.name = "allocation", .doc = "how the cost is shared between workloads"});
  describe_period(v, s);
  describe_team(v, s);
  v.at_least_one({"role", "salary"});
}

template <class V>
void describe(V& v, SoftwareItem& s) {
  v.about("SoftwareItem", "Licences and subscriptions.");
  v.field(s.product, {.name = "product", .doc = "product", .refers = "catalogue: software"});
  v.field(s.per, {.name = "per", .doc = "what is licensed"});
  v.field(s.units, {.name = "units",
                    .doc = "how many of those",
                    .max = 1e9,
                    .absent = "counted from `fleet` for gpu and node; 1 for fixed"});
  v.field(s.fleet,
          {.name = "fleet", .doc = "whose devices or nodes are licensed", .refers = "fleet"});
  v.field(s.price, {.name = "price",
                    .doc = "per unit and term",
                    .unit = "USD",
                    .max = 1e9,
                    .absent = "the product's"});
  v.field(s.term, {.name = "term", .doc = "what one payment covers"});
  describe_escalation(v, s);
  v.field(s.component, {.name = "component", .doc = "part of the system"});
  v.field(s.allocation, {.name = "allocation", .doc = "how the cost is shared between workloads"});
  describe_period(v, s);
  describe_team(v, s);
  v.at_least_one({"product", "price"});
}

template <class V>
void describe(V& v, StorageItem& s) {
  v.about("StorageItem", "Data at rest; tiers are followed marginally.");
  v.field(s.service,
          {.name = "service", .doc = "storage service", .refers = "catalogue: cloud_services"});
  v.field(s.price, {.name = "price",
                    .doc = "per amount and month",
                    .unit = "USD/GB/month",
                    .max = 1e6,
                    .absent = "the service's tiers"});
  v.field(s.stored, {.name = "stored", .doc = "at the start", .unit = "GB"});
  v.field(s.added, {.name = "added",
                    .doc = "end of month volume = before + added - expired",
                    .unit = "GB/month"});
  v.field(
      s.retention,
      {.name = "retention", .doc = "what was added expires after", .min = 1, .absent = "never"});
  describe_escalation(v, s);
  v.field(s.component, {.name = "component", .doc = "part of the system"});
  describe_team(v, s);
  v.at_least_one({"service", "price"});
  v.at_least_one({"stored", "added"});
  v.needs("retention", {"added"});
}

template <class V>
void describe(V& v, EgressItem& s) {
  v.about("EgressItem", "Data that leaves a cloud: a volume, or an amount per request served.");
  v.field(s.service,
          {.name = "service", .doc = "egress tariff", .refers = "catalogue: cloud_services"});
  v.field(s.price, {.name = "price",
                    .doc = "per amount",
                    .unit = "USD/GB",
                    .max = 1e6,
                    .absent = "the service's tiers"});
  v.field(s.volume, {.name = "volume", .doc = "fixed volume", .unit = "GB/month"});
  v.field(s.per_request,
          {.name = "per_request", .doc = "x requests served", .unit = "MB/request", .max = 1e9});
  v.field(s.workload, {.name = "workload",
                       .doc = "whose requests count",
                       .refers = "workloads",
                       .absent = "all workloads"});
  describe_escalation(v, s);
  v.field(s.component, {.name = "component", .doc = "part of the system"});
  describe_team(v, s);
  v.at_least_one({"service", "price"});
  v.exactly_one({"volume", "per_request"});
  v.needs("workload", {"per_request"});
}

template <class V>
void describe(V& v, Scenario& s) {
  v.about("Scenario", "The whole file.");
  v.field(s.name, {.name = "name", .doc = "title of the reports", .required = true});
  v.field(s.description, {.name = "description", .doc = "what is asked, for whom"});
  v.field(s.currency, {.name = "currency", .doc = "currency of every figure; v1 computes in USD"});
  v.field(s.start, {.name = "start", .doc = "first month"});
  v.field(s.horizon,
          {.name = "horizon", .doc = "how many months are computed", .min = 1, .max = 240});
  v.field(s.seed, {.name = "seed", .doc = "of all random draws", .max = 9'007'199'254'740'991});
  v.field(s.fiscal_year_start, {.name = "fiscal_year_start",
                                .doc = "month in which fiscal years begin",
                                .min = 1,
                                .max = 12});
  v.field(s.catalog, {.name = "catalog",
                      .doc = "own CSV files that add or override catalogue rows, relative to "
                             "the scenario"});
  v.field(s.finance, {.name = "finance", .doc = "discounting"});
  v.field(s.simulation, {.name = "simulation", .doc = "how months are simulated"});
  v.field(s.sites, {.name = "sites", .doc = "places with electricity"});
  v.field(s.fleet, {.name = "fleet", .doc = "machines"});
  v.field(s.models, {.name = "models", .doc = "models"});
  v.field(s.serving, {.name = "serving", .doc = "models on machines"});
  v.field(s.workloads, {.name = "workloads", .doc = "requests"});
  v.field(s.training, {.name = "training", .doc = "training runs"});
  v.field(s.data_pipeline, {.name = "data_pipeline", .doc = "data work"});
  v.field(s.application, {.name = "application", .doc = "the application around the models"});
  v.field(s.staff, {.name = "staff", .doc = "people"});
  v.field(s.software, {.name = "software", .doc = "licences"});
  v.field(s.storage, {.name = "storage", .doc = "data at rest"});
  v.field(s.egress, {.name = "egress", .doc = "data that leaves a cloud"});
}

}  // namespace costwright

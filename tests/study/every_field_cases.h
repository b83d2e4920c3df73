#pragma once
// One line for each field that the reader accepts: a base, a change, and so a figure that moves.
#include <string>
#include <vector>

#include <fmt/format.h>

namespace costwright::testing {

// Declared volumes, nothing simulated: every kind of cost, escalated once at an anniversary, twice
// in January.
inline constexpr const char* kMoney = R"(
name: money
start: 2027-12
horizon: 14 months
sites:
  dc: {location: Virginia, pue: 1.4}
  colo: {electricity: 0.1 USD/kWh, pue: 1.3, carbon: 300 g/kWh, colocation: {price: 150 USD/kW/month}}
fleet:
  gpus: {owned: {server: l40s-4, site: dc}}
  spare: {owned: {server: l4-4, site: colo}}
  rented: {cloud: {instance: AWS/us-east-1/g5.12xlarge}}
models:
  small: {model: Llama-3.1-8B}
  tiny: {model: Llama-3.2-1B}
workloads:
  web: {team: care, declared: {input_tokens: 5 M tokens/month, output_tokens: 1 M tokens/month, requests: 9000 requests/month}}
  app: {team: shop, declared: {input_tokens: 1 M tokens/month, output_tokens: 1 M tokens/month, requests: 3000 requests/month}}
training:
  hours: {gpu_hours: 100 GPU h, price: 2 USD/GPU/h}
  priced: {gpu_hours: 100 GPU h, instance: AWS/us-east-1/g5.12xlarge}
  tokens: {tokens: 1 B tokens, model: small, instance: AWS/us-east-1/g5.12xlarge}
data_pipeline:
  labels: {items: 5000 items/month, item_price: 0.05 USD/item}
  notes: {items: 5000 items/month, annotation: "image classification/AWS Ground Truth via Mechanical Turk/all"}
  crawl: {volume: 500 GB/month, volume_price: 0.02 USD/GB}
  licence: {one_off: 1000 USD}
serving:
  tokens: {api: "bedrock_converse/amazon.nova-lite-v1:0"}
application:
  front: {instance: AWS/us-east-1/g5.xlarge}
  gateway: {request_price: 0.001 USD/request}
  judge: {api: "bedrock_converse/amazon.nova-lite-v1:0", api_input_tokens: 50 M tokens/month, api_output_tokens: 10 M tokens/month}
staff:
  sre: {role: ML engineer/United States/all}
  own: {salary: 90000 USD/year}
software:
  suite: {product: NVIDIA AI Enterprise/subscription 1 year/GPU-year, per: gpu, fleet: gpus, term: annual_prepaid}
  tool: {price: 500 USD}
  seats: {per: seat, units: 10, price: 20 USD}
storage:
  lake: {service: AWS/S3/Standard (first 50 TB)/us-east-1, stored: 2 TB, added: 1 TB/month}
  disk: {price: 0.05 USD/GB/month, stored: 100 GB}
egress:
  answers: {service: AWS/Data transfer out/first 10 TB/us-east-1, per_request: 3 MB/request}
  bulk: {price: 0.05 USD/GB, volume: 300 GB/month}
)";

inline constexpr const char* kArrivals = R"(
name: arrivals
start: 2027-12
horizon: 1 months
simulation: {warm_up: 10 min, compression_bracket: false, error_range: false}
fleet:
  rented: {cloud: {instance: AWS/us-east-1/g5.12xlarge}}
models: {tiny: {model: Llama-3.2-1B}}
serving:
  pool: {model: tiny, fleet: rented, replicas: 1, max_batch: 16}
workloads:
  traced:
    served_by: pool
    arrivals: {trace: {file: trace.csv}}
    demand: {requests: 3000 requests/month}
  drawn:
    served_by: pool
    arrivals:
      synthetic:
        input_tokens: {fixed: 50 tokens}
        output_tokens: {mean: 30 tokens, p50: 20 tokens}
    demand: {requests: 3000 requests/month}
  looped:
    served_by: pool
    arrivals:
      closed: {clients: 2, think_time: 600 s, input_tokens: {fixed: 100 tokens}, output_tokens: {mean: 30 tokens, p50: 20 tokens}}
  pooled:
    served_by: pool
    arrivals: {servegen: {folder: clients}}
    demand: {requests: 2000 requests/month}
)";

struct FieldCase {
  const char* base;  // money, serving, arrivals, vision
  const char* path;  // concrete; stands for one field of the table
  const char* value;
  std::vector<const char*> given = {};  // "path=value", part of the base
};

// The other value is refused, for the reason given.
struct Refusal {
  const char* base;
  const char* path;
  const char* value;
  const char* reason;
  std::vector<const char*> given = {};
};

inline std::vector<FieldCase> scenario_cases() {
  return {
      {"money", "name", "another name"},
      {"money", "description", "another question"},
      {"money", "start", "2028-03"},
      {"money", "horizon", "5 months"},
      {"serving", "seed", "6"},
      {"money", "fiscal_year_start", "7"},
      {"money", "catalog.0", "prices.csv"},
      {"money", "finance.discount_rate", "12 %/year"},
      {"money", "finance.terminal_value", "zero"},
      {"money", "finance.output_input_price_ratio", "2"},
      {"serving", "simulation.warm_up", "2 h"},
      {"serving", "simulation.compression_bracket", "false"},
      {"serving", "simulation.error_range", "true"},
  };
}

inline std::vector<FieldCase> machine_cases() {
  const char* colo = "fleet.gpus.owned.site=colo";
  const char* sale = "fleet.gpus.owned.disposal={month: 2028-01, proceeds: 5000 USD}";
  const char* plan = "savings_plans.plan={commitment: 3 USD/h, covers: {rented: {discount: 28 %}}}";
  const char* support = "fleet.gpus.owned.support=8 %/year";
  return {
      {"money", "sites.dc.location", "Texas"},
      {"money", "sites.dc.electricity", "0.5 USD/kWh"},
      {"money", "sites.dc.electricity_escalation", "10 %/year"},
      {"money",
       "sites.dc.electricity_escalates",
       "january",
       {"sites.dc.electricity_escalation=10 %/year"}},
      {"money",
       "sites.dc.electricity_as_of",
       "2026-10",
       {"sites.dc.electricity_escalation=10 %/year"}},
      {"money", "sites.dc.pue", "1.9"},
      {"money", "sites.dc.carbon", "10 g/kWh", {"fleet.rented.cloud.carbon=300 g/kWh"}},
      {"money", "sites.colo.colocation.price", "170 USD/kW/month"},
      {"money", "sites.colo.colocation.reserved", "50 kW", {colo}},
      {"money", "sites.colo.colocation.includes.0", "cooling"},
      {"money", "sites.colo.colocation.from", "2028-01"},
      {"money", "sites.colo.colocation.until", "2028-01"},
      {"money", "sites.colo.colocation.escalation", "9 %/year"},
      {"money",
       "sites.colo.colocation.escalates",
       "january",
       {"sites.colo.colocation.escalation=5 %/year"}},
      {"money",
       "sites.colo.colocation.price_as_of",
       "2026-10",
       {"sites.colo.colocation.escalation=5 %/year"}},
      {"money", "fleet.gpus.owned.server", "l40s-8"},
      {"money", "fleet.gpus.team", "platform"},
      {"money", "fleet.gpus.owned.site", "colo"},
      {"serving", "fleet.gpus.owned.count", "2"},
      {"money", "fleet.gpus.owned.price", "1000 USD"},
      {"money", "fleet.gpus.owned.market_decline", "10 %/year", {"fleet.gpus.owned.paid=2028-06"}},
      {"money",
       "fleet.gpus.owned.price_as_of",
       "2027-06",
       {"fleet.gpus.owned.paid=2028-06", "fleet.gpus.owned.market_decline=10 %/year"}},
      {"money", "fleet.gpus.owned.paid", "2028-01"},
      {"money", "fleet.gpus.owned.in_service", "2028-01"},
      {"money", "fleet.gpus.owned.retire", "2028-02"},
      {"money", "fleet.gpus.owned.book_life", "12 months"},
      {"money", "fleet.gpus.owned.residual", "20 %"},
      {"money", "fleet.gpus.owned.disposal.month", "2027-12", {sale}},
      {"money", "fleet.gpus.owned.disposal.proceeds", "6000 USD", {sale}},
      {"money", "fleet.gpus.owned.support", "8 %/year"},
      {"money", "fleet.gpus.owned.support_escalation", "5 %/year", {support}},
      {"money",
       "fleet.gpus.owned.support_escalates",
       "january",
       {support, "fleet.gpus.owned.support_escalation=5 %/year"}},
      {"serving", "fleet.gpus.owned.power", "700 W"},
      {"money", "fleet.rented.cloud.instance", "AWS/us-east-1/g5.48xlarge"},
      {"money", "fleet.rented.cloud.count", "2"},
      {"money", "fleet.rented.cloud.purchase", "spot"},
      {"money", "fleet.rented.cloud.price", "1 USD/h"},
      {"money", "fleet.rented.cloud.upfront", "50 %", {"fleet.rented.cloud.purchase=reserved_1y"}},
      {"money",
       "fleet.rented.cloud.on_demand_price",
       "9 USD/h",
       {"fleet.rented.cloud.purchase=reserved_1y"}},
      {"money", "savings_plans.plan.commitment", "4 USD/h", {plan}},
      {"money", "savings_plans.plan.term", "3 years", {plan, "savings_plans.plan.upfront=50 %"}},
      {"money", "savings_plans.plan.upfront", "100 %", {plan}},
      {"money", "savings_plans.plan.from", "2028-01", {plan}},
      {"money", "savings_plans.plan.until", "2028-12", {plan}},
      {"money",
       "savings_plans.plan.covers.rented.price",
       "4 USD/h",
       {"savings_plans.plan={commitment: 3 USD/h, covers: {rented: {price: 3 USD/h}}}"}},
      {"money", "savings_plans.plan.covers.rented.discount", "30 %", {plan}},
      {"money", "savings_plans.plan.team", "finops", {plan, "savings_plans.plan.upfront=50 %"}},
      {"money", "fleet.rented.cloud.from", "2028-01"},
      {"money", "fleet.rented.cloud.until", "2028-01"},
      {"money", "fleet.rented.cloud.hours", "200 h"},
      {"money",
       "fleet.rented.cloud.schedule.hours_per_day",
       "8 h",
       {"fleet.rented.cloud.schedule={hours_per_day: 10 h}"}},
      {"money",
       "fleet.rented.cloud.schedule.days.0",
       "monday",
       {"fleet.rented.cloud.schedule={hours_per_day: 10 h, days: [sunday]}"}},
      {"money", "fleet.rented.cloud.escalation", "-5 %/year"},
      {"money",
       "fleet.rented.cloud.escalates",
       "january",
       {"fleet.rented.cloud.escalation=5 %/year"}},
      {"money",
       "fleet.rented.cloud.price_as_of",
       "2026-10",
       {"fleet.rented.cloud.escalation=5 %/year"}},
      {"money", "fleet.rented.cloud.carbon", "400 g/kWh"},
      {"money", "fleet.rented.cloud.pue", "1.5", {"fleet.rented.cloud.carbon=300 g/kWh"}},
  };
}

inline std::vector<FieldCase> serving_cases() {
  const char* prefill = "serving.chat.prefill_by={deployment: first, bandwidth: 10 GB/s}";
  const char* compress = "serving.chat.compress_by={deployment: first, ratio: 2}";
  const char* prefill_pools = "serving.first={model: small, fleet: gpus, replicas: 1}";
  return {
      {"serving", "models.small.model", "Qwen2.5-7B"},
      {"serving", "models.small.weights", "fp8"},
      {"serving", "models.small.kv_cache", "fp8"},
      {"serving", "models.small.benchmark", "gsm8k"},
      {"serving", "models.small.sparsity", "2:4"},
      {"serving", "models.small.compression.weights", "fp8"},
      {"serving", "models.small.compression.sparsity", "2:4"},
      {"serving", "models.small.compression.kv_cache", "kv-fp8", {"models.small.benchmark=gsm8k"}},
      {"serving", "serving.chat.model", "tiny"},
      {"serving", "serving.chat.fleet", "spare", {"models.small.weights=fp8"}},
      {"serving",
       "serving.chat.also_on.0",
       "more",
       {"fleet.more={owned: {server: l40s-4, site: dc}}"}},
      {"serving", "serving.chat.engine", "trt-llm"},
      {"serving", "serving.chat.tensor_parallel", "2"},
      {"serving", "serving.chat.pipeline_parallel", "2"},
      {"serving",
       "serving.chat.expert_parallel",
       "true",
       {"models.small={model: Qwen3-30B-A3B, weights: fp8}", "serving.chat.tensor_parallel=2"}},
      {"serving",
       "serving.chat.attention_data_parallel",
       "true",
       {"models.small={model: Qwen3-30B-A3B, weights: fp8}", "serving.chat.tensor_parallel=2",
        "serving.chat.expert_parallel=true"}},
      {"serving",
       "serving.chat.lora.adapters",
       "40",
       {"serving.chat.lora={adapters: 20, rank: 16}"}},
      {"serving", "serving.chat.lora.rank", "32", {"serving.chat.lora={adapters: 20, rank: 16}"}},
      {"serving",
       "serving.chat.lora.max_resident",
       "5",
       {"serving.chat.lora={adapters: 20, rank: 16}"}},
      {"serving",
       "serving.chat.speculative.draft_model",
       "small",
       {"serving.chat.speculative={draft_model: tiny, draft_tokens: 3, acceptance: 70 %}"}},
      {"serving",
       "serving.chat.speculative.draft_tokens",
       "2",
       {"serving.chat.speculative={draft_model: tiny, draft_tokens: 3, acceptance: 70 %}"}},
      {"serving",
       "serving.chat.speculative.acceptance",
       "50 %",
       {"serving.chat.speculative={draft_model: tiny, draft_tokens: 3, acceptance: 70 %}"}},
      {"serving",
       "serving.chat.prefill_by.deployment",
       "second",
       {prefill, prefill_pools,
        "serving.second={model: small, fleet: gpus, replicas: 1, "
        "max_batch: 1, token_budget: 64}"}},
      {"serving", "serving.chat.prefill_by.bandwidth", "200 MB/s", {prefill, prefill_pools}},
      {"serving", "serving.chat.prefill_by.latency", "2 s", {prefill, prefill_pools}},
      {"serving",
       "serving.chat.compress_by.deployment",
       "second",
       {compress, prefill_pools,
        "serving.second={model: small, fleet: gpus, replicas: 1, "
        "max_batch: 1, token_budget: 64}"}},
      {"serving", "serving.chat.compress_by.ratio", "4", {compress, prefill_pools}},
      {"serving", "serving.chat.compress_by.latency", "2 s", {compress, prefill_pools}},
      {"serving",
       "models.brief.compression.prompt",
       "llmlingua2-14x",
       {"models.brief={model: Llama-3.1-8B, benchmark: gsm8k, compression: {prompt: "
        "selective-context-5x}}",
        "serving.chat.model=brief", compress, prefill_pools}},
      {"serving", "serving.chat.clock", "60 %"},
      {"serving", "serving.chat.power_cap", "200 W"},
      {"serving", "serving.chat.replicas", "1"},
      {"serving", "serving.chat.max_batch", "4"},
      {"serving", "serving.chat.token_budget", "64"},
      {"serving", "serving.chat.router", "round_robin"},
      {"serving",
       "serving.chat.queue_order",
       "shortest",
       {"serving.chat.max_batch=1", "serving.chat.replicas=1"}},
      {"serving", "serving.chat.prefix_cache", "false", {"workloads.chat.shared_prefix=96 tokens"}},
      {"serving",
       "serving.chat.autoscaling.minimum",
       "2",
       {"serving.chat.autoscaling={target: 3}"}},
      {"serving", "serving.chat.autoscaling.target", "1", {"serving.chat.autoscaling={target: 3}"}},
      {"serving",
       "serving.chat.autoscaling.interval",
       "5 min",
       {"serving.chat.autoscaling={target: 1}"}},
      {"serving",
       "serving.chat.autoscaling.start_delay",
       "10 min",
       {"serving.chat.autoscaling={target: 1}"}},
      {"serving",
       "serving.chat.autoscaling.down_window",
       "1 h",
       {"serving.chat.autoscaling={target: 1}"}},
      {"serving",
       "serving.chat.interruptions.mean_time_between",
       "3 h",
       {"serving.chat.interruptions={mean_time_between: 5 h}"}},
      {"serving",
       "serving.chat.interruptions.lifetimes",
       "longer_lives.csv",
       {"serving.chat.interruptions={lifetimes: lives.csv}"}},
      {"serving",
       "serving.chat.interruptions.notice",
       "3 h",
       {"serving.chat.interruptions={mean_time_between: 5 h}"}},
      {"serving",
       "serving.chat.interruptions.outage",
       "30 min",
       {"serving.chat.interruptions={mean_time_between: 5 h}"}},
      {"serving",
       "serving.chat.queue_limit",
       "1",
       {"serving.chat.max_batch=1", "serving.chat.replicas=1"}},
      {"serving",
       "serving.chat.client_timeout",
       "1 s",
       {"serving.chat.max_batch=1", "serving.chat.replicas=1"}},
      {"serving", "serving.chat.kv_blocks", "50"},
      {"serving", "serving.chat.max_model_len", "150 tokens"},
      {"serving", "serving.chat.gpu_memory_utilisation", "80 %"},
      {"vision",
       "simulation.effort",
       "full",
       {"workloads.images.demand.requests=30 M requests/month"}},
      {"vision", "serving.images.batch_delay", "50 ms"},
  };
}

// Blocks of 16 tokens.
inline std::string hashed_trace() {
  std::string text;
  for (int i = 0; i < 60; ++i) {
    text += fmt::format(
        R"({{"timestamp": {}, "input_length": {}, "output_length": 20, "hash_ids": [{}, 7, 8]}})",
        9000 * i, 40, i % 2);
    text += '\n';
  }
  return text;
}

// Every column twice: with the names that are known, and with others and other values.
inline std::string wide_trace() {
  std::string text =
      "arrival_s,input_tokens,output_tokens,session,prefix,prefix_tokens,when,in,out,talk,begin,"
      "begin_tokens\n";
  for (int i = 0; i < 30; ++i) {
    text += fmt::format("{},{},{},s{},p{},48,{},{},{},t{},all,96\n", 20 * i, 110 + 13 * (i % 7),
                        20 + 7 * (i % 5), i % 12, i % 3, 20 * i + i % 4, 130 + 11 * (i % 5),
                        30 + 5 * (i % 7), i % 5);
  }
  return text;
}

inline std::vector<FieldCase> column_cases() {
  const char* wide = "workloads.traced.arrivals.trace={file: wide.csv}";
  const char* turns = "workloads.traced.arrivals.trace={file: wide.csv, session_clients: true}";
  return {
      {"arrivals", "workloads.traced.arrivals.trace.prompt_above", "140 tokens", {wide}},
      {"arrivals", "workloads.traced.arrivals.trace.prompt_up_to", "140 tokens", {wide}},
      {"arrivals", "workloads.traced.arrivals.trace.window.from", "200 s", {wide}},
      {"arrivals", "workloads.traced.arrivals.trace.window.length", "300 s", {wide}},
      {"arrivals", "workloads.traced.arrivals.trace.columns.arrival", "when", {wide}},
      {"arrivals", "workloads.traced.arrivals.trace.columns.input_tokens", "in", {wide}},
      {"arrivals", "workloads.traced.arrivals.trace.columns.output_tokens", "out", {wide}},
      {"arrivals", "workloads.traced.arrivals.trace.columns.session", "talk", {turns}},
      {"arrivals", "workloads.traced.arrivals.trace.columns.prefix", "begin", {wide}},
      {"arrivals", "workloads.traced.arrivals.trace.columns.prefix_tokens", "begin_tokens", {wide}},
  };
}

inline std::vector<FieldCase> api_cases() {
  const char* hosted =
      "serving.hosted={api: groq/llama-3.1-8b-instant, "
      "api_terms: {ttft: {p50: 0.3 s, p95: 1 s}, tpot: {p50: 4 ms, p95: 8 ms}}}";
  const char* served = "workloads.draft.served_by=hosted";
  const char* prefix = "workloads.draft.shared_prefix=96 tokens";
  const char* no_minimum = "serving.hosted.api_terms.cache_minimum=16 tokens";
  const char* low_price = "serving.hosted.api_terms.cached_input_price=0.01 USD/Mtok";
  const char* limit = "serving.hosted.api_terms.requests_per_minute=0.01 requests/min";
  const char* declared = "workloads.web.declared.served_by=tokens";
  const char* half_read = "serving.tokens.api_terms.cached_input=50 %";
  const char* read_price = "serving.tokens.api_terms.cached_input_price=0.01 USD/Mtok";
  const char* rise = "serving.tokens.api_terms.escalation=10 %/year";
  return {
      {"serving", "serving.hosted.api", "groq/llama-3.3-70b-versatile", {hosted, served}},
      {"serving", "serving.hosted.api_terms.ttft.p50", "0.2 s", {hosted, served}},
      {"serving", "serving.hosted.api_terms.ttft.p95", "2 s", {hosted, served}},
      {"serving", "serving.hosted.api_terms.tpot.p50", "2 ms", {hosted, served}},
      {"serving", "serving.hosted.api_terms.tpot.p95", "20 ms", {hosted, served}},
      {"serving",
       "serving.hosted.api_terms.requests_per_minute",
       "0.01 requests/min",
       {hosted, served}},
      {"serving",
       "serving.hosted.api_terms.tokens_per_minute",
       "1000 tokens/min",
       {hosted, served, "workloads.draft.demand.population.users=50000 users"}},
      {"serving", "serving.hosted.api_terms.over_limit", "refuse", {hosted, served, limit}},
      {"serving",
       "serving.hosted.api_terms.cache_lifetime",
       "1 s",
       {hosted, served, prefix, no_minimum, low_price}},
      {"serving",
       "serving.hosted.api_terms.cache_minimum",
       "1000 tokens",
       {hosted, served, prefix, no_minimum, low_price}},
      {"money", "serving.tokens.api_terms.cached_input", "60 %", {declared, read_price, half_read}},
      {"money",
       "serving.tokens.api_terms.written_input",
       "20 %",
       {declared, read_price, half_read, "serving.tokens.api_terms.cache_write_price=1 USD/Mtok"}},
      {"money",
       "serving.tokens.api_terms.batch",
       "true",
       {declared, "serving.tokens.api=openai/gpt-4.1"}},
      {"money", "serving.tokens.api_terms.input_price", "1 USD/Mtok", {declared}},
      {"money",
       "serving.tokens.api_terms.cached_input_price",
       "0.02 USD/Mtok",
       {declared, read_price, half_read}},
      {"money",
       "serving.tokens.api_terms.cache_write_price",
       "2 USD/Mtok",
       {declared, read_price, half_read, "serving.tokens.api_terms.written_input=20 %"}},
      {"money", "serving.tokens.api_terms.output_price", "1 USD/Mtok", {declared}},
      {"money", "serving.tokens.api_terms.discount", "10 %", {declared}},
      {"money", "serving.tokens.api_terms.escalation", "5 %/year", {declared}},
      {"money", "serving.tokens.api_terms.escalates", "january", {declared, rise}},
      {"money", "serving.tokens.api_terms.price_as_of", "2026-10", {declared, rise}},
  };
}

inline std::vector<FieldCase> workload_cases() {
  const char* cascade = "workloads.draft.cascade={then: chat, share: 20 %}";
  const char* sessions = "workloads.traced.arrivals.trace.session_clients=true";
  const char* lognormal =
      "workloads.drawn.arrivals.synthetic.input_tokens={mean: 60 tokens, p50: 40 tokens}";
  const char* loop_in =
      "workloads.looped.arrivals.closed.input_tokens={mean: 60 tokens, p50: 40 tokens}";
  const char* drawn_histogram =
      "workloads.drawn.arrivals.synthetic.input_tokens={histogram: lengths.csv}";
  const char* drawn_out_histogram =
      "workloads.drawn.arrivals.synthetic.output_tokens={histogram: lengths.csv}";
  const char* loop_histogram =
      "workloads.looped.arrivals.closed.input_tokens={histogram: lengths.csv}";
  const char* loop_out_histogram =
      "workloads.looped.arrivals.closed.output_tokens={histogram: lengths.csv}";
  const char* drawn_out = "workloads.drawn.arrivals.synthetic.output_tokens={fixed: 20 tokens}";
  const char* loop_out = "workloads.looped.arrivals.closed.output_tokens={fixed: 20 tokens}";
  return {
      {"serving", "workloads.chat.team", "finance"},
      {"serving", "workloads.draft.served_by", "chat"},
      {"arrivals", "workloads.traced.arrivals.trace.file", "other.csv"},
      {"arrivals", "workloads.traced.arrivals.trace.scaling", "compress"},
      {"arrivals",
       "workloads.traced.arrivals.trace.timestamps",
       "s",
       {"workloads.traced.arrivals.trace={file: hashes.jsonl}"}},
      {"arrivals", "workloads.traced.arrivals.trace.session_clients", "true"},
      {"arrivals", "workloads.traced.arrivals.trace.think_time", "90 s", {sessions}},
      {"arrivals", "workloads.drawn.arrivals.synthetic.interarrival_cv", "3"},
      {"arrivals", "workloads.drawn.arrivals.synthetic.input_tokens.fixed", "70 tokens"},
      {"arrivals",
       "workloads.drawn.arrivals.synthetic.input_tokens.mean",
       "80 tokens",
       {lognormal}},
      {"arrivals", "workloads.drawn.arrivals.synthetic.input_tokens.p50", "30 tokens", {lognormal}},
      {"arrivals",
       "workloads.drawn.arrivals.synthetic.input_tokens.histogram",
       "longer.csv",
       {drawn_histogram}},
      {"arrivals", "workloads.drawn.arrivals.synthetic.input_tokens.max", "70 tokens", {lognormal}},
      {"arrivals",
       "workloads.drawn.arrivals.synthetic.output_tokens.fixed",
       "70 tokens",
       {drawn_out}},
      {"arrivals", "workloads.drawn.arrivals.synthetic.output_tokens.mean", "40 tokens"},
      {"arrivals", "workloads.drawn.arrivals.synthetic.output_tokens.p50", "10 tokens"},
      {"arrivals",
       "workloads.drawn.arrivals.synthetic.output_tokens.histogram",
       "longer.csv",
       {drawn_out_histogram}},
      {"arrivals", "workloads.drawn.arrivals.synthetic.output_tokens.max", "40 tokens"},
      {"arrivals", "workloads.pooled.arrivals.servegen.folder", "fewer_clients"},
      {"arrivals", "workloads.looped.arrivals.closed.clients", "3"},
      {"arrivals", "workloads.looped.arrivals.closed.think_time", "500 s"},
      {"arrivals", "workloads.looped.arrivals.closed.input_tokens.fixed", "70 tokens"},
      {"arrivals", "workloads.looped.arrivals.closed.input_tokens.mean", "80 tokens", {loop_in}},
      {"arrivals", "workloads.looped.arrivals.closed.input_tokens.p50", "30 tokens", {loop_in}},
      {"arrivals",
       "workloads.looped.arrivals.closed.input_tokens.histogram",
       "longer.csv",
       {loop_histogram}},
      {"arrivals", "workloads.looped.arrivals.closed.input_tokens.max", "70 tokens", {loop_in}},
      {"arrivals", "workloads.looped.arrivals.closed.output_tokens.fixed", "70 tokens", {loop_out}},
      {"arrivals", "workloads.looped.arrivals.closed.output_tokens.mean", "40 tokens"},
      {"arrivals", "workloads.looped.arrivals.closed.output_tokens.p50", "10 tokens"},
      {"arrivals",
       "workloads.looped.arrivals.closed.output_tokens.histogram",
       "longer.csv",
       {loop_out_histogram}},
      {"arrivals", "workloads.looped.arrivals.closed.output_tokens.max", "40 tokens"},
      {"serving", "workloads.chat.demand.requests", "210000 requests/month"},
      {"serving", "workloads.draft.demand.population.users", "120 users"},
      {"serving", "workloads.draft.demand.population.actions_per_user", "30"},
      {"serving", "workloads.draft.demand.population.calls_per_action", "2"},
      {"serving", "workloads.draft.demand.growth", "10 %/month"},
      {"serving", "workloads.chat.demand.hour_of_day.3", "1"},
      {"serving",
       "workloads.chat.demand.day_of_week.6",
       "0.5",
       {"workloads.chat.demand.day_of_week=[1, 1, 1, 1, 1, 1, 1]"}},
      {"money", "workloads.web.declared.input_tokens", "6 M tokens/month"},
      {"money", "workloads.web.declared.output_tokens", "2 M tokens/month"},
      {"money", "workloads.web.declared.requests", "9100 requests/month"},
      {"money", "workloads.web.declared.growth", "10 %/month"},
      {"money", "workloads.web.declared.served_by", "tokens"},
      {"serving", "workloads.draft.cascade.share", "50 %", {cascade}},
      {"serving",
       "workloads.draft.cascade.then",
       "other",
       {cascade, "serving.other={model: tiny, fleet: spare, replicas: 1}"}},
      {"serving",
       "workloads.chat.overflow_to",
       "draft",
       {"serving.chat.queue_limit=1", "serving.chat.max_batch=1", "serving.chat.replicas=1"}},
      {"serving", "workloads.chat.slo.ttft", "20 ms"},
      {"serving", "workloads.chat.slo.tpot", "20 ms"},
      {"serving", "workloads.chat.slo.e2e", "500 ms"},
      {"serving",
       "workloads.draft.priority",
       "1",
       {"serving.chat.max_batch=1", "serving.chat.replicas=1", "workloads.draft.served_by=chat"}},
      {"serving",
       "workloads.draft.fair_share",
       "20",
       {"serving.chat.max_batch=1", "serving.chat.replicas=1", "workloads.draft.served_by=chat",
        "serving.chat.queue_order=fair", "workloads.draft.demand.population.users=5000 users"}},
      {"serving", "workloads.chat.shared_prefix", "96 tokens"},
      {"serving", "workloads.chat.response_cache", "20 %"},
      {"serving",
       "workloads.draft.slo.target",
       "50 %",
       {"workloads.draft.slo={e2e: 60 s, target: 60 %}"}},
      {"money", "workloads.web.value", "0.5 USD/request"},
      {"serving", "workloads.chat.value_counts", "served", {"workloads.chat.value=1 USD/request"}},
      {"money", "workloads.web.api_reference", "bedrock_converse/amazon.nova-lite-v1:0"},
      {"money",
       "workloads.web.cached_input",
       "50 %",
       {"workloads.web.api_reference=openai/gpt-4.1"}},
      {"money", "workloads.web.api_batch", "true", {"workloads.web.api_reference=openai/gpt-4.1"}},
  };
}

inline std::vector<FieldCase> training_and_data_cases() {
  return {
      {"money", "training.hours.gpu_hours", "110 GPU h"},
      {"money", "training.tokens.tokens", "2 B tokens"},
      {"money", "training.tokens.model", "tiny"},
      {"money", "training.tokens.mfu", "30 %"},
      {"money", "training.priced.instance", "AWS/us-east-1/g5.xlarge"},
      {"money", "training.hours.price", "3 USD/GPU/h"},
      {"money", "training.hours.month", "2028-01"},
      {"money", "training.hours.repeat", "1 months"},
      {"money", "training.hours.escalation", "5 %/year", {"training.hours.repeat=6 months"}},
      {"money",
       "training.hours.escalates",
       "january",
       {"training.hours.escalation=5 %/year", "training.hours.repeat=6 months"}},
      {"money",
       "training.hours.price_as_of",
       "2026-10",
       {"training.hours.escalation=5 %/year", "training.hours.repeat=6 months"}},
      {"money", "training.hours.team", "ml"},
      {"money", "data_pipeline.labels.items", "6000 items/month"},
      {"money", "data_pipeline.labels.item_price", "0.06 USD/item"},
      {"money", "data_pipeline.notes.annotation",
       "bounding box/AWS Ground Truth via Mechanical Turk/all"},
      {"money", "data_pipeline.crawl.volume", "600 GB/month"},
      {"money", "data_pipeline.crawl.volume_price", "0.03 USD/GB"},
      {"money", "data_pipeline.licence.one_off", "1100 USD"},
      {"money", "data_pipeline.labels.from", "2028-01"},
      {"money", "data_pipeline.labels.until", "2028-01"},
      {"money", "data_pipeline.labels.escalation", "5 %/year"},
      {"money",
       "data_pipeline.labels.escalates",
       "january",
       {"data_pipeline.labels.escalation=5 %/year"}},
      {"money",
       "data_pipeline.labels.price_as_of",
       "2026-10",
       {"data_pipeline.labels.escalation=5 %/year"}},
      {"money", "data_pipeline.labels.team", "data"},
      {"money", "storage.lake.service", "AWS/S3/Standard-IA/us-east-1"},
      {"money", "storage.disk.price", "0.06 USD/GB/month"},
      {"money", "storage.disk.stored", "200 GB"},
      {"money", "storage.lake.added", "2 TB/month"},
      {"money", "storage.lake.retention", "1 months"},
      {"money", "storage.lake.escalation", "5 %/year"},
      {"money", "storage.lake.escalates", "january", {"storage.lake.escalation=5 %/year"}},
      {"money", "storage.lake.price_as_of", "2026-10", {"storage.lake.escalation=5 %/year"}},
      {"money", "storage.lake.component", "serving"},
      {"money", "storage.lake.team", "data"},
  };
}

inline std::vector<FieldCase> application_cases() {
  const char* credit = "credits.grant={amount: 50000 USD, reason: programme}";
  return {
      {"money", "application.front.instance", "AWS/us-east-1/g5.2xlarge"},
      {"money", "application.front.count", "2"},
      {"money", "application.front.hours", "100 h"},
      {"money",
       "application.front.schedule.hours_per_day",
       "8 h",
       {"application.front.schedule={hours_per_day: 10 h}"}},
      {"money",
       "application.front.schedule.days.0",
       "friday",
       {"application.front.schedule={hours_per_day: 10 h, days: [sunday]}"}},
      {"money", "credits.grant.reason", "another reason", {credit}},
      {"money", "credits.edp.discount", "6 %", {"credits.edp={discount: 5 %, reason: agreement}"}},
      {"money", "credits.grant.amount", "6000 USD", {credit}},
      {"money", "credits.grant.category", "staffing", {credit}},
      {"money", "credits.grant.from", "2028-02", {credit}},
      {"money", "credits.grant.until", "2028-01", {credit}},
      {"money", "application.gateway.request_price", "0.002 USD/request"},
      {"money", "application.judge.api", "bedrock_converse/amazon.nova-pro-v1:0"},
      {"money", "application.judge.api_input_tokens", "60 M tokens/month"},
      {"money", "application.judge.api_output_tokens", "20 M tokens/month"},
      {"money", "application.judge.growth", "10 %/month"},
      {"money", "application.judge.cached_input", "50 %", {"application.judge.api=openai/gpt-4.1"}},
      {"money", "application.judge.api_batch", "true", {"application.judge.api=openai/gpt-4.1"}},
      {"money", "application.gateway.workload", "app"},
      {"money", "application.front.escalation", "5 %/year"},
      {"money",
       "application.front.escalates",
       "january",
       {"application.front.escalation=5 %/year"}},
      {"money",
       "application.front.price_as_of",
       "2026-10",
       {"application.front.escalation=5 %/year"}},
      {"money", "application.front.team", "web"},
      {"money", "egress.answers.service", "AWS/Data transfer out/first 10 TB/ap-northeast-1"},
      {"money", "egress.bulk.price", "0.06 USD/GB"},
      {"money", "egress.bulk.volume", "400 GB/month"},
      {"money", "egress.answers.per_request", "5 MB/request"},
      {"money", "egress.answers.workload", "app"},
      {"money", "egress.bulk.escalation", "5 %/year"},
      {"money", "egress.bulk.escalates", "january", {"egress.bulk.escalation=5 %/year"}},
      {"money", "egress.bulk.price_as_of", "2026-10", {"egress.bulk.escalation=5 %/year"}},
      {"money", "egress.bulk.component", "training"},
      {"money", "egress.bulk.team", "web"},
  };
}

inline std::vector<FieldCase> people_and_licence_cases() {
  return {
      {"money", "staff.sre.role", "MLOps / SRE/United States/all"},
      {"money", "staff.own.fte", "2 FTE"},
      {"money", "staff.own.salary", "95000 USD/year"},
      {"money", "staff.own.overhead", "1.5"},
      {"money", "staff.own.escalation", "5 %/year"},
      {"money", "staff.own.escalates", "january", {"staff.own.escalation=5 %/year"}},
      {"money", "staff.own.price_as_of", "2026-10", {"staff.own.escalation=5 %/year"}},
      {"money", "staff.own.component", "training"},
      {"money", "staff.own.allocation", "tokens"},
      {"money", "staff.own.from", "2028-01"},
      {"money", "staff.own.until", "2028-01"},
      {"money", "staff.own.team", "ops"},
      {"money", "software.suite.product", "NVIDIA Run:ai/self-hosted/GPU-year"},
      {"money",
       "software.tool.per",
       "node",
       {"software.tool={price: 500 USD, per: gpu, fleet: gpus}"}},
      {"money", "software.seats.units", "12"},
      {"serving",
       "software.suite.fleet",
       "spare",
       {"software.suite={price: 50 USD, per: node, fleet: gpus}", "fleet.gpus.owned.count=3"}},
      {"money", "software.tool.price", "600 USD"},
      {"money", "software.tool.term", "annual_prepaid"},
      {"money", "software.tool.book_life", "30 months", {"software.tool.term=perpetual"}},
      {"money", "software.tool.escalation", "5 %/year"},
      {"money", "software.tool.escalates", "january", {"software.tool.escalation=5 %/year"}},
      {"money", "software.tool.price_as_of", "2026-10", {"software.tool.escalation=5 %/year"}},
      {"money", "software.tool.component", "training"},
      {"money", "software.tool.allocation", "requests"},
      {"money", "software.tool.from", "2028-01"},
      {"money", "software.tool.until", "2028-01"},
      {"money", "software.tool.team", "ops"},
  };
}

inline std::vector<Refusal> refusals() {
  return {
      {"money", "currency", "EUR", "v1 computes in USD"},
      {"arrivals", "workloads.traced.arrivals.trace.format", "mooncake", "trace.csv"},
      {"arrivals",
       "workloads.traced.arrivals.trace.block_tokens",
       "32 tokens",
       "hash_ids has 3 hashes; 40 tokens in blocks of 32 have 2",
       {"workloads.traced.arrivals.trace={file: hashes.jsonl}"}},
      {"arrivals",
       "workloads.traced.arrivals.trace.bad_row_tolerance",
       "0",
       "damaged.csv",
       {"workloads.traced.arrivals.trace={file: damaged.csv, bad_row_tolerance: 1}"}},
      {"arrivals",
       "workloads.traced.arrivals.trace.columns.class",
       "kind",
       "there is no column 'kind' for class",
       {"workloads.traced.arrivals.trace={file: wide.csv}"}},
  };
}

inline std::vector<FieldCase> all_cases() {
  std::vector<FieldCase> all;
  for (const auto& part : {scenario_cases(), machine_cases(), serving_cases(), api_cases(),
                           workload_cases(), column_cases(), training_and_data_cases(),
                           application_cases(), people_and_licence_cases()}) {
    all.insert(all.end(), part.begin(), part.end());
  }
  return all;
}

}  // namespace costwright::testing

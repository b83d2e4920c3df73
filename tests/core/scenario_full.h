#pragma once
// A scenario that exercises every section, shared by the tests of the reader.
#include <string_view>

namespace costwright::testing {

inline constexpr std::string_view kFullScenario = R"(# everything at once
name: Everything
description: |
  Two lines
  of text
currency: USD
start: 2027-01
horizon: 36 months
seed: 42
fiscal_year_start: 7
catalog: [prices.csv]
finance: {discount_rate: 9 %/year, terminal_value: zero, output_input_price_ratio: 3.5}
simulation: {warm_up: 30 min, compression_bracket: false, error_range: false, effort: full}
sites:
  ashburn:
    location: US-VA
    electricity: 0.11 USD/kWh
    electricity_escalation: 2 %/year
    electricity_escalates: january
    electricity_as_of: 2026-06
    pue: 1.25
    carbon: 350 gCO2e/kWh
  colo:
    pue: 1.3
    colocation:
      price: 180 USD/kW/month
      reserved: 80 kW
      includes: [power, cooling]
      from: 2027-02
      until: 2029-02
      escalation: 3 %/year
      escalates: january
      price_as_of: 2026-12
fleet:
  h100.a:
    team: platform
    owned: &owned
      server: dgx-h100
      site: ashburn
      count: 4
      price: 300_000 USD
      market_decline: 10 %/year
      price_as_of: 2026-10
      paid: 2027-01
      in_service: 2027-03
      retire: 2029-06
      book_life: 5 years
      residual: 10 %
      disposal: {month: 2029-05, proceeds: 40 k USD}
      support: 8 %/year
      support_escalation: 2 %/year
      support_escalates: january
      power: 7.5 kW
  h100.b:
    owned:
      <<: *owned
      count: 2
      site: colo
  burst:
    cloud:
      instance: p5.48xlarge
      count: 3
      purchase: reserved_1y
      price: 60 USD/h
      upfront: 50 %
      on_demand_price: 98 USD/h
      from: 2027-06
      until: 2028-06
      escalation: -5 %/year
      escalates: january
      price_as_of: 2027-01
      carbon: 0.35 kg/kWh
      pue: 1.15
  metered: {cloud: {instance: p5.48xlarge, price: 98 USD/h}}
  nights: {cloud: {instance: p5.48xlarge, price: 98 USD/h, schedule: {hours_per_day: 8 h, days: [sunday]}}}
  trials: {cloud: {instance: p5.48xlarge, price: 98 USD/h, hours: 100 h}}
savings_plans:
  compute:
    commitment: 70 USD/h
    term: 3 years
    upfront: 100 %
    from: 2027-02
    until: 2029-06
    covers: {metered: {discount: 28 %}}
    team: finops
  small: {commitment: 5 USD/h, covers: {metered: {price: 70 USD/h}}}
models:
  llama:
    model: llama-3.1-70b
    weights: fp8
    kv_cache: fp8
    benchmark: mmlu
    sparsity: 2:4
    compression: {weights: fp8, kv_cache: kv-fp8, sparsity: 2:4}
  brief: {model: llama-3.1-70b, compression: {prompt: llmlingua2-5x}}
serving:
  chat-70b:
    model: llama
    fleet: h100.a
    engine: trt-llm
    tensor_parallel: 4
    pipeline_parallel: 2
    expert_parallel: true
    attention_data_parallel: true
    lora: {adapters: 50, rank: 16, max_resident: 20}
    speculative: {draft_model: llama, draft_tokens: 4, acceptance: 70 %}
    clock: 90 %
    power_cap: 600 W
    replicas: 8
    max_batch: 128
    token_budget: 4096
    router: prefix_affinity
    queue_order: fair
    prefix_cache: false
    autoscaling: {minimum: 2, target: 40, interval: 30 s, start_delay: 4 min, down_window: 10 min}
    interruptions: {mean_time_between: 5000 h, notice: 2 min, outage: 1 h}
    queue_limit: 500
    client_timeout: 2 min
    kv_blocks: 20_000
    max_model_len: 32_000 tokens
    gpu_memory_utilisation: 0.85
    batch_delay: 5 ms
  hosted:
    api: anthropic/claude-sonnet-4-5
    api_terms:
      ttft: {p50: 0.6 s, p95: 2 s}
      tpot: {p50: 12 ms, p95: 30 ms}
      requests_per_minute: 4000 requests/min
      tokens_per_minute: 2 Mtok/min
      over_limit: refuse
      cached_input: 40 %
      written_input: 10 %
      cache_lifetime: 1 h
      cache_minimum: 2048 tokens
      input_price: {2027-01: 3 USD/Mtok, 2028-01: 2 USD/Mtok}
      cached_input_price: 0.3 USD/Mtok
      cache_write_price: 3.75 USD/Mtok
      output_price: 15 USD/Mtok
      discount: 10 %
  nightly: {api: openai/gpt-4.1, api_terms: {batch: true, escalation: 5 %/year, escalates: january, price_as_of: 2026-06}}
  burst-70b: {interruptions: {lifetimes: lives.csv}, model: llama, fleet: burst, also_on: [metered], tensor_parallel: 8}
  decode-70b:
    model: llama
    fleet: h100.b
    replicas: 1
    prefill_by: {deployment: prefill-70b, bandwidth: 50 GB/s, latency: 2 ms}
  prefill-70b: {model: llama, fleet: h100.b, replicas: 1}
  spare-70b: {model: llama, fleet: h100.b, replicas: 1}
  short: {model: brief, fleet: h100.b, replicas: 1, compress_by: {deployment: squeeze, ratio: 3, latency: 20 ms}}
  squeeze: {model: llama, fleet: h100.b, replicas: 1}
workloads:
  web:
    team: support
    served_by: chat-70b
    arrivals:
      trace: {file: a.csv, format: azure, scaling: compress, bad_row_tolerance: 3, block_tokens: 512 tokens, timestamps: ms, prompt_above: 10 tokens, prompt_up_to: 900 tokens, window: {from: 2 h, length: 24 h}, columns: {arrival: ts, input_tokens: in, output_tokens: out, class: kind, session: talk, prefix: begin, prefix_tokens: begin_tokens}, session_clients: true, think_time: 20 s}
    demand:
      requests: 12 M requests/month
      growth: 4 %/month
      hour_of_day: [1, 1, 1, 1, 1, 1, 2, 3, 4, 5, 5, 5, 5, 5, 5, 5, 4, 3, 2, 2, 2, 1, 1, 1]
      day_of_week: [5, 5, 5, 5, 5, 1, 1]
    slo: {ttft: 500 ms, tpot: 40 ms, e2e: 30 s, target: 99 %}
    priority: 1
    fair_share: 2
    shared_prefix: 800 tokens
    response_cache: 12 %
    value: 0.02 USD/request
    value_counts: served
    api_reference: openai
    cached_input: 40 %
    api_batch: true
  people:
    served_by: chat-70b
    arrivals:
      synthetic:
        interarrival_cv: 2
        input_tokens: {mean: 900 tokens, p50: 500 tokens, max: 8192 tokens}
        output_tokens: {histogram: out.csv}
    demand: {population: {users: 5_000 users, actions_per_user: 30, calls_per_action: 1.5}}
  hard:
    served_by: decode-70b
    arrivals: {synthetic: {input_tokens: {fixed: 900 tokens}, output_tokens: {fixed: 100 tokens}}}
    demand: {requests: 1e5 requests/month}
    cascade: {then: spare-70b, share: 20 %}
    overflow_to: spare-70b
  gen: {served_by: burst-70b, arrivals: {servegen: {folder: pool}}, demand: {requests: 1e6 requests/month}}
  loop:
    served_by: burst-70b
    arrivals:
      closed: {clients: 16, think_time: 5 s, input_tokens: {fixed: 100 tokens}, output_tokens: {fixed: 50 tokens}}
  legacy:
    declared: {input_tokens: 5 B tokens/month, output_tokens: 1 B tokens/month, requests: 3 M requests/month, growth: 2 %/month, served_by: hosted}
training:
  tune: {gpu_hours: 5000 GPU h, price: 2.5 USD/GPU/h, month: 2027-02, repeat: 6 months, escalation: -3 %/year,
         escalates: january, price_as_of: 2027-01, team: ml}
  pretrain: {tokens: 2 B tokens, model: llama, mfu: 45 %, instance: p5.48xlarge}
data_pipeline:
  labels: {items: 10_000 items/month, item_price: 0.08 USD/item, from: 2027-01, until: 2028-01, team: data}
  crawl: {volume: 5 TB/month, volume_price: 0.01 USD/GB, escalation: 1 %/year, escalates: january, price_as_of: 2027-01}
  licence: {one_off: 100_000 USD}
  notes: {items: 5 items/month, annotation: image-bbox}
  raw: {volume: 1 TB/month, volume_price: {2027-01: 0.02 USD/GB, 2028-01: 0.01 USD/GB}}
application:
  front: {instance: m7i.large, count: 4, team: app}
  office: {instance: m7i.large, schedule: {hours_per_day: 10 h, days: [monday, friday]}}
  night: {instance: m7i.large, hours: 200 h}
  gateway: {request_price: 3.5 USD/M requests, workload: web}
  judge: {api: openai, api_input_tokens: 5 M tokens/month, api_output_tokens: 1 M tokens/month, growth: 3 %/month, cached_input: 90 %, api_batch: true,
          escalation: -10 %/year, escalates: january, price_as_of: 2027-01}
staff:
  sre: {role: sre, fte: 1.5 FTE, salary: 190_000 USD/year, overhead: 1.3, escalation: 3 %/year, escalates: january,
        price_as_of: 2027-01, component: serving,
        allocation: device_hours, from: 2027-01, until: 2029-01, team: ops}
software:
  nvaie: {product: nvaie, per: gpu, fleet: h100.a, price: 4500 USD, term: annual_prepaid, component: serving, allocation: tokens}
  ide: {price: 20 USD, per: seat, units: 12, from: 2027-02, until: 2028-02, escalation: 5 %/year, escalates: january,
        price_as_of: 2027-01, team: ml}
  kept: {price: 9000 USD, term: perpetual, book_life: 4 years}
storage:
  lake: {service: s3, price: 0.023 USD/GB/month, stored: 50 TiB, added: 2 TB/month, retention: 1 year, escalation: -2 %/year,
         escalates: january, price_as_of: 2027-01, component: training, team: data}
credits:
  edp: {reason: enterprise agreement, discount: 8 %, from: 2027-02, until: 2029-02}
  grant: {reason: start-up programme, amount: 100_000 USD, category: cloud}
egress:
  out: {service: s3-egress, price: 0.09 USD/GB, per_request: 20 kB/request, workload: web, component: application}
  bulk: {price: 0.05 USD/GB, volume: 3 TB/month, escalation: -1 %/year, escalates: january, price_as_of: 2027-01, team: data}
)";

}  // namespace costwright::testing

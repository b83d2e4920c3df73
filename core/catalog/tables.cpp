// What each table of the catalogue holds, column by column: one row here per column of data/*.csv.
#include <array>

#include "core/catalog/catalog.h"
#include "core/perf/serving/llm_efficiency.h"
#include "core/perf/training/training_efficiency.h"
#include "core/specs/power_factors.h"

namespace costwright {
namespace {

// Where a column's status, source and date stand when not in `status`, `source` and `as_of`.
struct Proof {
  std::string_view status = "status";
  std::string_view source = "source";
  std::string_view as_of = "as_of";
};

ColumnSpec text(std::string_view name, std::string_view doc) {
  return {name, ColumnKind::kText, doc, "status", "source", "as_of", {}};
}
// Rules ask for these words: another would be taken for none of them without a word.
constexpr std::array<std::string_view, 4> kAttentions{"MHA", "GQA", "MQA", "MLA"};
constexpr std::array<std::string_view, 1> kQuantised{"experts"};
constexpr std::array<std::string_view, 2> kCacheFormats{"16bit", "weights"};
ColumnSpec one_of(std::span<const std::string_view> words,
                  std::string_view name,
                  std::string_view doc) {
  ColumnSpec column = text(name, doc);
  column.words = words;
  return column;
}
ColumnSpec number(std::string_view name,
                  ColumnRange range,
                  std::string_view doc,
                  Proof proof = {}) {
  return {name, ColumnKind::kNumber, doc, proof.status, proof.source, proof.as_of, range};
}

// Wide enough for what comes, narrow enough to tell a slip of the pen: many figures are divided by.
constexpr ColumnRange kTera{0.001, 1e6};
constexpr ColumnRange kDeviceMemory{0.1, 100000};
constexpr ColumnRange kWatts{0, 1e8};
constexpr ColumnRange kPrice{0, 1e9};
constexpr ColumnRange kDevices{0, 100000, true};
constexpr ColumnRange kTokens{1, 1e9, true};
constexpr ColumnRange kCount{0, 1e9, true};
constexpr ColumnRange kLayers{1, 10000, true};
constexpr ColumnRange kPart{0, 10000, true};  // of the layers or of the experts
constexpr ColumnRange kWidth{1, 1e7, true};
constexpr ColumnRange kWidthOrNone{0, 1e7, true};
constexpr ColumnRange kScore{0, 100};
constexpr ColumnRange kLogarithm{0, 10};

void add_proof(std::vector<ColumnSpec>& columns) {
  columns.push_back(
      text("status", "read, estimate or unverified; the sub-status columns overrule it"));
  columns.push_back(text("as_of", "date of the source"));
  columns.push_back(text("source", "document the figures come from"));
  columns.push_back(text("notes", "what to know before using the row"));
}

TableSpec accelerators() {
  const Proof listed{.status = "unverified_fields"};
  const Proof sparse{.status = "unverified_fields", .source = "sparse_source"};
  const Proof priced{"price_status", "price_source", "price_as_of"};
  TableSpec table{"accelerators",
                  "accelerator",
                  "GPUs, ASICs, FPGAs and CPUs; dense peaks, one-way links",
                  {},
                  {"key", "name", "kind", "bf16_tflops_dense", "mem_gib", "mem_bw_gbytes_per_s",
                   "tdp_w", "price_new_usd", "status"},
                  ""};
  table.columns = {
      text("key", "name in scenarios"),
      text("vendor", "maker"),
      text("name", "marketing name"),
      text("kind", "gpu, superchip, asic, fpga or cpu"),
      text("architecture", "family of compute units, as calibrations name it"),
      text("form_factor", "socket or card"),
      number("launch_year", {1990, 2100, true}, "year of launch", listed),
      number("fp32_tflops", kTera, "FP32 peak outside the tensor units, TFLOP/s", listed),
      number("tf32_tflops_dense", kTera, "TF32 tensor peak, TFLOP/s", listed),
      number("bf16_tflops_dense", kTera, "BF16 peak, TFLOP/s", listed),
      number("fp16_tflops_dense", kTera, "FP16 peak, TFLOP/s", listed),
      number("fp8_tflops_dense", kTera, "FP8 peak, TFLOP/s", listed),
      number("int8_tops_dense", kTera, "INT8 peak, TOP/s", listed),
      number("fp4_tflops_dense", kTera, "FP4 peak, TFLOP/s", listed),
      number("sparse_bf16_tflops", kTera,
             "16-bit peak with 2:4 sparse weights, TFLOP/s; blank: no units for them are known",
             sparse),
      number("sparse_fp8_tflops", kTera, "FP8 peak with them, TFLOP/s", sparse),
      number("sparse_int8_tops", kTera, "INT8 peak with them, TOP/s", sparse),
      text("sparse_source", "source of the sparse peaks"),
      number("mem_gb_marketed", kDeviceMemory, "memory on the label, GB", listed),
      number("mem_gib", {0.1, 100000}, "memory that tools report, GiB", listed),
      text("mem_type", "memory technology"),
      number("mem_bw_gbytes_per_s", {1, 1e6}, "memory bandwidth, GB/s", listed),
      text("link_name", "link to the other accelerators of the server"),
      number("link_bw_gbytes_per_s_one_way", {0.1, 100000}, "bandwidth of that link, GB/s one way",
             listed),
      number("pcie_bw_gbytes_per_s_one_way", {0.1, 10000}, "host bus, GB/s one way", listed),
      number("tdp_w", {0.1, 100000}, "board power limit, W", listed),
      number("idle_w", kWatts, "power when idle, W", listed),
      number("achieved_bf16_tflops_matmul", kTera, "largest measured BF16 matrix multiply, TFLOP/s",
             listed),
      number("price_new_usd", kPrice, "street price new, USD", priced),
      number("price_used_usd", kPrice, "street price used, USD", priced),
      text("price_status", "status of the prices"),
      text("price_as_of", "date of the prices"),
      text("price_source", "source of the prices"),
      text("unverified_fields", "columns that were not read, separated by `;`"),
  };
  add_proof(table.columns);
  return table;
}

TableSpec servers() {
  const Proof priced{"price_status", "price_source", "price_as_of"};
  TableSpec table{
      "servers",
      "server",
      "complete systems to buy; most powers are planning figures",
      {},
      {"key", "name", "accelerator", "accel_count", "system_price_usd", "max_power_w", "status"},
      ""};
  table.columns = {
      text("key", "name in scenarios"),
      text("name", "what is sold"),
      text("accelerator", "key in accelerators"),
      number("accel_count", kDevices, "accelerators in the system"),
      text("cpu", "processors"),
      number("dram_gib", {0.1, 1e7}, "main memory, GiB"),
      number("host_price_usd_excl_accel", kPrice, "system price without the accelerators, USD",
             priced),
      number("system_price_usd", kPrice, "price of the system, USD", priced),
      text("price_status", "status of the prices"),
      text("price_as_of", "date of the prices"),
      text("price_source", "source of the prices"),
      number("max_power_w", kWatts, "largest draw, W"),
      number("accel_power_w", kWatts, "part of it drawn by the accelerators, W"),
      number("non_accel_power_w", kWatts, "part of it drawn by the rest, W"),
      number("idle_power_w", kWatts, "draw of the idle system, W"),
      text("nics", "network cards"),
      number("nic_total_gbit_per_s", {0.01, 1e7}, "network bandwidth, Gbit/s"),
      number("rack_units", {0, 1000}, "height, rack units"),
      number("support_pct_per_year", {0, 1000}, "hardware support, % of the price a year"),
      number("lifetime_years", {0.1, 100}, "technical life, years"),
      text("cooling", "air or liquid"),
  };
  add_proof(table.columns);
  return table;
}

TableSpec cloud_instances() {
  TableSpec table{"cloud_instances",
                  "cloud instance",
                  "rented machines; prices are for the whole instance",
                  {},
                  {"key", "accelerator", "accel_count", "vcpu", "on_demand_usd_per_hour",
                   "spot_usd_per_hour", "reserved_1y_usd_per_hour", "status"},
                  ""};
  table.columns = {
      text("key", "provider/region/instance"),
      text("provider", "who rents it out"),
      text("region", "where, or `all`"),
      text("instance", "the provider's name"),
      text("accelerator", "what the source calls it; blank = CPU only"),
      text("accelerator_key", "key in accelerators where certain"),
      number("accel_count", kDevices, "accelerators in the instance"),
      number("accel_mem_gib_each", kDeviceMemory, "memory of one accelerator as listed, GiB"),
      number("vcpu", {0, 1e6}, "virtual processors"),
      number("mem_gib", {0.1, 1e7}, "main memory, GiB"),
      number("on_demand_usd_per_hour", kPrice, "on-demand price, USD/h"),
      number("spot_usd_per_hour", kPrice, "spot price, USD/h", {.status = "spot_status"}),
      number("reserved_1y_usd_per_hour", kPrice, "price with a 1-year commitment, USD/h",
             {.status = "reserved_status"}),
      number("reserved_3y_usd_per_hour", kPrice, "price with a 3-year commitment, USD/h",
             {.status = "reserved_status"}),
      number("nic_total_gbit_per_s", {0.01, 1e7}, "network bandwidth, Gbit/s",
             {.status = "nic_status", .source = "nic_source"}),
      text("nic_status", "status of the network bandwidth"),
      text("nic_source", "its source"),
      text("spot_status", "status of the spot price"),
      text("reserved_status", "status of the committed prices"),
      text("as_of_basis", "document, or inferred where the snapshot had no date"),
  };
  add_proof(table.columns);
  return table;
}

TableSpec cloud_services() {
  TableSpec table{"cloud_services",
                  "cloud service",
                  "storage, traffic, endpoints and token prices",
                  {},
                  {"key", "kind", "unit", "price_usd", "price_in_usd_per_mtok",
                   "price_out_usd_per_mtok", "status"},
                  "tier_group"};
  table.columns = {
      text("key", "provider/service/tier/region, or provider/model for token prices"),
      text("kind", "object_storage, egress_internet, llm_api, ..."),
      text("provider", "who sells it"),
      text("service", "product"),
      text("tier_or_model", "tier as the source words it, or the model"),
      text("tier_group", "shared by the tiers of one price; blank = no tiers"),
      number("tier_from_gb", {0, 1e15},
             "where the tier starts, GB a month; GiB where the price is per GiB"),
      number("tier_to_gb", {0, 1e15}, "where it ends, likewise; blank = open"),
      text("region", "where"),
      text("unit", "what price_usd is for"),
      number("price_usd", kPrice, "price of one unit, USD"),
      number("price_in_usd_per_mtok", kPrice, "input tokens, USD per million"),
      number("price_out_usd_per_mtok", kPrice, "output tokens, USD per million"),
      number("price_cached_in_usd_per_mtok", kPrice, "cached input tokens, USD per million"),
      number("price_batch_in_usd_per_mtok", kPrice, "input tokens in batch mode, USD per million"),
      number("context_tokens", kTokens, "longest context, tokens"),
      number("max_output_tokens", kTokens, "longest answer, tokens"),
      number("min_duration_days", {0, 36500}, "shortest billed storage, days"),
  };
  add_proof(table.columns);
  return table;
}

TableSpec electricity() {
  const Proof priced{.status = "price_status", .as_of = "price_as_of"};
  TableSpec table{"electricity",
                  "electricity location",
                  "energy prices, grid carbon and typical PUE by place",
                  {},
                  {"key", "level", "price_usd_per_kwh_industrial", "price_usd_per_kwh_commercial",
                   "grid_gco2_per_kwh", "typical_pue", "status"},
                  ""};
  table.columns = {
      text("key", "location, with a date when there are several"),
      text("location", "place or kind of site"),
      text("level", "us_state, country, region, cloud_region, tariff or site_class"),
      text("country_iso3", "country code"),
      number("price_usd_per_kwh_industrial", {0, 1000}, "industrial price, USD/kWh", priced),
      number("price_usd_per_kwh_commercial", {0, 1000}, "commercial price, USD/kWh", priced),
      text("price_class", "what the price is an average of"),
      text("price_status", "status of the prices"),
      text("price_as_of", "date of the prices"),
      number("demand_charge_usd_per_kw_month", kPrice,
             "demand charge, USD/kW/month; averages contain it already",
             {.status = "demand_charge_status"}),
      text("demand_charge_status", "status of the demand charge"),
      text("tou_pattern", "hours of the time-of-use tariff"),
      text("tou_status", "status of tou_pattern"),
      number("grid_gco2_per_kwh", {0, 100000}, "carbon of the grid, location-based, gCO2/kWh",
             {.status = "carbon_status", .as_of = "carbon_as_of"}),
      text("carbon_status", "status of the carbon figure"),
      text("carbon_as_of", "date of the carbon figure"),
      number("typical_pue", {1, 10}, "power usage effectiveness of such a site, annual"),
      number("wue_l_per_kwh", {0, 1000}, "water usage effectiveness, L/kWh of IT energy"),
  };
  add_proof(table.columns);
  return table;
}

TableSpec staffing() {
  TableSpec table{"staffing",
                  "staffing role",
                  "salaries, annotation prices and staffing ratios",
                  {},
                  {"key", "kind", "unit", "p50_usd", "overhead_multiplier", "status"},
                  ""};
  table.columns = {
      text("key", "role/region/seniority"),
      text("kind", "salary, annotation_price, staffing_ratio or overhead"),
      text("role", "job, task or ratio"),
      text("region", "where, or who sells"),
      text("seniority", "entry, mid, senior or all"),
      text("unit", "what the figures are for"),
      number("p10_usd", kPrice, "10th percentile, in `unit`"),
      number("p25_usd", kPrice, "25th percentile, in `unit`"),
      number("p50_usd", kPrice, "median, in `unit`"),
      number("p75_usd", kPrice, "75th percentile, in `unit`"),
      number("p90_usd", kPrice, "90th percentile, in `unit`"),
      number("mean_usd", kPrice, "mean, in `unit`"),
      number("n_records", kCount, "survey records behind the percentiles"),
      number("overhead_multiplier", {0.1, 100}, "employer cost / salary",
             {.status = "overhead_status"}),
      text("overhead_status", "status of the multiplier"),
  };
  add_proof(table.columns);
  return table;
}

TableSpec software() {
  TableSpec table{"software",
                  "software product",
                  "licences, subscriptions and support",
                  {},
                  {"key", "category", "unit", "price_usd", "term", "status"},
                  ""};
  table.columns = {
      text("key", "product/tier/unit"),
      text("product", "what is sold"),
      text("vendor", "who sells it"),
      text("category", "what it is for"),
      text("tier", "edition"),
      text("unit", "what the price is for: GPU-year, node-month, user-month, ..."),
      number("price_usd", kPrice, "price of one unit, USD; or the fraction that `unit` names"),
      text("term", "commitment"),
      text("discount_note", "known discounts"),
      text("open_source", "yes or no"),
  };
  add_proof(table.columns);
  return table;
}

void add_shape(std::vector<ColumnSpec>& columns) {
  for (const auto& column : {
           number("layers", kLayers, "transformer layers (all of them), or the network's depth"),
           number("hidden", kWidth, "width of the residual stream"),
           number("heads", kWidth, "query heads"),
           number("kv_heads", kWidth, "key-value heads"),
           number("head_dim", kWidth, "width of one head"),
           number("ffn", kWidth, "inner width of the dense feed-forward block"),
           number("moe_ffn", kWidthOrNone, "inner width of one expert; blank = `ffn`"),
           number("vocab", kWidth, "vocabulary, tokens"),
           number("experts", kPart, "routed experts of a layer"),
           number("experts_active", kPart, "routed experts a token uses"),
           number("shared_experts", kPart, "experts every token uses"),
           one_of(kAttentions, "attention", "MHA, GQA, MQA or MLA"),
           number("kv_lora_rank", kWidthOrNone, "rank of the compressed KV cache (MLA)"),
           number("context_tokens", kTokens, "longest context, tokens"),
           number("windowed_layers", kPart,
                  "layers that attend to the last `window_tokens` tokens only"),
           number("window_tokens", kTokens, "sliding window of these layers, tokens"),
           number("attention_layers", kPart,
                  "layers that keep a KV cache; blank = all (else linear attention, state space)"),
           text("attention_gap", "what of its attention is not modelled; blank = nothing"),
           one_of(kQuantised, "quantised",
                  "what checkpoints below 16 bits quantise: `experts`; blank = all"),
       }) {
    columns.push_back(column);
  }
}

TableSpec engines() {
  TableSpec table{"engines",
                  "engine",
                  "what serving engines do unless they are told otherwise",
                  {},
                  {"key", "release", "kv_cache", "status"},
                  ""};
  table.columns = {
      text("key", "name in scenarios"),
      text("family", "engine of which this is a release; blank = itself"),
      text("release", "versions and dates that its calibrations describe"),
      one_of(kCacheFormats, "kv_cache",
             "format of the KV cache: `16bit`, or `weights` as the checkpoint says"),
      text("no_sparse_from",
           "release from which on it has no kernel of 2:4 sparse weights; blank = none known"),
  };
  add_proof(table.columns);
  return table;
}

TableSpec api_latency() {
  constexpr ColumnRange kSeconds{0.001, 3600};
  constexpr ColumnRange kSpeed{0.1, 1e5};
  TableSpec table{"api_latency",
                  "API latency",
                  "how fast hosted models answer, as measured from outside",
                  {},
                  {"key", "ttft_p50_s", "ttft_p95_s", "output_tokens_per_s", "requests", "status"},
                  ""};
  table.columns = {
      text("key", "a key of cloud_services"),
      number("ttft_p50_s", kSeconds, "time to first token that half of the requests are below, s"),
      number("ttft_p95_s", kSeconds, "that 95 of 100 are below, s"),
      number("output_tokens_per_s", kSpeed, "output tokens a second of a request, after its first"),
      number("slow_output_tokens_per_s", kSpeed, "that 5 of 100 requests are below"),
      number("input_tokens", kTokens, "of the prompts that were sent"),
      number("requests", kCount, "that the figures are of"),
  };
  add_proof(table.columns);
  return table;
}

TableSpec compression() {
  TableSpec table{"compression",
                  "compression",
                  "benchmark scores of models before and after a technique was applied",
                  {},
                  {"key", "benchmark", "questions", "score_before", "score_after", "status"},
                  "technique"};
  table.columns = {
      text("key", "technique/model/benchmark"),
      text("technique", "name in scenarios"),
      text("model", "key in models where it is one of them"),
      text("benchmark", "a score column of models, or another benchmark (never mixed with those)"),
      number("questions", {1, 1e9}, "questions that the scores are of"),
      number("score_before", kScore, "without the technique, %"),
      number("score_after", kScore, "with it, %"),
  };
  add_proof(table.columns);
  return table;
}

TableSpec aliases() {
  TableSpec table{"aliases",
                  "alias",
                  "other names of accelerators and models, as benchmarks and hubs write them",
                  {},
                  {"key", "of_table", "of", "status"},
                  ""};
  table.columns = {
      text("key", "the other name; case, blanks and punctuation do not count"),
      text("of_table", "accelerators or models"),
      text("of", "key of that table"),
  };
  add_proof(table.columns);
  return table;
}

TableSpec models() {
  const Proof counted{.status = "params_status"};
  const Proof flops{.status = "gflops_status"};
  const Proof scored{.status = "bench_status", .source = "bench_source"};
  TableSpec table{"models",
                  "model",
                  "shapes and published scores of models",
                  {},
                  {"key", "kind", "params_total_b", "params_active_b", "layers", "attention",
                   "context_tokens", "mmlu_base", "status"},
                  ""};
  table.columns = {
      text("key", "name in scenarios"),
      text("model", "name of the checkpoint"),
      text("family", "model family"),
      text("kind", "dense_llm, moe_llm, encoder, cnn, vit, detector, asr or diffusion"),
      number("params_total_b", {1e-6, 1e6}, "parameters, billions", counted),
      number("params_active_b", {1e-6, 1e6}, "parameters a token uses, billions", counted),
      number("params_computed_b", {1e-6, 1e6}, "parameters that the shape gives, billions",
             counted),
      text("params_status", "status of the parameter counts"),
  };
  add_shape(table.columns);
  for (const auto& column : {
           number("weights_gib_bf16", {0, 1e8}, "weights in BF16, GiB", counted),
           number("kv_bytes_per_token_bf16", {0, 1e12}, "KV cache in BF16, bytes a token"),
           number("gflops_per_item", {1e-9, 1e9},
                  "forward pass of one item, GFLOP (2 per multiply-add)", flops),
           text("gflops_status", "status of gflops_per_item; the formula is in notes"),
           text("flop_item", "what one item is"),
           number("mmlu_base", kScore, "MMLU of the base model, %", scored),
           number("mmlu_instruct", kScore, "MMLU of the instruct model, %", scored),
           number("mmlu_pro", kScore, "MMLU-Pro, %", scored),
           number("gsm8k", kScore, "GSM8K, %", scored),
           number("humaneval", kScore, "HumanEval pass@1, %", scored),
           number("glue_avg", kScore, "GLUE average", scored),
           number("squad_f1", kScore, "SQuAD 1.1 F1", scored),
           number("imagenet_top1", kScore, "ImageNet top-1, %", scored),
           number("coco_map50_95", kScore, "COCO mAP 50-95, %", scored),
           number("mteb_avg", kScore, "MTEB average", scored),
           text("other_metric", "scores in the source's words"),
           text("bench_status", "status of the scores"),
           text("bench_source", "source of the scores"),
           text("licence", "licence of the weights"),
           text("pruned_from", "the model, a row, whose weights were pruned to these"),
       }) {
    table.columns.push_back(column);
  }
  add_proof(table.columns);
  return table;
}

TableSpec calibration() {
  TableSpec table{"calibration",
                  "calibration",
                  "how near a serving engine comes to the hardware, fitted to measurements",
                  {},
                  {"key", "measurements", "models", "error_p50_pct", "unseen_error_p50_pct",
                   "compute", "weights", "kv", "per_sequence_us", "status"},
                  ""};
  table.file = "calibration/serving.csv";
  table.columns = {
      text("key", "engine/architecture/arithmetic"),
      text("engine", "serving engine"),
      text("architecture", "column of accelerators"),
      text("arithmetic", "of the weights: bf16 (any 16 bits), fp8, int8, fp4, int4"),
  };
  for (const perf::LlmFactor& factor : perf::llm_factors()) {
    table.columns.push_back(number(factor.name, {factor.low, factor.high}, factor.doc));
  }
  for (const auto& column : {
           number("measurements", kCount, "figures that the factors were fitted to"),
           number("models", kCount, "distinct models among them"),
           number("smallest_model_b", {1e-6, 1e6}, "fewest active parameters among them, 10^9"),
           number("largest_model_b", {1e-6, 1e6}, "most active parameters among them, 10^9"),
           number("most_devices", kDevices, "most devices per replica among them"),
           number("error_p50_pct", {0, 1e6}, "median error on the measurements, %"),
           number("error_p90_pct", {0, 1e6}, "90th percentile of it, %"),
           number("unseen_error_p50_pct", {0, 1e6},
                  "median error on models left out of the fit, %"),
           number("unseen_error_p90_pct", {0, 1e6}, "90th percentile of it, %"),
           text("fitted_models", "keys of those models, between semicolons"),
           text("fitted_accelerators", "keys of the accelerators they ran on"),
           number("lengths_spread", kLogarithm,
                  "9 in 10 of |ln(measured / predicted time)| are below it: same models, lengths "
                  "left out of the fit"),
           number("models_spread", kLogarithm,
                  "the same of models left out of the fit; blank: one model"),
           number("unseen_time_p05", {0.001, 1000},
                  "of your own, instead of the spreads: measured / predicted time of models left "
                  "out of the fit, 5th percentile"),
           number("unseen_time_p95", {0.001, 1000}, "95th percentile of it"),
       }) {
    table.columns.push_back(column);
  }
  add_proof(table.columns);
  return table;
}

TableSpec calibration_error() {
  TableSpec table{"calibration_error",
                  "calibration error",
                  "how much further the serving speed may be off by each step away from what was "
                  "measured; half-widths of ln(measured / predicted time) that hold 9 in 10",
                  {},
                  {"key", "spread", "observed_spread", "parts", "figures", "coverage_pct",
                   "sharpness", "status"},
                  ""};
  table.file = "calibration/error.csv";
  table.columns = {
      text("key", "lengths, model, size, accelerator, arithmetic, architecture, release, engine"),
      number("spread", kLogarithm, "what the step adds, as a square"),
      number("observed_spread", kLogarithm, "half-width when the part was left out of the fit"),
      number("parts", kCount, "parts left out, one after the other"),
      number("figures", kCount, "throughputs and times per token of them"),
      number("coverage_pct", kScore,
             "of them within the range that the other calibrations alone would give, %"),
      number("sharpness", {0.001, 1000}, "high / low of those ranges, median"),
  };
  add_proof(table.columns);
  return table;
}

TableSpec calibration_power() {
  TableSpec table{"calibration_power",
                  "power calibration",
                  "what the devices of an architecture draw, as shares of their TDP; `other`: all "
                  "without a row",
                  {},
                  {"key", "static_share", "clock_share", "compute_share", "memory_share",
                   "held_share", "llm_flop", "status"},
                  ""};
  table.file = "calibration/power.csv";
  table.columns = {text("key", "column `architecture` of accelerators")};
  for (const auto& factor : power_factors()) {
    table.columns.push_back(number(factor.name, {factor.low, factor.high}, factor.doc));
  }
  add_proof(table.columns);
  return table;
}

TableSpec calibration_training() {
  TableSpec table{
      "calibration_training",
      "training calibration",
      "how near training comes to the hardware; `other`: architectures without a row",
      {},
      {"key", "gemm", "attention", "native_attention", "memory", "link", "per_expert_us", "status"},
      ""};
  table.file = "calibration/training.csv";
  table.columns = {
      text("key", "architecture/arithmetic, and a release of older software; bf16 is any 16 bits")};
  for (const auto& factor : perf::training_factors()) {
    table.columns.push_back(number(factor.name, {factor.low, factor.high}, factor.doc));
  }
  add_proof(table.columns);
  return table;
}

TableSpec sparse_kernels() {
  TableSpec table{"sparse_kernels",
                  "sparse kernel",
                  "matrix kernels that get faster by 2:4 sparse weights, against dense ones on the "
                  "same device",
                  {},
                  {"key", "compute", "weights", "status"},
                  ""};
  table.columns = {
      text("key", "architecture/arithmetic; bf16 is any 16 bits"),
      number("compute", {0.05, 1},
             "share of the sparse peak in whole models, against dense ones' of their own"),
      number("weights", {0.05, 1}, "share of the memory bandwidth, against a dense kernel's"),
  };
  add_proof(table.columns);
  return table;
}

}  // namespace

std::span<const TableSpec> catalog_tables() {
  static const std::array<TableSpec, 17> tables = {
      accelerators(),  servers(),           cloud_instances(),   cloud_services(),
      api_latency(),   electricity(),       staffing(),          software(),
      models(),        compression(),       aliases(),           engines(),
      calibration(),   calibration_error(), calibration_power(), calibration_training(),
      sparse_kernels()};
  return tables;
}

const TableSpec* find_table(std::string_view name) {
  for (const auto& table : catalog_tables()) {
    if (table.name == name) {
      return &table;
    }
  }
  return nullptr;
}

}  // namespace costwright

#include "study/published/serving_case.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "core/catalog/views.h"
#include "core/perf/compute_path.h"
#include "sim/arrivals/arrivals.h"
#include "sim/clock/random.h"
#include "sim/serving/engine.h"
#include "study/plan/serving_plan.h"
#include "study/published/trtllm_bench.h"

namespace costwright::study {
namespace {

std::optional<Precision> precision_of(std::string_view name) {
  using enum Precision;
  for (const Precision p : {kFp32, kBf16, kFp16, kFp8, kInt8, kInt4, kFp4}) {
    if (to_string(p) == name) {
      return p;
    }
  }
  return std::nullopt;
}

// What a submitter who may choose would: the narrowest arithmetic that the part computes in.
Precision narrowest(const AcceleratorSpec& accelerator) {
  using enum Precision;
  for (const Precision p : {kFp4, kFp8, kInt8}) {
    if (accelerator.peak(p) > 0) {
      return p;
    }
  }
  return kFp16;
}

Precision kv_precision(std::string_view rule, Precision weights) {
  const bool narrow = rule == "weights" && perf::bytes_per_element(weights) < 2;
  return narrow ? Precision::kFp8 : Precision::kBf16;
}

constexpr double kBlockTokens = 16;
constexpr int kMostTokens = 65536;  // of an iteration: GEMMs have long been bound by arithmetic

// With its release, as the calibration file names it.
std::string engine_of(const PublishedServing& row, const ReferenceBook& book) {
  const std::string& overruled = book.protocol(row.source).engine;
  const std::string engine =
      overruled.empty() ? book.listed("engine", row.engine, row.source).value_or(row.engine)
                        : overruled;
  return book.release_of(engine, noted_run(row.note).date);
}

// Deadlines cost a share of the throughput, and say nothing of a latency at an unknown rate.
std::string server_reason(const PublishedServing& row, const SourceProtocol& protocol) {
  const bool tight = plain_name(row.model).find("interactive") != std::string::npos;
  return tight ? "MLPerf's interactive deadlines: the offered rate is not in the file"
         : protocol.server_share <= 0 || row.metric != "total_output_tok_s"
             ? "MLPerf's Server scenario: the offered rate is not in the file"
             : "";
}

class CaseBuilder {
 public:
  CaseBuilder(const ReferenceBook& book, const Catalog& catalog) : book_(book), catalog_(catalog) {}

  ServingCase build(const PublishedServing& row) const {
    ServingCase c;
    const SourceProtocol& protocol = book_.protocol(row.source);
    c.reason = book_.listed("excluded", row.model, row.source).value_or(protocol.excluded);
    if (row.note.find(" Server;") != row.note.npos) {
      c.deadline_share = protocol.server_share;
      c.reason = c.reason.empty() ? server_reason(row, protocol) : c.reason;
    }
    const NotedRun run = noted_run(row.note);
    c.engine = engine_of(row, book_);
    c.assumption = book_.listed("assumption", row.model, row.source).value_or(protocol.assumption);
    if (run.separate_prefill) {
      c.reason = "prefill and decode on devices of their own: not modelled for published rows";
    }
    if (run.speculative) {
      const double drafts = book_.listed_number("draft_tokens", row.engine, row.source)
                                .value_or(protocol.draft_tokens);
      c.speculation = {static_cast<int>(drafts), protocol.acceptance};
      c.assumption = fmt::format("the share of accepted drafts is not published; {} assumed",
                                 protocol.acceptance);
    }
    if (c.reason.empty()) {
      c.reason = fill_replica(c, row, protocol);
    }
    if (c.reason.empty()) {
      c.reason = fill_load(c.load, c.replica, row, protocol);
    }
    if (c.reason.empty()) {
      c.reason = fill_memory(c, protocol);
    }
    return c;
  }

 private:
  std::string fill_replica(ServingCase& c,
                           const PublishedServing& row,
                           const SourceProtocol& protocol) const {
    FactLog facts;
    Diagnostics found;
    const Row* model = book_.row(catalog_, "models", row.model, row.source);
    const Row* accelerator = book_.row(catalog_, "accelerators", row.gpu, row.source);
    if (model == nullptr) {
      return fmt::format("model '{}' is not in the catalogue", row.model);
    }
    if (accelerator == nullptr) {
      return fmt::format("accelerator '{}' is not in the catalogue", row.gpu);
    }
    const auto shape = model_shape(*model, facts, found);
    const auto spec = accelerator_spec(*accelerator, catalog_, facts, found);
    if (!shape || !spec) {
      return "the catalogue lacks a figure: " + found.text();
    }
    if (!is_llm(shape->kind)) {
      return fmt::format("'{}' is a single-shot model", shape->key);
    }
    if (row.pp > 1 && row.tp <= 0) {
      return "tensor parallelism not stated beside pipeline stages";
    }
    const auto weights = published_precision(row, book_, *spec);
    if (!weights) {
      return row.precision.empty() ? "precision not stated"
                                   : fmt::format("unknown precision '{}'", row.precision);
    }
    c.replica = {*shape, *spec, *weights, kv_precision(kv_cache_rule(row, protocol), *weights), 1};
    const NotedRun run = noted_run(row.note);
    const bool moe = shape->kind == ModelKind::kMoeLlm;
    c.replica.attention_data_parallel = moe && (protocol.moe_attention_dp || run.split_attention ||
                                                row.note.find("DEP") != row.note.npos);
    c.replica.expert_parallel = moe && run.experts_over > 1;
    c.replica.pipeline_parallel = std::max(1, row.pp);
    c.devices = std::max({row.n_gpu, row.tp * c.replica.pipeline_parallel, 1});
    c.replica.tensor_parallel =
        row.tp > 0 ? std::max(row.tp, run.experts_over) : smallest_fit(c, protocol);
    // Wide replicas were measured in racks whose devices share one fabric (GB200 NVL72).
    c.replica.devices_per_server =
        std::max(c.replica.devices_per_server, c.replica.tensor_parallel);
    if (!check_llm_replica(c.replica, found)) {
      return found.text();
    }
    if (c.devices % c.replica.devices() != 0) {
      return fmt::format("{} devices do not divide into replicas of {}", c.devices,
                         c.replica.devices());
    }
    return "";
  }

  // What names.csv knows of a model or an engine on a part, else the source's rule.
  std::string kv_cache_rule(const PublishedServing& row, const SourceProtocol& protocol) const {
    for (const std::string& what : {row.model, row.engine}) {
      if (const auto rule = book_.listed("kv_cache", what + " on " + row.gpu, row.source)) {
        return *rule;
      }
    }
    return protocol.kv_cache;
  }

  // How much KV cache there is, and what it lets in.
  static std::string fill_memory(ServingCase& c, const SourceProtocol& protocol) {
    const ServingLoad& load = c.load;
    c.replica.mean_context =
        (load.length_low + load.length_high) / 2 * (load.input + load.output / 2);
    if (protocol.free_memory_share > 0) {
      c.memory_utilisation = utilisation_of_free(c.replica, protocol.free_memory_share);
    }
    const std::int64_t blocks = kv_capacity(c.replica, c.memory_utilisation).blocks;
    if (blocks <= 0) {
      return "the weights leave no memory for KV cache";
    }
    if (protocol.admits_whole) {
      const auto whole = static_cast<std::int64_t>(
          std::ceil(load.length_high * (load.input + load.output) / kBlockTokens));
      const std::int64_t schedulers = schedulers_of(c.replica);
      const std::int64_t fit = schedulers * (blocks / schedulers / whole);
      c.load.max_batch = static_cast<int>(std::clamp<std::int64_t>(fit, 1, load.max_batch));
    }
    return "";
  }

  // Rows that name a system, not a split: the fewest devices that hold the weights and a batch.
  static int smallest_fit(const ServingCase& c, const SourceProtocol& protocol) {
    perf::LlmReplica replica = c.replica;
    for (int tp = 1; tp <= c.devices; tp *= 2) {
      replica.tensor_parallel = tp;
      Diagnostics ignored;
      if (check_llm_replica(replica, ignored)) {
        const double tokens =
            16.0 * static_cast<double>(kv_capacity(replica, c.memory_utilisation).blocks);
        if (tokens >= std::min(64, std::max(1, protocol.max_batch)) * 1024.0) {
          return tp;
        }
      }
    }
    return c.devices;
  }

  // With data-parallel attention every device schedules its own sequences; the tool's limits are of
  // one stage's micro-batch, a load's of all stages together.
  static int schedulers_of(const perf::LlmReplica& replica) {
    const int devices = replica.attention_data_parallel ? replica.tensor_parallel : 1;
    return devices * replica.pipeline_parallel;
  }

  void set_limits(ServingLoad& load,
                  const perf::LlmReplica& replica,
                  const PublishedServing& row,
                  const SourceProtocol& p) const {
    const std::string on = row.engine + " on " + row.gpu;
    const auto limit = [&](std::string_view kind, int otherwise) {
      return static_cast<int>(book_.listed_number(kind, on, row.source).value_or(otherwise));
    };
    BenchLimits limits{limit("max_batch", p.max_batch), limit("token_budget", p.token_budget)};
    if (p.tool_limits) {
      limits = trtllm_bench_limits(replica, load.input, load.output);
    }
    const int schedulers = schedulers_of(replica);
    load.max_batch = schedulers * limits.max_batch;
    load.token_budget = std::min(kMostTokens, schedulers * limits.token_budget);
    if (load.kind == LoadKind::kStatic || limits.max_batch == 0) {
      load.max_batch = static_cast<int>(load.intensity);
    }
    load.token_budget = std::max(load.token_budget, load.max_batch);
  }

  double poll_steps(const ServingLoad& load,
                    const perf::LlmReplica& replica,
                    const PublishedServing& row) const {
    constexpr int kFewClients = 16;
    const auto listed = [&](const std::string& what) {
      return book_.listed_number("poll_steps", what, row.source);
    };
    if (replica.attention_data_parallel) {
      return listed(row.engine + " with split attention").value_or(0);
    }
    const std::string on = row.engine + " on " + row.gpu;
    const auto few = load.intensity < kFewClients
                         ? listed(fmt::format("{} below {} clients", on, kFewClients))
                         : std::nullopt;
    return few ? *few : listed(on).value_or(0);
  }

  std::string fill_load(ServingLoad& load,
                        const perf::LlmReplica& replica,
                        const PublishedServing& row,
                        const SourceProtocol& protocol) const {
    load.kind = row.stated ? row.stated->kind : protocol.kind;
    load.input =
        row.input > 0
            ? row.input
            : book_.listed_number("input_tokens", row.model, row.source).value_or(protocol.input);
    load.output = row.output;
    load.length_low = row.stated ? row.stated->length_low : protocol.length_low;
    load.length_high = row.stated ? row.stated->length_high : protocol.length_high;
    load.intensity = row.load.value_or(0);
    if (load.input < 1 || load.output < 1) {
      return "prompt or answer length not stated";
    }
    if (load.input > sim::kLongestLength || load.output > sim::kLongestLength) {
      return fmt::format("prompt or answer of more than {} tokens", sim::kLongestLength);
    }
    if (load.kind != LoadKind::kOffline && load.intensity <= 0) {
      return "load not stated";
    }
    set_limits(load, replica, row, protocol);
    load.poll_steps = poll_steps(load, replica, row);
    load.requests = requests_of(load, row, protocol);
    return load.requests >= 1 ? "" : "number of requests not stated";
  }

  std::int64_t requests_of(const ServingLoad& load,
                           const PublishedServing& row,
                           const SourceProtocol& protocol) const {
    constexpr double kEnough = 3000;  // of a closed loop: more change nothing
    if (row.stated) {
      return static_cast<std::int64_t>(std::min(kEnough, row.stated->requests));
    }
    if (load.kind == LoadKind::kStatic) {
      return static_cast<std::int64_t>(load.intensity);
    }
    if (load.kind == LoadKind::kClosed) {
      return static_cast<std::int64_t>(std::min(kEnough, protocol.requests * load.intensity));
    }
    const auto lengths = fmt::format("{}/{}", load.input, load.output);
    return static_cast<std::int64_t>(
        book_.listed_number("requests", lengths, row.source).value_or(protocol.requests));
  }

  const ReferenceBook& book_;
  const Catalog& catalog_;
};

// Everything of a row that decides its case.
std::string case_key(const PublishedServing& r, const std::string& engine) {
  const NotedRun run = noted_run(r.note);
  return fmt::format("{}|{}|{}|{}|{}|{}|{}|{}|{}|{}|{}|{}|{}|{}|{}|{}", r.source, r.version,
                     r.model, r.precision, r.gpu, r.n_gpu, r.tp, r.pp, r.input, r.output,
                     r.load.value_or(-1), engine, run.speculative, run.separate_prefill,
                     run.split_attention, run.experts_over);
}

constexpr std::uint64_t kSeed = 20261124;

std::vector<sim::Request> requests_of(const ServingLoad& load) {
  std::vector<sim::Request> requests;
  double at = 0;  // open: in mean gaps
  const auto length = [&](double nominal, sim::Purpose purpose, std::int64_t id) {
    const double u = draw_uniform(kSeed, purpose, static_cast<std::uint64_t>(id));
    const double share = load.length_low + (load.length_high - load.length_low) * u;
    return static_cast<std::int32_t>(std::max(1.0, std::round(nominal * share)));
  };
  for (std::int64_t id = 0; id < load.requests; ++id) {
    sim::Request r;
    if (load.kind == LoadKind::kOpen) {
      at += draw_exponential(kSeed, sim::Purpose::kInterarrival, static_cast<std::uint64_t>(id));
    }
    r.arrival = static_cast<sim::Ps>(std::llround(at * 1e9));
    r.id = id;
    r.input = length(load.input, sim::Purpose::kInput, id);
    r.output = length(load.output, sim::Purpose::kOutput, id);
    requests.push_back(r);
  }
  // Load generators stretch the gaps so that the offered rate is met exactly (vLLM's does).
  const double stretch = load.kind == LoadKind::kOpen
                             ? 1e3 / load.intensity * static_cast<double>(load.requests) / at
                             : 0;
  for (sim::Request& r : requests) {
    r.arrival = std::llround(static_cast<double>(r.arrival) * stretch);
  }
  return requests;
}

// The first `clients` requests at once, every later one when an answer is there.
class ClosedLoop : public sim::ArrivalSource {
 public:
  // Writes each request's arrival to `arrivals`.
  ClosedLoop(const std::vector<sim::Request>& requests,
             std::size_t clients,
             std::vector<sim::Ps>& arrivals)
      : requests_(requests), clients_(std::min(clients, requests.size())), arrivals_(arrivals) {}
  std::size_t next(std::span<sim::Request> out) override {
    std::size_t n = 0;
    while (sent_ < clients_ && n < out.size()) {
      out[n++] = requests_[sent_++];
    }
    return n;
  }
  bool reacts() const override { return true; }
  std::optional<sim::Request> follow_up(const sim::Request& done, sim::Ps at) override {
    (void)done;
    if (sent_ == requests_.size()) {
      return std::nullopt;
    }
    arrivals_[sent_] = at;
    sim::Request r = requests_[sent_++];
    r.arrival = at;
    return r;
  }

 private:
  const std::vector<sim::Request>& requests_;
  std::size_t clients_, sent_ = 0;
  std::vector<sim::Ps>& arrivals_;
};

double median(std::vector<double>& values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

// A replica of the case as a scenario would deploy it, but for its clients, who never leave.
ServedReplica served(const ServingCase& c, const perf::LlmEfficiency& efficiency) {
  perf::ServingSetup setup;
  setup.replica = c.replica;
  setup.efficiency = efficiency;
  setup.max_batch = c.load.max_batch;
  setup.token_budget = c.load.token_budget;
  if (c.speculation) {
    setup.drafter = {mtp_draft(c.replica), efficiency, *c.speculation};
  }
  ReplicaLimits limits;
  limits.kv_blocks = kv_capacity(setup, c.memory_utilisation).blocks;
  limits.queue_limit = 1'000'000;
  limits.client_timeout = sim::kPsPerHour * 24 * 30;
  ServedReplica served = served_replica(std::move(setup), limits);
  served.plan.meter.buckets = served.plan.meter.buckets_per_day;
  served.plan.classes.resize(1);
  return served;
}

// What one replica did per second of a run that took `seconds`.
ServedPower load_of(const perf::LlmReplica& replica, const sim::PoolUsage& usage, double seconds) {
  sim::UsageBucket sum;
  for (const sim::UsageBucket& b : usage.buckets) {
    sum.busy_ps += b.busy_ps;
    sum.iterations += b.iterations;
    sum.decode_tokens += b.decode_tokens;
    sum.prefill_tokens += b.prefill_tokens;
    sum.kv_read_tokens += b.kv_read_tokens;
    sum.prefill_pairs += b.prefill_pairs;
  }
  const auto per_second = [&](auto count) {
    return static_cast<double>(count) / seconds;
  };
  ServedPower load;
  load.replica = replica;
  load.busy = per_second(sum.busy_ps) / 1e12;
  load.iterations = per_second(sum.iterations);
  load.decode_tokens = per_second(sum.decode_tokens);
  load.prefill_tokens = per_second(sum.prefill_tokens);
  load.kv_read_tokens = per_second(sum.kv_read_tokens);
  load.prefill_pairs = per_second(sum.prefill_pairs);
  return load;
}

ServingPrediction summarise(const std::vector<sim::Request>& requests,
                            const std::vector<sim::RequestRecord>& records,
                            const std::vector<sim::Ps>& arrivals,
                            sim::Ps front_end) {
  std::vector<double> ttft;
  std::vector<double> tpot;
  std::vector<double> e2e;
  double input = 0;
  double output = 0;
  sim::Ps last = 0;
  for (const sim::RequestRecord& record : records) {
    const auto id = static_cast<std::size_t>(record.id);
    const sim::Request& r = requests[id];
    if (record.fate != sim::RequestFate::kCompleted) {
      continue;
    }
    input += r.input;
    output += r.output;
    last = std::max(last, record.finish);
    ttft.push_back(static_cast<double>(record.first_token - arrivals[id] + front_end) / 1e12);
    e2e.push_back(static_cast<double>(record.finish - arrivals[id] + front_end) / 1e12);
    if (r.output > 1) {
      tpot.push_back(static_cast<double>(record.finish - record.first_token) / 1e12 /
                     (r.output - 1));
    }
  }
  ServingPrediction p;
  if (ttft.empty()) {
    return p;
  }
  const double seconds = static_cast<double>(last) / 1e12;
  double in_system = 0;
  for (const double s : e2e) {
    in_system += s;
  }
  p.mean_batch = in_system / seconds;
  p.requests_per_s = static_cast<double>(ttft.size()) / seconds;
  p.output_tok_s = output / seconds;
  p.input_tok_s = input / seconds;
  p.ttft_s = median(ttft);
  p.e2e_s = median(e2e);
  p.tpot_s = tpot.empty() ? 0 : median(tpot);
  return p;
}

// Clients of a closed loop wait that much longer for every answer.
void wait_for_polls(const ServingCase& c, ServingPrediction& p) {
  const double tokens = c.speculation ? perf::expected_tokens(*c.speculation) : 1;
  const double wait_s = c.load.poll_steps / 2 * tokens * p.tpot_s;
  const double slower = c.load.kind == LoadKind::kClosed ? p.e2e_s / (p.e2e_s + wait_s) : 1;
  p.ttft_s += wait_s;
  p.e2e_s += wait_s;
  p.output_tok_s *= slower;
  p.input_tok_s *= slower;
  p.requests_per_s *= slower;
}

double published_value(const ServingCase& c,
                       const std::vector<PublishedServing>& rows,
                       std::string_view metric) {
  for (const std::size_t i : c.rows) {
    if (rows[i].metric == metric) {
      return rows[i].value;
    }
  }
  return 0;
}

}  // namespace

std::optional<Precision> published_precision(const PublishedServing& row,
                                             const ReferenceBook& book,
                                             const AcceleratorSpec& accelerator) {
  if (const auto released = book.listed("weights", row.model, row.source)) {
    return precision_of(*released);
  }
  if (!row.precision.empty()) {
    return precision_of(
        book.listed("precision", row.precision, row.source).value_or(row.precision));
  }
  const std::string& assumed = book.protocol(row.source).precision;
  return assumed == "best" ? narrowest(accelerator) : precision_of(assumed);
}

std::vector<ServingCase> serving_cases(const std::vector<PublishedServing>& rows,
                                       const ReferenceBook& book,
                                       const Catalog& catalog) {
  const CaseBuilder builder(book, catalog);
  std::vector<ServingCase> cases;
  std::map<std::string, std::size_t> by_key;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto [at, is_new] =
        by_key.emplace(case_key(rows[i], engine_of(rows[i], book)), cases.size());
    if (is_new) {
      cases.push_back(builder.build(rows[i]));
    }
    cases[at->second].rows.push_back(i);
  }
  return cases;
}

std::optional<ServingPrediction> predict(const ServingCase& c,
                                         const perf::LlmEfficiency& efficiency) {
  require(c.reason.empty(), "a case that can't be predicted: {}", c.reason);
  const int replicas = c.devices / c.replica.devices();
  const ServedReplica replica = served(c, efficiency);
  ServingLoad share = c.load;  // of one replica
  if (share.kind == LoadKind::kOpen || share.kind == LoadKind::kClosed) {
    share.intensity = std::max(share.intensity / replicas, 1e-9);
  }
  std::vector<sim::Request> requests = requests_of(share);
  std::vector<sim::Ps> arrivals(requests.size());
  std::vector<sim::RequestRecord> records;
  sim::PoolUsage usage;
  sim::RunControl options;
  options.records = &records;
  if (c.load.kind == LoadKind::kClosed) {
    const auto clients = static_cast<std::size_t>(std::max(1.0, std::round(share.intensity)));
    ClosedLoop loop(requests, clients, arrivals);
    usage = simulate_serving(replica.plan, loop, options);
  } else {
    std::ranges::transform(requests, arrivals.begin(), &sim::Request::arrival);
    usage = simulate_serving(replica.plan, *list_arrivals(requests), options);
  }
  ServingPrediction p = summarise(requests, records, arrivals, replica.plan.replica.front_end);
  if (p.requests_per_s <= 0) {
    return std::nullopt;
  }
  wait_for_polls(c, p);
  const double seconds = static_cast<double>(requests.size()) / p.requests_per_s;
  p.load = load_of(c.replica, usage, seconds);
  p.watts = replicas * served_watts(p.load, replica.speed.energy);
  p.output_tok_s *= replicas * c.deadline_share;
  p.input_tok_s *= replicas * c.deadline_share;
  p.requests_per_s *= replicas * c.deadline_share;
  return p;
}

std::optional<double> metric_of(const PublishedServing& row,
                                const ServingCase& c,
                                const ServingPrediction& p) {
  if (row.metric == "total_output_tok_s") {
    return p.output_tok_s;
  }
  if (row.metric == "per_gpu_tok_s") {
    return p.output_tok_s / c.devices;
  }
  if (row.metric == "total_tok_s_per_gpu") {
    return (p.output_tok_s + p.input_tok_s) / c.devices;
  }
  if (row.metric == "ttft_ms") {
    return 1e3 * p.ttft_s;
  }
  if (row.metric == "tpot_ms" && p.tpot_s > 0) {
    return 1e3 * p.tpot_s;
  }
  if (row.metric == "e2e_ms") {
    return 1e3 * p.e2e_s;
  }
  if (row.metric == "energy_per_output_token") {
    return p.watts / p.output_tok_s;
  }
  if (row.metric == "energy_per_request") {
    return p.watts / p.requests_per_s;
  }
  if (row.metric == "avg_gpu_power_total") {
    return p.watts;
  }
  return std::nullopt;
}

std::string_view unit_of(std::string_view metric) {
  if (metric.ends_with("_ms")) {
    return "ms";
  }
  if (metric.starts_with("energy_per_")) {
    return "J";
  }
  return metric.starts_with("avg_gpu_power")   ? "W"
         : metric.find("tok_s") != metric.npos ? "tokens/s"
                                               : "";
}

std::optional<ServedPower> at_published_speed(const ServingCase& c,
                                              const std::vector<PublishedServing>& rows,
                                              const ServingPrediction& p) {
  const double watts = published_value(c, rows, "avg_gpu_power_total");
  const double joules = published_value(c, rows, "energy_per_output_token");
  if (watts <= 0 || joules <= 0) {
    return std::nullopt;
  }
  const double faster = watts / joules / p.output_tok_s;
  ServedPower load = p.load;
  load.model = c.replica.model.key;
  load.watts = watts * c.replica.devices() / c.devices;
  for (double ServedPower::*count :
       {&ServedPower::iterations, &ServedPower::decode_tokens, &ServedPower::prefill_tokens,
        &ServedPower::kv_read_tokens, &ServedPower::prefill_pairs}) {
    load.*count *= faster;
  }
  return load;
}

}  // namespace costwright::study

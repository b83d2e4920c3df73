#include "study/validate/energy_rows.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <map>
#include <string_view>
#include <tuple>

#include "core/catalog/csv.h"
#include "core/catalog/specs.h"
#include "core/perf/compute_path.h"
#include "core/perf/power.h"

namespace costwright {
namespace {

constexpr std::string_view kCapCategory = "power_cap_training_measured";
constexpr std::string_view kLlmCategory = "llm_inference_measured";

std::string lower(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(), [](unsigned char c) {
    return static_cast<char>(std::tolower(c));
  });
  return out;
}

std::optional<double> number(std::string_view cell) {
  double value = 0;
  const auto [end, error] = std::from_chars(cell.data(), cell.data() + cell.size(), value);
  const bool whole = error == std::errc() && end == cell.data() + cell.size();
  return whole && std::isfinite(value) ? std::optional(value) : std::nullopt;
}

// What follows `label` up to a separator: after("max_num_seqs=8 avg_batch=7.5;", "avg_batch=") is
// "7.5".
std::string_view after(std::string_view text, std::string_view label) {
  const auto at = text.find(label);
  if (at == std::string_view::npos) {
    return {};
  }
  text.remove_prefix(at + label.size());
  return text.substr(0, text.find_first_of(" ;,"));
}

using Cells = std::map<std::string, std::string, std::less<>>;
struct Record {
  int line{};
  Cells cells;
  double value{};
  const std::string& text(std::string_view column) const {
    static const std::string kNone;
    const auto at = cells.find(column);
    return at == cells.end() ? kNone : at->second;
  }
  int whole(std::string_view column) const {
    return static_cast<int>(number(text(column)).value_or(0));
  }
};

// Rows whose value is no number above 0 are errors; every other is returned.
std::vector<Record> read_records(const std::filesystem::path& path,
                                 const std::vector<std::string>& required,
                                 Diagnostics& diagnostics) {
  std::vector<Record> records;
  const auto content = read_file(path.string(), diagnostics);
  const auto rows =
      content ? parse_csv(*content, path.string(), diagnostics) : std::vector<CsvRecord>();
  if (rows.empty()) {
    return records;
  }
  const auto& header = rows.front().cells;
  for (const std::string& column : required) {
    if (std::ranges::find(header, column) == header.end()) {
      diagnostics.error({path.string(), rows.front().line, 0},
                        fmt::format("no column '{}'", column),
                        "the first line must name the columns as data/reference does");
      return records;
    }
  }
  for (std::size_t i = 1; i < rows.size(); ++i) {
    Record record{rows[i].line, {}, 0};
    for (std::size_t c = 0; c < std::min(header.size(), rows[i].cells.size()); ++c) {
      record.cells[header[c]] = rows[i].cells[c];
    }
    const auto value = number(record.text("value"));
    if (!value || *value <= 0) {
      diagnostics.error({path.string(), record.line, 0},
                        fmt::format("value '{}' is not a number above 0", record.text("value")));
      continue;
    }
    record.value = *value;
    records.push_back(std::move(record));
  }
  return records;
}

std::vector<Record> read_energy(const std::filesystem::path& path, Diagnostics& diagnostics) {
  return read_records(
      path, {"category", "subject", "gpu", "batch_or_conc", "setting", "metric", "value", "source"},
      diagnostics);
}

ScoredRow unscored(const Record& record, const std::filesystem::path& path) {
  ScoredRow row;
  row.table = path.stem().string();
  row.source = record.text("source");
  row.line = record.line;
  row.model = record.text("subject");
  row.accelerator = record.text("gpu");
  row.precision = record.text("precision");
  row.metric = record.text("metric");
  row.unit = record.text("unit");
  row.published = record.value;
  return row;
}

struct PublishedName {
  std::string_view published, key;
};
// Zeus caps its V100 and P100 at 250 W, the limit of the PCIe parts.
constexpr std::array<PublishedName, 4> kAccelerators{{{"v100", "v100-pcie-16"},
                                                      {"p100", "p100-pcie-16"},
                                                      {"h100", "h100-sxm"},
                                                      {"a100", "a100-sxm-80"}}};

struct FoundAccelerator {
  std::optional<AcceleratorSpec> spec;
  std::string reason;
};

FoundAccelerator find_accelerator(const std::string& published, const Catalog& catalog) {
  std::string key = lower(published);
  const auto* named = std::ranges::find(kAccelerators, key, &PublishedName::published);
  if (named != kAccelerators.end()) {
    key = named->key;
  }
  Diagnostics ignored;
  FactLog facts;
  const Row* row = catalog.find("accelerators", key, {}, ignored);
  if (row == nullptr) {
    return {std::nullopt, fmt::format("accelerator '{}' is not in the catalogue", published)};
  }
  auto spec = accelerator_spec(*row, facts, ignored);
  if (!spec || spec->tdp_w <= spec->idle_w || spec->idle_w <= 0) {
    return {std::nullopt, fmt::format("the catalogue lacks the idle power or TDP of '{}'", key)};
  }
  return {std::move(spec), ""};
}

bool fitted(const AcceleratorSpec& accelerator) {
  return std::ranges::any_of(std::array{"v100", "p100", "h100"}, [&](std::string_view prefix) {
    return accelerator.key.starts_with(prefix);
  });
}

// ---- power caps

using JobKey = std::tuple<std::string, std::string, std::string, std::string>;

double cap_of(const Record& record) {
  std::string_view cap = after(record.text("setting"), "power_limit=");
  if (cap.ends_with('W')) {
    cap.remove_suffix(1);
  }
  return number(cap).value_or(0);
}

JobKey job_of(const Record& record) {
  return {record.text("gpu"), record.text("subject"), record.text("batch_or_conc"),
          std::string(after(record.text("setting"), "optimizer="))};
}

struct Reference {  // the job's row at its highest cap
  double cap_w{};
  double power_w{};  // 0: not published
  double seconds{};
  double joules{};
};

std::map<JobKey, Reference> references(const std::vector<Record>& records) {
  std::map<JobKey, Reference> found;
  for (const Record& record : records) {
    if (record.text("category") != kCapCategory) {
      continue;
    }
    Reference& job = found[job_of(record)];
    const double cap_w = cap_of(record);
    if (cap_w > job.cap_w) {
      job = Reference{cap_w, 0, 0, 0};
    }
    if (cap_w == job.cap_w) {
      const std::string& metric = record.text("metric");
      double& figure = metric == "avg_power"        ? job.power_w
                       : metric == "time_per_epoch" ? job.seconds
                                                    : job.joules;
      figure = record.value;
    }
  }
  return found;
}

void predict_cap(ScoredRow& row,
                 const Record& record,
                 const Reference& job,
                 const Catalog& catalog) {
  const double cap_w = cap_of(record);
  const auto [spec, reason] = find_accelerator(row.accelerator, catalog);
  row.reason = reason;
  if (cap_w <= 0) {
    row.reason = "no power limit in its setting";
  } else if (cap_w >= job.cap_w) {
    row.reason = "the job's row at its highest cap, from which the others are predicted";
  } else if (job.power_w <= 0) {
    row.reason = "the job's mean power at its highest cap is not published";
  }
  if (!row.reason.empty()) {
    return;
  }
  const DevicePower device = device_power(*spec);
  const Activity activity = activity_of(device, job.power_w, job.cap_w);
  const OperatingPoint from = run_under_cap(device, activity, job.cap_w);
  const OperatingPoint to = run_under_cap(device, activity, cap_w);
  if (row.metric == "avg_power") {
    row.predicted = job.power_w * to.power_w / from.power_w;
  } else if (row.metric == "time_per_epoch" && job.seconds > 0) {
    row.predicted = job.seconds * to.seconds / from.seconds;
  } else if (row.metric == "energy_per_epoch" && job.joules > 0) {
    row.predicted = job.joules * to.joules / from.joules;
  } else {
    row.reason = fmt::format("the job's '{}' at its highest cap is not published", row.metric);
  }
  row.extrapolated = row.predicted.has_value() && !fitted(*spec);
}

// ---- LLM serving

struct Throughput {
  double tokens_per_s{}, mean_batch{};
};
using ServingKey =
    std::tuple<std::string, std::string, std::string, int, int, std::string, std::string>;

std::map<ServingKey, Throughput> read_throughputs(const std::filesystem::path& path) {
  std::map<ServingKey, Throughput> found;
  Diagnostics ignored;  // the file is scored by itself elsewhere
  for (const Record& r : read_records(path, {"model", "gpu", "metric", "value", "note"}, ignored)) {
    const std::string& note = r.text("note");
    const auto task = after(note, "task=");
    if (r.text("metric") != "total_output_tok_s" || task.empty()) {
      continue;
    }
    found[{std::string(task), r.text("model"), r.text("precision"), r.whole("n_gpu"), r.whole("tp"),
           std::string(after(note, "max_num_seqs=")), r.text("output_len")}] = {
        r.value, number(after(note, "avg_batch=")).value_or(0)};
  }
  return found;
}

// The catalogue's key that begins the published name: 'Qwen3-14B' of 'Qwen/Qwen3-14B-FP8'. Coder
// models have the shape of the model that they were trained from.
const Row* find_model(std::string_view published, const Catalog& catalog) {
  std::string name = lower(published.substr(published.rfind('/') + 1));
  constexpr std::string_view kCoder = "-coder";
  if (const auto at = name.find(kCoder); at != std::string::npos) {
    name.erase(at, kCoder.size());
  }
  const Row* best = nullptr;
  for (const Row& row : catalog.rows("models")) {
    if (name.starts_with(lower(row.key())) &&
        (best == nullptr || row.key().size() > best->key().size())) {
      best = &row;
    }
  }
  return best;
}

std::optional<Precision> precision_of(std::string_view published) {
  const std::string name = lower(published);
  if (name == "bfloat16" || name == "bf16") {
    return Precision::kBf16;
  }
  if (name == "fp8") {
    return Precision::kFp8;
  }
  return name == "mxfp4" ? std::optional(Precision::kFp4) : std::nullopt;
}

struct TaskInput {
  std::string_view task;
  double tokens;
};
constexpr std::array<TaskInput, 3> kInputs{
    {{"lm-arena-chat", 200}, {"gpqa", 250}, {"sourcegraph-fim", 1000}}};

struct ServingRun {
  ModelShape model;
  AcceleratorSpec accelerator;
  Precision weights{};
  int devices{};
  double input{}, output{};
  Throughput rate;
};

double weights_per_iteration(const ModelShape& model, double tokens) {
  if (model.experts <= model.experts_active || model.experts_active == 0) {
    return model.parameters;
  }
  const double expert =
      (model.parameters - model.active_parameters) / (model.experts - model.experts_active);
  const double missed =
      std::pow(1 - static_cast<double>(model.experts_active) / model.experts, tokens);
  return model.parameters - expert * model.experts * missed;
}

// Mean watts of one device in steady state.
double serving_power(const ServingRun& run) {
  const ModelShape& m = run.model;
  const auto path = compute_path(run.accelerator, run.weights);
  const LlmPower power = llm_power(run.accelerator, path->arithmetic, m.experts > 0);
  const double context = run.input + run.output / 2;
  const double iterations = run.rate.tokens_per_s / run.rate.mean_batch;
  const double weight_bytes = iterations * weights_per_iteration(m, run.rate.mean_batch) *
                              bytes_per_weight(run.weights) / run.devices;
  const double kv_bytes = run.rate.tokens_per_s * context * 2 * m.layers * m.kv_heads * m.head_dim *
                          bytes_per_element(Precision::kBf16) / std::min(run.devices, m.kv_heads);
  const double flops = 2 * (m.experts > 0 ? m.active_parameters : m.parameters) *
                       run.rate.tokens_per_s * (1 + run.input / run.output) / run.devices;
  const double attention =
      4.0 * m.layers * m.heads * m.head_dim * context * run.rate.tokens_per_s / run.devices;
  return std::min(power.maximum_w, power.awake_w + weight_bytes * power.joules_per_weight_byte +
                                       kv_bytes * power.joules_per_kv_byte +
                                       flops * power.joules_per_flop +
                                       attention * power.joules_per_attention_flop);
}

// The run of a row, or the reason why it can't be told.
std::string fill_run(ServingRun& run,
                     const Record& record,
                     const std::map<ServingKey, Throughput>& throughputs,
                     const Catalog& catalog) {
  const std::string& task = record.text("setting");
  const auto* input = std::ranges::find(kInputs, task, &TaskInput::task);
  if (task == "image-chat" || task == "video-chat") {
    return "tokens of images and videos are not published";
  }
  const auto rate = throughputs.find({task, record.text("subject"), record.text("precision"),
                                      record.whole("n_gpu"), record.whole("tp"),
                                      record.text("batch_or_conc"), record.text("output_len")});
  if (input == kInputs.end() || rate == throughputs.end() || rate->second.mean_batch <= 0) {
    return "no throughput of the same run is published";
  }
  const Row* model = find_model(record.text("subject"), catalog);
  if (model == nullptr) {
    return fmt::format("model '{}' is not in the catalogue", record.text("subject"));
  }
  Diagnostics found;
  FactLog facts;
  const auto shape = model_shape(*model, facts, found);
  auto [spec, reason] = find_accelerator(record.text("gpu"), catalog);
  const auto precision = precision_of(record.text("precision"));
  if (!spec) {
    return reason;
  }
  if (!shape || shape->layers <= 0 || shape->kv_heads <= 0) {
    return fmt::format("the catalogue lacks the shape of '{}'", model->key());
  }
  if (!precision || !compute_path(*spec, *precision) || spec->memory_bandwidth <= 0) {
    return fmt::format("'{}' has no figures for precision '{}'", spec->key,
                       record.text("precision"));
  }
  run = {*shape,        *spec,
         *precision,    std::max(1, record.whole("n_gpu")),
         input->tokens, number(record.text("output_len")).value_or(0),
         rate->second};
  return run.output > 0 ? "" : "no output length published";
}

void predict_serving(ScoredRow& row,
                     const Record& record,
                     const std::map<ServingKey, Throughput>& throughputs,
                     const Catalog& catalog) {
  row.engine = "vLLM";
  ServingRun run;
  row.reason = fill_run(run, record, throughputs, catalog);
  if (!row.reason.empty()) {
    return;
  }
  const double all_w = serving_power(run) * run.devices;
  const double per_token_j = all_w / run.rate.tokens_per_s;
  if (row.metric == "energy_per_output_token") {
    row.predicted = per_token_j;
  } else if (row.metric == "energy_per_request") {
    row.predicted = per_token_j * run.output;
  } else if (row.metric == "avg_gpu_power_total") {
    row.predicted = all_w;
  } else {
    row.reason = fmt::format("no model of '{}'", row.metric);
  }
  row.extrapolated = row.predicted.has_value() && !fitted(run.accelerator);
}

}  // namespace

std::vector<ScoredRow> predict_power_caps(const std::filesystem::path& energy_csv,
                                          const Catalog& catalog,
                                          Diagnostics& diagnostics) {
  const auto records = read_energy(energy_csv, diagnostics);
  const auto jobs = references(records);
  std::vector<ScoredRow> rows;
  for (const Record& record : records) {
    if (record.text("category") == kCapCategory) {
      rows.push_back(unscored(record, energy_csv));
      predict_cap(rows.back(), record, jobs.at(job_of(record)), catalog);
    }
  }
  return rows;
}

std::vector<ScoredRow> predict_other_energy(const std::filesystem::path& energy_csv,
                                            const std::filesystem::path& throughput_csv,
                                            const Catalog& catalog,
                                            Diagnostics& diagnostics) {
  const auto throughputs = read_throughputs(throughput_csv);
  std::vector<ScoredRow> rows;
  for (const Record& record : read_energy(energy_csv, diagnostics)) {
    const std::string& category = record.text("category");
    if (category == kCapCategory) {
      continue;
    }
    rows.push_back(unscored(record, energy_csv));
    if (category == kLlmCategory) {
      predict_serving(rows.back(), record, throughputs, catalog);
    } else {
      rows.back().reason = category == "diffusion_inference_measured"
                               ? "diffusion models are not modelled"
                               : "a figure of a part or a site, not a measured run";
    }
  }
  return rows;
}

}  // namespace costwright

#include "study/published/client_files.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <map>

#include "core/table/csv.h"
#include "core/table/json.h"

namespace costwright::study {
namespace {

// One run of a client, in our units.
struct Run {
  Place place;
  MeasuredSystem system;
  double requests{}, input{}, output{};
  double length_low = 1, length_high = 1;
  std::string note;
  std::vector<std::pair<std::string, double>> figures;  // metric, value
};

constexpr double kMostTokens = 1e9;

// Of JSON objects: members by their names, faults with their places.
class Members {
 public:
  Members(const JsonValue& object, Diagnostics& diagnostics)
      : object_(object), diagnostics_(diagnostics) {}

  std::string text(std::string_view name) const {
    const JsonValue* found = object_.find(name);
    return found != nullptr && found->kind == JsonValue::Kind::kText ? found->text : std::string();
  }

  // 0 without one: null, "inf". An error for another text or a negative number.
  double number(std::string_view name) const {
    const JsonValue* found = object_.find(name);
    if (found == nullptr || found->kind == JsonValue::Kind::kNull || found->text == "inf") {
      return 0;
    }
    double value = found->number;
    bool good = found->kind == JsonValue::Kind::kNumber;
    if (found->kind == JsonValue::Kind::kText) {  // some tools quote their counts
      const char* end = found->text.data() + found->text.size();
      const auto [last, error] = std::from_chars(found->text.data(), end, value);
      good = error == std::errc() && last == end && !found->text.empty();
    }
    if (!good || value < 0) {
      diagnostics_.error(found->place, fmt::format("'{}' is no number from 0 on", name));
      return 0;
    }
    return value;
  }

  // true, "true".
  bool flag(std::string_view name) const {
    const JsonValue* found = object_.find(name);
    return found != nullptr && (found->number == 1 || found->text == "true");
  }

  const Place& place() const { return object_.place; }

 private:
  const JsonValue& object_;
  Diagnostics& diagnostics_;
};

void add_figure(Run& run, const char* metric, double value) {
  if (value > 0) {
    run.figures.emplace_back(metric, value);
  }
}

// What the clients of vLLM and SGLang call alike.
Run common_run(const Members& members) {
  Run run;
  run.place = members.place();
  run.requests = members.number("completed");
  if (run.requests > 0) {
    run.input = members.number("total_input_tokens") / run.requests;
    run.output = members.number("total_output_tokens") / run.requests;
  }
  run.system.concurrency = members.number("max_concurrency");
  run.system.request_rate = members.number("request_rate");
  add_figure(run, "total_output_tok_s", members.number("output_throughput"));
  add_figure(run, "ttft_ms", members.number("median_ttft_ms"));
  add_figure(run, "tpot_ms", members.number("median_tpot_ms"));
  return run;
}

// The server behind an endpoint of its own; "openai" may be anyone's.
std::string engine_behind(const std::string& backend) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 8> kEngines{
      {{"vllm", "vllm"},
       {"vllm-chat", "vllm"},
       {"sglang", "sglang"},
       {"sglang-native", "sglang"},
       {"sglang-oai", "sglang"},
       {"sglang-oai-chat", "sglang"},
       {"trt", "trt-llm-serve"},
       {"tensorrt-llm", "trt-llm-serve"}}};
  for (const auto& [name, engine] : kEngines) {
    if (name == backend) {
      return std::string(engine);
    }
  }
  return "";
}

std::optional<Run> vllm_run(const Members& members) {
  Run run = common_run(members);
  run.system.model = members.text("model_id");
  const std::string backend = members.text("backend");
  run.system.engine = engine_behind(backend.empty() ? members.text("endpoint_type") : backend);
  add_figure(run, "e2e_ms", members.number("median_e2el_ms"));
  return run;
}

std::optional<Run> sglang_run(const Members& members) {
  Run run = common_run(members);
  run.system.engine = engine_behind(members.text("backend"));
  add_figure(run, "e2e_ms", members.number("median_e2e_latency_ms"));
  return run;
}

// What a calibration cannot hold; "" when it can.
std::string why_left_out(const Members& members) {
  const std::string drafts = members.text("spec_decoding");
  if (!drafts.empty() && drafts != "none" && drafts != "false") {
    return "it ran with speculative decoding (" + drafts + ")";
  }
  return members.flag("disagg") ? "it ran on separate prefill and decode devices" : "";
}

std::optional<Run> inferencex_run(const Members& members, Diagnostics& diagnostics) {
  if (const std::string why = why_left_out(members); !why.empty()) {
    diagnostics.warning(members.place(), "a result is left out: " + why);
    return std::nullopt;
  }
  Run run;
  run.place = members.place();
  run.system = {members.text("model"),
                members.text("hw"),
                members.text("framework"),
                members.text("precision"),
                static_cast<int>(std::min(1e6, members.number("tp"))),
                0,
                members.number("conc"),
                0};
  constexpr double kRequestsPerClient = 10;
  run.requests = kRequestsPerClient * run.system.concurrency;
  run.input = members.number("isl");
  run.output = members.number("osl");
  run.length_low = 0.8;
  run.note = members.flag("dp_attention") ? "DEP" : "";
  add_figure(run, "per_gpu_tok_s", members.number("output_tput_per_gpu"));
  add_figure(run, "total_tok_s_per_gpu", members.number("tput_per_gpu"));
  add_figure(run, "ttft_ms", 1e3 * members.number("median_ttft"));
  add_figure(run, "tpot_ms", 1e3 * members.number("median_tpot"));
  add_figure(run, "e2e_ms", 1e3 * members.number("median_e2el"));
  return run;
}

std::vector<Run> json_runs(std::string_view text,
                           const std::string& path,
                           ClientFormat format,
                           Diagnostics& diagnostics) {
  std::vector<JsonValue> objects;
  for (JsonValue& value : parse_json(text, path, diagnostics)) {
    if (value.kind == JsonValue::Kind::kArray) {
      std::ranges::move(value.items, std::back_inserter(objects));
    } else {
      objects.push_back(std::move(value));
    }
  }
  std::vector<Run> runs;
  for (const JsonValue& object : objects) {
    if (object.kind != JsonValue::Kind::kObject) {
      diagnostics.error(object.place, "a result must be a JSON object");
      continue;
    }
    const Members members(object, diagnostics);
    auto run = format == ClientFormat::kVllm     ? vllm_run(members)
               : format == ClientFormat::kSglang ? sglang_run(members)
                                                 : inferencex_run(members, diagnostics);
    if (run) {
      runs.push_back(std::move(*run));
    }
  }
  return runs;
}

std::string lower(std::string text) {
  std::ranges::transform(text, text.begin(), [](unsigned char c) {
    return static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
  });
  return text;
}

// The figures of AIPerf's CSV: each section starts with a line of its columns.
class AiperfReader {
 public:
  AiperfReader(const std::string& path, Diagnostics& diagnostics)
      : path_(path), diagnostics_(diagnostics) {}

  std::vector<Run> read(std::string_view text) {
    run_.place = {path_, 1, 1};
    for (const CsvRecord& record : parse_csv(text, path_, diagnostics_)) {
      const std::string first = lower(record.cells.front());
      if (first == "endpoint") {
        break;  // what follows is of single GPUs
      }
      if (first == "metric") {
        columns_ = record.cells;
      } else {
        take(first, record);
      }
    }
    return {run_};
  }

 private:
  void take(const std::string& metric, const CsvRecord& record) {
    const auto bracket = metric.find(" (");
    const std::string name = metric.substr(0, bracket);
    const std::string unit =
        bracket == metric.npos ? "" : metric.substr(bracket + 2, metric.size() - bracket - 3);
    if (name == "time to first token") {
      add_figure(run_, "ttft_ms", milliseconds(unit, "p50", record));
    } else if (name == "inter token latency") {
      add_figure(run_, "tpot_ms", milliseconds(unit, "p50", record));
    } else if (name == "request latency") {
      add_figure(run_, "e2e_ms", milliseconds(unit, "p50", record));
    } else if (name == "output token throughput") {
      add_figure(run_, "total_output_tok_s", cell("value", record));
    } else if (name == "request count") {
      run_.requests = cell("value", record);
    } else if (name == "input sequence length") {
      run_.input = cell("avg", record);
    } else if (name == "output sequence length") {
      run_.output = cell("avg", record);
    }
  }

  double milliseconds(const std::string& unit, const char* column, const CsvRecord& record) {
    constexpr std::array<std::pair<std::string_view, double>, 5> kUnits{
        {{"ms", 1}, {"s", 1e3}, {"sec", 1e3}, {"us", 1e-3}, {"ns", 1e-6}}};
    for (const auto& [name, size] : kUnits) {
      if (name == unit) {
        return size * cell(column, record);
      }
    }
    diagnostics_.error({path_, record.line, 1},
                       fmt::format("'{}' has no unit of time", record.cells.front()),
                       "the client writes (ms)");
    return 0;
  }

  double cell(std::string_view column, const CsvRecord& record) {
    const auto at = std::ranges::find(columns_, column,
                                      [](const std::string& name) {
                                        return lower(name);
                                      }) -
                    columns_.begin();
    const auto i = static_cast<std::size_t>(at);
    std::string text = i < record.cells.size() ? record.cells[i] : "";
    std::erase(text, ',');  // of thousands
    double value = 0;
    const char* end = text.data() + text.size();
    const auto [last, error] = std::from_chars(text.data(), end, value);
    if (text.empty() || error != std::errc() || last != end || !(value >= 0)) {
      diagnostics_.error({path_, record.line, 0}, fmt::format("'{}' has no number in a column '{}'",
                                                              record.cells.front(), column));
      return 0;
    }
    return value;
  }

  const std::string& path_;
  Diagnostics& diagnostics_;
  std::vector<std::string> columns_;
  Run run_;
};

void overrule(MeasuredSystem& system, const MeasuredSystem& given) {
  for (const auto member : {&MeasuredSystem::model, &MeasuredSystem::accelerator,
                            &MeasuredSystem::engine, &MeasuredSystem::precision}) {
    if (!(given.*member).empty()) {
      system.*member = given.*member;
    }
  }
  for (const auto member : {&MeasuredSystem::tensor_parallel, &MeasuredSystem::devices}) {
    if (given.*member > 0) {
      system.*member = given.*member;
    }
  }
  if (given.concurrency > 0 || given.request_rate > 0) {
    system.concurrency = given.concurrency;
    system.request_rate = given.request_rate;
  }
  if (system.devices == 0) {
    system.devices = system.tensor_parallel;
  }
}

// False after an error for everything that is missing.
bool is_complete(const Run& run, ClientFormat format, Diagnostics& diagnostics) {
  bool complete = true;
  const auto need = [&](bool there, const char* what, const char* hint) {
    if (!there) {
      diagnostics.error(run.place, fmt::format("the file does not say {}", what), hint);
      complete = false;
    }
  };
  const MeasuredSystem& s = run.system;
  need(!s.model.empty(), "which model was measured", "give --model, e.g. Llama-3.1-8B");
  need(!s.accelerator.empty(), "on which accelerator", "give --accelerator, e.g. h100-sxm");
  need(!s.engine.empty(), "which engine answered", "give --engine, e.g. vllm");
  need(!s.precision.empty(), "the precision of the weights", "give --precision, e.g. bf16 or fp8");
  need(s.tensor_parallel > 0, "how many devices share a replica", "give --tensor-parallel");
  if (format == ClientFormat::kAiperf) {
    need(s.concurrency > 0 || s.request_rate > 0, "how it was loaded",
         "give --concurrency or --request-rate");
  }
  if (s.concurrency > 0 && s.request_rate > 0) {
    diagnostics.error(run.place, "a request rate under a limit of concurrency is not modelled",
                      "measure with one of them; or, if the other never counted, give the one "
                      "that did as --concurrency or --request-rate");
    complete = false;
  }
  const bool lengths = run.input >= 1 && run.output >= 1 && run.requests >= 1 &&
                       run.input < kMostTokens && run.output < kMostTokens;
  need(lengths, "how many requests were answered and how long they were",
       "the client writes it when the run ends; a run that was stopped has none");
  need(!run.figures.empty(), "how fast it was", "");
  return complete;
}

StatedLoad load_of(const Run& run) {
  const LoadKind kind = run.system.concurrency > 0    ? LoadKind::kClosed
                        : run.system.request_rate > 0 ? LoadKind::kOpen
                                                      : LoadKind::kOffline;
  return {kind, run.requests, run.length_low, run.length_high};
}

void append_rows(const Run& run, const std::string& path, std::vector<PublishedServing>& rows) {
  const MeasuredSystem& s = run.system;
  for (const auto& [metric, value] : run.figures) {
    PublishedServing row;
    row.line = run.place.line;
    row.model = s.model;
    row.precision = s.precision;
    row.gpu = s.accelerator;
    row.metric = metric;
    row.engine = s.engine;
    row.source = path;
    row.note = run.note;
    row.n_gpu = s.devices;
    row.tp = s.tensor_parallel;
    row.input = run.input;
    row.output = run.output;
    if (s.concurrency > 0 || s.request_rate > 0) {
      row.load = std::max(s.concurrency, s.request_rate);
    }
    row.stated = load_of(run);
    row.value = value;
    rows.push_back(std::move(row));
  }
}

}  // namespace

std::optional<ClientFormat> client_format(std::string_view text) {
  const auto first = text.find_first_not_of(" \t\r\n\xEF\xBB\xBF");
  if (first == text.npos) {
    return std::nullopt;
  }
  if (text[first] != '{' && text[first] != '[') {
    const bool aiperf = lower(std::string(text.substr(first, 7))) == "metric,";
    return aiperf ? std::optional(ClientFormat::kAiperf) : std::nullopt;
  }
  const auto names = [&](std::string_view key) {
    return text.find(key) != text.npos;
  };
  return names("\"tput_per_gpu\"") ? ClientFormat::kInferenceX
         : names("\"model_id\"")   ? ClientFormat::kVllm
                                   : ClientFormat::kSglang;
}

std::vector<PublishedServing> read_client_file(std::string_view text,
                                               const std::string& path,
                                               ClientFormat format,
                                               const MeasuredSystem& given,
                                               Diagnostics& diagnostics) {
  std::vector<Run> runs = format == ClientFormat::kAiperf
                              ? AiperfReader(path, diagnostics).read(text)
                              : json_runs(text, path, format, diagnostics);
  std::vector<PublishedServing> rows;
  for (Run& run : runs) {
    overrule(run.system, given);
    if (is_complete(run, format, diagnostics)) {
      append_rows(run, path, rows);
    }
  }
  return rows;
}

}  // namespace costwright::study

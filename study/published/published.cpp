#include "study/published/published.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdlib>

#include "core/files.h"
#include "core/table/csv.h"
#include "core/units/parse.h"

namespace costwright::study {
namespace {

// Of what is measured; a length beyond what models have leaves its row out (serving_case.cpp).
struct MeasuredColumn {
  std::string_view name;
  ColumnRange range;
};
constexpr ColumnRange kDevices{0, 1e6, true};
constexpr ColumnRange kLoad{0, 1e6};
constexpr ColumnRange kSize{0, 1e6};
constexpr ColumnRange kSum{0, 1e12};
constexpr MeasuredColumn kMeasuredColumns[] = {
    {"n_gpu", kDevices},
    {"tp", kDevices},
    {"pp", kDevices},
    {"dp", kDevices},
    {"params_b", kSize},
    {"active_params_b", kSize},
    {"concurrency_or_qps", kLoad},
    {"batch_or_conc", kLoad},
    {"tokens_b", {0, 1e9}},
    {"gpu_hours", kSum},
    {"days", {0, 1e6}},
    {"mfu_pct", {0, 100}},
    {"tflops_per_gpu", {0, 1e6}},
    {"energy_mwh", kSum},
    {"cost_usd", kSum},
    {"price_per_gpu_hour", {0, 1e6}},
    {"pue", {1, 10}},
    {"co2_t", kSum},
    {"tokens_per_s_per_gpu", {0, 1e9}},
    {"seq_len", {0, 1e9}},
    {"global_batch", {0, 1e12}},
};

// Nothing when it is blank or no number.
std::optional<double> number_in(const std::string& cell) {
  double value = 0;
  const auto [end, error] = std::from_chars(cell.data(), cell.data() + cell.size(), value);
  const bool read = error == std::errc() && end == cell.data() + cell.size() && !cell.empty();
  return read && std::isfinite(value) ? std::optional(value) : std::nullopt;
}

int whole(const ReferenceTable& table, std::size_t row, std::string_view column) {
  return static_cast<int>(table.number(row, column).value_or(0));
}

// The whole number behind the first `label` from `from` on; 0 without one.
int number_after(const std::string& text, std::string_view label, std::size_t from) {
  const auto at = text.find(label, from);
  return at == text.npos ? 0 : std::max(0, std::atoi(text.c_str() + at + label.size()));
}

// What both tables call alike.
std::optional<PublishedServing> read_common(const ReferenceTable& table,
                                            std::size_t row,
                                            const std::string& path,
                                            Diagnostics& diagnostics) {
  const auto value = positive_value(table, row, path, diagnostics);
  if (!value) {
    return std::nullopt;
  }
  PublishedServing published;
  published.line = table.line(row);
  published.precision = table.text(row, "precision");
  published.gpu = table.text(row, "gpu");
  published.metric = table.text(row, "metric");
  published.source = table.text(row, "source");
  published.note = table.text(row, "note");
  published.n_gpu = whole(table, row, "n_gpu");
  published.tp = whole(table, row, "tp");
  published.input = table.number(row, "input_len").value_or(0);
  published.output = table.number(row, "output_len").value_or(0);
  published.value = *value;
  return published;
}

constexpr std::array<std::string_view, 4> kLoadNames{"offline", "static", "open", "closed"};

std::optional<SourceProtocol> read_protocol(const ReferenceTable& table,
                                            std::size_t row,
                                            const std::string& path,
                                            Diagnostics& diagnostics) {
  SourceProtocol p;
  const std::string& kind = table.text(row, "load");
  const auto* found = std::ranges::find(kLoadNames, kind);
  if (found == kLoadNames.end()) {
    diagnostics.error({path, table.line(row), 0}, fmt::format("unknown load '{}'", kind),
                      "use offline, static, open or closed");
    return std::nullopt;
  }
  p.prefix = table.text(row, "source");
  p.kind = static_cast<LoadKind>(found - kLoadNames.begin());
  p.requests = table.number(row, "requests").value_or(0);
  p.length_low = table.number(row, "length_low").value_or(1);
  p.length_high = table.number(row, "length_high").value_or(1);
  p.input = table.number(row, "input").value_or(0);
  p.max_batch = static_cast<int>(table.number(row, "max_batch").value_or(p.max_batch));
  p.token_budget = static_cast<int>(table.number(row, "token_budget").value_or(p.token_budget));
  p.kv_cache = table.text(row, "kv_cache");
  p.precision = table.text(row, "precision");
  p.engine = table.text(row, "engine");
  p.moe_attention_dp = table.text(row, "moe_attention") == "data-parallel";
  p.free_memory_share = table.number(row, "free_memory_share").value_or(0);
  p.admits_whole = table.text(row, "admission") == "whole";
  p.tool_limits = table.text(row, "limits") == "trtllm-bench";
  p.draft_tokens = static_cast<int>(table.number(row, "draft_tokens").value_or(p.draft_tokens));
  p.server_share = table.number(row, "server_share").value_or(0);
  p.acceptance = table.number(row, "acceptance").value_or(p.acceptance);
  p.assumption = table.text(row, "assumption");
  p.excluded = table.text(row, "excluded");
  return p;
}

}  // namespace

std::optional<ReferenceTable> ReferenceTable::load(const std::string& path,
                                                   const std::vector<std::string>& required,
                                                   Diagnostics& diagnostics) {
  const auto text = read_file(path, diagnostics);
  if (!text) {
    return std::nullopt;
  }
  auto records = parse_csv(*text, path, diagnostics);
  if (records.empty()) {
    diagnostics.error({path, 1, 1}, "no header line");
    return std::nullopt;
  }
  ReferenceTable table;
  table.columns_ = std::move(records.front().cells);
  bool complete = true;
  for (const auto& column : required) {
    if (std::ranges::find(table.columns_, column) == table.columns_.end()) {
      diagnostics.error({path, 1, 1}, fmt::format("no column '{}'", column),
                        "the first line must name the columns as data/reference does");
      complete = false;
    }
  }
  if (!complete) {
    return std::nullopt;
  }
  if (!table.check_ranges(records, path, diagnostics)) {
    return std::nullopt;
  }
  for (std::size_t i = 1; i < records.size(); ++i) {
    table.records_.push_back({records[i].line, std::move(records[i].cells)});
  }
  return table;
}

bool ReferenceTable::has(std::string_view column) const {
  return std::ranges::find(columns_, column) != columns_.end();
}

const std::string& ReferenceTable::text(std::size_t row, std::string_view column) const {
  static const std::string none;
  const auto at = std::ranges::find(columns_, column) - columns_.begin();
  const auto& cells = records_[row].cells;
  return static_cast<std::size_t>(at) < cells.size() ? cells[static_cast<std::size_t>(at)] : none;
}

std::optional<double> ReferenceTable::number(std::size_t row, std::string_view column) const {
  return number_in(text(row, column));
}

bool ReferenceTable::check_ranges(const std::vector<CsvRecord>& records,
                                  const std::string& path,
                                  Diagnostics& diagnostics) const {
  const int before = diagnostics.error_count();
  for (const MeasuredColumn& column : kMeasuredColumns) {
    const auto at =
        static_cast<std::size_t>(std::ranges::find(columns_, column.name) - columns_.begin());
    for (std::size_t i = 1; at < columns_.size() && i < records.size(); ++i) {
      const CsvRecord& record = records[i];
      const auto value = at < record.cells.size() ? number_in(record.cells[at]) : std::nullopt;
      const std::string why = value ? out_of_range(column.range, *value, record.cells[at]) : "";
      if (!why.empty()) {
        diagnostics.error(record.place_of(at, path), fmt::format("{}: {}", column.name, why));
      }
    }
  }
  return diagnostics.error_count() == before;
}

std::optional<double> positive_value(const ReferenceTable& table,
                                     std::size_t row,
                                     const std::string& path,
                                     Diagnostics& diagnostics) {
  const auto value = table.number(row, "value");
  if (value && *value > 0) {
    return value;
  }
  diagnostics.error({path, table.line(row), 0},
                    fmt::format("value '{}' is not a number above 0", table.text(row, "value")));
  return std::nullopt;
}

NotedRun noted_run(const std::string& note) {
  const auto after = [&](std::string_view label) {
    const auto at = note.find(label);
    const auto first = at == note.npos ? note.size() : at + label.size();
    return note.substr(first, note.find_first_of(" ;", first) - first);
  };
  NotedRun run;
  run.date = after("date=");
  const std::string drafts = after("spec=");
  run.speculative = !drafts.empty() && drafts != "none";
  run.separate_prefill = after("disagg=") == "True";
  const auto decode = note.find("; decode tp");
  if (decode != note.npos) {
    run.experts_over = number_after(note, " ep", decode);
    run.split_attention = note.find("dpattn=True", decode) != note.npos;
  } else {
    run.experts_over = number_after(note, " EP=", 0);
  }
  return run;
}

std::vector<PublishedServing> read_published_serving(const std::string& path,
                                                     Diagnostics& diagnostics) {
  std::vector<PublishedServing> rows;
  const auto table = ReferenceTable::load(
      path, {"model", "gpu", "metric", "value", "engine", "source"}, diagnostics);
  for (std::size_t i = 0; table && i < table->size(); ++i) {
    if (auto row = read_common(*table, i, path, diagnostics)) {
      row->model = table->text(i, "model");
      row->engine = table->text(i, "engine");
      row->version = table->text(i, "version");
      row->pp = whole(*table, i, "pp");
      row->load = table->number(i, "concurrency_or_qps");
      rows.push_back(std::move(*row));
    }
  }
  return rows;
}

std::vector<PublishedServing> read_published_energy(const std::string& path,
                                                    Diagnostics& diagnostics) {
  std::vector<PublishedServing> rows;
  const auto table = ReferenceTable::load(
      path, {"category", "subject", "gpu", "metric", "value", "source"}, diagnostics);
  for (std::size_t i = 0; table && i < table->size(); ++i) {
    if (table->text(i, "category") != kLlmEnergyCategory) {
      continue;
    }
    if (auto row = read_common(*table, i, path, diagnostics)) {
      row->model = table->text(i, "subject");
      row->engine = "vLLM";
      row->load = table->number(i, "batch_or_conc");
      rows.push_back(std::move(*row));
    }
  }
  return rows;
}

std::optional<ReferenceBook> ReferenceBook::load(const std::string& folder,
                                                 Diagnostics& diagnostics) {
  const std::string names_path = folder + "/names.csv";
  const std::string sources_path = folder + "/sources.csv";
  const std::string releases_path = folder + "/releases.csv";
  const auto names =
      ReferenceTable::load(names_path, {"kind", "published", "source", "key"}, diagnostics);
  const auto sources = ReferenceTable::load(sources_path, {"source", "load"}, diagnostics);
  const auto releases =
      ReferenceTable::load(releases_path, {"engine", "until", "key"}, diagnostics);
  if (!names || !sources || !releases) {
    return std::nullopt;
  }
  ReferenceBook book;
  for (std::size_t i = 0; i < names->size(); ++i) {
    book.names_.push_back({names->text(i, "kind"), plain_name(names->text(i, "published")),
                           names->text(i, "source"), names->text(i, "key")});
  }
  for (std::size_t i = 0; i < releases->size(); ++i) {
    book.releases_.push_back(
        {releases->text(i, "engine"), releases->text(i, "until"), releases->text(i, "key")});
  }
  std::ranges::sort(book.releases_, {}, &Release::until);
  for (std::size_t i = 0; i < sources->size(); ++i) {
    if (auto protocol = read_protocol(*sources, i, sources_path, diagnostics)) {
      book.protocols_.push_back(std::move(*protocol));
    }
  }
  if (book.protocols_.empty() || !book.protocols_.back().prefix.empty()) {
    diagnostics.error({sources_path, 1, 1}, "the last row must have a blank source: all others");
    return std::nullopt;
  }
  return book;
}

std::optional<std::string> ReferenceBook::listed(std::string_view kind,
                                                 std::string_view published,
                                                 std::string_view source) const {
  const std::string name = plain_name(published);
  const Name* best = nullptr;
  for (const Name& n : names_) {
    if (n.kind == kind && n.published == name && source.starts_with(n.source) &&
        (best == nullptr || n.source.size() > best->source.size())) {
      best = &n;
    }
  }
  return best != nullptr ? std::optional(best->key) : std::nullopt;
}

std::optional<double> ReferenceBook::listed_number(std::string_view kind,
                                                   const std::string& published,
                                                   const std::string& source) const {
  const auto text = listed(kind, published, source);
  const auto number = text ? parse_number(*text) : Parsed<double>(std::string());
  return std::holds_alternative<double>(number) ? std::optional(std::get<double>(number))
                                                : std::nullopt;
}

const Row* ReferenceBook::row(const Catalog& catalog,
                              std::string_view table,
                              std::string_view published,
                              std::string_view source) const {
  const std::string_view kind = table == "models" ? "model" : "accelerator";
  return catalog.named(table, listed(kind, published, source).value_or(std::string(published)));
}

std::string ReferenceBook::release_of(const std::string& engine, const std::string& date) const {
  for (const Release& r : releases_) {
    if (r.engine == engine && !date.empty() && date <= r.until) {
      return r.key;
    }
  }
  return engine;
}

const SourceProtocol& ReferenceBook::protocol(std::string_view source) const {
  const SourceProtocol* best = &protocols_.back();
  for (const SourceProtocol& p : protocols_) {
    if (source.starts_with(p.prefix) && p.prefix.size() > best->prefix.size()) {
      best = &p;
    }
  }
  return *best;
}

}  // namespace costwright::study

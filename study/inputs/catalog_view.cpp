#include "study/inputs/catalog_view.h"

#include <algorithm>
#include <cctype>
#include <filesystem>

#include "core/catalog/catalog.h"
#include "core/policies.h"
#include "core/units/parse.h"
#include "sim/trace/trace.h"
#include "study/inputs/trace_reading.h"

namespace costwright::study {
namespace {

std::string lower(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(), [](unsigned char c) {
    return static_cast<char>(std::tolower(c));
  });
  return out;
}

bool contains(const Row& row, const TableSpec& spec, const std::string& wanted) {
  return std::any_of(spec.columns.begin(), spec.columns.end(), [&](const auto& column) {
    return lower(row.text(column.name)).find(wanted) != std::string::npos;
  });
}

Cell shown(const Row& row, const TableSpec& spec, std::string_view name) {
  const auto column = std::find_if(spec.columns.begin(), spec.columns.end(), [&](const auto& c) {
    return c.name == name;
  });
  if (column != spec.columns.end() && column->kind == ColumnKind::kNumber) {
    const auto value = row.number(name);
    return value ? Cell(fmt::format("{:.12g}", *value)) : Cell();
  }
  return row.text(name);
}

void add_tokens(Table& table, const char* name, const sim::TokenStats& stats) {
  const auto row = [&](const char* what, double value) {
    table.rows.push_back(
        {fmt::format("{}_tokens_{}", name, what), figure(value, 0), std::string("tokens")});
  };
  row("mean", stats.mean);
  row("p50", stats.p50);
  row("p90", stats.p90);
  row("p99", stats.p99);
  row("max", stats.max);
}

const TableSpec* known_table(const std::string& name, Diagnostics& diagnostics) {
  const TableSpec* spec = find_table(name);
  if (spec == nullptr) {
    std::vector<std::string> names;
    for (const auto& known : catalog_tables()) {
      names.emplace_back(known.name);
    }
    const auto hint = did_you_mean(name, names);
    diagnostics.error({}, fmt::format("the catalogue has no table '{}'", name),
                      hint.empty() ? fmt::format("tables: {}", fmt::join(names, ", ")) : hint);
  }
  return spec;
}

// A folder is not a trace; ServeGen's are, in a scenario, arrivals.
bool check_is_file(const std::string& path, Diagnostics& diagnostics) {
  std::error_code error;
  if (!std::filesystem::is_directory(path, error)) {
    return true;
  }
  const auto is_client = [](const auto& entry) {
    const std::string name = entry.path().filename().string();
    return name.starts_with("chunk-") && name.ends_with("-trace.csv");
  };
  const std::filesystem::directory_iterator files(path, error);
  if (!error && std::any_of(begin(files), end(files), is_client)) {
    diagnostics.error({path, 0, 0}, "this is a folder of ServeGen client files, not one trace",
                      "replay it from a scenario: `arrivals: {servegen: {folder: " + path + "}}`");
  } else {
    diagnostics.error({path, 0, 0}, "this is a folder, not a trace", "name one file in it");
  }
  return false;
}

}  // namespace

Table catalog_overview() {
  Table table{
      "catalog", "Tables of the catalogue", {{"table", "table"}, {"doc", "what it holds"}}, {}};
  for (const auto& spec : catalog_tables()) {
    table.rows.push_back({std::string(spec.name), std::string(spec.doc)});
  }
  return table;
}

std::optional<Table> catalog_table(const std::string& data_folder,
                                   const std::vector<std::string>& own_files,
                                   const std::string& table_name,
                                   const std::string& filter,
                                   Diagnostics& diagnostics) {
  const TableSpec* spec = known_table(table_name, diagnostics);
  if (spec == nullptr) {
    return std::nullopt;
  }
  Catalog catalog = Catalog::load(data_folder, diagnostics);
  for (const auto& file : own_files) {
    catalog.add(file, diagnostics);
  }
  Table table{table_name, std::string(spec->doc), {}, {}};
  std::vector<std::string_view> columns(spec->shown.begin(), spec->shown.end());
  for (const std::string_view always : {"status", "as_of", "source"}) {
    if (std::find(columns.begin(), columns.end(), always) == columns.end()) {
      columns.push_back(always);
    }
  }
  for (const auto column : columns) {
    table.columns.push_back({std::string(column), std::string(column)});
  }
  for (const auto& row : catalog.rows(table_name)) {
    if (filter.empty() || contains(row, *spec, lower(filter))) {
      auto& cells = table.rows.emplace_back();
      for (const auto column : columns) {
        cells.push_back(shown(row, *spec, column));
      }
    }
  }
  if (table.rows.empty() && !filter.empty()) {
    diagnostics.warning({}, fmt::format("no row of {} contains '{}'", table_name, filter),
                        "try a shorter part of the name");
  }
  return diagnostics.has_errors() ? std::nullopt : std::optional(std::move(table));
}

namespace {

std::string range_text(const ColumnSpec& column) {
  const ColumnRange& range = column.range;
  return column.kind == ColumnKind::kNumber
             ? fmt::format("{} to {}{}", range.least, range.most, range.whole ? ", whole" : "")
             : "";
}

}  // namespace

std::optional<Table> catalog_columns(const std::string& table_name, Diagnostics& diagnostics) {
  const TableSpec* spec = known_table(table_name, diagnostics);
  if (spec == nullptr) {
    return std::nullopt;
  }
  Table table{table_name,
              "Columns of " + table_name,
              {{"column", "column"}, {"kind", "kind"}, {"range", "range"}, {"doc", "meaning"}},
              {}};
  for (const auto& column : spec->columns) {
    table.rows.push_back({std::string(column.name),
                          std::string(column.kind == ColumnKind::kNumber ? "number" : "text"),
                          range_text(column), std::string(column.doc)});
  }
  return table;
}

namespace {

constexpr double kSecondsPerMonth = 730 * 3600;

constexpr std::pair<std::string_view, std::string sim::TraceColumns::*> kColumnRoles[] = {
    {"arrival", &sim::TraceColumns::arrival},
    {"input_tokens", &sim::TraceColumns::input_tokens},
    {"output_tokens", &sim::TraceColumns::output_tokens},
    {"class", &sim::TraceColumns::klass},
    {"session", &sim::TraceColumns::session},
    {"prefix", &sim::TraceColumns::prefix},
    {"prefix_tokens", &sim::TraceColumns::prefix_tokens},
};

// "arrival=ts" each; false after an error.
bool read_columns(const std::vector<std::string>& pairs,
                  const std::string& path,
                  sim::TraceColumns& columns,
                  Diagnostics& diagnostics) {
  for (const std::string& pair : pairs) {
    const auto equals = std::min(pair.find('='), pair.size());
    const std::string role = pair.substr(0, equals);
    const auto* found = std::ranges::find(kColumnRoles, role, [](const auto& known) {
      return known.first;
    });
    if (found == std::end(kColumnRoles) || equals + 1 >= pair.size()) {
      diagnostics.error({path, 0, 0}, fmt::format("--columns {}: not what a column is for", pair),
                        "write --columns arrival=NAME,input_tokens=NAME,output_tokens=NAME");
      return false;
    }
    columns.*found->second = pair.substr(equals + 1);
  }
  return true;
}

// "56 h" as seconds; nullopt with an error for what is no duration from 0 on.
std::optional<double> duration_of(const char* option,
                                  const std::string& text,
                                  const std::string& path,
                                  Diagnostics& diagnostics) {
  const auto parsed = parse_measure(text, "USD");
  const auto* measure = std::get_if<Measure>(&parsed);
  constexpr double kMost = 1e9;
  if (measure == nullptr || measure->dim != Duration::kDim || !(measure->value >= 0) ||
      measure->value > kMost) {
    diagnostics.error({path, 0, 0}, fmt::format("{} {}: not a duration", option, text),
                      "write for instance --from '2 days' --length '24 h'");
    return std::nullopt;
  }
  return measure->value;
}

// False after an error.
bool read_window(const TraceReading& reading,
                 const std::string& path,
                 sim::TraceWindow& window,
                 Diagnostics& diagnostics) {
  TraceExcerpt excerpt;
  if (!reading.from.empty()) {
    const auto seconds = duration_of("--from", reading.from, path, diagnostics);
    if (!seconds) {
      return false;
    }
    excerpt.from = Duration(*seconds);
  }
  if (!reading.length.empty()) {
    const auto seconds = duration_of("--length", reading.length, path, diagnostics);
    if (!seconds || *seconds < kShortestExcerpt || *seconds > kLongestExcerpt) {
      diagnostics.error({path, 0, 0},
                        fmt::format("--length {}: from 60 s to 31 days", reading.length));
      return false;
    }
    excerpt.length = Duration(*seconds);
  }
  window = window_of(excerpt);
  return true;
}

std::string window_text(const sim::TraceWindow& window, const sim::TraceStats& stats) {
  constexpr double kHour = 3600;
  const auto from = static_cast<double>(window.from_s);
  return fmt::format("{:.6g} h to {:.6g} h", from / kHour, (from + stats.duration_s) / kHour);
}

}  // namespace

std::optional<Table> trace_table(const std::string& path,
                                 const TraceReading& reading,
                                 Diagnostics& diagnostics) {
  if (!check_is_file(path, diagnostics)) {
    return std::nullopt;
  }
  const std::optional<TraceFormat> wanted = enumerator_named<TraceFormat>(reading.format);
  if (!wanted) {
    const auto names = enum_names<TraceFormat>();
    diagnostics.error({path, 0, 0}, fmt::format("no trace format is called '{}'", reading.format),
                      fmt::format("there are {}", fmt::join(names, ", ")));
    return std::nullopt;
  }
  sim::TraceOptions options{.format = *wanted,
                            .bad_row_tolerance = reading.bad_row_tolerance,
                            .block_tokens = reading.block_tokens};
  if (const auto unit = enumerator_named<TimestampUnit>(reading.timestamps)) {
    options.timestamp_unit = ps_of(*unit);
  }
  if (!read_columns(reading.columns, path, options.columns, diagnostics) ||
      !read_window(reading, path, options.window, diagnostics)) {
    return std::nullopt;
  }
  auto reader = sim::open_trace(path, options, diagnostics);
  if (!reader) {
    return std::nullopt;
  }
  const sim::TraceStats stats = sim::trace_stats(*reader);
  if (diagnostics.has_errors()) {
    return std::nullopt;
  }
  Table table{"trace", path, {{"metric", "metric"}, {"value", "value"}, {"unit", ""}}, {}};
  const auto row = [&](const char* metric, Cell value, const char* unit) {
    table.rows.push_back({std::string(metric), std::move(value), std::string(unit)});
  };
  row("format", std::string(to_string(stats.format)), "");
  row("rows", stats.rows, "requests");
  row("bad_rows", stats.bad_rows, "skipped");
  row("duration", figure(stats.duration_s, 1), "s");
  if (options.window.is_chosen() || stats.file_s > stats.duration_s + 1) {
    row("window", window_text(options.window, stats),
        "of the file that is read, since its first request");
    row("file_duration", figure(stats.file_s, 0), "s");
  }
  row("rate", figure(stats.rate_per_s, 2), "requests/s");
  row("rate_per_month", figure(stats.rate_per_s * kSecondsPerMonth, 0),
      "requests in a month of 730 h at this rate");
  row("interarrival_cv", figure(stats.interarrival_cv, 2), "");
  row("distinct_times", stats.distinct_times, "");
  if (stats.sessions > 0 && stats.sessions < stats.rows) {
    row("sessions", stats.sessions,
        stats.sessions_grow ? "prompts hold the conversation so far" : "");
  }
  add_tokens(table, "input", stats.input);
  add_tokens(table, "output", stats.output);
  if (stats.prefix_hit_share >= 0) {
    row("prefix_hit_share", figure(stats.prefix_hit_share, 3),
        "prompt tokens already seen / prompt tokens, infinite cache");
    row("prefix_hit_ratio", figure(stats.prefix_hit_ratio, 3),
        "the same of hashed blocks, as published");
  }
  if (stats.classes.size() > 1) {
    row("classes", fmt::format("{}", fmt::join(stats.classes, ", ")), "");
  }
  return table;
}

}  // namespace costwright::study

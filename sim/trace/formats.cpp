#include "sim/trace/formats.h"

#include <array>

#include "core/policies.h"

namespace costwright::sim {
namespace {

std::string accepted_formats() {
  std::string text = "accepted are";
  std::string_view separator = " ";
  for (const auto& [format, rules] : known_trace_formats()) {
    text += fmt::format("{}{} ({})", separator, to_string(format), rules.looks_like);
    separator = ", ";
  }
  return text;
}

const TraceFormatEntry* entry_for(TraceFormat wanted, std::string_view first_line) {
  for (const TraceFormatEntry& entry : known_trace_formats()) {
    if (wanted == entry.format ||
        (wanted == TraceFormat::kAuto && entry.rules.recognises(first_line))) {
      return &entry;
    }
  }
  return nullptr;
}

// Nothing when all lines are blank.
std::optional<std::string> first_line(TextLines& lines) {
  std::string_view line;
  if (!lines.next(line)) {
    return std::nullopt;
  }
  std::string first(line);
  bool blank = first.empty();
  while (blank && lines.next(line)) {
    blank = line.find_first_not_of("\r \t") == std::string_view::npos;
  }
  return blank ? std::nullopt : std::optional(std::move(first));
}

// What people have in place of a trace, by how it begins.
struct Other {
  std::string_view begins, is, instead;
};
constexpr std::string_view kUtf8 = "save it as UTF-8 (in Excel: \"CSV UTF-8\")";
constexpr std::string_view kUnpack = "unpack it, or pack it with gzip";
constexpr std::array kOthers{
    Other{"\xFF\xFE", "UTF-16 text", kUtf8},
    Other{"\xFE\xFF", "UTF-16 text", kUtf8},
    Other{"PK\x03\x04", "a spreadsheet or a zip archive", "export the sheet as CSV"},
    Other{"\xD0\xCF\x11\xE0", "a spreadsheet", "export the sheet as CSV"},
    Other{"PAR1", "Parquet", "export it as CSV"},
    Other{"\x28\xB5\x2F\xFD", "packed with zstd", kUnpack},
    Other{"\xFD\x37zXZ", "packed with xz", kUnpack},
    Other{"BZh", "packed with bzip2", kUnpack},
    Other{"[", "a JSON array", "write one object a line: jq -c '.[]' FILE"},
};

// False with an error that says what the file is.
bool may_be_trace(const std::string& path, std::string_view first, Diagnostics& diagnostics) {
  for (const Other& other : kOthers) {
    if (first.starts_with(other.begins)) {
      diagnostics.error({path, 1, 0}, fmt::format("no trace but {}", other.is),
                        std::string(other.instead));
      return false;
    }
  }
  if (first.find('\r') != std::string_view::npos) {
    diagnostics.error({path, 1, 0}, "a carriage return without a line feed",
                      "save the file with lines that end with LF or CRLF");
    return false;
  }
  return true;
}

}  // namespace

std::span<const TraceFormatEntry> known_trace_formats() {
#define COSTWRIGHT_ENTRY(enumerator, name, doc) \
  TraceFormatEntry{TraceFormat::enumerator, trace_formats::make_##name()},
  static const auto formats = std::to_array({COSTWRIGHT_TRACE_FORMATS(COSTWRIGHT_ENTRY)});
#undef COSTWRIGHT_ENTRY
  return formats;
}

std::unique_ptr<TraceReader> open_trace(const std::string& path,
                                        const TraceOptions& options,
                                        Diagnostics& diagnostics) {
  auto lines = TextLines::open(path, diagnostics);
  if (!lines) {
    return nullptr;
  }
  const auto first = first_line(*lines);
  if (!lines->fault().empty()) {
    diagnostics.error({path, 0, 0}, lines->fault(), std::string(kOfFaults));
    return nullptr;
  }
  if (!first) {
    diagnostics.error({path, 0, 0}, "the trace is empty", accepted_formats());
    return nullptr;
  }
  if (!may_be_trace(path, *first, diagnostics)) {
    return nullptr;
  }
  const bool mapped = options.columns != TraceColumns{};
  const TraceFormat format =
      mapped && options.format == TraceFormat::kAuto ? TraceFormat::kGeneric : options.format;
  const TraceFormatEntry* const entry = entry_for(format, *first);
  if (entry == nullptr) {
    diagnostics.error({path, 1, 0},
                      fmt::format("no trace format begins with '{}'", printable(*first)),
                      accepted_formats());
    return nullptr;
  }
  if (mapped && format != TraceFormat::kGeneric) {
    diagnostics.error(
        {path, 0, 0},
        fmt::format("columns are of CSV with a header and JSON with keys; this one is "
                    "read in {} format",
                    to_string(format)),
        "leave `columns` or `format` out");
    return nullptr;
  }
  if (!mapped && !entry->rules.recognises(*first)) {
    diagnostics.error({path, 1, 0},
                      fmt::format("'{}' is not how a trace in {} format begins", printable(*first),
                                  to_string(entry->format)),
                      fmt::format("it begins with {}", entry->rules.looks_like));
    return nullptr;
  }
  const bool states_times = entry->rules.has_dates && options.timestamp_unit > 0;
  if (states_times || (!entry->rules.is_hashed && options.block_tokens > 0)) {
    diagnostics.error({path, 0, 0},
                      fmt::format("{}; this one is in {} format",
                                  states_times ? "timestamps is of traces whose times are numbers"
                                               : "block_tokens is of Mooncake traces",
                                  to_string(entry->format)),
                      "leave it out");
    return nullptr;
  }
  return entry->rules.reader_of({path, *first, std::move(*lines), options}, diagnostics);
}

}  // namespace costwright::sim

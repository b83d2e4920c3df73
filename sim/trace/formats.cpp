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
  auto mapped = MappedFile::open(path, diagnostics);
  if (!mapped) {
    return nullptr;
  }
  const LineScanner start(mapped->text());
  LineScanner behind = start;
  std::string_view first;
  if (!behind.next(first) || (first.empty() && behind.only_blank_left())) {
    diagnostics.error({path, 0, 0}, "the trace is empty", accepted_formats());
    return nullptr;
  }
  const TraceFormatEntry* const entry = entry_for(options.format, first);
  if (entry == nullptr) {
    diagnostics.error({path, 1, 0},
                      fmt::format("no trace format begins with '{}'", printable(first)),
                      accepted_formats());
    return nullptr;
  }
  if (!entry->rules.recognises(first)) {
    diagnostics.error({path, 1, 0},
                      fmt::format("'{}' is not how a trace in {} format begins", printable(first),
                                  to_string(entry->format)),
                      fmt::format("it begins with {}", entry->rules.looks_like));
    return nullptr;
  }
  if (!entry->rules.is_hashed && (options.block_tokens > 0 || options.timestamp_unit > 0)) {
    diagnostics.error({path, 0, 0},
                      fmt::format("block_tokens and timestamps are of Mooncake traces; this one is "
                                  "in {} format, which says itself what its times are",
                                  to_string(entry->format)),
                      "leave them out");
    return nullptr;
  }
  return entry->rules.reader_of({path, std::move(*mapped), first, start, behind, options},
                                diagnostics);
}

}  // namespace costwright::sim

#pragma once
// The trace formats: a line of COSTWRIGHT_TRACE_FORMATS in core/policies.h and a file in
// sim/trace/formats/ each, which holds a class over LineReader and make_<name>.
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "core/policies.h"
#include "sim/trace/line_reader.h"

namespace costwright::sim {

// What a format's reader is made of: the file's first line and those behind it. Who wants to read
// it from the start opens it again.
struct TraceFile {
  std::string path;
  std::string first_line;
  TextLines lines;
  TraceOptions options;
};

// What the file of a format says of it.
struct TraceFormatRules {
  std::string_view looks_like;  // its header, or its first line, for messages
  bool is_hashed = false;       // has block_tokens
  bool has_dates = false;       // its times are no numbers of a unit
  std::string_view example;     // a small trace, which no other format recognises
  bool (*recognises)(std::string_view first_line);
  // Null, with errors in `diagnostics`, when the header is not right.
  std::unique_ptr<TraceReader> (*reader_of)(TraceFile file, Diagnostics& diagnostics);
};

// A row of the table, in the order of core/policies.h.
struct TraceFormatEntry {
  TraceFormat format{};
  TraceFormatRules rules;
};
std::span<const TraceFormatEntry> known_trace_formats();

namespace trace_formats {
#define COSTWRIGHT_MAKER(enumerator, name, doc) TraceFormatRules make_##name();
COSTWRIGHT_TRACE_FORMATS(COSTWRIGHT_MAKER)
#undef COSTWRIGHT_MAKER
}  // namespace trace_formats

}  // namespace costwright::sim

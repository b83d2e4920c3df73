#pragma once
// The one table of trace formats. A new format is one .cpp with a class over LineReader and one row
// here.
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "sim/trace/line_reader.h"

namespace costwright::sim {

// What a format's maker is given. `first_line` is the file's first; `lines` stands behind it.
struct TraceFile {
  std::string path;
  MappedFile file;
  std::string_view first_line;
  LineScanner at_start;
  LineScanner behind_first;
  TraceOptions options;
};

struct TraceFormatEntry {
  TraceFormat format;
  std::string_view name;
  std::string_view looks_like;  // its header, or its first line
  bool (*recognises)(std::string_view first_line);
  // Null, with errors in `diagnostics`, when the header is not right.
  std::unique_ptr<TraceReader> (*make)(TraceFile file, Diagnostics& diagnostics);
};
std::span<const TraceFormatEntry> trace_formats();

bool recognises_azure(std::string_view first_line);
std::unique_ptr<TraceReader> make_azure(TraceFile file, Diagnostics& diagnostics);
bool recognises_generic(std::string_view first_line);
std::unique_ptr<TraceReader> make_generic(TraceFile file, Diagnostics& diagnostics);
bool recognises_mooncake(std::string_view first_line);
std::unique_ptr<TraceReader> make_mooncake(TraceFile file, Diagnostics& diagnostics);

}  // namespace costwright::sim

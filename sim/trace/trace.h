#pragma once
// Request traces: streaming readers, which hold a small part of the file at a time, and a compact
// in-memory form. The formats are those of core/policies.h, each described in its file in
// sim/trace/formats/.
//
// LF or CRLF, with or without a last line end or a UTF-8 byte order mark; empty lines only at the
// end. Times are relative to the first request, in picoseconds; plain decimals are read exactly.
// Rows out of time order are an error (the trace is replayed as it is written). Of a trace that
// lasts longer than 31 days the first 31 are read, with a warning that says so, or the window that
// is asked for; times are then relative to its beginning.
#include <cstdint>
#include <limits>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "core/diagnostics.h"
#include "sim/requests/request.h"

namespace costwright {
enum class TraceFormat : std::uint8_t;  // core/policies.h
}

namespace costwright::sim {

// One request of a trace.
struct TraceRow {
  Ps at{};                   // since the first row
  std::int32_t input{};      // >= 1
  std::int32_t output{};     // >= 1
  std::int32_t klass{};      // index into Trace::classes
  std::int32_t prefix = -1;  // node of Trace::prefixes; readers leave it at -1
  std::int64_t session{};  // rows of one session share it; without a session column, the row number
};

// Which column (CSV) or key (JSON lines) says what; "" = known by its name
// (sim/trace/formats/generic.cpp).
struct TraceColumns {
  std::string arrival{}, input_tokens{}, output_tokens{}, klass{}, session{}, prefix{},
      prefix_tokens{};
  friend auto operator<=>(const TraceColumns&, const TraceColumns&) = default;
};

// The rows from `from_s` seconds after the first one on, for `length`; 0: to the end, 31 days at
// most.
struct TraceWindow {
  std::int64_t from_s = 0;
  Ps length = 0;
  bool is_chosen() const { return from_s > 0 || length > 0; }
};

// A bad row: malformed, missing, negative, zero or absurd (>= 2^31) numbers, going back in time, a
// NUL byte, a line of more than 256 KiB. Up to `bad_row_tolerance` of them are skipped, counted
// and, at the end, warned of; one more stops the reading with errors that name each line (the first
// 20, then "and N more bad rows").
struct TraceOptions {
  TraceFormat format{};  // kAuto
  std::int64_t bad_row_tolerance = 0;
  std::int32_t block_tokens = 0;  // of a hash of a Mooncake trace; 0: found in the rows
  Ps timestamp_unit = 0;          // of its times; 0: what the format says or the rows look like
  TraceColumns columns{};         // of a format that has names
  TraceWindow window{};
  // load_trace: of the rows those with prompts of (above, up_to] tokens, in the window of all.
  std::int64_t prompt_above = 0;
  std::int64_t prompt_up_to = std::numeric_limits<std::int64_t>::max();
};

// Pull reader: constant memory, whatever the file's size. Errors go to the Diagnostics given to
// open_trace as file:line; it must outlive the reader.
class TraceReader {
 public:
  virtual ~TraceReader() = default;
  virtual bool next(TraceRow& row) = 0;  // false at the end or after a fatal error
  virtual const std::vector<std::string>& classes()
      const = 0;  // labels seen so far; {""} without a class column
  virtual std::int64_t bad_rows() const = 0;
  virtual TraceFormat format() const = 0;
  // After the last row: of the part of the file that was read. 0: as its rows last.
  virtual Ps chosen_length() const { return 0; }
  virtual double file_seconds() const { return 0; }     // the file's last row - its first
  virtual bool sessions_grow() const { return false; }  // prompts hold the conversation so far
  // What the prompt of the row just returned begins with, in blocks that are known by number;
  // empty when nothing is known. The last one may reach beyond what is shared.
  virtual std::span<const std::int64_t> prefix_blocks() const { return {}; }
  virtual std::int32_t prefix_block_tokens() const { return 0; }
  // How long the part that is shared is; at most the prompt.
  virtual std::int32_t prefix_tokens() const { return 0; }
};
// Null, with an error in `diagnostics`, when the file can't be opened or its format isn't
// recognised.
std::unique_ptr<TraceReader> open_trace(const std::string& path,
                                        const TraceOptions& options,
                                        Diagnostics& diagnostics);

// A whole trace in memory (32 bytes a row), for superposition and repetition.
struct Trace {
  std::string path;
  std::vector<TraceRow> rows;
  std::vector<std::string> classes;
  std::int64_t bad_rows{};
  // The period when it is repeated: a chosen length, else last - first arrival + the mean gap.
  Ps window{};
  std::int64_t from_s{};             // of the chosen window, since the file's first row
  std::uint64_t content_hash{};      // of the rows and class labels, not of path or text
  bool has_sessions = false;         // some session has more than one row
  std::vector<PrefixNode> prefixes;  // what prompts begin with; whole blocks of 16 tokens
  // Rows that share their beginnings, by a number for each family; empty where all rows stand
  // alone. Beginnings that more than 5 % of the rows share make no family.
  std::vector<std::int32_t> families;
};
// Null, with errors, when the file is bad or all its rows have one time (then it has no rate).
// Sessions are renumbered 0, 1, ... by first appearance.
std::shared_ptr<const Trace> load_trace(const std::string& path,
                                        const TraceOptions& options,
                                        Diagnostics& diagnostics);

// What `costwright trace` prints.
// Of the prompts' or the answers' lengths.
struct TokenStats {
  double mean{}, p50{}, p90{}, p99{}, max{};
};
struct TraceStats {
  std::int64_t rows{}, bad_rows{}, distinct_times{}, sessions{};
  double duration_s{};  // a chosen window's length, else last - first arrival
  double rate_per_s{};  // rows / duration
  double file_s{};      // last - first arrival of the whole file
  double interarrival_cv{};
  TokenStats input, output;
  // Prompt tokens whose block of 16 was seen before / prompt tokens, with a cache that forgets
  // nothing; the last token of a prompt is always computed. -1 without prefixes.
  double prefix_hit_share = -1;
  double prefix_hit_ratio = -1;  // the same of hashed blocks, as published: those in part included
  std::vector<std::string> classes;
  TraceFormat format{};
  bool sessions_grow = false;  // prompts hold the conversation so far
};
// One streaming pass. Quantiles: the ceil(q*n)-th smallest (exact).
TraceStats trace_stats(TraceReader& reader);

// The file itself as a stream of requests, once, in constant memory (class ids as in the file).
std::unique_ptr<ArrivalSource> stream_trace(std::unique_ptr<TraceReader> reader);

}  // namespace costwright::sim

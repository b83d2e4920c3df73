#pragma once
// Request traces: streaming readers (memory-mapped file, no copy of the text), and a compact in-memory form.
// Formats: Azure CSV (TIMESTAMP,ContextTokens,GeneratedTokens), generic CSV
// (arrival_s,input_tokens,output_tokens[,class][,session][,prefix], any column order, header required),
// Mooncake JSONL ({"timestamp": ms, "input_length", "output_length", "hash_ids"}).
// Times are relative to the first request, in picoseconds. Rows out of time order are an error
// (the trace is replayed as it is written).
#include "core/diagnostics.h"
#include "sim/serving/plan.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace costwright {

enum class TraceFormat { kAuto, kAzure, kGeneric, kMooncake };

struct TraceRow {
  Ps at{};                  // since the first row
  std::int32_t input{};     // >= 1
  std::int32_t output{};    // >= 1
  std::int32_t klass{};     // index into Trace::classes
  std::int64_t session{};   // rows of one session share it; without a session column, the row number
};

// A bad row: malformed, missing, negative, zero or absurd (> 2^31) numbers, going back in time.
// `tolerance` rows are skipped and counted; one more stops the reading with errors that name each line.
struct TraceOptions {
  TraceFormat format = TraceFormat::kAuto;
  std::int64_t bad_row_tolerance = 0;
};

// Pull reader: constant memory, whatever the file's size. Errors go to `diagnostics` as file:line.
class TraceReader {
 public:
  virtual ~TraceReader() = default;
  virtual bool next(TraceRow& row) = 0;  // false at the end or after a fatal error
  virtual const std::vector<std::string>& classes() const = 0;  // labels seen so far; {""} without a class column
  virtual std::int64_t bad_rows() const = 0;
  virtual TraceFormat format() const = 0;
  // Mooncake only: block hashes of the row just returned (512 tokens a block); empty elsewhere.
  virtual std::span<const std::int64_t> prefix_blocks() const { return {}; }
};
// Null, with an error in `diagnostics`, when the file can't be opened or its format isn't recognised.
std::unique_ptr<TraceReader> open_trace(const std::string& path, const TraceOptions& options, Diagnostics& diagnostics);

// A whole trace in memory (24 bytes a row), for superposition and repetition.
struct Trace {
  std::string path;
  std::vector<TraceRow> rows;
  std::vector<std::string> classes;
  std::int64_t bad_rows{};
  Ps window{};                      // last - first arrival + the mean gap: the period when it is repeated
  std::uint64_t content_hash{};     // of the rows and class labels, not of path or text
  bool has_sessions = false;
};
std::shared_ptr<const Trace> load_trace(const std::string& path, const TraceOptions& options, Diagnostics& diagnostics);

// What `costwright trace` prints.
struct TokenStats {
  double mean{}, p50{}, p90{}, p99{}, max{};
};
struct TraceStats {
  std::int64_t rows{}, bad_rows{}, distinct_times{}, sessions{};
  double duration_s{};        // last - first arrival
  double rate_per_s{};        // rows / duration
  double interarrival_cv{};
  TokenStats input, output;
  double prefix_hit_ratio = -1;  // blocks already seen / blocks, infinite cache; -1 without prefixes
  std::vector<std::string> classes;
  TraceFormat format{};
};
// One streaming pass. Quantiles: the ceil(q*n)-th smallest (exact).
TraceStats trace_stats(TraceReader& reader);

// The file itself as a stream of requests, once, in constant memory (class ids as in the file).
std::unique_ptr<ArrivalSource> stream_trace(std::unique_ptr<TraceReader> reader);

}  // namespace costwright

#include <algorithm>
#include <unordered_map>

#include "core/hash.h"
#include "sim/trace/prefix_builder.h"
#include "sim/trace/trace.h"

namespace costwright::sim {
namespace {

// Sessions numbered by first appearance: equal traces have equal contents whatever their labels
// are. Returns true when any session has more than one row.
bool number_sessions(std::vector<TraceRow>& rows) {
  std::unordered_map<std::int64_t, std::int64_t> numbers;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    // Without a session column the row number is already the answer.
    if (numbers.empty() && rows[i].session == static_cast<std::int64_t>(i)) {
      continue;
    }
    if (numbers.empty()) {
      for (std::size_t j = 0; j < i; ++j) {
        numbers.emplace(static_cast<std::int64_t>(j), static_cast<std::int64_t>(j));
      }
    }
    const auto next = static_cast<std::int64_t>(numbers.size());
    rows[i].session = numbers.emplace(rows[i].session, next).first->second;
  }
  return !numbers.empty() && numbers.size() < rows.size();
}

std::uint64_t hash_contents(const Trace& trace) {
  Hasher hasher;
  hasher.add(trace.window).add_all(trace.classes).add(trace.rows.size()).add(trace.has_sessions);
  for (const auto& row : trace.rows) {
    hasher.add(row.at).add(static_cast<std::uint64_t>(row.input) << 32 |
                           static_cast<std::uint32_t>(row.output));
    if (trace.classes.size() > 1) {
      hasher.add(row.klass);
    }
    if (trace.has_sessions) {
      hasher.add(row.session);
    }
    if (!trace.prefixes.empty()) {
      hasher.add(row.prefix);
    }
  }
  for (const PrefixNode& node : trace.prefixes) {
    hasher.add(node.parent).add(node.tokens);
  }
  return hasher.value();
}

class ReaderSource final : public ArrivalSource {
 public:
  explicit ReaderSource(std::unique_ptr<TraceReader> reader) : reader_(std::move(reader)) {}
  std::size_t next(std::span<Request> out) override {
    TraceRow row;
    std::size_t n = 0;
    while (n < out.size() && reader_->next(row)) {
      out[n++] = {row.at, id_++, row.input, row.output, row.klass, -1};
    }
    return n;
  }

 private:
  std::unique_ptr<TraceReader> reader_;
  std::int64_t id_ = 0;
};

}  // namespace

std::shared_ptr<const Trace> load_trace(const std::string& path,
                                        const TraceOptions& options,
                                        Diagnostics& diagnostics) {
  const auto reader = open_trace(path, options, diagnostics);
  if (!reader) {
    return nullptr;
  }
  const int errors_before = diagnostics.error_count();
  auto trace = std::make_shared<Trace>();
  trace->path = path;
  PrefixBuilder prefixes;
  Ps rows = 0;
  Ps duration = 0;
  for (TraceRow row; reader->next(row); row = {}) {
    ++rows;
    duration = row.at;
    if (row.input > options.prompt_above && row.input <= options.prompt_up_to) {
      prefixes.add(*reader, row);
      trace->rows.push_back(row);
    }
  }
  if (diagnostics.error_count() > errors_before) {
    return nullptr;
  }
  if (duration == 0) {
    diagnostics.error({path, 0, 0},
                      fmt::format("the trace has {} rows and no duration, so it has no rate", rows),
                      "a trace needs rows at two different times at least");
    return nullptr;
  }
  if (trace->rows.size() < 2) {
    diagnostics.error(
        {path, 0, 0},
        fmt::format("{} of its {} requests have prompts of more than {} and up to {} "
                    "tokens",
                    trace->rows.size(), rows, options.prompt_above, options.prompt_up_to),
        "`costwright trace` tells how long its prompts are");
    return nullptr;
  }
  trace->rows.shrink_to_fit();
  prefixes.plant(*trace);
  trace->classes = reader->classes();
  trace->bad_rows = reader->bad_rows();
  const Ps gaps = std::max<Ps>(1, rows - 1);
  trace->window = reader->chosen_length() > 0 ? reader->chosen_length()
                                              : duration + std::max<Ps>(1, duration / gaps);
  trace->from_s = options.window.from_s;
  trace->has_sessions = number_sessions(trace->rows);
  trace->content_hash = hash_contents(*trace);
  return trace;
}

std::unique_ptr<ArrivalSource> stream_trace(std::unique_ptr<TraceReader> reader) {
  require(reader != nullptr, "stream_trace: no reader");
  return std::make_unique<ReaderSource>(std::move(reader));
}

}  // namespace costwright::sim

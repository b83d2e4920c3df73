#pragma once
// From declared volumes to a stream of requests. Volume and shape are kept apart: a trace (or a synthetic
// process) gives the *shape* of arrivals and lengths, `rate_per_hour` gives how many. A plan is canonical: its hash
// is part of the Usage cache's key.
//
// Trace streams repeat their window back to back. To reach s times the trace's own rate:
//  * superpose (default): ceil(s) copies, copy 0 as recorded, the others rotated by an independent keyed shift;
//    a whole session (or a request without session) of copy c in repetition k is kept iff
//    c + u(seed, stream, c, k, session) < s at the hour of the session's first request.
//    Nested: a larger s keeps every request that a smaller s kept.
//  * compress: one copy, time scaled so that the rate is met (gaps shrink, bursts sharpen); the other bracket.
// Synthetic streams: gamma or Poisson gaps drawn in operational time, stretched by the hourly rate
// (time change), so volume follows the shape while the coefficient of variation stays.
#include "core/diagnostics.h"
#include "sim/serving/plan.h"
#include "sim/trace/trace.h"

#include <cstdint>
#include <memory>
#include <string>
#include <variant>
#include <vector>

namespace costwright {

// Token counts: a fixed number, a lognormal given by mean and p50 (mean >= p50), or an empirical histogram.
struct LengthPlan {
  enum class Kind : std::uint8_t { kFixed, kLognormal, kEmpirical } kind = Kind::kFixed;
  double mean = 1, p50 = 1;                    // kFixed uses mean
  std::int32_t min = 1, max = 131072;          // draws are rounded and clamped
  std::vector<std::int32_t> values;            // kEmpirical: ascending, with cumulative weights in (0, 1]
  std::vector<double> cumulative;
};

struct TraceStream {
  std::shared_ptr<const Trace> trace;
  bool compress = false;
  std::vector<std::int32_t> class_of;  // trace class index -> plan class
};

struct SyntheticStream {
  double interarrival_cv = 1;  // 1 = Poisson; gamma otherwise; 0 = evenly spaced
  LengthPlan input, output;
  std::int32_t klass = 0;
};

// One ServeGen client folder: per 600 s window rate, CV, family (Gamma, Weibull are both drawn as gamma of equal CV, stated in
// the report) and token histograms. `rate_per_hour` scales the day as a whole when not empty.
struct ServeGenClientWindow {
  double rate_per_s{}, cv{};
  std::int32_t lengths = -1;  // index into `lengths`; -1 = idle
};
struct ServeGenClient {
  std::vector<ServeGenClientWindow> windows;  // consecutive, 600 s each, from the day's start
  std::vector<LengthPlan> inputs, outputs;
};
struct ServeGenStream {
  std::vector<ServeGenClient> clients;
  std::int32_t klass = 0;
  std::uint64_t content_hash{};
};
// Reads every chunk-N-trace.csv / chunk-N-dataset.json pair of a folder (stringified Python dicts; "{}" = idle).
ServeGenStream load_servegen(const std::string& folder, Diagnostics& diagnostics);

// `clients` users who each send, wait for the answer, think (exponential of that mean, or constant) and send
// again; user u starts at a keyed uniform share of the think time. Reacts to completions.
struct ClosedStream {
  std::int32_t clients = 1;
  Ps think_mean{};
  bool think_exponential = true;
  LengthPlan input, output;
  std::int32_t klass = 0;
};

struct StreamPlan {
  std::variant<TraceStream, SyntheticStream, ServeGenStream, ClosedStream> shape;
  // Requests per hour in each hour of the window, hour 0 first (a window of 24 or 168 hours); it repeats.
  // Empty: the shape's own rate (trace or ServeGen as recorded). Unused by ClosedStream.
  std::vector<double> rate_per_hour;
  // Session clients (traces with sessions only): the first request of a session comes at its time, each later one
  // `think_mean` (exponential when think_exponential) after the one before it has finished. Reacts.
  bool session_clients = false;
  Ps think_mean{};
  bool think_exponential = true;
};

struct ArrivalPlan {
  std::vector<StreamPlan> streams;
  std::uint64_t seed = 1;
  Ps warm_up{};   // runs before the window's hour 0, with the rates of the window's last hours
  Ps end{};       // no arrival at or after (warm_up + window)
};

// The merged stream; ids are numbered 0, 1, ... in (arrival, stream, position) order for open streams; reacting
// streams number their follow-ups so that ids stay unique. Streaming: memory does not grow with `end`.
std::unique_ptr<ArrivalSource> make_arrivals(const ArrivalPlan& plan);

// A fixed list (must be in (arrival, id) order), for tests, benchmarks and replays.
std::unique_ptr<ArrivalSource> list_arrivals(std::vector<Request> requests);

// The trace's own rate and the scale factor needed for `requests_per_hour` (the report shows it).
double trace_rate_per_hour(const Trace& trace);

// Feeds canonical plan values (and trace contents) to a 64-bit hash; names and paths do not enter.
std::uint64_t hash_of(const ArrivalPlan& plan);

}  // namespace costwright

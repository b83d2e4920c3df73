#pragma once
// From declared volumes to a stream of requests. Volume and shape are kept apart: a trace (or a
// synthetic process) gives the *shape* of arrivals and lengths, `rate_per_hour` gives how many. A
// plan is canonical: its hash is part of the Usage cache's key.
//
// Trace streams repeat their window back to back, starting with hour 0 of the plan's window (the
// warm-up gets the end of the repetition before). To meet another rate than the trace's own:
//
// Superpose (default): copy 0 as recorded, the others rotated by an independent keyed shift. The
// scale s of an hour is the number of copies, the last one in part, whose requests in that hour add
// up to the hour's rate: the expected count is the rate exactly, whatever the trace's own course of
// the day, and s = rate / trace_rate_per_hour for a steady trace. A whole session (else the family
// of rows that share a beginning, else a request) of copy c in repetition k is kept iff c + u(seed,
// stream, c, k, session) < s at the hour of the session's first request (its requests count for
// that hour). Nested: a larger rate keeps every request that a smaller one kept. Without
// `rate_per_hour` s = 1: the trace itself, repeated. Many independent copies tend to a Poisson
// process: a service whose users burst together is busier at its peaks than this.
//
// Compress: one copy, time scaled hour by hour by rate / trace_rate_per_hour (gaps shrink, bursts
// sharpen); the other bracket. Nothing is thinned, so counts follow the trace's own unevenness. At
// most 1000 times the trace's own rate.
//
// Synthetic streams: gamma or Poisson gaps drawn in operational time, stretched by the hourly rate
// (time change), so volume follows the shape while the coefficient of variation stays. The first
// gap starts at time 0 (evenly spaced streams start with half a gap).
//
// Speed (one core): 10 to 70 ns a request from a trace, 0.5 us from a synthetic stream with
// lognormal lengths.
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "core/diagnostics.h"
#include "sim/requests/request.h"
#include "sim/trace/trace.h"

namespace costwright::sim {

// A request of more tokens is beyond every model; a lognormal's tail ends here.
inline constexpr std::int32_t kLongestLength = 10'000'000;

// Token counts: a fixed number, a lognormal given by mean and p50 (mean >= p50), or an empirical
// histogram.
struct LengthPlan {
  enum class Kind : std::uint8_t { kFixed, kLognormal, kEmpirical } kind = Kind::kFixed;
  double mean = 1, p50 = 1;                    // kFixed uses mean
  std::int32_t min = 1, max = kLongestLength;  // draws are rounded and clamped
  std::vector<std::int32_t> values{};  // kEmpirical: ascending, with cumulative weights in (0, 1]
  std::vector<double> cumulative{};
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

// ServeGen clients [Xiang 2025]: per 600 s window rate, CV, family (Gamma, Weibull are both drawn
// as gamma of equal CV, stated in the report) and token histograms. `rate_per_hour`, when not
// empty, scales the day as a whole by its mean: the clients' own course of the day stays. Input and
// output are drawn independently.
inline constexpr std::int64_t kServeGenWindowSeconds = 600;
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
// Reads every chunk-N-trace.csv / chunk-N-dataset.json pair of a folder (stringified Python dicts;
// "{}" = idle), in order of N. The published token windows are 6 h long, the rate windows 600 s: a
// rate window takes the token window that holds its start. When that one is idle but the rate is
// not, the nearest token window that is not idle serves (the earlier one first), with a warning.
ServeGenStream load_servegen(const std::string& folder, Diagnostics& diagnostics);

// `clients` users who each send, wait for the answer, think (exponential of that mean, or constant)
// and send again; user u starts at a keyed uniform share of the think time. Reacts to completions.
// What a user sends and thinks does not depend on how many others there are.
// A client refused on arrival (full queue) tries again after 1 s at least: no think time can make
// it spin at one instant.
struct ClosedStream {
  std::int32_t clients = 1;
  Ps think_mean{};
  bool think_exponential = true;
  LengthPlan input, output;
  std::int32_t klass = 0;
};

struct StreamPlan {
  std::variant<TraceStream, SyntheticStream, ServeGenStream, ClosedStream> shape;
  // Requests per hour in each hour of the window, hour 0 first (a window of 24 or 168 hours); it
  // repeats. Empty: the shape's own rate (trace or ServeGen as recorded; a synthetic stream needs
  // rates). Unused by ClosedStream.
  std::vector<double> rate_per_hour;
  // Session clients (traces with sessions only): the first request of a session comes at its time,
  // each later one `think_mean` (exponential when think_exponential) after the one before it has
  // finished, was dropped or timed out. Sessions that began before time 0 are left out. Reacts.
  // A session's think times do not depend on the rates.
  bool session_clients = false;
  Ps think_mean{};
  bool think_exponential = true;
  // Tokens that all prompts begin with (a system prompt), for the prefix cache: where its pieces
  // end, ascending, whole blocks of 16, the last one its whole length. A prompt shares the pieces
  // that end before its own last token. Empty: nothing is shared. Not with a trace that knows its
  // prefixes; those of different copies share nothing.
  std::vector<std::int32_t> shared_prefix{};
};

struct ArrivalPlan {
  std::vector<StreamPlan> streams;
  std::uint64_t seed = 1;
  Ps warm_up{};  // runs before the window's hour 0, with the rates of the window's last hours
  Ps end{};      // warm_up + window, in simulated time: no arrival at or after it; <= 40 days
  // How long an hour of the window is simulated: shorter ones have the hour's rate, and what is
  // under way at an hour's end goes on in the next. Whole hours only for ServeGen, whose
  // clients have their own course of the day.
  Ps hour = kPsPerHour;
};

// A higher scale breaks a precondition.
inline constexpr std::int32_t kMostTraceCopies = 65536;
inline constexpr double kMostTraceCompression = 1000;

// The merged stream. Requests given by next() are numbered 0, 1, ... in (arrival, stream, position)
// order. Follow-ups have ids from 2^48 on, a pure function of (stream, client or session, turn), so
// that they depend on nothing that engines may do differently. Streaming: memory does not grow with
// `end` (but for 8 bytes an hour). Preconditions (std::logic_error): rates finite and >= 0;
// class_of covers the trace's classes; lengths valid (min >= 1, mean >= p50 > 0, ascending values);
// session_clients only with a trace that has sessions.
std::unique_ptr<ArrivalSource> make_arrivals(const ArrivalPlan& plan);

// A fixed list in (arrival, id) order, for tests and benchmarks; it must outlive the source.
std::unique_ptr<ArrivalSource> list_arrivals(std::span<const Request> requests);

// The trace's own rate: rows per window. The scale factor the report shows is a rate divided by it.
double trace_rate_per_hour(const Trace& trace);

// Requests an hour that kMostTraceCopies copies reach in every hour whatever their shifts: the mean
// less six standard deviations, bounded from above by the counts of five quarters of an hour at a
// time. Far below the mean for a trace of a few long sessions.
double surely_superposed_per_hour(const std::shared_ptr<const Trace>& trace);

inline constexpr int kArrivalsVersion = 4;  // raise when the requests of a plan change

// Feeds canonical plan values (and trace contents) and kArrivalsVersion to a 64-bit hash; names and
// paths do not enter.
std::uint64_t hash_of(const ArrivalPlan& plan);

}  // namespace costwright::sim

#pragma once
// `workloads`: requests that someone sends, simulated or declared.
#include <optional>
#include <string>
#include <vector>

#include "core/ledger/labels.h"
#include "core/names.h"
#include "core/policies.h"
#include "core/scenario/sections/section.h"
#include "core/units/quantity.h"

namespace costwright {

struct Population {
  Users users;
  double actions_per_user = 20;
  double calls_per_action = 1;
  bool operator==(const Population&) const = default;
};
template <class V, MaybeConst<Population> S>
void describe(V& v, S& s) {
  v.about("Population",
          "Demand from users: users x actions_per_user x calls_per_action requests a month.");
  v.field(s.users, {.name = "users",
                    .doc = "active users in the first month",
                    .unit = "users",
                    .max = 1e10,
                    .required = true});
  v.field(s.actions_per_user,
          {.name = "actions_per_user", .doc = "user actions per user and month"});
  v.field(s.calls_per_action,
          {.name = "calls_per_action", .doc = "requests per user action", .min = 0.001});
}

struct Demand {
  std::optional<RequestsPerMonth> requests;
  std::optional<Population> population;
  GrowthRate growth;
  std::vector<double> hour_of_day;
  std::vector<double> day_of_week;
  bool operator==(const Demand&) const = default;
};
template <class V, MaybeConst<Demand> S>
void describe(V& v, S& s) {
  v.about("Demand", "How many requests arrive.");
  v.field(s.requests,
          {.name = "requests", .doc = "in the first month", .unit = "requests/month", .max = 1e13});
  v.field(s.population, {.name = "population", .doc = "or: from users"});
  v.field(s.growth,
          {.name = "growth", .doc = "growth of the requests, compounded monthly", .max = 300});
  v.field(
      s.hour_of_day,
      {.name = "hour_of_day", .doc = "24 weights by hour, UTC", .absent = "flat", .length = 24});
  v.field(s.day_of_week,
          {.name = "day_of_week", .doc = "7 weights, Monday first", .absent = "flat", .length = 7});
  v.exactly_one({"requests", "population"});
}

// What a volume of the first month is multiplied by in month `month` of the horizon, from 0.
double grown(const GrowthRate& growth, int month);
// Requests of month `month`: those of the first month, grown month by month.
double requests_in(const Demand& demand, int month);

struct LengthDistribution {
  std::optional<Tokens> fixed;
  std::optional<Tokens> mean;
  std::optional<Tokens> p50;
  std::optional<std::string> histogram;
  std::optional<Tokens> max;
  bool operator==(const LengthDistribution&) const = default;
};
template <class V, MaybeConst<LengthDistribution> S>
void describe(V& v, S& s) {
  v.about("LengthDistribution",
          "Tokens per request: fixed, lognormal (mean and p50) or a histogram file.");
  v.field(s.fixed,
          {.name = "fixed", .doc = "always so many", .unit = "tokens", .min = 1, .max = 1e7});
  v.field(s.mean,
          {.name = "mean", .doc = "mean of a lognormal", .unit = "tokens", .min = 1, .max = 1e7});
  v.field(
      s.p50,
      {.name = "p50", .doc = "median of that lognormal", .unit = "tokens", .min = 1, .max = 1e7});
  v.field(s.histogram,
          {.name = "histogram", .doc = "CSV file with the columns tokens,weight", .file = true});
  v.field(s.max, {.name = "max",
                  .doc = "longer draws are cut to this; mean and p50 are those before it",
                  .unit = "tokens",
                  .min = 1,
                  .max = 1e7,
                  .absent = "no cut"});
  v.exactly_one({"fixed", "mean", "histogram"});
  v.needs("mean", {"p50"});
  v.needs("p50", {"mean"});
  v.needs("max", {"mean", "histogram"});
}

// Two days, in seconds. A single pause is drawn as up to 44 times the mean, which must fit the
// simulator's clock of 64-bit picoseconds (106 days).
inline constexpr double kLongestThink = 172'800;

enum class TraceScaling { kSuperpose, kCompress };
template <>
struct EnumNames<TraceScaling> {
  static constexpr auto names = std::to_array<std::string_view>({"superpose", "compress"});
};

enum class TimestampUnit { kSeconds, kMilliseconds, kMicroseconds, kNanoseconds, kSheetDays };
template <>
struct EnumNames<TimestampUnit> {
  static constexpr auto names = std::to_array<std::string_view>({"s", "ms", "us", "ns", "excel"});
};

// Names of the columns of a CSV trace or the keys of JSON lines, where they are not those that its
// reader knows.
struct TraceColumnNames {
  std::optional<std::string> arrival, input_tokens, output_tokens, klass, session, prefix,
      prefix_tokens;
  bool operator==(const TraceColumnNames&) const = default;
};
template <class V, MaybeConst<TraceColumnNames> S>
void describe(V& v, S& s) {
  v.about("TraceColumnNames",
          "Names of the columns of a CSV trace, or of the keys of JSON lines. arrival_s, "
          "input_tokens, output_tokens, class, "
          "session, prefix and prefix_tokens are known, and so are the names of Azure, BurstGPT, "
          "vidur, splitwise-sim and vLLM's benchmarks.");
  v.field(s.arrival, {.name = "arrival", .doc = "when requests arrive"});
  v.field(s.input_tokens, {.name = "input_tokens", .doc = "lengths of the prompts"});
  v.field(s.output_tokens, {.name = "output_tokens", .doc = "lengths of the answers"});
  v.field(s.klass, {.name = "class", .doc = "kinds of requests"});
  v.field(s.session, {.name = "session", .doc = "conversations that requests are turns of"});
  v.field(s.prefix, {.name = "prefix", .doc = "what prompts begin with"});
  v.field(s.prefix_tokens, {.name = "prefix_tokens", .doc = "how long that is"});
}

// The part of a long trace that is replayed; seconds.
inline constexpr double kShortestExcerpt = 60, kLongestExcerpt = 31 * 86'400;
struct TraceExcerpt {
  Duration from{};
  std::optional<Duration> length;
  bool operator==(const TraceExcerpt&) const = default;
};
template <class V, MaybeConst<TraceExcerpt> S>
void describe(V& v, S& s) {
  v.about("TraceExcerpt",
          "The part of a long trace that is replayed, and repeated: with a length the trace's "
          "period is that length, its quiet beginning and end included.");
  v.field(s.from, {.name = "from",
                   .doc = "how long after the trace's first request it begins, in whole seconds",
                   .unit = "s",
                   .max = 1e9});
  v.field(s.length, {.name = "length",
                     .doc = "how long it is",
                     .unit = "s",
                     .min = kShortestExcerpt,
                     .max = kLongestExcerpt,
                     .absent = "to the trace's end, at most 31 days"});
}

struct TraceArrivals {
  std::string file;
  TraceFormat format = TraceFormat::kAuto;
  TraceScaling scaling = TraceScaling::kSuperpose;
  int bad_row_tolerance = 0;
  std::optional<Tokens> block_tokens;
  std::optional<TimestampUnit> timestamps;
  std::optional<TraceColumnNames> columns;
  std::optional<TraceExcerpt> window;
  std::optional<Tokens> prompt_above, prompt_up_to;
  bool session_clients = false;
  Duration think_time{10};
  bool operator==(const TraceArrivals&) const = default;
};
template <class V, MaybeConst<TraceArrivals> S>
void describe(V& v, S& s) {
  v.about("TraceArrivals", "Arrivals replayed from a recorded trace.");
  v.field(s.file, {.name = "file",
                   .doc = "trace file, relative to the scenario",
                   .required = true,
                   .file = true});
  v.field(s.format, {.name = "format", .doc = "layout of the file"});
  v.field(s.scaling, {.name = "scaling", .doc = "how the trace is brought to the month's demand"});
  v.field(s.bad_row_tolerance,
          {.name = "bad_row_tolerance", .doc = "unreadable rows accepted", .max = 1e9});
  v.field(s.block_tokens, {.name = "block_tokens",
                           .doc = "tokens that a hash of a Mooncake trace stands for, a multiple "
                                  "of 16; where none is given the rows tell",
                           .unit = "tokens",
                           .min = 16,
                           .max = 65536});
  v.field(s.timestamps,
          {.name = "timestamps",
           .doc = "unit of times that are numbers; excel: days, as spreadsheets store dates",
           .absent = "what they look like, ms in a Mooncake trace"});
  v.field(s.columns, {.name = "columns", .doc = "names of the trace's columns or keys"});
  v.field(s.window, {.name = "window", .doc = "which part of a long trace is replayed"});
  v.field(s.prompt_above, {.name = "prompt_above",
                           .doc = "only the requests with more prompt tokens; `demand` is theirs",
                           .unit = "tokens",
                           .max = 1e9,
                           .absent = "all"});
  v.field(s.prompt_up_to,
          {.name = "prompt_up_to",
           .doc = "only the requests with no more prompt tokens; `demand` is theirs",
           .unit = "tokens",
           .min = 1,
           .max = 1e9,
           .absent = "all"});
  v.field(s.session_clients,
          {.name = "session_clients",
           .doc = "later turns of a session wait for the answer plus think_time"});
  v.field(s.think_time, {.name = "think_time",
                         .doc = "pause before a session's next turn",
                         .unit = "s",
                         .max = kLongestThink});
  v.needs("think_time", {"session_clients"});
}

struct SyntheticArrivals {
  double interarrival_cv = 1;
  LengthDistribution input_tokens, output_tokens;
  bool operator==(const SyntheticArrivals&) const = default;
};
template <class V, MaybeConst<SyntheticArrivals> S>
void describe(V& v, S& s) {
  v.about("SyntheticArrivals", "Arrivals drawn at random.");
  v.field(s.interarrival_cv,
          {.name = "interarrival_cv",
           .doc = "coefficient of variation of the gaps: 1 = Poisson, else gamma",
           .min = 0.01,
           .max = 100});
  v.field(s.input_tokens, {.name = "input_tokens", .doc = "prompt lengths", .required = true});
  v.field(s.output_tokens, {.name = "output_tokens", .doc = "answer lengths", .required = true});
}

struct ServegenArrivals {
  std::string folder;
  bool operator==(const ServegenArrivals&) const = default;
};
template <class V, MaybeConst<ServegenArrivals> S>
void describe(V& v, S& s) {
  v.about("ServegenArrivals", "Arrivals from a ServeGen client pool.");
  v.field(s.folder, {.name = "folder",
                     .doc = "folder of the pool, relative to the scenario",
                     .required = true,
                     .file = true});
}

struct ClosedArrivals {
  int clients = 1;
  Duration think_time{10};
  LengthDistribution input_tokens, output_tokens;
  bool operator==(const ClosedArrivals&) const = default;
};
template <class V, MaybeConst<ClosedArrivals> S>
void describe(V& v, S& s) {
  v.about("ClosedArrivals",
          "A fixed number of clients, each waiting for its answer; the volume is a result.");
  v.field(s.clients, {.name = "clients", .doc = "concurrent clients", .min = 1});
  v.field(s.think_time, {.name = "think_time",
                         .doc = "pause between answer and next request",
                         .unit = "s",
                         .max = kLongestThink});
  v.field(s.input_tokens, {.name = "input_tokens", .doc = "prompt lengths", .required = true});
  v.field(s.output_tokens, {.name = "output_tokens", .doc = "answer lengths", .required = true});
}

struct Arrivals {
  std::optional<TraceArrivals> trace;
  std::optional<SyntheticArrivals> synthetic;
  std::optional<ServegenArrivals> servegen;
  std::optional<ClosedArrivals> closed;
  bool operator==(const Arrivals&) const = default;
};
template <class V, MaybeConst<Arrivals> S>
void describe(V& v, S& s) {
  v.about("Arrivals", "When requests arrive and how long they are.");
  v.field(s.trace, {.name = "trace", .doc = "a recorded trace"});
  v.field(s.synthetic, {.name = "synthetic", .doc = "random draws"});
  v.field(s.servegen, {.name = "servegen", .doc = "a ServeGen client pool"});
  v.field(s.closed, {.name = "closed", .doc = "a closed loop of clients; takes no `demand`"});
  v.exactly_one({"trace", "synthetic", "servegen", "closed"});
}

struct DeclaredService {
  TokensPerMonth input_tokens, output_tokens;
  std::optional<RequestsPerMonth> requests;
  GrowthRate growth{};
  std::optional<std::string> served_by{};
  bool operator==(const DeclaredService&) const = default;
};
template <class V, MaybeConst<DeclaredService> S>
void describe(V& v, S& s) {
  v.about("DeclaredService", "Volumes taken as served, without simulation.");
  v.field(s.input_tokens, {.name = "input_tokens",
                           .doc = "input tokens served",
                           .unit = "tokens/month",
                           .max = 1e18,
                           .required = true});
  v.field(s.output_tokens, {.name = "output_tokens",
                            .doc = "output tokens served",
                            .unit = "tokens/month",
                            .max = 1e18,
                            .required = true});
  v.field(s.requests, {.name = "requests", .doc = "requests served", .unit = "requests/month"});
  v.field(s.growth, {.name = "growth",
                     .doc = "growth of all three, which are those of the first month, compounded "
                            "monthly",
                     .max = 300});
  v.field(s.served_by, {.name = "served_by",
                        .doc = "deployment of an API that answers them, at its prices",
                        .refers = "serving"});
}

struct Slo {
  std::optional<Duration> ttft, tpot, e2e;
  Ratio target{0.99};
  bool operator==(const Slo&) const = default;
};
template <class V, MaybeConst<Slo> S>
void describe(V& v, S& s) {
  v.about("Slo", "A request meets it when it meets every stated limit.");
  v.field(s.ttft, {.name = "ttft",
                   .doc = "time to first token, queueing included",
                   .unit = "s",
                   .min = 1e-4,
                   .max = 86'400});
  v.field(s.tpot, {.name = "tpot",
                   .doc = "time per output token after the first",
                   .unit = "s",
                   .min = 1e-6,
                   .max = 86'400});
  v.field(
      s.e2e,
      {.name = "e2e", .doc = "time to the last token", .unit = "s", .min = 1e-4, .max = 86'400});
  v.field(
      s.target,
      {.name = "target", .doc = "share of the requests offered that must meet it", .min = 0.01});
  v.at_least_one({"ttft", "tpot", "e2e"});
}

struct Cascade {
  std::string then;
  Ratio share;
  bool operator==(const Cascade&) const = default;
};
template <class V, MaybeConst<Cascade> S>
void describe(V& v, S& s) {
  v.about(
      "Cascade",
      "A small model answers first; what it cannot answer goes on to another deployment, whole, "
      "when that answer is there. Which requests these are is drawn by lot: a real judge is "
      "likely to pass on the long ones, and takes time, which is not modelled.");
  v.field(s.then, {.name = "then",
                   .doc = "deployment that answers the rest",
                   .required = true,
                   .refers = "serving"});
  v.field(s.share, {.name = "share",
                    .doc = "share of the answered requests that goes on: measure it on your "
                           "workload",
                    .required = true});
}

enum class ValueCounts { kServed, kWithinSlo };
template <>
struct EnumNames<ValueCounts> {
  static constexpr auto names = std::to_array<std::string_view>({"served", "within_slo"});
};

struct Workload {
  std::string team = kUnassignedTeam;
  std::optional<std::string> served_by;
  std::optional<Arrivals> arrivals;
  std::optional<Demand> demand;
  std::optional<DeclaredService> declared;
  std::optional<Slo> slo;
  int priority = 0;
  double fair_share = 1;
  Tokens shared_prefix{};
  Ratio response_cache{};
  std::optional<Cascade> cascade;
  std::optional<std::string> overflow_to;
  std::optional<RequestPrice> value;
  std::optional<ValueCounts> value_counts;
  std::optional<std::string> api_reference;
  std::optional<Ratio> cached_input;
  bool api_batch = false;
  bool operator==(const Workload&) const = default;
};
// What its value is paid for, when it does not say: where limits are stated, what keeps them.
inline ValueCounts value_counts_of(const Workload& workload) {
  return workload.value_counts.value_or(workload.slo ? ValueCounts::kWithinSlo
                                                     : ValueCounts::kServed);
}
template <class V, MaybeConst<Workload> S>
void describe(V& v, S& s) {
  v.about("Workload",
          "Requests that someone sends: simulated (served_by, arrivals, demand) or declared.");
  describe_team(v, s);
  v.field(s.served_by,
          {.name = "served_by", .doc = "deployment that answers", .refers = "serving"});
  v.field(s.arrivals, {.name = "arrivals", .doc = "when they come and how long they are"});
  v.field(s.demand, {.name = "demand", .doc = "how many come; not with closed arrivals"});
  v.field(s.declared, {.name = "declared", .doc = "volumes taken as served"});
  v.field(s.slo, {.name = "slo", .doc = "latency limits"});
  v.field(s.priority, {.name = "priority",
                       .doc = "where requests wait, smaller numbers are admitted first; where KV "
                              "memory runs out, larger ones are preempted first",
                       .min = 0,
                       .max = 100});
  v.field(s.fair_share, {.name = "fair_share",
                         .doc = "its weight among the workloads of a deployment with queue_order "
                                "fair",
                         .min = 0.001,
                         .max = 1000});
  v.field(s.shared_prefix, {.name = "shared_prefix",
                            .doc = "tokens that all its prompts begin with (system prompt), for "
                                   "the prefix cache; whole blocks of 16 count. A trace that knows "
                                   "its prefixes needs none",
                            .unit = "tokens",
                            .max = 1e6});
  v.field(s.response_cache, {.name = "response_cache",
                             .doc = "share of the requests that the application answers from a "
                                    "cache, without the model"});
  v.field(s.cascade, {.name = "cascade", .doc = "a small model first, a larger one for the rest"});
  v.field(s.overflow_to, {.name = "overflow_to",
                          .doc = "deployment that takes what `served_by` would drop (queue full, "
                                 "too long, no replica): cheapest pool first",
                          .refers = "serving"});
  v.field(s.value, {.name = "value",
                    .doc = "benefit per request that counts: see value_counts",
                    .unit = "USD/request",
                    .max = 1e6});
  v.field(s.value_counts,
          {.name = "value_counts",
           .doc = "which requests have the value: all that were answered within the time-out, or "
                  "those of them within every limit of the SLO",
           .absent = "within_slo where an SLO is stated, else served"});
  v.field(s.api_reference, {.name = "api_reference",
                            .doc = "API price to compare with, in the sanity block only",
                            .refers = "catalogue: cloud_services"});
  v.field(s.cached_input, {.name = "cached_input",
                           .doc = "share of its input tokens that the API would bill at its price "
                                  "for cached input",
                           .absent = "the simulated hits of the prefix cache"});
  v.field(s.api_batch, {.name = "api_batch",
                        .doc = "compare with the API's batch prices (answers within a day)"});
  v.exactly_one({"served_by", "declared"});
  v.needs("served_by", {"arrivals"});
  v.needs("arrivals", {"served_by"});
  v.needs("demand", {"arrivals"});
  v.needs("slo", {"served_by"});
  v.needs("value_counts", {"value"});
  v.needs("cached_input", {"api_reference"});
  v.needs("api_batch", {"api_reference"});
  for (const char* name :
       {"priority", "fair_share", "shared_prefix", "response_cache", "cascade", "overflow_to"}) {
    v.needs(name, {"served_by"});
  }
}

}  // namespace costwright

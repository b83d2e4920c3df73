#pragma once
// The physical plan of one pool of identical replicas, and the stream of requests it is given.
// Everything here is a number the engines agree on: integers in picoseconds, quantised once. No
// price. docs/serving-engine.md states the rules that both engines obey.
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "sim/serving/prefix_tree.h"

namespace costwright {

using Ps = std::int64_t;
inline constexpr Ps kPsPerSecond = 1'000'000'000'000;
inline constexpr Ps kPsPerHour = 3600 * kPsPerSecond;
inline constexpr Ps kPsPerBucket = 900 * kPsPerSecond;  // 15 minutes: a demand charge needs them

// Affine in the iteration's decode sequences B and their summed contexts K.
struct AttentionCost {
  Ps per_sequence{};  // ps per decode sequence
  Ps per_token{};     // ps per token of context
  friend bool operator==(const AttentionCost&, const AttentionCost&) = default;
};

// Duration of an iteration with n tokens (B decodes + prefill chunks), S = B + number of chunks, K,
// and `pairs` of prefill attention:
//   step[n] + per_sequence * S + (B > 0 ? max(memory(B, K), compute(B, K)) : 0)
//   + (chunks > 0 ? prefill_step + per_prefill_pair * pairs : 0)
struct DecodeCost {      // of iterations without a prefill chunk
  std::vector<Ps> step;  // [0 .. max_batch]; step[n] >= 1 for n >= 1
  Ps per_sequence{};
  AttentionCost memory, compute;
  friend bool operator==(const DecodeCost&, const DecodeCost&) = default;
};

struct IterationCost {
  std::vector<Ps> step;  // [0 .. token_budget]; step[n] >= 1 for n >= 1
  Ps per_sequence{};
  AttentionCost memory, compute;
  Ps prefill_step{};
  Ps per_prefill_pair{};
  // Speculative decoding: what one token takes, a share of a verified step. Replaces step,
  // per_sequence, memory and compute where nothing is prefilled.
  std::optional<DecodeCost> decode_only;
  friend bool operator==(const IterationCost&, const IterationCost&) = default;
};

// Who is admitted first among the waiting requests of one priority.
enum class QueueOrder {
  kArrival,
  kShortest,  // fewest prompt and answer tokens: a real server would have to guess the answer's
  kFair       // start-time fair queueing between the classes [Goyal 1996]
};

struct ReplicaPlan {
  IterationCost cost;
  std::int32_t max_batch = 256;      // sequences running at once (decoding or prefilling)
  std::int32_t token_budget = 2048;  // tokens per iteration; >= max_batch
  std::int64_t kv_blocks{};
  std::int32_t block_tokens = 16;
  std::int32_t queue_limit = 1000;  // fresh requests waiting at one replica; >= 1
  Ps client_timeout{};              // a client not admitted within this leaves; > 0
  Ps front_end{};  // added to TTFT and E2E (tokeniser, HTTP); does not occupy the replica
  QueueOrder queue_order = QueueOrder::kArrival;
  bool prefix_cache = false;
  friend bool operator==(const ReplicaPlan&, const ReplicaPlan&) = default;
};

enum class Router { kRoundRobin, kLeastOutstanding, kPowerOfTwo, kPrefixAffinity, kPack };

struct ClassPlan {
  Ps slo_ttft{}, slo_tpot{}, slo_e2e{};  // 0 = none; they only count `slo_met`, they steer nothing
  std::int32_t priority{};               // smaller ones are admitted first and preempted last
  std::int64_t fair_cost = 1;            // kFair: virtual time per token, 1 to 2^20; the inverse of
                                         // the class's share
  std::uint32_t response_cache_share{};  // of its requests, in 2^-32
  std::uint32_t cascade_share{};  // of its completed requests that go on to another pool, in 2^-32
  bool overflows = false;         // what is dropped goes on to another pool
  friend bool operator==(const ClassPlan&, const ClassPlan&) = default;
};

// Meters run over [start, start + buckets * kPsPerBucket); before it is the warm-up. Arrivals end
// with it, then the pool drains.
struct MeterPlan {
  Ps start{};
  std::int32_t buckets{};
  std::int32_t buckets_per_day = 96;
  friend bool operator==(const MeterPlan&, const MeterPlan&) = default;
};

// Replicas are added and taken away by the requests that are waiting or running.
struct Autoscaler {
  std::int32_t minimum = 1, initial = 1;  // 1 <= minimum <= initial <= replicas, the maximum
  std::int32_t target = 1;                // requests per replica, >= 1
  Ps first_tick{};
  Ps interval{};     // between looks, > 0: scrape and decision
  Ps start_delay{};  // from the decision until a replica accepts: node, model load, warm-up
  Ps down_window{};  // fewer replicas only when no look within it asked for more
  friend bool operator==(const Autoscaler&, const Autoscaler&) = default;
};

// A replica fails or is reclaimed. Of one replica, each is over before the next one's notice.
struct Outage {
  std::int32_t replica{};
  Ps notice{}, down{}, up{};  // notice <= down < up
  friend bool operator==(const Outage&, const Outage&) = default;
};

// The pool only prefills: a request of more than one token goes on to another pool with its first
// token, where it arrives `latency` + `per_token` x input later, when its KV cache has. Transfers
// do not slow one another down.
struct Handover {
  Ps latency{};    // 0 to 1 h
  Ps per_token{};  // 0 to 2^30
  friend bool operator==(const Handover&, const Handover&) = default;
};

struct ServingPlan {
  ReplicaPlan replica;
  std::int32_t replicas = 1;  // with an autoscaler the most there are
  Router router = Router::kRoundRobin;
  MeterPlan meter;
  std::vector<ClassPlan> classes;
  std::optional<Autoscaler> autoscaler;
  std::vector<Outage> outages;
  std::optional<Handover> handover;
  std::uint64_t seed{};  // of the routers', the response cache's and the cascades' draws
  friend bool operator==(const ServingPlan&, const ServingPlan&) = default;
};

struct Request {
  Ps arrival{};
  std::int64_t id{};          // unique; ascending in (arrival, id) order for open streams
  std::int32_t input{};       // prompt tokens, >= 1
  std::int32_t output{};      // tokens to generate, >= 1
  std::int32_t klass{};       // index into ServingPlan::classes
  std::int32_t replica = -1;  // set by the router
  PrefixRef prefix{};         // what its prompt begins with
  friend bool operator==(const Request&, const Request&) = default;
};

// What a request that another pool has passed on brings along.
struct Origin {
  Ps arrival{};          // in the first pool
  Ps first_token{};      // of one that resumes
  bool resumes = false;  // it comes with its first token and its KV cache
  friend bool operator==(const Origin&, const Origin&) = default;
};

// Those of a stream: of[i] belongs to id first_id + i, all other requests come from their clients.
struct Origins {
  std::int64_t first_id{};
  std::span<const Origin> of;
  const Origin* find(std::int64_t id) const {
    const auto place = static_cast<std::uint64_t>(id) - static_cast<std::uint64_t>(first_id);
    return place < of.size() ? &of[place] : nullptr;
  }
};

// A stream of requests in (arrival, id) order.
class ArrivalSource {
 public:
  virtual ~ArrivalSource() = default;
  // Fills the front of `out`; returns how many; 0 = the stream has ended.
  virtual std::size_t next(std::span<Request> out) = 0;
  // The tree that its requests' prefixes refer to; unchanged while the stream lives.
  virtual PrefixTree prefixes() const { return {}; }
  // Of the requests that another pool has passed on; unchanged while the stream lives.
  virtual Origins origins() const { return {}; }
  // True when finished requests lead to new ones (closed and session clients): the pool is then
  // simulated in global time order.
  virtual bool reacts() const { return false; }
  // Called once for every request that completes, is dropped or times out, at that instant. The
  // follow-up's arrival must be >= `at`.
  virtual std::optional<Request> follow_up(const Request& done, Ps at) {
    (void)done;
    (void)at;
    return std::nullopt;
  }
};

enum class RequestFate : std::uint8_t { kCompleted, kDropped, kTimedOut, kPassedOn };

// One line per request for tests and `--requests` exports; front_end not included.
struct RequestRecord {
  std::int64_t id{};
  RequestFate fate{};
  std::int32_t replica{};
  std::int32_t preemptions{};
  Ps first_token{};  // kCompleted only
  Ps finish{};       // the instant it left: completion, drop, time-out, passing on
  friend bool operator==(const RequestRecord&, const RequestRecord&) = default;
};

// A request on its way to another pool (72 bytes): as it arrives there.
struct PassedOn {
  enum class Kind : std::uint8_t { kPrefilled, kCascaded, kOverflowed };
  Request request;  // its id is that in the pool it comes from
  Origin origin;
  Kind kind{};
  friend bool operator==(const PassedOn&, const PassedOn&) = default;
};

}  // namespace costwright

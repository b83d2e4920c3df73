#pragma once
// The physical plan of one pool of identical replicas, and the stream of requests it is given.
// Everything here is a number the engines agree on: integers in picoseconds, quantised once. No
// price. docs/serving-engine.md states the rules that both engines obey.
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

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
struct IterationCost {
  std::vector<Ps> step;  // [0 .. token_budget]; step[n] >= 1 for n >= 1
  Ps per_sequence{};
  AttentionCost memory, compute;
  Ps prefill_step{};
  Ps per_prefill_pair{};
  friend bool operator==(const IterationCost&, const IterationCost&) = default;
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
  friend bool operator==(const ReplicaPlan&, const ReplicaPlan&) = default;
};

enum class Router { kRoundRobin, kLeastOutstanding };

// Limits of a class; 0 = none. They only count `slo_met`, they steer nothing.
struct ClassPlan {
  Ps slo_ttft{}, slo_tpot{}, slo_e2e{};
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

struct ServingPlan {
  ReplicaPlan replica;
  std::int32_t replicas = 1;
  Router router = Router::kRoundRobin;
  MeterPlan meter;
  std::vector<ClassPlan> classes;
  friend bool operator==(const ServingPlan&, const ServingPlan&) = default;
};

struct Request {
  Ps arrival{};
  std::int64_t id{};          // unique; ascending in (arrival, id) order for open streams
  std::int32_t input{};       // prompt tokens, >= 1
  std::int32_t output{};      // tokens to generate, >= 1
  std::int32_t klass{};       // index into ServingPlan::classes
  std::int32_t replica = -1;  // set by the router
  friend bool operator==(const Request&, const Request&) = default;
};

// A stream of requests in (arrival, id) order.
class ArrivalSource {
 public:
  virtual ~ArrivalSource() = default;
  // Fills the front of `out`; returns how many; 0 = the stream has ended.
  virtual std::size_t next(std::span<Request> out) = 0;
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

enum class RequestFate : std::uint8_t { kCompleted, kDropped, kTimedOut };

// One line per request for tests and `--requests` exports; front_end not included.
struct RequestRecord {
  std::int64_t id{};
  RequestFate fate{};
  std::int32_t replica{};
  std::int32_t preemptions{};
  Ps first_token{};  // kCompleted only
  Ps finish{};       // completion, drop or time-out instant
  friend bool operator==(const RequestRecord&, const RequestRecord&) = default;
};

}  // namespace costwright

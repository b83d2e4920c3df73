#pragma once
// A request, where it comes from, and what becomes of it.
#include <cstdint>
#include <optional>
#include <span>

#include "sim/clock/clock.h"
#include "sim/requests/prefix_tree.h"

namespace costwright {
enum class RelayKind : std::uint8_t;  // core/policies.h
}

namespace costwright::sim {

// As its client sends it.
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

// How a request leaves a pool.
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
  Request request;  // its id is that in the pool it comes from
  Origin origin;
  RelayKind kind{};
  friend bool operator==(const PassedOn&, const PassedOn&) = default;
};

}  // namespace costwright::sim

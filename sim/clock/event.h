#pragma once
// What happens to a replica, and the one order of it: (time, kind, replica, request id).
#include <compare>
#include <cstdint>

#include "sim/clock/clock.h"

namespace costwright::sim {

inline constexpr Ps kNever = INT64_MAX;

// In their order at one instant. Ends and starts are those of an iteration or a batch; arrivals
// come from the stream, the other kinds from a replica.
enum class EventKind : std::uint8_t { kEnd = 0, kTimeOut = 1, kArrival = 2, kStart = 3 };

struct Event {
  Ps at = kNever;  // kNever: nothing to do until a request arrives
  EventKind kind = EventKind::kStart;
  friend auto operator<=>(const Event&, const Event&) = default;
};

}  // namespace costwright::sim

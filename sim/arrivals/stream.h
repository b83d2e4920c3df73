#pragma once
// One stream of an ArrivalPlan, before streams are merged and numbered. Every kind of stream is one
// file in this folder and one line in make_stream (merge.cpp).
#include <memory>
#include <optional>
#include <span>

#include "sim/arrivals/arrivals.h"

namespace costwright::sim {

class RequestStream {
 public:
  virtual ~RequestStream() = default;
  // Fills the front of `out` in order of arrival; 0 = the stream has ended. `id` is a tag by which
  // a reacting stream knows its request again, in [0, 2^48); open streams need not set it.
  virtual std::size_t fill(std::span<Request> out) = 0;
  virtual bool reacts() const { return false; }
  // The request that follows the one with this tag (its id is its tag); the caller cuts it at the
  // plan's end.
  virtual std::optional<Request> follow_up(std::int64_t tag, const Request& done, Ps at) {
    (void)tag;
    (void)done;
    (void)at;
    return std::nullopt;
  }
};

// What a stream shares with its plan. `seed` is the stream's own.
struct StreamClock {
  std::uint64_t seed{};
  Ps warm_up{};
  Ps end{};
  Ps hour = kPsPerHour;
};

std::unique_ptr<RequestStream> make_superposed(const TraceStream& shape,
                                               const StreamPlan& plan,
                                               const StreamClock& clock);
std::unique_ptr<RequestStream> make_compressed(const TraceStream& shape,
                                               const StreamPlan& plan,
                                               const StreamClock& clock);
std::unique_ptr<RequestStream> make_synthetic(const SyntheticStream& shape,
                                              const StreamPlan& plan,
                                              const StreamClock& clock);
std::unique_ptr<RequestStream> make_servegen(const ServeGenStream& shape,
                                             const StreamPlan& plan,
                                             const StreamClock& clock);
std::unique_ptr<RequestStream> make_closed(const ClosedStream& shape, const StreamClock& clock);

}  // namespace costwright::sim

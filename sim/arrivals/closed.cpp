// Closed streams: clients who wait for their answer before they think and send again.
#include <algorithm>
#include <numeric>

#include "sim/arrivals/lengths.h"
#include "sim/arrivals/stream.h"

namespace costwright::sim {
namespace {

class Closed final : public RequestStream {
 public:
  Closed(const ClosedStream& shape, const StreamClock& clock)
      : shape_(shape), input_(shape.input), output_(shape.output), clock_(clock) {
    require(shape.clients >= 1 && shape.think_mean >= 0,
            "{} closed clients with a think time of {} ps", shape.clients, shape.think_mean);
    first_.reserve(static_cast<std::size_t>(shape.clients));
    for (std::int64_t user = 0; user < shape.clients; ++user) {
      // An index of its own keeps this draw apart from the think times.
      const double share =
          draw_uniform(clock.seed, Purpose::kShift, static_cast<std::uint64_t>(user));
      const Request r =
          request(user, static_cast<Ps>(share * static_cast<double>(shape.think_mean)));
      if (r.arrival < clock.end) {
        first_.push_back(r);
      }
    }
    std::sort(first_.begin(), first_.end(), [](const Request& a, const Request& b) {
      return a.arrival != b.arrival ? a.arrival < b.arrival : a.id < b.id;
    });
  }

  std::size_t fill(std::span<Request> out) override {
    const std::size_t n = std::min(out.size(), first_.size() - given_);
    std::copy_n(first_.begin() + static_cast<std::ptrdiff_t>(given_), n, out.begin());
    given_ += n;
    return n;
  }
  bool reacts() const override { return true; }
  std::optional<Request> follow_up(std::int64_t tag, const Request& done, Ps at) override {
    constexpr Ps kRetryAfter = kPsPerSecond;
    const auto user = static_cast<std::uint64_t>(tag % shape_.clients);
    const auto turn = static_cast<std::uint64_t>(tag / shape_.clients);
    Ps think = draw_think(shape_.think_mean, shape_.think_exponential, clock_.seed, user, turn);
    if (at == done.arrival) {  // refused: nothing is served in no time
      think = std::max(think, kRetryAfter);
    }
    if (think >= clock_.end - at) {
      return std::nullopt;
    }
    return request(tag + shape_.clients, at + think);
  }

 private:
  // A tag is turn * clients + user.
  Request request(std::int64_t tag, Ps arrival) const {
    const auto user = static_cast<std::uint64_t>(tag % shape_.clients);
    const auto turn = static_cast<std::uint64_t>(tag / shape_.clients);
    return {arrival,
            tag,
            input_.draw(clock_.seed, Purpose::kInput, user, turn),
            output_.draw(clock_.seed, Purpose::kOutput, user, turn),
            shape_.klass,
            -1};
  }

  ClosedStream shape_;
  LengthSampler input_, output_;
  StreamClock clock_;
  std::vector<Request> first_;
  std::size_t given_ = 0;
};

}  // namespace

std::unique_ptr<RequestStream> make_closed(const ClosedStream& shape, const StreamClock& clock) {
  return std::make_unique<Closed>(shape, clock);
}

}  // namespace costwright::sim

// ServeGen clients, each a renewal process of its own, merged.
#include "sim/arrivals/hours.h"
#include "sim/arrivals/lengths.h"
#include "sim/arrivals/merge_heap.h"
#include "sim/arrivals/renewal.h"
#include "sim/arrivals/stream.h"
#include "sim/clock/random.h"

namespace costwright::sim {
namespace {

// One client on its way through the day.
struct ActiveClient {
  Renewal arrivals;
  std::vector<std::int32_t> lengths;  // by window
  std::vector<LengthSampler> inputs, outputs;
  std::uint64_t seed;
};

class ServeGen final : public RequestStream {
 public:
  ServeGen(const ServeGenStream& shape, const StreamPlan& plan, const StreamClock& clock)
      : klass_(shape.klass), end_(clock.end) {
    require(!shape.clients.empty(), "a ServeGen stream of {} clients", shape.clients.size());
    require(clock.hour == kPsPerHour, "ServeGen clients in hours of {} ps", clock.hour);
    const double factor = scale(shape, Hours(plan.rate_per_hour, clock.warm_up));
    for (std::size_t i = 0; i < shape.clients.size(); ++i) {
      const auto seed = mix64(clock.seed + 0x9e3779b97f4a7c15ULL * (i + 1));
      clients_.push_back(activate(shape.clients[i], factor, seed, clock.warm_up));
      if (clients_[i].arrivals.advance(end_)) {
        heap_.push({clients_[i].arrivals.time(), static_cast<std::uint32_t>(i)});
      }
    }
  }

  std::size_t fill(std::span<Request> out) override {
    std::size_t n = 0;
    while (n < out.size() && !heap_.empty()) {
      auto& client = clients_[heap_.top().index];
      const auto lengths = static_cast<std::size_t>(client.lengths[client.arrivals.segment()]);
      const auto i = client.arrivals.number();
      out[n++] = {client.arrivals.time(),
                  0,
                  client.inputs[lengths].draw(client.seed, Purpose::kInput, i),
                  client.outputs[lengths].draw(client.seed, Purpose::kOutput, i),
                  klass_,
                  -1};
      client.arrivals.advance(end_) ? heap_.replace_top(client.arrivals.time()) : heap_.pop();
    }
    return n;
  }

 private:
  static double scale(const ServeGenStream& shape, const Hours& hours) {
    if (!hours.has_rates()) {
      return 1;
    }
    double own = 0;  // requests per hour, mean of the day
    for (const auto& client : shape.clients) {
      double sum = 0;
      for (const auto& window : client.windows) {
        sum += window.lengths < 0 ? 0 : window.rate_per_s;
      }
      own += client.windows.empty() ? 0 : 3600 * sum / static_cast<double>(client.windows.size());
    }
    double wanted = 0;
    for (const double rate : hours.rates()) {
      wanted += rate / static_cast<double>(hours.rates().size());
    }
    require(own > 0 || wanted == 0, "{} requests an hour are wanted of clients that never send",
            wanted);
    return wanted == 0 ? 0 : wanted / own;
  }

  static ActiveClient activate(const ServeGenClient& client,
                               double factor,
                               std::uint64_t seed,
                               Ps warm_up) {
    std::vector<RenewalSegment> segments;
    std::vector<std::int32_t> lengths;
    for (const auto& window : client.windows) {
      const bool idle = window.lengths < 0;
      require(idle || (static_cast<std::size_t>(window.lengths) < client.inputs.size() &&
                       client.inputs.size() == client.outputs.size()),
              "a ServeGen window uses lengths {} of {}", window.lengths, client.inputs.size());
      segments.push_back(
          {idle ? 0 : factor * window.rate_per_s * kServeGenWindowSeconds, window.cv});
      lengths.push_back(window.lengths);
    }
    const auto samplers = [](const std::vector<LengthPlan>& plans) {
      return std::vector<LengthSampler>(plans.begin(), plans.end());
    };
    return {Renewal(std::move(segments), kServeGenWindowSeconds * kPsPerSecond, warm_up, seed),
            std::move(lengths), samplers(client.inputs), samplers(client.outputs), seed};
  }

  std::int32_t klass_;
  Ps end_;
  std::vector<ActiveClient> clients_;
  MergeHeap heap_;
};

}  // namespace

std::unique_ptr<RequestStream> make_servegen(const ServeGenStream& shape,
                                             const StreamPlan& plan,
                                             const StreamClock& clock) {
  return std::make_unique<ServeGen>(shape, plan, clock);
}

}  // namespace costwright::sim

// Synthetic streams: renewal arrivals that follow the hourly rates, lengths drawn from
// distributions.
#include "sim/arrivals/hours.h"
#include "sim/arrivals/lengths.h"
#include "sim/arrivals/renewal.h"
#include "sim/arrivals/stream.h"

namespace costwright::sim {
namespace {

std::vector<RenewalSegment> segments_of(const Hours& hours, double cv) {
  require(hours.has_rates(), "a synthetic stream with cv {} has no rate_per_hour", cv);
  std::vector<RenewalSegment> segments;
  for (const double rate : hours.rates()) {
    segments.push_back({hours.requests(rate), cv});
  }
  return segments;
}

class Synthetic final : public RequestStream {
 public:
  Synthetic(const SyntheticStream& shape, const StreamPlan& plan, const StreamClock& clock)
      : arrivals_(segments_of(Hours(plan.rate_per_hour, clock.warm_up, clock.hour),
                              shape.interarrival_cv),
                  clock.hour,
                  clock.warm_up,
                  clock.seed),
        input_(shape.input),
        output_(shape.output),
        klass_(shape.klass),
        clock_(clock) {}

  std::size_t fill(std::span<Request> out) override {
    std::size_t n = 0;
    while (n < out.size() && !ended_) {
      ended_ = !arrivals_.advance(clock_.end);
      if (!ended_) {
        const auto i = arrivals_.number();
        out[n++] = {arrivals_.time(),
                    0,
                    input_.draw(clock_.seed, Purpose::kInput, i),
                    output_.draw(clock_.seed, Purpose::kOutput, i),
                    klass_,
                    -1};
      }
    }
    return n;
  }

 private:
  Renewal arrivals_;
  LengthSampler input_, output_;
  std::int32_t klass_;
  StreamClock clock_;
  bool ended_ = false;
};

}  // namespace

std::unique_ptr<RequestStream> make_synthetic(const SyntheticStream& shape,
                                              const StreamPlan& plan,
                                              const StreamClock& clock) {
  return std::make_unique<Synthetic>(shape, plan, clock);
}

}  // namespace costwright::sim

// What makes two arrival plans the same: values that change a request, nothing else.
#include <algorithm>
#include <cmath>

#include "core/hash.h"
#include "sim/arrivals/arrivals.h"

namespace costwright::sim {
namespace {

// Members are bound by name, so that a new one does not compile until it is fed or is plainly left
// out.
void feed(Hasher& hasher, const LengthPlan& plan) {
  const auto& [kind, mean, p50, min, max, values, cumulative] = plan;
  hasher.add(kind).add(min).add(max);
  switch (kind) {
    case LengthPlan::Kind::kFixed:
      hasher.add(std::floor(mean + 0.5));
      return;
    case LengthPlan::Kind::kLognormal:
      hasher.add(mean).add(p50);
      return;
    case LengthPlan::Kind::kEmpirical:
      hasher.add_all(values).add_all(cumulative);
      return;
  }
}

struct Feed {
  Hasher& hasher;
  void operator()(const TraceStream& s) const {
    const auto& [trace, compress, class_of] = s;
    require(trace != nullptr, "a trace stream of {} classes has no trace", class_of.size());
    hasher.add(trace->content_hash).add(compress).add_all(class_of);
  }
  void operator()(const SyntheticStream& s) const {
    const auto& [interarrival_cv, input, output, klass] = s;
    hasher.add(interarrival_cv).add(klass);
    feed(hasher, input);
    feed(hasher, output);
  }
  void operator()(const ServeGenStream& s) const {
    const auto& [clients, klass, content_hash] = s;  // which stands for the clients
    hasher.add(content_hash).add(klass);
  }
  void operator()(const ClosedStream& s) const {
    const auto& [clients, think_mean, think_exponential, input, output, klass] = s;
    hasher.add(clients).add(think_mean).add(think_exponential).add(klass);
    feed(hasher, input);
    feed(hasher, output);
  }
};

void feed(Hasher& hasher, const StreamPlan& stream) {
  const auto& [shape, rate_per_hour, session_clients, think_mean, think_exponential,
               shared_prefix] = stream;
  hasher.add(shape.index());
  std::visit(Feed{hasher}, shape);
  if (!std::holds_alternative<ClosedStream>(shape)) {
    hasher.add_all(rate_per_hour);
  }
  hasher.add_all(shared_prefix).add(session_clients);
  if (session_clients) {
    hasher.add(think_mean).add(think_exponential);
  }
}

}  // namespace

std::uint64_t hash_of(const ArrivalPlan& plan) {
  const auto& [streams, seed, warm_up, end, hour] = plan;
  Hasher hasher;
  hasher.add(kArrivalsVersion).add(seed).add(warm_up).add(end).add(hour).add(streams.size());
  for (const StreamPlan& stream : streams) {
    feed(hasher, stream);
  }
  return hasher.value();
}

}  // namespace costwright::sim

// What makes two arrival plans the same: values that change a request, nothing else.
#include <algorithm>
#include <cmath>

#include "core/hash.h"
#include "sim/arrivals/arrivals.h"

namespace costwright::sim {
namespace {

void feed(Hasher& hasher, const LengthPlan& plan) {
  hasher.add(plan.kind).add(plan.min).add(plan.max);
  switch (plan.kind) {
    case LengthPlan::Kind::kFixed:
      hasher.add(std::floor(plan.mean + 0.5));
      return;
    case LengthPlan::Kind::kLognormal:
      hasher.add(plan.mean).add(plan.p50);
      return;
    case LengthPlan::Kind::kEmpirical:
      hasher.add_all(plan.values).add_all(plan.cumulative);
      return;
  }
}

struct Feed {
  Hasher& hasher;
  void operator()(const TraceStream& s) const {
    require(s.trace != nullptr, "a trace stream of {} classes has no trace", s.class_of.size());
    hasher.add(s.trace->content_hash).add(s.compress).add_all(s.class_of);
  }
  void operator()(const SyntheticStream& s) const {
    hasher.add(s.interarrival_cv).add(s.klass);
    feed(hasher, s.input);
    feed(hasher, s.output);
  }
  void operator()(const ServeGenStream& s) const { hasher.add(s.content_hash).add(s.klass); }
  void operator()(const ClosedStream& s) const {
    hasher.add(s.clients).add(s.think_mean).add(s.think_exponential).add(s.klass);
    feed(hasher, s.input);
    feed(hasher, s.output);
  }
};

}  // namespace

std::uint64_t hash_of(const ArrivalPlan& plan) {
  Hasher hasher;
  hasher.add(kArrivalsVersion)
      .add(plan.seed)
      .add(plan.warm_up)
      .add(plan.end)
      .add(plan.streams.size());
  for (const auto& stream : plan.streams) {
    hasher.add(stream.shape.index());
    std::visit(Feed{hasher}, stream.shape);
    if (!std::holds_alternative<ClosedStream>(stream.shape)) {
      hasher.add_all(stream.rate_per_hour);
    }
    hasher.add(stream.shared_prefix).add(stream.session_clients);
    if (stream.session_clients) {
      hasher.add(stream.think_mean).add(stream.think_exponential);
    }
  }
  return hasher.value();
}

}  // namespace costwright::sim

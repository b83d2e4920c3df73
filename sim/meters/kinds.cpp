#include "sim/meters/kinds.h"

#include <algorithm>
#include <utility>

#include "core/diagnostics.h"
#include "sim/meters/usage_fields.h"

namespace costwright::sim {
namespace {

template <class Part>
void add(Part& sum, const Part& more) {
  std::apply(
      [&](auto&... to) {
        std::apply(
            [&](const auto&... from) {
              ((to += from), ...);
            },
            numbers(more));
      },
      numbers(sum));
}

void add(LatencyDay& sum, const LatencyDay& more) {
  sum.ttft.merge(more.ttft);
  sum.tpot.merge(more.tpot);
  sum.itl.merge(more.itl);
  sum.e2e.merge(more.e2e);
}

void add(ClassUsage& sum, const ClassUsage& more) {
  for (std::size_t d = 0; d < sum.days.size(); ++d) {
    add(sum.days[d], more.days[d]);
    add(sum.days[d].latency, more.days[d].latency);
  }
  for (std::size_t p = 0; p < sum.parts.size(); ++p) {
    add(sum.parts[p], more.parts[p]);
  }
}

void add(PoolUsage& sum, const PoolUsage& more) {
  for (std::size_t b = 0; b < sum.buckets.size(); ++b) {
    add(sum.buckets[b], more.buckets[b]);
  }
  for (std::size_t c = 0; c < sum.classes.size(); ++c) {
    add(sum.classes[c], more.classes[c]);
  }
  sum.backlog_end += more.backlog_end;
  sum.max_queue = std::max(sum.max_queue, more.max_queue);
}

std::vector<UsageBucket> without_requests(std::vector<UsageBucket> buckets) {
  for (UsageBucket& bucket : buckets) {
    bucket.arrived = bucket.completed = bucket.dropped = bucket.timed_out = 0;
    bucket.lost = bucket.from_cache = bucket.passed_on = 0;
  }
  return buckets;
}

}  // namespace

PoolUsage sum_of_kinds(std::vector<PoolUsage> of_kinds) {
  require(!of_kinds.empty(), "a pool of {} kinds", of_kinds.size());
  if (of_kinds.size() == 1) {
    return std::move(of_kinds.front());
  }
  PoolUsage sum = of_kinds.front();
  for (std::size_t k = 1; k < of_kinds.size(); ++k) {
    add(sum, of_kinds[k]);
  }
  for (PoolUsage& of_kind : of_kinds) {
    sum.kinds.push_back(without_requests(std::move(of_kind.buckets)));
  }
  return sum;
}

}  // namespace costwright::sim

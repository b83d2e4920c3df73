#pragma once
// Draining arrival sources in tests.
#include <cmath>
#include <memory>
#include <set>
#include <tuple>
#include <vector>

#include "sim/arrivals/arrivals.h"
#include "tests/sim/trace_fixture.h"

namespace costwright::testing {
using namespace sim;

inline std::vector<Request> drain(ArrivalSource& source, std::size_t batch = 100) {
  std::vector<Request> all;
  std::vector<Request> some(batch);
  while (const auto n = source.next(some)) {
    all.insert(all.end(), some.begin(), some.begin() + static_cast<std::ptrdiff_t>(n));
  }
  return all;
}
inline std::vector<Request> drain(const ArrivalPlan& plan) {
  return drain(*make_arrivals(plan));
}

// In (arrival, id) order, ids 0, 1, ..., tokens >= 1, arrivals in [0, end).
inline void expect_well_formed(const std::vector<Request>& requests, Ps end) {
  Ps last = 0;
  for (std::size_t i = 0; i < requests.size(); ++i) {
    ASSERT_GE(requests[i].arrival, last) << i;
    ASSERT_LT(requests[i].arrival, end) << i;
    ASSERT_EQ(requests[i].id, static_cast<std::int64_t>(i));
    ASSERT_GE(requests[i].input, 1);
    ASSERT_GE(requests[i].output, 1);
    ASSERT_EQ(requests[i].replica, -1);
    last = requests[i].arrival;
  }
}

// Requests in each hour from time 0.
inline std::vector<double> per_hour(const std::vector<Request>& requests, Ps end) {
  std::vector<double> counts(static_cast<std::size_t>((end + kPsPerHour - 1) / kPsPerHour), 0.0);
  for (const auto& r : requests) {
    ++counts[static_cast<std::size_t>(r.arrival / kPsPerHour)];
  }
  return counts;
}

// Coefficient of variation of the gaps.
inline double cv_of(const std::vector<Request>& requests) {
  double sum = 0;
  double squares = 0;
  for (std::size_t i = 1; i < requests.size(); ++i) {
    const double gap = static_cast<double>(requests[i].arrival - requests[i - 1].arrival);
    sum += gap;
    squares += gap * gap;
  }
  const auto n = static_cast<double>(requests.size() - 1);
  return std::sqrt(squares / n - sum / n * (sum / n)) / (sum / n);
}

using Identity = std::tuple<Ps, std::int32_t, std::int32_t>;
inline std::multiset<Identity> identities(const std::vector<Request>& requests) {
  std::multiset<Identity> all;
  for (const auto& r : requests) {
    all.emplace(r.arrival, r.input, r.output);
  }
  return all;
}

inline LengthPlan fixed(double tokens) {
  return {.mean = tokens};
}

inline StreamPlan trace_stream(std::shared_ptr<const Trace> trace,
                               std::vector<double> rates,
                               bool compress = false) {
  StreamPlan plan;
  std::vector<std::int32_t> classes;
  for (std::size_t i = 0; i < trace->classes.size(); ++i) {
    classes.push_back(static_cast<std::int32_t>(i));
  }
  plan.shape = TraceStream{std::move(trace), compress, classes};
  plan.rate_per_hour = std::move(rates);
  return plan;
}

inline StreamPlan synthetic(double cv, std::vector<double> rates) {
  StreamPlan plan;
  plan.shape = SyntheticStream{cv, fixed(100), fixed(10), 0};
  plan.rate_per_hour = std::move(rates);
  return plan;
}

inline ArrivalPlan plan_of(std::vector<StreamPlan> streams,
                           Ps end,
                           Ps warm_up = 0,
                           std::uint64_t seed = 1) {
  return {std::move(streams), seed, warm_up, end};
}

}  // namespace costwright::testing

// The jump engine against queueing recursions on the same draws: equal to the picosecond for every
// request.
#include "tests/sim/queueing.h"

#include <deque>

#include <gtest/gtest.h>

#include "sim/serving/engine.h"
#include "tests/sim/random_workload.h"

namespace costwright::testing {
using namespace sim;
namespace {

constexpr Ps kTau = 7'000'000;  // 7 us

enum class Arrivals { kPoisson, kOnGrid, kBursts };

// `count` requests offering `load` of one server; mean service 25 iterations.
std::vector<Request> draw_requests(std::uint64_t seed,
                                   double load,
                                   std::int64_t count,
                                   Arrivals kind) {
  constexpr double kMeanIterations = 25;
  std::vector<Request> requests;
  Ps t = 0;
  for (std::int64_t i = 0; i < count; ++i) {
    const auto id = static_cast<std::uint64_t>(i);
    Request r;
    r.id = i;
    r.input = 1;
    r.output = 1 + static_cast<std::int32_t>((kMeanIterations - 1) *
                                             draw_exponential(seed, Purpose::kOutput, id));
    const bool same_burst = kind == Arrivals::kBursts && i % 5 != 0;
    const double mean = kMeanIterations * kTau / load * (kind == Arrivals::kBursts ? 5 : 1);
    const double gap = same_burst ? 0 : mean * draw_exponential(seed, Purpose::kInterarrival, id);
    t += kind == Arrivals::kOnGrid ? static_cast<Ps>(gap / kTau) * kTau : static_cast<Ps>(gap);
    r.arrival = t;
    requests.push_back(r);
  }
  return requests;
}

std::vector<RequestRecord> simulate(const ServingPlan& plan, const std::vector<Request>& requests) {
  ScriptedSource source(requests, 64);
  std::vector<RequestRecord> records;
  RunControl options;
  options.records = &records;
  simulate_serving(plan, source, options);
  return records;
}

Service service_of(const RequestRecord& record) {
  return {record.first_token - kTau, record.finish};
}

struct PathCase {
  double load;
  Arrivals kind;
};
class QueuePath : public ::testing::TestWithParam<PathCase> {
 protected:
  std::vector<Request> draw(double servers, std::uint64_t seed) const {
    return draw_requests(seed, GetParam().load * servers, 20'000, GetParam().kind);
  }
};

TEST_P(QueuePath, OneServerFollowsLindley) {
  const auto requests = draw(1, 11);
  const auto records = simulate(queue_plan(1, 1, kTau, requests.back().arrival), requests);
  ASSERT_EQ(records.size(), requests.size());
  LindleyQueue queue(kTau);
  for (std::size_t i = 0; i < requests.size(); ++i) {
    ASSERT_EQ(service_of(records[i]), queue.serve(requests[i])) << "request " << i;
  }
}

TEST_P(QueuePath, ManySlotsFollowKieferAndWolfowitz) {
  for (const std::int32_t servers : {2, 4, 32}) {
    const auto requests = draw(servers, 12);
    const auto records = simulate(queue_plan(servers, 1, kTau, requests.back().arrival), requests);
    ASSERT_EQ(records.size(), requests.size());
    KieferWolfowitzQueue queue(static_cast<std::size_t>(servers), kTau);
    for (std::size_t i = 0; i < requests.size(); ++i) {
      ASSERT_EQ(service_of(records[i]), queue.serve(requests[i]))
          << servers << " slots, request " << i;
    }
  }
}

TEST_P(QueuePath, RoundRobinIsOneLindleyQueueAReplica) {
  const auto requests = draw(3, 13);
  const auto records = simulate(queue_plan(1, 3, kTau, requests.back().arrival), requests);
  ASSERT_EQ(records.size(), requests.size());
  std::vector<LindleyQueue> queues(3, LindleyQueue(kTau));
  for (std::size_t i = 0; i < requests.size(); ++i) {
    ASSERT_EQ(records[i].replica, static_cast<std::int32_t>(i % 3));
    ASSERT_EQ(service_of(records[i]), queues[i % 3].serve(requests[i])) << "request " << i;
  }
}

// Join the shortest queue: each replica remembers the finish times of the requests it was given;
// those later than the arrival are outstanding.
TEST_P(QueuePath, LeastOutstandingJoinsTheShortestQueue) {
  for (const std::size_t count : {2, 5}) {
    const auto requests = draw(static_cast<double>(count), 14);
    auto plan = queue_plan(1, static_cast<std::int32_t>(count), kTau, requests.back().arrival);
    plan.router = Router::kLeastOutstanding;
    const auto records = simulate(plan, requests);
    ASSERT_EQ(records.size(), requests.size());
    std::vector<LindleyQueue> queues(count, LindleyQueue(kTau));
    std::vector<std::deque<Ps>> finishes(count);
    for (std::size_t i = 0; i < requests.size(); ++i) {
      std::size_t best = 0;
      for (std::size_t r = 0; r < count; ++r) {
        while (!finishes[r].empty() && finishes[r].front() <= requests[i].arrival) {
          finishes[r].pop_front();
        }
        best = finishes[r].size() < finishes[best].size() ? r : best;
      }
      const Service expected = queues[best].serve(requests[i]);
      finishes[best].push_back(expected.finish);
      ASSERT_EQ(records[i].replica, static_cast<std::int32_t>(best)) << "request " << i;
      ASSERT_EQ(service_of(records[i]), expected) << "request " << i;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Loads,
                         QueuePath,
                         ::testing::Values(PathCase{0.3, Arrivals::kPoisson},
                                           PathCase{0.8, Arrivals::kPoisson},
                                           PathCase{0.95, Arrivals::kPoisson},
                                           PathCase{0.8, Arrivals::kOnGrid},
                                           PathCase{0.8, Arrivals::kBursts},
                                           PathCase{1.2, Arrivals::kPoisson}));

}  // namespace
}  // namespace costwright::testing

#include "sim/batch/batch_engine.h"

#include <numeric>

#include <gtest/gtest.h>

#include "core/diagnostics.h"
#include "sim/arrivals/arrivals.h"
#include "sim/clock/random.h"
#include "sim/requests/request.h"
#include "tests/sim/batch_oracle.h"

namespace costwright::testing {
using namespace sim;
namespace {

using oracle::BatchOracle;
using oracle::Fault;

constexpr Ps kMillisecond = kPsPerSecond / 1000;
constexpr Ps kForever = 100 * kPsPerHour;

// An open list, or (clients > 0) clients who send again some grid steps after their request left.
class TestSource : public ArrivalSource {
 public:
  explicit TestSource(std::vector<Request> requests, std::int64_t clients = 0, Ps grid = 0)
      : requests_(std::move(requests)), clients_(clients), grid_(grid) {}
  std::size_t next(std::span<Request> out) override {
    const std::size_t n = std::min(out.size(), requests_.size() - at_);
    std::copy_n(requests_.begin() + static_cast<std::ptrdiff_t>(at_), n, out.begin());
    at_ += n;
    return n;
  }
  bool reacts() const override { return clients_ > 0; }
  // One that is dropped leaves at its arrival: its client waits at least one step, so that time
  // moves.
  std::optional<Request> follow_up(const Request& done, Ps at) override {
    if (clients_ == 0) {
      return std::nullopt;
    }
    Request next = done;
    next.id = done.id + clients_;
    const auto steps = static_cast<Ps>(mix64(static_cast<std::uint64_t>(next.id)) % 4);
    next.arrival = at + (steps + (at == done.arrival ? 1 : 0)) * grid_;
    return next;
  }

 private:
  std::vector<Request> requests_;
  std::int64_t clients_;
  Ps grid_;
  std::size_t at_ = 0;
};

BatchPlan plain_plan(std::vector<Ps> batch) {
  BatchPlan plan;
  plan.max_batch = static_cast<std::int32_t>(batch.size()) - 1;
  plan.batch = std::move(batch);
  plan.client_timeout = kForever;
  plan.queue_limit = 1'000'000;
  plan.meter = {0, 4, 96};
  plan.classes = {{}};
  return plan;
}

std::vector<Request> requests_at(const std::vector<Ps>& times) {
  std::vector<Request> requests;
  for (const Ps t : times) {
    requests.push_back({t, static_cast<std::int64_t>(requests.size()), 1, 1, 0, -1});
  }
  return requests;
}

struct BatchOutcome {
  PoolUsage usage;
  std::vector<RequestRecord> records;
};
BatchOutcome run(const BatchPlan& plan, const std::vector<Request>& requests) {
  TestSource source(requests);
  BatchOutcome result;
  result.usage =
      simulate_batches(plan, source, {.records = &result.records, .stop = {}, .progress = {}});
  return result;
}

// The header's worked example, by hand.
TEST(BatchEngine, WorkedExampleOfTheHeader) {
  BatchPlan plan = plain_plan({0, 10 * kMillisecond, 12 * kMillisecond});
  plan.batch_delay = 5 * kMillisecond;
  const BatchOutcome r = run(plan, requests_at({0, 2 * kMillisecond, 3 * kMillisecond}));
  ASSERT_EQ(r.records.size(), 3u);
  EXPECT_EQ(r.records[0].finish, 14 * kMillisecond);
  EXPECT_EQ(r.records[1].finish, 14 * kMillisecond);
  EXPECT_EQ(r.records[2].finish, 24 * kMillisecond);
  EXPECT_EQ(r.usage.buckets[0].iterations, 2);
  EXPECT_EQ(r.usage.buckets[0].decode_tokens, 3);
  EXPECT_EQ(r.usage.buckets[0].busy_ps, 22 * kMillisecond);
  EXPECT_EQ(r.usage.max_queue, 2);
}

TEST(BatchEngine, AnArrivalAtTheStartJoinsAndOneWhoseTimeOutFallsOnItIsGone) {
  BatchPlan plan = plain_plan({0, 10, 10, 10});
  plan.batch_delay = 5;
  const BatchOutcome joined = run(plan, requests_at({0, 5}));
  EXPECT_EQ(joined.records[1].finish, 15);
  plan.client_timeout = 5;
  const BatchOutcome gone = run(plan, requests_at({0, 3}));
  EXPECT_EQ(gone.records[0].fate, RequestFate::kTimedOut);
  EXPECT_EQ(gone.records[0].finish, 5);
  EXPECT_EQ(gone.records[1].fate, RequestFate::kTimedOut);
}

TEST(BatchEngine, ABatchThatSpansAnEdgeIsSplitAndCountsAtItsEnd) {
  const BatchOutcome r =
      run(plain_plan({0, 3 * kPsPerSecond}), requests_at({kPsPerBucket - kPsPerSecond}));
  EXPECT_EQ(r.usage.buckets[0].busy_ps, kPsPerSecond);
  EXPECT_EQ(r.usage.buckets[1].busy_ps, 2 * kPsPerSecond);
  EXPECT_EQ(r.usage.buckets[0].iterations, 0);
  EXPECT_EQ(r.usage.buckets[1].iterations, 1);
}

TEST(BatchEngine, FullQueueDropsAndIsNotOfferedElsewhere) {
  BatchPlan plan = plain_plan({0, 100});
  plan.queue_limit = 1;
  plan.replicas = 2;
  plan.router = Router::kRoundRobin;
  // 0 runs at replica 0, 2 waits there, 4 finds the queue full although replica 1 has been free
  // since 101.
  const BatchOutcome r = run(plan, requests_at({0, 1, 2, 3, 4}));
  EXPECT_EQ(r.records[4].fate, RequestFate::kDropped);
  EXPECT_EQ(r.records[4].finish, 4);
  EXPECT_EQ(r.records[2].finish, 200);
}

// Lindley's recursion W' = max(0, W + S - A), path by path.
TEST(BatchEngine, BatchesOfOneFollowLindleysRecursionPathByPath) {
  const Ps service = 800 * kMillisecond;
  std::vector<Ps> times;
  double t = 0;
  for (std::uint64_t i = 0; i < 200'000; ++i) {
    t += draw_exponential(3, Purpose::kTest, i);
    times.push_back(static_cast<Ps>(t * static_cast<double>(kPsPerSecond)));
  }
  BatchPlan plan = plain_plan({0, service});
  plan.meter.buckets = 300;
  const BatchOutcome r = run(plan, requests_at(times));
  Ps wait = 0;
  double total = 0;
  for (std::size_t i = 0; i < times.size(); ++i) {
    wait = i == 0 ? 0 : std::max<Ps>(0, wait + service - (times[i] - times[i - 1]));
    ASSERT_EQ(r.records[i].finish, times[i] + wait + service) << "request " << i;
    total += static_cast<double>(wait) / static_cast<double>(kPsPerSecond);
  }
  // Pollaczek-Khinchine for M/D/1 at rho = 0.8: rho * S / (2 (1 - rho)) = 1.6 s; 20,000 correlated
  // waits.
  EXPECT_NEAR(total / static_cast<double>(times.size()), 1.6, 0.1);
}

struct BatchWorkload {
  BatchPlan plan;
  std::vector<Request> requests;
  std::int64_t clients = 0;
  Ps grid = 0;
};

// Times on a coarse grid from day 30 on, so that ends, time-outs, arrivals and starts coincide.
BatchWorkload random_workload(std::uint64_t seed) {
  std::uint64_t draws = 0;
  const auto pick = [&](Ps low, Ps high) {
    const auto range = static_cast<std::uint64_t>(high - low + 1);
    return low + static_cast<Ps>(draw_bits(seed, Purpose::kTest, 7, draws++) % range);
  };
  BatchWorkload w;
  w.grid = pick(0, 3) == 0 ? 1'000'003 : 20 * kPsPerSecond;
  const Ps unit = 20 * kPsPerSecond;
  BatchPlan& plan = w.plan;
  plan.max_batch = static_cast<std::int32_t>(pick(1, 6));
  plan.batch = {0};
  for (int b = 1; b <= plan.max_batch; ++b) {
    plan.batch.push_back(pick(1, 12) * unit + (pick(0, 4) == 0 ? 1 : 0));
  }
  plan.batch_delay = pick(0, 4) * unit;
  plan.queue_limit = static_cast<std::int32_t>(pick(1, 12));
  plan.client_timeout = pick(1, 20) * unit;
  plan.front_end = pick(0, 2) * kMillisecond;
  plan.replicas = static_cast<std::int32_t>(pick(1, 5));
  plan.router = pick(0, 1) == 0 ? Router::kRoundRobin : Router::kLeastOutstanding;
  plan.meter = {30 * 24 * kPsPerHour, static_cast<std::int32_t>(pick(1, 7)),
                static_cast<std::int32_t>(pick(1, 3))};
  plan.classes = {{}, {pick(1, 8) * unit, 1, 0}, {0, 0, pick(1, 8) * unit}};
  w.clients = pick(0, 2) == 0 ? pick(1, 12) : 0;
  const Ps count = w.clients > 0 ? w.clients : pick(20, 150);
  Ps at = plan.meter.start - 10 * unit;
  for (Ps i = 0; i < count; ++i) {
    at += pick(0, 3) == 0 ? 0 : pick(0, 3) * unit;
    const auto token = [&] {
      return static_cast<std::int32_t>(pick(1, 9));
    };
    w.requests.push_back({at, i, token(), token(), static_cast<std::int32_t>(pick(0, 2)), -1});
  }
  w.grid = w.clients > 0 ? unit : w.grid;
  return w;
}

bool agrees(const BatchWorkload& w, BatchOracle& oracle) {
  TestSource source(w.requests, w.clients, w.grid);
  std::vector<RequestRecord> records;
  const PoolUsage usage =
      simulate_batches(w.plan, source, {.records = &records, .stop = {}, .progress = {}});
  const PoolUsage expected = oracle.run();
  return usage == expected && records == oracle.records();
}

TEST(BatchEngine, AgreesBitForBitWithTheNaivePool) {
  std::int64_t ties = 0, delayed = 0, split = 0, dropped = 0, timed_out = 0, backlog = 0, met = 0;
  for (std::uint64_t seed = 1; seed <= 400; ++seed) {
    const BatchWorkload w = random_workload(seed);
    TestSource source(w.requests, w.clients, w.grid);
    BatchOracle oracle(w.plan, source, Fault::kNone);
    ASSERT_TRUE(agrees(w, oracle)) << "seed " << seed;
    TestSource again(w.requests, w.clients, w.grid);
    const PoolUsage usage = simulate_batches(w.plan, again);
    ties += oracle.ties;
    delayed += oracle.delayed_starts;
    split += oracle.split_batches;
    backlog += usage.backlog_end;
    for (const UsageBucket& b : usage.buckets) {
      dropped += b.dropped;
      timed_out += b.timed_out;
    }
    for (const ClassUsage& c : usage.classes) {
      for (const ClassDay& d : c.days) {
        EXPECT_EQ(d.arrived, d.completed + d.dropped + d.timed_out + d.in_flight)
            << "seed " << seed;
        met += d.completed - d.slo_met;
      }
    }
  }
  // The workloads met everything that could go wrong.
  for (const std::int64_t count : {ties, delayed, split, dropped, timed_out, backlog, met}) {
    EXPECT_GT(count, 100);
  }
}

TEST(BatchEngine, TheDifferentialTestNoticesEveryPlantedFault) {
  for (const Fault fault : {Fault::kStartBeforeArrival, Fault::kTimeOutAfterArrival,
                            Fault::kNewestFirst, Fault::kHighestIndex, Fault::kNoEdgeSplit}) {
    int noticed = 0;
    for (std::uint64_t seed = 1; seed <= 100; ++seed) {
      const BatchWorkload w = random_workload(seed);
      TestSource source(w.requests, w.clients, w.grid);
      BatchOracle oracle(w.plan, source, fault);
      noticed += agrees(w, oracle) ? 0 : 1;
    }
    EXPECT_GT(noticed, 5) << "fault " << static_cast<int>(fault);
  }
}

TEST(BatchEngine, StopsWhenAskedAndReportsProgress) {
  std::vector<Ps> times(20'000);
  std::iota(times.begin(), times.end(), Ps{0});
  TestSource source(requests_at(times));
  std::stop_source stop;
  Ps reached = -1;
  const RunControl options{.records = nullptr, .stop = stop.get_token(), .progress = [&](Ps at) {
                             reached = at;
                             stop.request_stop();
                           }};
  EXPECT_THROW(simulate_batches(plain_plan({0, 5}), source, options), Cancelled);
  EXPECT_GE(reached, 0);
}

TEST(BatchEngine, ABrokenPlanIsToldByItsNumbers) {
  TestSource source({});
  BatchPlan plan = plain_plan({0, 5, 6});
  plan.max_batch = 4;
  try {
    simulate_batches(plan, source);
    FAIL();
  } catch (const std::logic_error& error) {
    EXPECT_NE(std::string(error.what()).find("batch has 3 durations, must have max_batch + 1 = 5"),
              std::string::npos)
        << error.what();
  }
}

TEST(BatchEngine, BrokenPlansAreRefused) {
  TestSource source({});
  BatchPlan plan = plain_plan({0, 5});
  plan.client_timeout = 0;
  EXPECT_THROW(simulate_batches(plan, source), std::logic_error);
  plan = plain_plan({0, 5});
  plan.max_batch = 2;
  EXPECT_THROW(simulate_batches(plan, source), std::logic_error);
  plan = plain_plan({0, 0});
  EXPECT_THROW(simulate_batches(plan, source), std::logic_error);
}

}  // namespace
}  // namespace costwright::testing

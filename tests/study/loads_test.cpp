// Loads instead of months: what is read between simulations, against simulations, a closed form and
// sums by hand.
#include "study/simulate/loads.h"

#include <cmath>

#include "core/scenario/loaded.h"
#include "study/simulate/simulate.h"
#include "study/simulate/window.h"
#include "tests/study/small_runs.h"

namespace costwright::testing {
using namespace study;
namespace {

// Poisson arrivals at one server with a fixed service time: `max_batch: 1`.
constexpr const char* kQueue = R"(
name: queue
start: 2027-01
horizon: 24 months
simulation: {error_range: false}
sites: {plant: {electricity: 0.1 USD/kWh, pue: 1.3}}
fleet:
  rented: {owned: {server: cpu-2s-8380, site: plant, count: 1, book_life: 36 months}}
models: {eye: {model: BERT-large, weights: int8}}
serving:
  images: {model: eye, fleet: rented, replicas: 1, max_batch: 1, queue_limit: 100000}
workloads:
  images:
    served_by: images
    arrivals: {synthetic: {input_tokens: {fixed: 1 tokens}, output_tokens: {fixed: 1 tokens}}}
    demand: {requests: 40 M requests/month, growth: 2 %/month}
)";

// A thousand latencies, each in a bucket of its own, and all of them twice as long: half of the
// larger one apart, in the mean and in each percentile that a hundred lie beyond.
TEST(Discrepancies, AreRelativeToTheLargerOne) {
  sim::PoolUsage usage, slower;
  usage.classes.resize(1);
  usage.classes[0].days.resize(1);
  slower = usage;
  for (int i = 0; i < 1000; ++i) {
    const auto latency_ps = static_cast<std::int64_t>(1e6 * std::pow(1.02, i));
    usage.classes[0].days[0].latency.e2e.add(latency_ps);
    slower.classes[0].days[0].latency.e2e.add(2 * latency_ps);
  }
  const Discrepancy found = discrepancy(usage, slower);
  EXPECT_NEAR(found.means, 0.5, 0.01);
  EXPECT_NEAR(found.percentiles, 0.5, 0.01);
  EXPECT_EQ(found.sums, 0);
  EXPECT_EQ(discrepancy(usage, usage), Discrepancy{});
}

class Loads : public ::testing::Test {
 protected:
  Evaluation run(const std::vector<Override>& overrides = {},
                 const Memory* cache = nullptr,
                 int threads = 1) {
    Diagnostics diagnostics;
    auto loaded = read_scenario({folder_.write("queue.yaml", kQueue), {}, overrides}, diagnostics);
    EXPECT_TRUE(loaded) << diagnostics.text();
    auto evaluation = evaluate(inputs_, std::move(*loaded),
                               {.remembered = cache, .threads = threads}, diagnostics);
    EXPECT_TRUE(evaluation) << diagnostics.text();
    return std::move(*evaluation);
  }

  Folder folder_;
  Inputs inputs_{SOURCE_DIR "/data"};
};

double mean_s(const Evaluation& evaluation, std::size_t month) {
  return evaluation.monthly->latencies->months[month][0].e2e.mean_s();
}

// Pollaczek-Khinchine: with load r and service time s an M/D/1 queue answers in s (1 + r / 2(1 -
// r)) on average. Every month is right, though few are simulated; so is the energy's base, busy
// time.
TEST_F(Loads, EveryMonthOfAGrowingQueueIsThatOfTheClosedForm) {
  const Evaluation evaluation = run();
  const auto& plan = std::get<sim::BatchPlan>(*evaluation.plan->simulations.front().plan);
  const double service_s = static_cast<double>(plan.batch.at(1)) * 1e-12;
  const double front_s = static_cast<double>(plan.front_end) * 1e-12;
  ASSERT_EQ(plan.max_batch, 1);
  EXPECT_LT(evaluation.simulated, 20);
  for (std::size_t m = 0; m < 24; ++m) {
    const double hours = hours_in(evaluation.basis.start + static_cast<int>(m));
    const double load = evaluation.basis.workloads[0].demand[m] / (hours * 3600) * service_s;
    ASSERT_GT(load, 0.1);
    ASSERT_LT(load, 0.95);
    const double wanted = front_s + service_s * (1 + load / (2 * (1 - load)));
    EXPECT_NEAR(mean_s(evaluation, m) / wanted, 1, 0.012) << "month " << m << ", load " << load;
    EXPECT_NEAR(evaluation.monthly->pools[0][m].busy_share / load, 1, 0.01) << m;
  }
}

TEST_F(Loads, StandardAndQuickAreNearFull) {
  const Evaluation full = run({{"simulation.effort", "full"}, {"horizon", "6 months"}});
  for (const char* effort : {"standard", "quick"}) {
    const Evaluation some = run({{"simulation.effort", effort}, {"horizon", "6 months"}});
    EXPECT_LT(some.simulated_requests, 0.6 * full.simulated_requests) << effort;
    const double most = promised(some.plan->effort).means;
    for (std::size_t m = 0; m < 6; ++m) {
      EXPECT_NEAR(mean_s(some, m) / mean_s(full, m), 1, most) << effort << " " << m;
    }
    EXPECT_EQ(some.ledger.lines.size(), full.ledger.lines.size());
  }
}

TEST_F(Loads, WhatIsRememberedAndHowManyThreadsChangesNothing) {
  const Memory cache("");
  const Evaluation cold = run({}, &cache, 2);
  const Evaluation again = run({}, &cache, 1);
  EXPECT_GT(cold.simulated, 0);
  EXPECT_EQ(again.simulated, 0);
  EXPECT_EQ(again.from_cache, cold.simulated + cold.from_cache);
  ASSERT_EQ(again.usages.size(), cold.usages.size());
  for (std::size_t i = 0; i < cold.usages.size(); ++i) {
    EXPECT_EQ(*again.usages[i], *cold.usages[i]) << i;
  }
}

// Between their ends paths of other growth meet the same grid.
TEST_F(Loads, ScenariosThatDifferInGrowthShareWhatIsRemembered) {
  const Memory cache("");
  const Evaluation slow =
      run({{"horizon", "12 months"}, {"workloads.images.demand.growth", "4.8 %/month"}}, &cache);
  const Evaluation fast =
      run({{"horizon", "12 months"}, {"workloads.images.demand.growth", "5 %/month"}}, &cache);
  EXPECT_GT(fast.from_cache, 2);
}

// The load at which an M/D/1 queue still answers 99 % within its limit is found, and every month is
// held against it: demand / capacity.
TEST_F(Loads, CapacityIsWhereTheTargetIsJustMet) {
  const Evaluation evaluation = run({{"workloads.images.slo", "{e2e: 150 ms, target: 99 %}"}});
  const auto first = load_in(evaluation, evaluation.monthly->pools[0][0]);
  const auto last = load_in(evaluation, evaluation.monthly->pools[0][23]);
  ASSERT_TRUE(first && last) << evaluation.outcome.workloads[0].slo_share.value();
  const auto& demand = evaluation.basis.workloads[0].demand;
  const double per_hour = hours_in(evaluation.basis.start) / hours_in(evaluation.basis.start + 23);
  EXPECT_NEAR(*last / *first, demand[23] / demand[0] * per_hour, 1e-6);
  // Scaled to that capacity, the service just meets it.
  const double times = 1 / *first;
  const Evaluation at_capacity =
      run({{"horizon", "1 months"},
           {"simulation.effort", "full"},
           {"workloads.images.demand.requests", fmt::format("{:.0f} requests/month", 40e6 * times)},
           {"workloads.images.slo", "{e2e: 150 ms, target: 99 %}"}});
  EXPECT_NEAR(*at_capacity.outcome.workloads[0].slo_share, 0.99, 0.004);
}

sim::PoolUsage usage_of(std::int64_t requests, std::int64_t latency_ps) {
  sim::PoolUsage usage;
  usage.buckets.resize(4);
  usage.buckets[1].arrived = usage.buckets[1].completed = requests;
  usage.buckets[1].busy_ps = requests * sim::Int128{1'000'000'000};
  sim::ClassDay day;
  day.arrived = day.completed = requests;
  day.latency.e2e.add(latency_ps, static_cast<std::uint64_t>(requests));
  usage.classes.push_back({{day}, {}});
  return usage;
}

// 1,000 requests of 2 s and 3,000 of 4 s: a quarter of the way there are 1,500 of 2.5 s.
TEST(Between, CountersMoveInProportionAndLatenciesByQuantile) {
  const sim::PoolUsage quarter =
      between(usage_of(1000, 2'000'000'000'000), usage_of(3000, 4'000'000'000'000), 0.25);
  EXPECT_EQ(quarter.buckets[1].arrived, 1500);
  EXPECT_TRUE(quarter.buckets[1].busy_ps == sim::Int128{1500} * 1'000'000'000);
  EXPECT_EQ(quarter.classes[0].days[0].completed, 1500);
  const LatencyHistogram& e2e = quarter.classes[0].days[0].latency.e2e;
  EXPECT_EQ(e2e.count(), 1500U);
  EXPECT_NEAR(e2e.quantile_s(0.01), 2.5, 0.04);
  EXPECT_NEAR(e2e.quantile_s(0.99), 2.5, 0.04);
}

TEST(Between, TheEndsAreThemselves) {
  const sim::PoolUsage a = usage_of(1000, 2'000'000'000'000);
  const sim::PoolUsage b = usage_of(3000, 4'000'000'000'000);
  EXPECT_EQ(between(a, b, 0).buckets, a.buckets);
  EXPECT_EQ(between(a, b, 1).buckets, b.buckets);
  EXPECT_EQ(discrepancy(a, a), Discrepancy{});
}

// Hours of a quarter: a quarter of the requests, each of which stands for four.
TEST(Between, WhatWasCutIsRepeated) {
  const sim::PoolUsage whole = repeated(usage_of(250, 2'000'000'000'000), 4);
  EXPECT_EQ(whole.buckets[1].arrived, 1000);
  EXPECT_EQ(whole.classes[0].days[0].latency.e2e.count(), 1000U);
  EXPECT_EQ(whole.stands_for, 4);
}

}  // namespace
}  // namespace costwright::testing

// What a simulated window leaves to chance, by hand.
#include "study/outcome/sampling.h"

#include "tests/study/small_runs.h"

namespace costwright::testing {
using namespace study;
namespace {

// Parts of 100 requests with means 1.0, 1.1, ..., 1.7 s: the variance of the overall mean is
// 0.06 / 8 = 0.0075 s^2. Half of the requests at 0.35 s and half at 2.35 s have a variance of 1
// s^2, so that the 800 are worth 1 / 0.0075 = 133 independent ones.
TEST(Sampling, ClusteredRequestsAreWorthFewerIndependentOnes) {
  sim::ClassUsage usage;
  usage.days.resize(1);
  usage.days[0].latency.e2e.add(350'000'000'000, 400);
  usage.days[0].latency.e2e.add(2'350'000'000'000, 400);
  for (std::size_t i = 0; i < usage.parts.size(); ++i) {
    usage.parts[i].completed = 100;
    usage.parts[i].e2e_ps =
        100 * (sim::Int128{1'000'000'000'000} + 100'000'000'000 * sim::Int128(i));
  }
  EXPECT_NEAR(worth_of(usage).e2e, 133, 3);
  EXPECT_EQ(worth_of(usage).tpot, 0);
}

// Parts that agree are worth all their requests, and no more.
TEST(Sampling, NoWindowIsWorthMoreThanItHas) {
  sim::ClassUsage usage;
  usage.days.resize(1);
  usage.days[0].latency.e2e.add(1'000'000'000'000, 800);
  for (sim::SamplePart& part : usage.parts) {
    part.completed = 100;
    part.e2e_ps = sim::Int128{100} * 1'000'000'000'000;
  }
  EXPECT_EQ(worth_of(usage).e2e, 800);
}

}  // namespace
}  // namespace costwright::testing

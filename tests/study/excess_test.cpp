#include "study/simulate/excess.h"

#include <cmath>

#include <gtest/gtest.h>

#include "sim/meters/usage.h"

namespace costwright::study {
namespace {

// 98 requests of 2 s, two of 4 s.
sim::PoolUsage usage() {
  sim::ClassDay day;
  day.arrived = day.completed = 100;
  day.slo_met = 98;
  day.latency.e2e.add(2 * sim::kPsPerSecond, 98);
  day.latency.e2e.add(4 * sim::kPsPerSecond, 2);
  sim::PoolUsage usage;
  usage.classes.push_back({{day}, {}});
  return usage;
}

// A pool with one class that may miss `allowed` of its limit of 3 s.
struct OneClass {
  ScenarioPlan plan;
  Simulation run;

  explicit OneClass(double allowed) {
    plan.bases.emplace_back().slo_target = 1 - allowed;
    plan.pools.emplace_back().workload_of_class = {0};
    sim::ServingPlan serving;
    serving.classes.emplace_back().slo_e2e = 3 * sim::kPsPerSecond;
    run.pool = 0;
    run.plan = std::make_shared<const PoolPlan>(serving);
  }
  double excess(double times = 1) const { return study::excess(plan, run, usage(), times); }
};

double odds(double share) {
  return std::log(share / (1 - share));
}

TEST(Excess, IsTheLogOddsOfWhatMissesAgainstWhatMay) {
  EXPECT_NEAR(OneClass(0.01).excess(), std::log((2.0 / 98) / (1.0 / 99)), 1e-12);
  EXPECT_NEAR(OneClass(0.02).excess(), 0, 1e-12);
  EXPECT_LT(OneClass(0.05).excess(), 0);
}

// Twice as long, all are late; half as long, none is.
TEST(Excess, OfOtherSpeedsGoesByTheLatencies) {
  EXPECT_NEAR(OneClass(0.01).excess(1.0001), OneClass(0.01).excess(), 1e-9);
  EXPECT_GT(OneClass(0.01).excess(2), odds(0.99) - odds(0.01));
  EXPECT_TRUE(is_nothing(OneClass(0.01).excess(0.5)));
  EXPECT_FALSE(is_nothing(OneClass(0.01).excess()));
}

TEST(ExcessCurve, IsStraightInTheLogOfTheLoad) {
  const ExcessCurve curve({{100, -1}, {400, 1}});
  EXPECT_NEAR(curve.at(200), 0, 1e-12);
  EXPECT_EQ(curve.at(400), 1);
  EXPECT_NEAR(curve.at(800), 2, 1e-12);
  EXPECT_NEAR(curve.at(50), -2, 1e-12);
}

// Two looks side by side tell chance from a slope no more than one does.
TEST(ExcessCurve, GoesOnBeyondNearLooksAsTheLoadDoes) {
  const ExcessCurve curve({{100, 0}, {101, 3}});
  EXPECT_NEAR(curve.at(202), 3 + std::log(2), 1e-12);
  EXPECT_NEAR(ExcessCurve({{100, 1}}).at(50), 1 - std::log(2), 1e-12);
}

}  // namespace
}  // namespace costwright::study

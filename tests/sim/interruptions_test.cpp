#include "sim/serving/interruptions.h"

#include <algorithm>

#include <gtest/gtest.h>

namespace costwright::testing {
using namespace sim;
namespace {

constexpr Ps kHour = kPsPerHour;

// Lives of 1 and 24 hours, as often one as the other: a mean of 12.5 hours.
InterruptionPlan two_lives() {
  InterruptionPlan plan;
  plan.lifetimes = {kHour, 24 * kHour};
  plan.cumulative = {0.5, 1};
  plan.notice = 120 * kPsPerSecond;
  plan.gone = kHour / 2;
  return plan;
}

double outages_between(const std::vector<Outage>& outages, Ps from, Ps until) {
  return static_cast<double>(
      std::count_if(outages.begin(), outages.end(), [&](const Outage& outage) {
        return outage.down >= from && outage.down < until;
      }));
}

TEST(Interruptions, ComeAsOftenAsTheMeanLifeSays) {
  InterruptionPlan plan;
  plan.mean_life_s = 100 * 3600;
  plan.gone = 10 * kHour;
  const auto outages = draw_outages(plan, 5000, 1, 550 * kHour);
  // Every replica in 110 hours once: 5 in 550. The standard deviation of the count is at most
  // sqrt(25,000) = 158. Those that are gone at the start count there: 5,000 / 11.
  EXPECT_NEAR(outages_between(outages, 1, 550 * kHour), 25'000, 500);
  EXPECT_NEAR(outages_between(outages, 0, 1), 5000.0 / 11, 110);
}

// Two lives of 12.5 hours on average, then half an hour: 30 * 650 / 13 = 1,500. 100 hours and 10:
// 5,000 * 550 / 110.
TEST(Interruptions, AreCountedBeforeTheyAreDrawn) {
  EXPECT_NEAR(expected_outages(two_lives(), 30, 650 * kHour), 1500, 1e-6);
  InterruptionPlan plan;
  plan.mean_life_s = 100 * 3600;
  plan.gone = 10 * kHour;
  EXPECT_NEAR(expected_outages(plan, 5000, 550 * kHour), 25'000, 1e-6);
}

// Lives of 24 hours and 4 hours gone: there for 24 / 28 of any day, the first one too.
TEST(Interruptions, AReplicaIsThereForItsShareOfAnyDay) {
  InterruptionPlan plan;
  plan.mean_life_s = 24 * 3600;
  plan.gone = 4 * kHour;
  EXPECT_NEAR(up_share(plan), 24.0 / 28, 1e-12);
  constexpr std::int32_t kReplicas = 20'000;
  double gone_h = 0;
  for (const Outage& outage : draw_outages(plan, kReplicas, 3, 24 * kHour)) {
    gone_h += static_cast<double>(std::min(outage.up, 24 * kHour) - outage.down) / kHour;
  }
  // 24 h of 20,000 replicas; 4 standard deviations of the mean share are 0.0045.
  EXPECT_NEAR(1 - gone_h / 24 / kReplicas, 24.0 / 28, 0.0045);
}

// A bathtub's many early deaths must not all fall into the first hour of the clock: replicas are as
// old as they are found. Lives of 24 hours are met 24 times as often as those of one hour.
TEST(Interruptions, BeginInTheMiddleOfALife) {
  InterruptionPlan plan = two_lives();
  plan.gone = 1;
  const auto outages = draw_outages(plan, 20'000, 7, 48 * kHour);
  // 20,000 / 12.5 hours = 1,600 an hour, at any time; 5 standard deviations are 200.
  EXPECT_NEAR(outages_between(outages, 0, kHour), 1600, 200);
  EXPECT_NEAR(outages_between(outages, 30 * kHour, 31 * kHour), 1600, 300);
}

TEST(Interruptions, OfOneReplicaDoNotOverlap) {
  InterruptionPlan plan = two_lives();
  plan.notice = 2 * kHour;  // longer than a life
  const auto outages = draw_outages(plan, 50, 3, 200 * kHour);
  for (std::size_t i = 0; i < outages.size(); ++i) {
    EXPECT_LE(outages[i].notice, outages[i].down);
    EXPECT_EQ(outages[i].up, outages[i].down + plan.gone);
    if (i > 0 && outages[i].replica == outages[i - 1].replica) {
      EXPECT_GE(outages[i].notice, outages[i - 1].up);
    }
  }
  EXPECT_GT(outages.size(), 500U);
}

TEST(Interruptions, OfOneReplicaDependOnNoOther) {
  const auto few = draw_outages(two_lives(), 3, 5, 100 * kHour);
  const auto many = draw_outages(two_lives(), 9, 5, 300 * kHour);
  std::vector<Outage> first;
  for (const Outage& outage : many) {
    if (outage.replica < 3 && outage.down < 100 * kHour) {
      first.push_back(outage);
    }
  }
  EXPECT_EQ(first, few);
}

}  // namespace
}  // namespace costwright::testing

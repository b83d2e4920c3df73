// Bounds against every plan of three real problems: none is above what it bounds, on one they are
// what they bound (rent does not depend on what is done), on one they are within a hundredth. So a
// bound that is a hundredth too high is found out.
#include <gtest/gtest.h>

#include "study/optimize/bounds.h"
#include "study/optimize/evaluator.h"
#include "study/optimize/objective.h"
#include "tests/study/small_runs.h"

namespace costwright::testing {
using namespace study;
namespace {

// The bound of a plan as a share of what it comes to.
struct Nearness {
  int plans = 0;
  double least = 2, most = 0;
};

class EveryPlan : public ::testing::Test {
 protected:
  Nearness bounded(const std::string& scenario, const std::vector<Override>& overrides) {
    Diagnostics diagnostics;
    const auto choices = Choices::read(
        inputs_, {SOURCE_DIR "/scenarios/" + scenario + "/scenario.yaml", {}, overrides},
        diagnostics);
    EXPECT_TRUE(choices) << diagnostics.text();
    const MetricName tco{&metric("tco"), ""};
    const Bounds bounds(inputs_, *choices, {tco}, 0);
    Evaluator evaluator(inputs_, *choices, bounds.axes_of_money(), {});
    const auto all = all_of(*choices);
    const auto tried = evaluator.evaluate(all, Trial::kStandard);
    Nearness near;
    for (std::size_t i = 0; i < all.size(); ++i) {
      if (tried[i]->why.empty() && tried[i]->months_missed <= 0) {
        look(bounds, tco, all[i], tried[i]->figures.at("tco").value, near);
      }
    }
    return near;
  }

 private:
  static std::vector<Choice> all_of(const Choices& choices) {
    std::vector<Choice> all{Choice()};
    for (const StrategyAxis& axis : choices.axes()) {
      std::vector<Choice> more;
      for (const Choice& choice : all) {
        for (std::size_t option = 0; option < axis.options.size(); ++option) {
          more.push_back(choice);
          more.back().push_back(static_cast<int>(option));
        }
      }
      all = std::move(more);
    }
    return all;
  }

  // Of the plan, and of each plan of which it is a completion.
  static void look(const Bounds& bounds,
                   const MetricName& metric,
                   Choice choice,
                   double objective,
                   Nearness& near) {
    const double share = bounds.of(metric, choice) / objective;
    near.plans += 1;
    near.least = std::min(near.least, share);
    near.most = std::max(near.most, share);
    EXPECT_LE(bounds.excess(choice), 0);
    for (std::size_t open = choice.size(); open-- > 0;) {
      choice[open] = kOpenAxis;
      EXPECT_LE(bounds.of(metric, choice), objective);
    }
  }

  Inputs inputs_{SOURCE_DIR "/data"};
};

// A search's axes but those that are named, out.
std::vector<Override> without(std::initializer_list<const char*> axes) {
  std::vector<Override> overrides;
  for (const char* axis : axes) {
    overrides.push_back({fmt::format("strategies.{}", axis), "null"});
  }
  return overrides;
}

// 56 mixes of rented machines, of which some keep the SLO.
TEST_F(EveryPlan, OfRentedMachinesIsItsBound) {
  const Nearness near = bounded("mixed-gpus", {});
  EXPECT_GE(near.plans, 10);
  EXPECT_LE(near.most, 1);
  EXPECT_EQ(near.least, 1);
}

// Two servers of our own that are half idle: 4 x 2 x 3 x 3 of their settings.
TEST_F(EveryPlan, OfLittleLoadIsWithinAHundredthOfItsBound) {
  const Nearness near =
      bounded("optimize-chat", without({"machines", "batch", "router", "keep", "tier"}));
  EXPECT_GE(near.plans, 30);
  EXPECT_LE(near.most, 1);
  EXPECT_GE(near.most, 0.99);
  EXPECT_GE(near.least, 0.95);
}

// 22 kinds of machines, bought and rented, at three clocks.
TEST_F(EveryPlan, OfOtherMachinesIsNotBelowItsBound) {
  const Nearness near = bounded(
      "optimize-chat", without({"weights", "kv", "plan", "batch", "router", "keep", "tier"}));
  EXPECT_GE(near.plans, 30);
  EXPECT_LE(near.most, 1);
}

}  // namespace
}  // namespace costwright::testing

#include "study/simulate/forecast.h"

#include <gtest/gtest.h>

#include "core/scenario/loaded.h"
#include "tests/field/field_runs.h"

namespace costwright::testing {
namespace {

// 1,000 requests a month: one typical day of a month of 28, 29, 30 and 31 days each, as often as so
// few need.
TEST(Forecast, FewRequestsAreAllOfThem) {
  Diagnostics diagnostics;
  auto loaded =
      load_scenario(field_input("small.yaml"), {{"simulation.effort", "full"}}, diagnostics);
  ASSERT_TRUE(loaded) << diagnostics.text();
  const auto checked = check(Inputs(SOURCE_DIR "/data"), std::move(*loaded), diagnostics);
  ASSERT_TRUE(checked) << diagnostics.text();
  const Forecast expected = forecast_of(*checked);
  EXPECT_NEAR(expected.requests / checked->plan->days.repeats,
              1000.0 / 28 + 1000.0 / 29 + 1000.0 / 30 + 1000.0 / 31, 0.01);
  EXPECT_LT(expected.core_seconds, 2);
}

TEST(Forecast, HoursOfSimulationAreRefusedWithWhatHelps) {
  std::string said;
  EXPECT_FALSE(field_run("small.yaml",
                         {{"workloads.w.demand.requests", "1e12 requests/month"},
                          {"simulation.effort", "full"},
                          {"fleet.f.cloud.count", "10000"},
                          {"serving.s.tensor_parallel", "1"}},
                         &said));
  EXPECT_NE(said.find("requests would have to be simulated, more than 5e+10"), std::string::npos)
      << said;
  EXPECT_NE(said.find("effort: standard"), std::string::npos) << said;
}

// Four GiB bear three threads of 1.25 GiB, and one of any size.
TEST(Forecast, ThreadsAreHeldBackByMemory) {
  EXPECT_EQ(bearable_threads({.gib = 0.1}, 8), 8);
  EXPECT_EQ(bearable_threads({.gib = 1.25}, 8), 3);
  EXPECT_EQ(bearable_threads({.gib = 10}, 8), 1);
}

}  // namespace
}  // namespace costwright::testing

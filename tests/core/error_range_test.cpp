// Half-widths add as squares, so 0.3, 0.4 and 1.2 make 0.5 and 1.3.
#include "core/calibration/error_range.h"

#include <cmath>

#include <gtest/gtest.h>

#include "core/calibration/pooled_factors.h"

namespace costwright::testing {
namespace {

using enum ErrorStep;

ErrorSpreads pooled() {
  ErrorSpreads spreads;
  spreads.step[static_cast<std::size_t>(kLengths)] = 0.3;
  spreads.step[static_cast<std::size_t>(kModel)] = 0.4;
  spreads.step[static_cast<std::size_t>(kAccelerator)] = 1.2;
  return spreads;
}

TEST(HalfWidth, GrowsWithEveryStepAsASquare) {
  EXPECT_DOUBLE_EQ(half_width({}, pooled(), {}), 0.3);
  EXPECT_DOUBLE_EQ(half_width({}, pooled(), {kModel}), 0.5);
  EXPECT_DOUBLE_EQ(half_width({}, pooled(), {kModel, kAccelerator}), 1.3);
}

// One model counts 1 against 3 of all: sqrt((0.1^2 + 3 x 0.3^2) / 4); nine models count three times
// as much as all: sqrt((9 x 0.1^2 + 3 x 0.3^2) / 12).
TEST(HalfWidth, OfACalibrationOfItsOwnIsBelievedByItsModels) {
  EXPECT_NEAR(half_width({0.1, 0, 1}, pooled(), {}), 0.264575, 1e-6);
  EXPECT_NEAR(half_width({0.1, 0, 9}, pooled(), {}), 0.173205, 1e-6);
  EXPECT_NEAR(half_width({0.1, 0.2, 9}, pooled(), {kModel}), 0.304138, 1e-6);  // 0.04, 0.25
  EXPECT_DOUBLE_EQ(half_width({0.1, 0, 1}, pooled(), {kModel}), 0.5);
}

// Two figures that agree by chance once made a range of 1.122 to 1.122.
TEST(HalfWidth, OfAFitThatMissesNothingIsNotNothing) {
  EXPECT_GT(half_width({1e-9, 0, 1}, pooled(), {}), 0.25);
}

TEST(TimeRange, IsAsFarDownAsUp) {
  EXPECT_NEAR(time_range(0.5).low, 0.606531, 1e-6);
  EXPECT_NEAR(time_range(0.5).high, 1.648721, 1e-6);
}

// ln 2 and 1.2: sqrt(0.480453 + 1.44) = 1.385804.
TEST(TimeRange, ThatIsStatedHoldsForOtherModelsAndWidensBeyond) {
  EXPECT_EQ(widened({0.5, 2}, pooled(), {kModel}), (TimeRange{0.5, 2}));
  const TimeRange wide = widened({0.5, 2}, pooled(), {kModel, kAccelerator});
  EXPECT_NEAR(wide.high, 3.998038, 1e-5);
  EXPECT_NEAR(wide.low, 0.250123, 1e-5);
  EXPECT_NEAR(widened({1.25, 2}, pooled(), {kAccelerator}).low, std::exp(-1.2), 1e-12);
}

TEST(ErrorSteps, TheFurthestIsTheLast) {
  EXPECT_EQ(furthest({}), kLengths);
  EXPECT_EQ(furthest({kAccelerator, kModel}), kAccelerator);
}

TEST(EngineFamily, IsTheEngineThatReleasesAreNamedAfter) {
  const std::vector<std::string> engines{"trt-llm-2023", "trt-llm", "vllm", "trt"};
  EXPECT_EQ(engine_family("trt-llm-2023", std::vector<std::string>{"trt-llm", "vllm"}), "trt-llm");
  EXPECT_EQ(engine_family("vllm", engines), "vllm");
  EXPECT_EQ(engine_family("sglang", engines), "sglang");
}

// Of the same engine elsewhere (weight 1/2) and another engine here (1/101): 0.4 x 2^(1/101 / (1/2
// + 1/101)).
TEST(PooledFactors, AreTheMeanOfLogarithmsAboveAllOfTheSameEngine) {
  perf::LlmEfficiency low;
  perf::LlmEfficiency high;
  low.compute = 0.4;
  high.compute = 0.8;
  const std::vector<MeasuredFactors> measured{{{"sglang", "hopper", "fp8"}, low},
                                              {{"vllm", "blackwell", "fp8"}, high}};
  const auto found = pooled_factors({"sglang", "blackwell", "fp8"}, measured);
  EXPECT_NEAR(found.compute, 0.405419, 1e-5);
  EXPECT_NEAR(found.weights, low.weights, 1e-12);
}

}  // namespace
}  // namespace costwright::testing

#include <gtest/gtest.h>

#include "core/calibration/llm_calibration.h"
#include "tests/core/perf_samples.h"

namespace costwright::testing {
using namespace perf;
namespace {

const Catalog& catalog() {
  static const Catalog loaded = [] {
    Diagnostics diagnostics;
    return Catalog::load(SOURCE_DIR "/data", diagnostics);
  }();
  return loaded;
}

LlmCalibration chosen(const std::string& engine,
                      const std::string& architecture,
                      Precision weights,
                      ModelShape model = samples::llama_8b()) {
  LlmReplica replica{std::move(model), samples::h100_sxm(), weights, Precision::kBf16, 1, false};
  replica.accelerator.architecture = architecture;
  FactLog facts;
  Diagnostics diagnostics;
  const auto result = calibration_for(catalog(), engine, replica, facts, diagnostics);
  EXPECT_EQ(diagnostics.text(), "");
  return result;
}

TEST(LlmCalibration, TheNearestRowServesAndSaysHowNear) {
  using enum CalibrationMatch;
  const LlmCalibration exact = chosen("vllm", "hopper", Precision::kFp8);
  EXPECT_EQ(exact.key, "vllm/hopper/fp8");
  EXPECT_EQ(exact.match, kExact);
  EXPECT_EQ(exact.extrapolated, "");
  EXPECT_NEAR(exact.time_low * exact.time_high, 1, 1e-12);
  EXPECT_EQ(chosen("vllm", "hopper", Precision::kFp16).key, "vllm/hopper/bf16");
  const LlmCalibration other = chosen("vllm", "hopper", Precision::kInt8);
  EXPECT_EQ(other.match, kOtherArithmetic);
  EXPECT_NE(other.extrapolated, "");
  EXPECT_EQ(furthest(other.steps), ErrorStep::kArithmetic);
  EXPECT_GT(other.time_high, exact.time_high);
  const LlmCalibration elsewhere = chosen("sglang", "ada", Precision::kFp8);
  EXPECT_EQ(elsewhere.match, kOtherArchitecture);
  EXPECT_GT(elsewhere.time_high, other.time_high);
  EXPECT_NE(elsewhere.factors.compute, exact.factors.compute);
  EXPECT_EQ(chosen("own-engine", "cdna3", Precision::kFp8).match, kOtherEngine);
  EXPECT_EQ(furthest(chosen("vllm-2020", "cdna3", Precision::kFp8).steps), ErrorStep::kRelease);
  const LlmCalibration none = chosen("own-engine", "tpu-v6e", Precision::kBf16);
  EXPECT_EQ(none.match, kNone);
  EXPECT_EQ(none.key, "");
  EXPECT_EQ(none.steps.size(), 3U);
  EXPECT_GT(none.time_high, elsewhere.time_high);
}

// Ten times the largest model that was measured.
TEST(LlmCalibration, AModelBeyondTheMeasuredOnesIsExtrapolated) {
  ModelShape giant = samples::llama_405b();
  giant.parameters = giant.active_parameters = 4e12;
  EXPECT_NE(chosen("vllm", "hopper", Precision::kFp8, giant).extrapolated.find("measured"),
            std::string::npos);
}

TEST(LlmFactors, EveryDefaultLiesWithinItsBounds) {
  for (const LlmFactor& f : llm_factors()) {
    const double value = LlmEfficiency{}.*f.member / f.unit;
    EXPECT_GE(value, f.low) << f.name;
    EXPECT_LE(value, f.high) << f.name;
  }
}

}  // namespace
}  // namespace costwright::testing

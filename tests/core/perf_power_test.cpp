#include <cmath>
#include <random>

#include <gtest/gtest.h>

#include "core/perf/power/power.h"
#include "tests/core/perf_samples.h"

namespace costwright::testing {
using namespace perf;
namespace {

AcceleratorSpec v100_pcie() {
  return samples::with(samples::accelerator("v100-pcie-16", "gpu", {14, 0, 112, 0, 0}), 16, 900, 0,
                       250, 25);
}
const DevicePower kV100 = device_power(v100_pcie());
const DevicePower kH100 = device_power(samples::h100_sxm());
const std::vector<Operation> kArithmetic{{1, 0, 0}};
const std::vector<Operation> kTransfer{{0, 1, 0}};

// Slope 1.3 down to the floor: 1 - 1.3 * 0.1 at 0.9; the floor below 1 - 0.25 / 1.3 = 0.808.
TEST(Voltage, FallsWithTheClockToItsFloor) {
  EXPECT_DOUBLE_EQ(voltage(kV100, 1), 1);
  EXPECT_DOUBLE_EQ(voltage(kV100, 0.9), 0.87);
  EXPECT_DOUBLE_EQ(voltage(kV100, 0.8), 0.75);
  EXPECT_DOUBLE_EQ(voltage(kV100, 0.3), 0.75);
}

// Of 250 W: static 0.14, clock 0.098, compute 0.67, memory 0.283.
TEST(DevicePowerOf, SharesOfTheTdp) {
  EXPECT_NEAR(run_at_clock(kV100, kArithmetic, 1).power_w, 35 + 24.5 + 167.5, 1e-9);
  EXPECT_NEAR(run_at_clock(kV100, kTransfer, 1).power_w, 35 + 24.5 + 70.75, 1e-9);
  EXPECT_NEAR(run_at_clock(kV100, std::vector<Operation>{{0, 0, 1}}, 1).power_w, 59.5, 1e-9);
}

// A Xeon idles at 140 of 500 W, above 0.129 of its TDP: the rest keeps its proportions.
TEST(DevicePowerOf, NeverStallsBelowIdleNorComputesAboveTheTdp) {
  for (const AcceleratorSpec& a : {samples::h100_sxm(), samples::a100_sxm_80(), samples::l4(),
                                   samples::xeon_6980p(), v100_pcie()}) {
    const DevicePower d = device_power(a);
    EXPECT_GE(d.static_w, a.idle_w) << a.key;
    EXPECT_LE(run_at_clock(d, kArithmetic, 1).power_w, a.tdp_w) << a.key;
    EXPECT_GT(run_at_clock(d, kArithmetic, 1).power_w, 0.7 * a.tdp_w) << a.key;
  }
}

TEST(ClockLocking, SlowsArithmeticInProportionAndTransfersNotAtAll) {
  EXPECT_DOUBLE_EQ(run_at_clock(kH100, kArithmetic, 0.5).seconds, 2);
  EXPECT_DOUBLE_EQ(run_at_clock(kH100, kTransfer, 0.5).seconds, 1);
  // Arithmetic hidden under a transfer shows once it is the longer one; fixed time stays.
  const std::vector<Operation> decode{{0.4, 1, 0.1}};
  EXPECT_DOUBLE_EQ(run_at_clock(kH100, decode, 0.5).seconds, 1.1);
  EXPECT_DOUBLE_EQ(run_at_clock(kH100, decode, 0.25).seconds, 1.7);
}

// H100 at half the clock, v^2 = 0.5625: 90.3 * (1 + 0.5 * 0.5625) + 319.2 * (0.4 + 0.6 * 0.5625) =
// 115.7 + 235.4 W against 180.6 + 319.2 W. Published for decode on H200: up to 32% less
// [arXiv 2605.11999].
TEST(ClockLocking, SparesAThirdOfTheEnergyOfDecode) {
  const OperatingPoint full = run_at_clock(kH100, kTransfer, 1);
  const OperatingPoint half = run_at_clock(kH100, kTransfer, 0.5);
  EXPECT_NEAR(full.joules, 499.8, 0.05);
  EXPECT_NEAR(half.joules, 351.1, 0.05);
}

// 0.92 * 150 W = 138 W = 35 + 192 f v^2 at f = 0.84403, v = 0.79724; 1 / 0.84403 s.
TEST(PowerCap, LowersTheClockUntilTheMeanPowerFits) {
  const OperatingPoint capped = run_under_cap(kV100, kArithmetic, 150);
  EXPECT_NEAR(capped.clock, 0.84403, 1e-4);
  EXPECT_NEAR(capped.power_w, 138, 1e-6);
  EXPECT_NEAR(capped.seconds, 1.18479, 1e-4);
  EXPECT_NEAR(capped.joules, 163.5, 0.01);
  EXPECT_TRUE(capped.cap_held);
}

TEST(PowerCap, LeavesMemoryBoundWorkAloneThatALockedClockWouldChange) {
  const std::vector<Operation> decode{{0.1, 1, 0.05}}, prefill{{1, 0.2, 0}};
  const OperatingPoint free = run_at_clock(kH100, decode, 1);
  EXPECT_DOUBLE_EQ(run_under_cap(kH100, decode, 600).joules, free.joules);
  EXPECT_LT(run_at_clock(kH100, decode, 0.7).joules, 0.9 * free.joules);
  EXPECT_GT(run_under_cap(kH100, prefill, 600).seconds, 1.02);
}

TEST(PowerCap, SaysWhenEvenTheLowestClockIsAboveIt) {
  const OperatingPoint point = run_under_cap(kV100, kArithmetic, 10);
  EXPECT_FALSE(point.cap_held);
  EXPECT_DOUBLE_EQ(point.clock, kV100.min_clock);
}

TEST(PowerCap, ALowerCapNeverRaisesPowerOrThroughput) {
  constexpr unsigned kSeed = 7;
  std::mt19937 random(kSeed);
  const auto draw = [&] {
    return static_cast<double>(random() % 1000) / 1000;
  };
  for (int i = 0; i < 200; ++i) {
    const std::vector<Operation> work{{draw(), draw(), draw() / 4}, {draw(), draw(), 0.001}};
    const DevicePower& device = i % 2 == 0 ? kV100 : kH100;
    OperatingPoint before = run_under_cap(device, work, 2 * device.maximum_w);
    for (double cap_w = device.maximum_w; cap_w > 20; cap_w *= 0.9) {
      const OperatingPoint now = run_under_cap(device, work, cap_w);
      ASSERT_LE(now.power_w, before.power_w + 1e-9) << "seed " << kSeed << " draw " << i;
      ASSERT_GE(now.seconds, before.seconds - 1e-12) << "seed " << kSeed << " draw " << i;
      ASSERT_TRUE(!now.cap_held || now.power_w <= device.held_share * cap_w + 1e-9);
      before = now;
    }
  }
}

// Static 35 W, a memory phase 130.25 W, arithmetic 227 W.
TEST(ActivityOf, ReadsTheSharesFromTheMeanPower) {
  EXPECT_NEAR(activity_of(kV100, 35, 250).host, 1, 1e-9);
  EXPECT_NEAR(activity_of(kV100, 82.625, 250).memory, 0.5, 1e-9);
  EXPECT_NEAR(activity_of(kV100, 130.25, 250).memory, 1, 1e-9);
  EXPECT_NEAR(activity_of(kV100, 178.625, 250).compute, 0.5, 1e-9);
  EXPECT_NEAR(activity_of(kV100, 240, 250).compute, 1, 1e-9);
  for (const double mean_w : {40.0, 90.0, 150.0, 200.0}) {
    EXPECT_NEAR(run_under_cap(kV100, activity_of(kV100, mean_w, 250), 250).power_w, mean_w, 1e-6);
  }
}

TEST(ActivityOf, AHostBoundJobFeelsNoCap) {
  const Activity job = activity_of(kV100, 38, 250);
  EXPECT_DOUBLE_EQ(run_under_cap(kV100, job, 150).seconds, 1);
  EXPECT_GT(run_under_cap(kV100, activity_of(kV100, 220, 250), 150).seconds, 1.15);
  EXPECT_DOUBLE_EQ(run_at_clock(kV100, Activity{0.5, 0.3, 0.2}, 0.5).seconds, 1.5);
}

// H100: 700 W * 0.258; 319.2 W / (0.8 * 3.35 TB/s); 1.37 * 509.6 W / (0.6 * 989 TFLOP/s).
TEST(LlmPowerOf, IsLinearInItsCounters) {
  const LlmPower p = llm_power(samples::h100_sxm(), Precision::kBf16, false);
  EXPECT_NEAR(p.awake_w, 180.6, 1e-9);
  EXPECT_NEAR(p.maximum_w, 689.5, 1e-9);
  EXPECT_NEAR(p.joules_per_weight_byte, 119.1e-12, 0.05e-12);
  EXPECT_NEAR(p.joules_per_kv_byte, 214.4e-12, 0.1e-12);
  EXPECT_NEAR(p.joules_per_flop, 1.1765e-12, 0.0005e-12);
  EXPECT_NEAR(llm_power(samples::h100_sxm(), Precision::kFp8, false).joules_per_flop,
              0.85 * p.joules_per_flop, 1e-18);
  EXPECT_NEAR(llm_power(samples::h100_sxm(), Precision::kBf16, true).joules_per_flop,
              3.3 * p.joules_per_flop, 1e-18);
  const LlmPower half = llm_power(samples::h100_sxm(), Precision::kBf16, false, 0.5);
  EXPECT_NEAR(half.joules_per_flop, 0.5625 * p.joules_per_flop, 1e-18);
  EXPECT_LT(half.awake_w, p.awake_w);
}

// ML.ENERGY v3, lm-arena-chat, Llama-3.1-8B BF16 on one H100, max_num_seqs 8: 486 W while 2.15 TB/s
// of weights and 0.06 TB/s of KV are read and 26 TFLOP/s done.
TEST(LlmPowerOf, MeetsAMeasuredDecode) {
  const LlmPower p = llm_power(samples::h100_sxm(), Precision::kBf16, false);
  const double power_w = p.awake_w + 2.15e12 * p.joules_per_weight_byte +
                         0.06e12 * p.joules_per_kv_byte + 26e12 * p.joules_per_flop;
  EXPECT_NEAR(power_w / 486, 1, 0.05);
}

TEST(AtClock, ScalesThePeaksOnly) {
  const AcceleratorSpec slow = at_clock(samples::h100_sxm(), 0.5);
  EXPECT_DOUBLE_EQ(slow.peak(Precision::kBf16), 494.5e12);
  EXPECT_DOUBLE_EQ(slow.memory_bandwidth, 3350e9);
}

TEST(DevicePowerOf, RefusesBrokenInput) {
  AcceleratorSpec hot = samples::h100_sxm();
  hot.idle_w = 700;
  EXPECT_THROW(device_power(hot), std::logic_error);
  EXPECT_THROW(run_at_clock(kV100, kArithmetic, 1.1), std::logic_error);
  EXPECT_THROW(run_under_cap(kV100, kArithmetic, 0), std::logic_error);
  EXPECT_THROW(run_at_clock(kV100, std::vector<Operation>{{-1, 0, 0}}, 1), std::logic_error);
}

}  // namespace
}  // namespace costwright::testing

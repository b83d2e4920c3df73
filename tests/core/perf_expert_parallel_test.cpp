#include <algorithm>
#include <cmath>
#include <numeric>
#include <random>

#include <gtest/gtest.h>

#include "core/perf/serving/expert_parallel.h"
#include "core/perf/serving/llm_serving.h"
#include "tests/core/perf_samples.h"

namespace costwright::testing {
using namespace perf;
namespace {

// Order statistics of the normal: 1/sqrt(pi) for two, 3/(2 sqrt(pi)) for three; tables for 8, whose
// maximum has the variance 0.37290.
TEST(ExpertParallel, ExpectedMaximaOfNormals) {
  EXPECT_NEAR(normal_maximum(1).mean, 0, 1e-9);
  EXPECT_NEAR(normal_maximum(1).square, 1, 1e-5);
  EXPECT_NEAR(normal_maximum(2).mean, 0.56419, 1e-4);
  EXPECT_NEAR(normal_maximum(2).square, 1, 1e-4);
  EXPECT_NEAR(normal_maximum(3).mean, 0.84628, 1e-4);
  EXPECT_NEAR(normal_maximum(8).mean, 1.42360, 1e-4);
  EXPECT_NEAR(normal_maximum(8).square, 1.42360 * 1.42360 + 0.37290, 1e-3);
}

struct Drawn {
  double pairs{}, touched{}, reached{};
};
// Mean over `draws` batches of n tokens, each with k of E distinct experts.
Drawn draw(const ExpertGroup& g, int n, int draws) {
  std::mt19937_64 random(7);
  std::vector<int> experts(static_cast<std::size_t>(g.experts));
  std::iota(experts.begin(), experts.end(), 0);
  Drawn sum;
  for (int d = 0; d < draws; ++d) {
    std::vector<int> pairs(static_cast<std::size_t>(g.devices));
    std::vector<char> touched(experts.size());
    for (int t = 0; t < n; ++t) {
      std::vector<char> devices(pairs.size());
      for (int i = 0; i < g.active; ++i) {  // partial Fisher-Yates
        const auto at = static_cast<std::size_t>(i);
        std::swap(experts[at], experts[at + random() % (experts.size() - at)]);
        const auto device = static_cast<std::size_t>(experts[at] / g.per_device());
        ++pairs[device];
        devices[device] = touched[static_cast<std::size_t>(experts[at])] = 1;
      }
      sum.reached += std::accumulate(devices.begin() + 1, devices.end(), 0.0) / n;
    }
    std::vector<int> here(pairs.size());
    for (std::size_t e = 0; e < touched.size(); ++e) {
      here[e / static_cast<std::size_t>(g.per_device())] += touched[e];
    }
    sum.pairs += *std::max_element(pairs.begin(), pairs.end());
    sum.touched += *std::max_element(here.begin(), here.end());
  }
  return {sum.pairs / draws, sum.touched / draws, sum.reached / draws};
}

TEST(ExpertParallel, TheBusiestDeviceAgreesWithDraws) {
  for (const ExpertGroup& g : {ExpertGroup{8, 2, 8}, ExpertGroup{8, 2, 2}, ExpertGroup{128, 8, 8},
                               ExpertGroup{256, 8, 32}, ExpertGroup{256, 8, 8}}) {
    const NormalMaximum c = normal_maximum(g.devices);
    for (const int n : {1, 8, 64, 512}) {
      const Drawn drawn = draw(g, n, n > 8 ? 300 : 4000);
      const double mean = static_cast<double>(n) * g.active / g.devices;
      const double missed = std::pow(1 - static_cast<double>(g.active) / g.experts, n);
      const double tolerance = n >= 8 ? 0.03 : g.devices <= 8 ? 0.08 : 0.16;
      EXPECT_NEAR(busiest_pairs(g, n, c) * mean / drawn.pairs, 1, tolerance)
          << g.experts << " experts, " << g.devices << " devices, " << n << " tokens";
      EXPECT_NEAR(busiest_touched(g, n, missed, c) * g.per_device() / drawn.touched, 1, tolerance)
          << g.experts << " experts, " << g.devices << " devices, " << n << " tokens";
      EXPECT_NEAR(devices_reached(g) / drawn.reached, 1, 0.03);
    }
  }
}

// k = 2 of 8 experts, one a device: the other 7 devices hold one with 1 - (7/8)(6/7) = 1/4.
// Four of eight experts, each on a device of its own: the busiest has the token once, which is
// twice the mean of a half.
TEST(ExpertParallel, ADeviceHasATokenAsOftenAsItHasExpertsAtMost) {
  EXPECT_DOUBLE_EQ(busiest_pairs({8, 4, 8}, 1, normal_maximum(8)), 2);
}

TEST(ExpertParallel, DevicesReachedByHand) {
  EXPECT_NEAR(devices_reached({8, 2, 8}), 1.75, 1e-12);
  EXPECT_NEAR(devices_reached({8, 8, 8}), 7, 1e-12);
}

LlmReplica mixtral(bool expert_parallel, bool attention_data_parallel) {
  LlmReplica r{samples::mixtral_8x7b(), samples::h100_sxm(), Precision::kBf16, Precision::kBf16, 8};
  r.expert_parallel = expert_parallel;
  r.attention_data_parallel = attention_data_parallel;
  return r;
}
LlmIterationTimes times_of(const LlmReplica& replica, int budget = 2048) {
  return llm_iteration_times(replica, budget, default_llm_efficiency(replica.accelerator));
}

// One token touches 2 of 8 experts on 8 devices: two devices read one whole expert of 5.6367 G
// parameters each, where slices would read 2/8 of one per device. All else as with slices.
TEST(ExpertParallel, OneTokenWaitsForAWholeExpert) {
  const double sliced = 2 * 5.6367 * 2e9 / (8 * 3350e9 * 0.6);
  const double whole = 5.6367 * 2e9 / (3350e9 * 0.6);
  EXPECT_NEAR(times_of(mixtral(true, false)).step_s[1] - times_of(mixtral(false, false)).step_s[1],
              whole - sliced, 2e-6);
}

// 2,048 tokens: mean 512 pairs a device, expected maximum 512 + 1.4236 sqrt(2048 * 2 * 6 / (8 *
// 7)) + 0.1 = 541.9: compute-bound experts take 5.85% longer than slices.
TEST(ExpertParallel, ALargeBatchWaitsForTheBusiestDevice) {
  const double flop_s = 2 * 2 * 5.6367e9 * 2048 / (989e12 * 0.4 * 8);
  const double more =
      times_of(mixtral(true, false)).step_s[2048] - times_of(mixtral(false, false)).step_s[2048];
  EXPECT_NEAR(more, 0.0585 * flop_s, 0.002 * flop_s);
}

// Data-parallel attention sends a token to 1.75 other devices of 8 and back: 64 * 1.75 * 8192 / 8
// bytes a token over 450 GB/s * 0.75, at 512 tokens 143.0 / 128 = 1.1175 times that.
TEST(ExpertParallel, DispatchGoesOnceToEachDevice) {
  LlmReplica fast = mixtral(true, true);
  fast.accelerator.link_bandwidth *= 1000;
  const double slow_s = times_of(mixtral(true, true)).step_s[512] - times_of(fast).step_s[512];
  const double mean_s = 64 * 1.75 * 8192 / 8 * 512 / (450e9 * 0.75);
  const double busiest = 1 + (1.4236 * std::sqrt(512.0 * 2 * 6 / 56) + 0.117) / 128;
  EXPECT_NEAR(slow_s, 0.999 * busiest * mean_s, 1e-3 * mean_s);
}

TEST(ExpertParallel, NeverFasterThanPerfectBalance) {
  for (const bool data_parallel : {false, true}) {
    const LlmIterationTimes whole = times_of(mixtral(true, data_parallel));
    const LlmIterationTimes sliced = times_of(mixtral(false, data_parallel));
    for (int n = 1; n <= 2048; ++n) {
      const auto at = static_cast<std::size_t>(n);
      ASSERT_GE(whole.step_s[at] * (1 + 1e-12), sliced.step_s[at]) << n;
    }
  }
  EXPECT_EQ(kv_capacity(mixtral(true, false), 0.9).blocks,
            kv_capacity(mixtral(false, false), 0.9).blocks);
}

TEST(ExpertParallel, WhatCannotBeSplitIsAnError) {
  const auto errors = [](const LlmReplica& r) {
    Diagnostics d;
    EXPECT_FALSE(check_llm_replica(r, d));
    return d.text();
  };
  LlmReplica dense{samples::llama_8b(), samples::h100_sxm(), Precision::kBf16, Precision::kBf16, 2};
  dense.expert_parallel = true;
  EXPECT_NE(errors(dense).find("has no routed experts"), std::string::npos);
  LlmReplica wide = mixtral(true, false);
  wide.tensor_parallel = 16;
  EXPECT_NE(errors(wide).find("8 experts of 'Mixtral-8x7B' do not divide over 16"),
            std::string::npos);
  LlmReplica alone = mixtral(true, false);
  alone.tensor_parallel = 1;
  EXPECT_NE(errors(alone).find("no effect on one device"), std::string::npos);
}

}  // namespace
}  // namespace costwright::testing

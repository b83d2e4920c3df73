// Locked clocks, power caps and speculative decoding of an LLM replica.
#include <cmath>

#include <gtest/gtest.h>

#include "core/perf/serving/power_cap.h"
#include "tests/core/perf_samples.h"

namespace costwright::testing {
using namespace perf;
namespace {

ServingSetup setup_of(int max_batch = 64) {
  ServingSetup s;
  s.replica = {samples::llama_8b(), samples::h100_sxm(), Precision::kBf16, Precision::kBf16, 1};
  s.max_batch = max_batch;
  s.token_budget = 2048;
  s.kv_tokens = 16.0 * static_cast<double>(kv_capacity(s.replica, 0.9).blocks);
  return s;
}
double at(const std::vector<double>& table, int n) {
  return table[static_cast<std::size_t>(n)];
}

TEST(ServingSpeed, WithoutExtrasIsTheReplicas) {
  const ServingSetup s = setup_of();
  const ServingSpeed speed = serving_speed(s);
  const LlmIterationTimes t = llm_iteration_times(s.replica, 2048, s.efficiency);
  EXPECT_EQ(speed.times.step_s, t.step_s);
  EXPECT_FALSE(speed.decode.has_value());
  EXPECT_EQ(speed.energy.per_token_j, llm_energy(s.replica).per_token_j);
  EXPECT_EQ(speed.energy.prefill_token_more_j, 0);
}

// At half the clock a compute-bound prefill of 2,048 tokens takes 2 * 55.427 ms, 2 * 0.5 * ...;
// a decode of one reads its 16.06 GB as before.
TEST(ServingSpeed, ALockedClockScalesArithmeticOnly) {
  ServingSetup s = setup_of();
  const ServingSpeed full = serving_speed(s);
  s.replica.clock = 0.5;
  const ServingSpeed half = serving_speed(s);
  const double fixed = 32 * 20e-6 + 500e-6;
  EXPECT_NEAR((at(half.times.step_s, 2048) - fixed) / (at(full.times.step_s, 2048) - fixed), 2,
              1e-3);
  EXPECT_NEAR(at(half.times.step_s, 1), at(full.times.step_s, 1), 1e-7);
  EXPECT_EQ(half.times.kv_read_per_token_s, full.times.kv_read_per_token_s);
  EXPECT_DOUBLE_EQ(half.times.per_prefill_pair_s, 2 * full.times.per_prefill_pair_s);
  // Voltage at half the clock, the floor: 0.75; a FLOP takes its square.
  EXPECT_NEAR(half.energy.per_token_j / full.energy.per_token_j, 0.5625, 1e-9);
  EXPECT_EQ(half.energy.maximum_w, full.energy.maximum_w);
}

TEST(PowerCap, AtTheTdpChangesNothing) {
  ServingSetup s = setup_of();
  const ServingSpeed free = serving_speed(s);
  s.power_cap_w = 700;
  const ServingSpeed capped = serving_speed(s);
  EXPECT_EQ(capped.times.step_s, free.times.step_s);
  EXPECT_FALSE(capped.decode.has_value());
  EXPECT_EQ(capped.energy.maximum_w, free.energy.maximum_w);
  EXPECT_TRUE(capped.cap_held);
}

// A decode of 4 sequences with short contexts draws less than 500 W and keeps its clock; a prefill
// asks for more than the TDP and slows down.
TEST(PowerCap, HoldsBackPrefillsAndLeavesSmallDecodesAlone) {
  ServingSetup s = setup_of(4);
  s.kv_tokens = 4 * 500;
  const ServingSpeed free = serving_speed(s);
  ASSERT_LT(decode_watts(free, 4, 2000), 0.985 * 500);
  ASSERT_GT(prefill_watts(free, 2048), 0.985 * 700);
  s.power_cap_w = 500;
  const ServingSpeed capped = serving_speed(s);
  EXPECT_EQ(capped.decode_clock, 1);
  EXPECT_LT(capped.prefill_clock, 0.9);
  EXPECT_GT(at(capped.times.step_s, 2048), 1.1 * at(free.times.step_s, 2048));
  ASSERT_TRUE(capped.decode.has_value());
  for (int n = 1; n <= 4; ++n) {
    EXPECT_EQ(at(capped.decode->step_s, n), at(free.times.step_s, n));
  }
  EXPECT_EQ(capped.energy.maximum_w, 0.985 * 500);
}

// 3 tokens attend to 1 + 2 + 3 = 6 pairs: 1 J and 0.5 s each, beside 1 s and 100 W that wait.
TEST(PowerCap, APrefillPaysForEachPairOfTokens) {
  ServingSpeed speed;
  speed.times.step_s = {1, 1, 1, 1};
  speed.energy.idle_w = 60;
  speed.energy.busy_w = 40;
  speed.energy.per_prefill_pair_j = 1;
  EXPECT_DOUBLE_EQ(prefill_watts(speed, 3), 100 + 6.0);
  speed.times.per_prefill_pair_s = 0.5;
  EXPECT_DOUBLE_EQ(prefill_watts(speed, 3), 100 + 6.0 / (1 + 3));
}

// f_cap / f_tdp: recomputed here by walking down the clocks.
TEST(PowerCap, TheClockIsRelativeToTheOneThatTheTdpAllows) {
  ServingSetup s = setup_of();
  const auto highest = [&](double most_w) {
    for (int percent = 100; percent > 15; --percent) {
      ServingSetup locked = s;
      locked.replica.clock = percent / 100.0;
      if (prefill_watts(serving_speed(locked), 2048) <= most_w) {
        return percent / 100.0;
      }
    }
    return 0.0;
  };
  const double expected = highest(0.985 * 450) / highest(0.985 * 700);
  s.power_cap_w = 450;
  EXPECT_NEAR(serving_speed(s).prefill_clock, expected, 0.0051);
}

TEST(PowerCap, ALowerCapIsNeverFasterAndNeverDrawsMore) {
  double before_s = 0, before_w = 1e9;
  for (const double cap : {700.0, 600.0, 500.0, 400.0, 300.0}) {
    ServingSetup s = setup_of();
    s.power_cap_w = cap;
    const ServingSpeed speed = serving_speed(s);
    EXPECT_GE(at(speed.times.step_s, 2048), before_s) << cap;
    EXPECT_LE(speed.energy.maximum_w, before_w) << cap;
    before_s = at(speed.times.step_s, 2048);
    before_w = speed.energy.maximum_w;
  }
}

TEST(PowerCap, BelowWhatAWaitingDeviceDrawsCannotBeHeld) {
  ServingSetup s = setup_of();
  s.power_cap_w = 80;
  EXPECT_FALSE(serving_speed(s).cap_held);
}

// Memory traffic alone, at the lowest clock, draws more than 250 W: it is stretched to the cap.
// 10 mW above what a waiting device draws, every joule would wait for a hundred seconds.
TEST(PowerCap, HardlyAboveWhatAWaitingDeviceDrawsCannotBeHeldEither) {
  ServingSetup s = setup_of();
  s.replica.clock = 0.15;
  const LlmEnergy slowest = llm_energy(s.replica);
  s.replica.clock = 1;
  s.power_cap_w = (slowest.idle_w + slowest.busy_w + 0.01) / 0.985;
  EXPECT_FALSE(serving_speed(s).cap_held);
  *s.power_cap_w += 50;
  EXPECT_TRUE(serving_speed(s).cap_held);
}

TEST(PowerCap, WhatNoClockHoldsTakesLonger) {
  ServingSetup s = setup_of();
  s.replica.clock = 0.15;
  const ServingSpeed slowest = serving_speed(s);
  const double context = 64 * 2048;
  ASSERT_GT(decode_watts(slowest, 64, context), 0.985 * 250);
  s.replica.clock = 1;
  s.power_cap_w = 250;
  const ServingSpeed capped = serving_speed(s);
  EXPECT_EQ(capped.decode_clock, 0.15);
  EXPECT_GT(capped.decode->kv_read_per_token_s, slowest.times.kv_read_per_token_s);
  EXPECT_NEAR(decode_watts(capped, 64, context), 0.985 * 250, 1e-6);
  EXPECT_TRUE(capped.cap_held);
}

// (1 - 0.8^5) / 0.2; a = 1 accepts all, a = 0 only the target's own token.
TEST(Speculation, ExpectedTokensPerStep) {
  EXPECT_NEAR(expected_tokens({4, 0.8}), 3.3616, 1e-12);
  EXPECT_EQ(expected_tokens({4, 1.0}), 5);
  EXPECT_EQ(expected_tokens({4, 0.0}), 1);
}

ServingSetup speculative() {
  ServingSetup s = setup_of();
  s.replica = {samples::llama_70b(), samples::h100_sxm(), Precision::kBf16, Precision::kBf16, 4};
  s.drafter =
      Drafter{{samples::llama_8b(), samples::h100_sxm(), Precision::kBf16, Precision::kBf16, 4},
              {},
              {4, 0.8}};
  return s;
}

// One sequence, read-bound, no vocabulary: the 70B reads 141.1 GB, the 8B four times 16.06 GB, over
// 4 * 3,350 GB/s * 0.75; all-reduces of 160 and 4 * 64 times 15 us, layers 80 and 4 * 32 times 20
// us, one step of 0.5 ms; 3.3616 tokens come of it.
TEST(Speculation, AStepOfOneSequenceByHand) {
  const ServingSpeed speed = serving_speed(speculative());
  const double read = (141.1e9 + 4 * 16.06e9) / (4 * 3350e9 * 0.75);
  const double reduce = 15e-6 * (160 + 4 * 64) + 5 * 160 * 2 * 0.75 * 8192 * 2 / (450e9 * 0.75) +
                        4 * 64 * 2 * 0.75 * 4096 * 2 / (450e9 * 0.75);
  const double layers = 20e-6 * (80 + 4 * 32);
  EXPECT_NEAR(at(speed.decode->step_s, 1), (read + reduce + layers + 500e-6) / 3.3616, 1e-6);
  // KV: five tokens' reads of 327,680 bytes and four of 131,072, 60% of the bandwidth.
  EXPECT_NEAR(speed.decode->kv_read_per_token_s,
              (5 * 327680.0 + 4 * 131072.0) / (4 * 3350e9 * 0.6) / 3.3616, 1e-15);
}

// Prompts go through both models, without speculation.
TEST(Speculation, PrefillsRunBothModels) {
  const ServingSetup s = speculative();
  const ServingSpeed speed = serving_speed(s);
  LlmEfficiency draft;
  draft.per_step_s = draft.per_sequence_s = 0;
  EXPECT_DOUBLE_EQ(at(speed.times.step_s, 2048),
                   at(llm_iteration_times(s.replica, 2048, s.efficiency).step_s, 2048) +
                       at(llm_iteration_times(s.drafter->replica, 2048, draft).step_s, 2048));
}

TEST(Speculation, HelpsSmallBatchesAndHurtsWhenNothingIsAccepted) {
  ServingSetup s = speculative();
  const ServingSpeed good = serving_speed(s);
  s.drafter->speculation.acceptance = 0;
  const ServingSpeed bad = serving_speed(s);
  s.drafter.reset();
  const ServingSpeed plain = serving_speed(s);
  EXPECT_LT(at(good.decode->step_s, 1), 0.6 * at(plain.times.step_s, 1));
  EXPECT_GT(at(bad.decode->step_s, 1), at(plain.times.step_s, 1));
}

// Weights of 16.06 GB and 131,072 bytes of every token beside the 70B's.
TEST(Speculation, TheDraftModelTakesMemory) {
  const ServingSetup s = speculative();
  const KvCapacity alone = kv_capacity(s.replica, 0.9);
  const KvCapacity both = kv_capacity(s.replica, 0.9, 16, &s.drafter->replica);
  EXPECT_EQ(both.bytes_per_token, 327680 + 131072);
  const double room = 16.0 * 327680 * static_cast<double>(alone.blocks) - 16.06e9;
  EXPECT_NEAR(static_cast<double>(both.blocks), room / (16.0 * 458752), 2);
}

// A decoded token: 5 verified and 4 drafted for 3.3616; a prompt's: one of each.
TEST(Speculation, EnergyFollowsTheWork) {
  const ServingSetup s = speculative();
  const LlmEnergy target = llm_energy(s.replica), draft = llm_energy(s.drafter->replica);
  const LlmEnergy both = serving_speed(s).energy;
  EXPECT_NEAR(both.per_token_j, (5 * target.per_token_j + 4 * draft.per_token_j) / 3.3616, 1e-12);
  EXPECT_NEAR(both.per_token_j + both.prefill_token_more_j, target.per_token_j + draft.per_token_j,
              1e-12);
  EXPECT_NEAR(both.per_iteration_j, (target.per_iteration_j + 4 * draft.per_iteration_j) / 3.3616,
              1e-9);
}

TEST(Speculation, WhatIsNotModelledIsAnError) {
  ServingSetup s = speculative();
  s.replica.pipeline_parallel = 2;
  Diagnostics d;
  EXPECT_FALSE(check_speculation(s.replica, s.drafter->replica, {17, 1.5}, d, {}));
  for (const char* text :
       {"pipeline stages is not modelled", "draft_tokens 17", "acceptance 1.5"}) {
    EXPECT_NE(d.text().find(text), std::string::npos) << d.text();
  }
}

}  // namespace
}  // namespace costwright::testing

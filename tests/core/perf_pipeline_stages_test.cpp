#include <gtest/gtest.h>

#include "core/perf/serving/pipeline_stages.h"
#include "tests/core/perf_samples.h"

namespace costwright::testing {
using namespace perf;
namespace {

LlmReplica llama_70b(int tp, int pp) {
  LlmReplica r{samples::llama_70b(), samples::h100_sxm(), Precision::kBf16, Precision::kBf16, tp};
  r.pipeline_parallel = pp;
  return r;
}
LlmIterationTimes times_of(const LlmReplica& replica, int budget = 2048) {
  return llm_iteration_times(replica, budget, default_llm_efficiency(replica.accelerator));
}
double step_s(const LlmIterationTimes& times, int n) {
  return times.step_s[static_cast<std::size_t>(n)];
}

// The worked number of the header: slot 4.5 ms, trip 9.1 ms; with a head of 2 ms the slot of 6 ms
// sets the pace, twice a round.
TEST(PipelineStages, ARoundIsTheLongerOfSlotsAndTrip) {
  PipelineStages p;
  p.stages = 2;
  p.largest = p.last = 0.5;
  p.hops_s = 0.1e-3;
  EXPECT_NEAR(round_seconds(p, {2, 8}, 8e-3, 0.5e-3, 0.5e-3), 9.1e-3, 1e-12);
  EXPECT_NEAR(round_seconds(p, {2, 8}, 8e-3, 2e-3, 0.5e-3), 12e-3, 1e-12);
  EXPECT_NEAR(round_seconds(p, {1, 8}, 8e-3, 2e-3, 0.5e-3), 10.6e-3, 1e-12);
}

// 80 layers over 4 stages of one H100; 16 tokens are 4 micro-batches of 4. Read-bound, no
// vocabulary: a trip takes what one device without stages takes for 4 tokens, 2 * 70.55e9 / (3350e9
// * 0.75) + 80 * 20 us + 500 us, plus 3 hops of 4 * 8192 * 2 bytes over 450 GB/s and 4 * 5 us.
TEST(PipelineStages, Llama70bOverFourDevicesByHand) {
  const double trip =
      2 * 70.55e9 / (3350e9 * 0.75) + 80 * 20e-6 + 500e-6 + 3 * 4 * 8192 * 2 / 450e9 + 4 * 5e-6;
  const LlmIterationTimes t = times_of(llama_70b(1, 4));
  EXPECT_NEAR(step_s(t, 16), trip, 1e-7);
  // One sequence: one micro-batch, the same trip, so a token takes as long as on one device.
  EXPECT_NEAR(step_s(t, 1), trip, 1e-6);
  EXPECT_EQ(step_s(t, 13), step_s(t, 16));
}

// Every stage has a quarter of the layers for all sequences.
TEST(PipelineStages, AttentionIsDividedByTheStages) {
  const LlmIterationTimes one = times_of(llama_70b(2, 1));
  const LlmIterationTimes four = times_of(llama_70b(2, 4));
  EXPECT_DOUBLE_EQ(4 * four.kv_read_per_token_s, one.kv_read_per_token_s);
  EXPECT_DOUBLE_EQ(4 * four.kv_flop_per_token_s, one.kv_flop_per_token_s);
  EXPECT_DOUBLE_EQ(4 * four.per_prefill_pair_s, one.per_prefill_pair_s);
  EXPECT_DOUBLE_EQ(four.per_sequence_s, one.per_sequence_s);
}

// 80 layers over 3: the largest stage has 27.
TEST(PipelineStages, LayersThatDoNotDivideWaitForTheLargestStage) {
  const PipelineStages p = pipeline_stages(llama_70b(1, 3));
  EXPECT_DOUBLE_EQ(p.largest, 27.0 / 80);
  EXPECT_DOUBLE_EQ(p.last, 26.0 / 80);
  EXPECT_DOUBLE_EQ(times_of(llama_70b(1, 3)).kv_read_per_token_s,
                   times_of(llama_70b(1, 1)).kv_read_per_token_s * 27 / 80);
}

TEST(PipelineStages, MoreTokensAreNeverFasterAndNoLinkIsSlower) {
  for (const int pp : {2, 3, 4, 8}) {
    LlmReplica slow = llama_70b(2, pp);
    slow.devices_per_server = 16;
    const LlmIterationTimes t = times_of(slow);
    slow.accelerator.link_bandwidth = 0;  // PCIe
    const LlmIterationTimes s = times_of(slow);
    for (int n = 1; n < 2048; ++n) {
      ASSERT_LE(step_s(t, n), step_s(t, n + 1)) << pp << " stages, " << n << " tokens";
      ASSERT_LE(step_s(t, n), step_s(s, n)) << pp << " stages, " << n << " tokens";
    }
  }
}

// A stage of 8 devices fills a server: the hop of two stages goes over the network.
TEST(PipelineStages, StagesInOtherServersUseTheNetwork) {
  LlmReplica r = llama_70b(8, 2);
  EXPECT_EQ(hops_between_servers(r), 1);
  Diagnostics missing;
  EXPECT_FALSE(check_llm_replica(r, missing));
  EXPECT_NE(missing.text().find("2 stages of 8 devices span 2 servers, whose network the catalogue "
                                "lacks"),
            std::string::npos)
      << missing.text();
  r.network_bandwidth = 50e9;
  const PipelineStages p = pipeline_stages(r);
  EXPECT_DOUBLE_EQ(p.hops_s_per_token, 8192 * 2 / 50e9);
  EXPECT_DOUBLE_EQ(p.hops_s, 30e-6);
  LlmReplica four = llama_70b(4, 4);  // two stages a server
  EXPECT_EQ(hops_between_servers(four), 1);
  four.network_bandwidth = 50e9;
  EXPECT_DOUBLE_EQ(pipeline_stages(four).hops_s_per_token, 2 * 16384 / 450e9 + 16384 / 50e9);
}

// 85.52 GB * 0.9 a device; a stage of two devices holds half of 141.1 GB, 5.5 GiB of activations,
// 1.2 GiB of other: 153.94 - 70.55 - 5.906 - 1.288 = 76.20 GB over 16 * 163,840 bytes.
TEST(PipelineStages, EachStageHoldsItsLayersAndTheirKv) {
  const KvCapacity c = kv_capacity(llama_70b(2, 2), 0.9);
  EXPECT_NEAR(static_cast<double>(c.blocks), 76.196e9 / (16 * 163840), 2);
  EXPECT_EQ(c.bytes_per_token, 327680);
  EXPECT_EQ(c.minimum_tensor_parallel, 2);  // on one H100 70.55 GB and activations leave nothing
}

// Two stages of a model with vocabulary: the embedding on the first, the head on the last.
TEST(PipelineStages, AMatrixOfTheVocabularyLiesAtEitherEnd) {
  LlmReplica r{samples::llama_8b(), samples::h100_sxm(), Precision::kBf16, Precision::kBf16, 1};
  r.model.vocab = 128256;
  r.model.ffn = 14336;
  r.pipeline_parallel = 2;
  const double head = 128256.0 * 4096 * 2;
  const double stage = (8.03e9 * 2 - 2 * head) / 2 + head;
  const double room = 79.65 * 1073741824 * 0.9 - stage - (5.5 + 0.6) * 1073741824;
  EXPECT_NEAR(static_cast<double>(kv_capacity(r, 0.9).blocks), room / (16 * 65536), 1);
  // The last stage multiplies the head while the first waits: 2 slots of half the layers and it.
  const LlmIterationTimes t = times_of(r);
  const double layers = (8.03e9 * 2 - 2 * head) / (3350e9 * 0.75) + 32 * 20e-6;
  const double head_s = head / (3350e9 * 0.75);
  const double trip = layers + head_s + 500e-6 + 8192 / 450e9 + 10e-6;
  EXPECT_NEAR(step_s(t, 2), std::max(layers + 2 * head_s, trip), 1e-7);
}

TEST(PipelineStages, DrawsForAllDevicesAndReadsTheWeightsPerMicroBatch) {
  const LlmEnergy one = llm_energy(llama_70b(2, 1));
  const LlmEnergy four = llm_energy(llama_70b(2, 4));
  EXPECT_DOUBLE_EQ(four.idle_w, 4 * one.idle_w);
  EXPECT_DOUBLE_EQ(four.maximum_w, 4 * one.maximum_w);
  EXPECT_DOUBLE_EQ(four.per_iteration_j, 4 * one.per_iteration_j);
  EXPECT_DOUBLE_EQ(four.per_token_j, one.per_token_j);
}

TEST(PipelineStages, WhatCannotBeSplitIsAnError) {
  const auto errors = [](const LlmReplica& r) {
    Diagnostics d;
    EXPECT_FALSE(check_llm_replica(r, d));
    return d.text();
  };
  EXPECT_NE(errors(llama_70b(1, 81)).find("cannot split the 80 layers"), std::string::npos);
  EXPECT_NE(errors(llama_70b(16, 2)).find("does not fit into a server of 8"), std::string::npos);
}

}  // namespace
}  // namespace costwright::testing

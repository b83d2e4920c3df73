#include <gtest/gtest.h>

#include "core/perf/serving/llm_serving.h"
#include "core/perf/serving/lora.h"
#include "tests/core/perf_samples.h"

namespace costwright::testing {
using namespace perf;
namespace {

ModelShape llama_8b() {
  ModelShape m = samples::llama_8b();
  m.ffn = 14336;
  m.vocab = 128256;
  return m;
}
LlmReplica replica(std::optional<LoraAdapters> lora = {}) {
  LlmReplica r{llama_8b(), samples::h100_sxm(), Precision::kBf16, Precision::kBf16, 1};
  r.lora = lora;
  return r;
}
LlmIterationTimes times_of(const LlmReplica& r) {
  return llm_iteration_times(r, 2048, default_llm_efficiency(r.accelerator));
}

// peft's count for Llama 3 8B, r = 16, all linear layers: 41,943,040 trainable parameters.
TEST(Lora, ParametersOfLlama8bAreThePublishedOnes) {
  EXPECT_EQ(adapter_parameters(llama_8b(), 16), 41'943'040);
  EXPECT_EQ(adapter_bytes(llama_8b(), 16), 83'886'080);
}

// Mixtral's attention alone: 32 * 16 * (2 * 8,192 + 2 * 5,120).
TEST(Lora, OfMoeModelsOnlyTheAttentionIsAdapted) {
  EXPECT_EQ(adapter_parameters(samples::mixtral_8x7b(), 16), 32 * 16 * 26'624);
}

// Two sequences of four adapters: 4 (1 - (3/4)^2) = 1.75 different ones.
TEST(Lora, DistinctAdaptersOfABatch) {
  EXPECT_NEAR(distinct_adapters({4, 16, 4, 256}, 2), 1.75, 1e-12);
  EXPECT_EQ(distinct_adapters({1, 16, 1, 256}, 50), 1);
  EXPECT_NEAR(distinct_adapters({1000, 16, 1000, 256}, 1), 1, 1e-9);
  EXPECT_EQ(distinct_adapters({1000, 16, 20, 256}, 200), 20);
}

// 100 adapters of 83.9 MB leave 8.39 GB less: 8,388,608,000 / (16 * 131,072) = 4,000 blocks.
TEST(Lora, ResidentAdaptersTakeTheirMemoryFromTheKvCache) {
  const auto blocks = [](std::optional<LoraAdapters> lora) {
    return kv_capacity(replica(lora), 0.9).blocks;
  };
  EXPECT_EQ(blocks({}) - blocks(LoraAdapters{100, 16, 100, 256}), 4000);
  EXPECT_EQ(blocks({}) - blocks(LoraAdapters{100, 16, 10, 256}), 400);
}

// A decode of 64 with 100 adapters: 100 (1 - 0.99^64) = 47.44 adapters of 83.9 MB at 3,350 GB/s *
// 0.6 = 1.980 ms; its FLOPs, 2 * 41.9 M * 64, take 0.014 ms: too few to round the corner.
TEST(Lora, ADecodeReadsTheAdaptersOfItsBatch) {
  const double more = times_of(replica(LoraAdapters{100, 16, 100, 256})).step_s[64] -
                      times_of(replica()).step_s[64];
  EXPECT_NEAR(more, 1.980e-3, 0.002e-3);
}

// 2,048 tokens of at most 8 sequences, of one adapter: 2 * 41.9 M * 2,048 FLOPs at 989 TFLOP/s *
// 0.4 = 0.434 ms, the one read of 0.042 ms beside it.
TEST(Lora, APrefillMultipliesEveryToken) {
  const double more =
      times_of(replica(LoraAdapters{1, 16, 1, 8})).step_s[2048] - times_of(replica()).step_s[2048];
  EXPECT_NEAR(more, 0.4343e-3, 0.0005e-3);
}

// 90 of 100 are elsewhere: 0.9 * 83.9 MB over 63 GB/s = 1.198 ms before the first token.
TEST(Lora, AnAdapterThatIsNotResidentIsCopiedFirst) {
  const auto front_end = [](const LoraAdapters& lora) {
    return times_of(replica(lora)).front_end_s;
  };
  EXPECT_NEAR(front_end({100, 16, 10, 256}) - 15e-3, 1.198e-3, 0.001e-3);
  EXPECT_EQ(front_end({100, 16, 100, 256}), 15e-3);
}

TEST(Lora, WhatCannotBeServedIsAnError) {
  const auto errors = [](const LlmReplica& r) {
    Diagnostics d;
    EXPECT_FALSE(check_llm_replica(r, d));
    return d.text();
  };
  EXPECT_NE(errors(replica(LoraAdapters{10, 16, 20, 256})).find("max_resident 20"),
            std::string::npos);
  LlmReplica mla{samples::deepseek_v3(), samples::h100_sxm(), Precision::kFp8, Precision::kFp8, 8};
  mla.lora = LoraAdapters{10, 16, 10, 256};
  EXPECT_NE(errors(mla).find("MLA"), std::string::npos);
}

TEST(Lora, DrawsForWhatItReadsAndMultiplies) {
  const LlmEnergy base = llm_energy(replica());
  const LlmEnergy lora = llm_energy(replica(LoraAdapters{100, 16, 100, 256}));
  EXPECT_GT(lora.per_iteration_j, base.per_iteration_j);
  EXPECT_NEAR((lora.per_token_j - base.per_token_j) / base.per_token_j, 41.94e6 / 6.98e9, 1e-5);
}

}  // namespace
}  // namespace costwright::testing

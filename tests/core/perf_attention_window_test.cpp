// Sliding windows, checkpoints that quantise experts only, and KV caches given a share of what is
// free: by hand.
#include <gtest/gtest.h>

#include "core/perf/serving/llm_serving.h"
#include "tests/core/perf_samples.h"

namespace costwright::testing {
using namespace perf;
namespace {

// Three quarters of Llama-3.1-8B's layers see 100 tokens.
LlmReplica windowed(double mean_context) {
  LlmReplica r{samples::llama_8b(), samples::h100_sxm()};
  r.model.windowed_layers = 24;
  r.model.window_tokens = 100;
  r.mean_context = mean_context;
  return r;
}

// A token of KV is 131,072 bytes, read at 3,350 GB/s * 0.6; a decode does 524,288 FLOPs against it
// at 989 TFLOP/s * 0.4.
TEST(AttentionWindow, WindowedLayersReadTheirWindowPerSequence) {
  const LlmIterationTimes t = llm_iteration_times(windowed(1000), 16, {});
  const double read = 131072 / (3350e9 * 0.6);
  const double multiply = 524288 / (989e12 * 0.4);
  EXPECT_NEAR(t.kv_read_per_token_s, 0.25 * read, 1e-15);
  EXPECT_NEAR(t.kv_read_per_sequence_s, 0.75 * 100 * read, 1e-13);
  EXPECT_NEAR(t.kv_flop_per_token_s, 0.25 * multiply, 1e-17);
  EXPECT_NEAR(t.kv_flop_per_sequence_s, 0.75 * 100 * multiply, 1e-15);
}

// Of the pairs of 1,000 tokens 100 * (2 * 1,000 - 100) / 1,000^2 = 0.19 lie within a window of 100.
// Not known: none.
TEST(AttentionWindow, APromptAttendsToThePairsWithinTheWindow) {
  const double multiply = 524288 / (989e12 * 0.4);
  const auto pair_s = [](double mean_context) {
    return llm_iteration_times(windowed(mean_context), 16, {}).per_prefill_pair_s;
  };
  EXPECT_NEAR(pair_s(1000), (0.25 + 0.75 * 0.19) * multiply, 1e-17);
  EXPECT_NEAR(pair_s(0), 0.25 * multiply, 1e-17);
  EXPECT_NEAR(pair_s(100.001), multiply, 1e-17);  // no jump where the window begins to matter
  EXPECT_NEAR(pair_s(100), multiply, 1e-17);
  LlmReplica plain = windowed(1000);
  plain.model.windowed_layers = 0;
  EXPECT_NEAR(llm_energy(windowed(1000)).per_prefill_pair_j / llm_energy(plain).per_prefill_pair_j,
              0.25 + 0.75 * 0.19, 1e-9);
}

TEST(AttentionWindow, MoreWindowedLayersThanLayersAreAnError) {
  LlmReplica r = windowed(1000);
  r.model.windowed_layers = 33;
  Diagnostics diagnostics;
  EXPECT_FALSE(check_llm_replica(r, diagnostics));
  EXPECT_NE(diagnostics.text().find("has 33 windowed layers of 32"), std::string::npos);
}

TEST(AttentionWindow, ContextsShorterThanItAreReadWhole) {
  const LlmIterationTimes t = llm_iteration_times(windowed(80), 16, {});
  EXPECT_NEAR(t.kv_read_per_token_s, 131072 / (3350e9 * 0.6), 1e-15);
  EXPECT_EQ(t.kv_read_per_sequence_s, 0);
  EXPECT_EQ(kv_capacity(windowed(80), 0.9).blocks, 26151);
}

// Of 1,000 tokens: 0.25 + 0.75 * 100 / 1,000 = 0.325 of 131,072 bytes. Not known: all of them.
TEST(AttentionWindow, TheCacheKeepsWindowsWhereContextsAreKnown) {
  EXPECT_NEAR(kv_capacity(windowed(1000), 0.9).bytes_per_token, 0.325 * 131072, 1e-6);
  EXPECT_EQ(kv_capacity(windowed(0), 0.9).bytes_per_token, 131072);
}

// What a decode of 1,000 tokens of context reads: 0.25 * 1,000 + 0.75 * 100 = 325 tokens' worth. A
// prompt's token reads no window.
TEST(AttentionWindow, EnergyCountsTheSameBytes) {
  LlmReplica plain = windowed(1000);
  plain.model.windowed_layers = 0;
  const LlmEnergy whole = llm_energy(plain);
  const LlmEnergy part = llm_energy(windowed(1000));
  EXPECT_NEAR(part.per_token_j + 1000 * part.per_kv_token_j,
              whole.per_token_j + 325 * whole.per_kv_token_j, 1e-9);
  EXPECT_NEAR(part.per_token_j + part.prefill_token_more_j, whole.per_token_j, 1e-9);
}

// Mixtral: an expert has (46.7 - 12.88) / 6 = 5.6367 G parameters, eight 45.0933 G; 1.6067 G are
// left. FP8: 45.0933 GB + 2 * 1.6067 GB.
TEST(QuantisedExperts, TheRestStaysIn16Bits) {
  LlmReplica r{samples::mixtral_8x7b(), samples::h100_sxm(), Precision::kFp8, Precision::kBf16, 1};
  EXPECT_NEAR(kv_capacity(r, 0.9).weight_bytes, 46.7e9, 1e3);
  const LlmIterationTimes all = llm_iteration_times(r, 16, {});
  r.model.experts_quantised_only = true;
  EXPECT_NEAR(kv_capacity(r, 0.9).weight_bytes, 45.09333e9 + 2 * 1.606667e9, 1e4);
  EXPECT_GT(llm_iteration_times(r, 16, {}).step_s[1], all.step_s[1]);
  r.weights = Precision::kBf16;
  EXPECT_NEAR(kv_capacity(r, 0.9).weight_bytes, 2 * 46.7e9, 1e3);
}

// 85.5235 GB; 16.06 of weights and 5.65 GiB of activations and context leave 63.3969, of which 0.9
// are 27,206 blocks of 16 * 131,072 bytes.
TEST(UtilisationOfFree, GivesTheCacheItsShareOfTheRest) {
  const LlmReplica r{samples::llama_8b(), samples::h100_sxm()};
  const double utilisation = utilisation_of_free(r, 0.9);
  EXPECT_NEAR(utilisation, 1 - 0.1 * 63.396895 / 85.523536, 1e-7);
  EXPECT_EQ(kv_capacity(r, utilisation).blocks, 27206);
  EXPECT_EQ(utilisation_of_free(r, 1), 1);
  EXPECT_THROW((void)utilisation_of_free(r, 0), std::logic_error);
}

}  // namespace
}  // namespace costwright::testing

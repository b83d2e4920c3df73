// Rows of single-shot networks, and the limits of trtllm-bench.
#include <gtest/gtest.h>

#include "study/published/batch_rows.h"
#include "study/published/trtllm_bench.h"
#include "study/validate/validate.h"
#include "tests/core/perf_samples.h"
#include "tests/study/shipped_data.h"

namespace costwright::testing {
using namespace study;
namespace {

PublishedServing row_of(const std::string& model, const std::string& gpu, const std::string& note) {
  PublishedServing row;
  row.model = model;
  row.gpu = gpu;
  row.note = note;
  row.n_gpu = 1;
  row.metric = "samples_per_s";
  row.source = "mlcommons/inference_results_v4.1";
  row.engine = "TensorRT";
  row.value = 1;
  return row;
}
ScoredRow scored(const PublishedServing& row) {
  ScoredRow out;
  EXPECT_TRUE(is_single_shot(row, shipped_book(), shipped_catalog()));
  predict_single_shot(row, shipped_book(), shipped_catalog(), out);
  return out;
}

// 256 * 8.2 GFLOP / (1,979 TFLOP/s * 0.42) = 2.5256 ms + 0.3 ms: 90,601 a second, eight times.
TEST(SingleShotRows, MlperfOfflineIsBatchesOf256OnEveryDevice) {
  PublishedServing row = row_of("resnet50", "NVIDIA H100-SXM-80GB", "datacenter Offline;");
  row.n_gpu = 8;
  const ScoredRow out = scored(row);
  EXPECT_NEAR(out.predicted.value(), 8 * 90601, 8 * 20);
  EXPECT_FALSE(out.extrapolated);
  EXPECT_EQ(out.reason, "");
}

// 268.9 GOP / (61.4 TOP/s * 0.2) = 21.897 ms; 32 of them and 0.3 ms: 45.65 a second.
TEST(SingleShotRows, ADpuRunsTheOperationsThatTheNoteTells) {
  PublishedServing row = row_of("bcc_pt", "AMD/Xilinx VCK190 (Versal, C32B6 DPU 61.4 TOPS)",
                                "multi-thread; input 800x1000; 268.9 GOPs/frame");
  row.source = "docs.amd.com UG1354 2.5";
  row.precision = "INT8";
  EXPECT_NEAR(scored(row).predicted.value(), 45.65, 0.02);
}

TEST(SingleShotRows, WhatIsNotPredictedSaysWhy) {
  const auto reason = [](const std::string& model, const std::string& gpu,
                         const std::string& note) {
    const ScoredRow out = scored(row_of(model, gpu, note));
    EXPECT_FALSE(out.predicted.has_value());
    return out.reason;
  };
  EXPECT_NE(reason("resnet50", "NVIDIA L4", "datacenter Server; x").find("Server"),
            std::string::npos);
  EXPECT_NE(reason("resnet50", "Z9000", "Offline").find("not in the catalogue"), std::string::npos);
  EXPECT_NE(reason("net", "NVIDIA L4", "single thread; 3.6 GOPs/frame").find("one thread"),
            std::string::npos);
  EXPECT_NE(reason("SDXL-base-1.0", "NVIDIA L4", "Offline").find("FLOPs"), std::string::npos);
}

TEST(SingleShotRows, EnginesWithoutAPartInTheEfficienciesAreExtrapolated) {
  PublishedServing row = row_of("resnet50v1.5", "V100-16GB", "batch size in concurrency column");
  row.source = "NVIDIA/DeepLearningExamples";
  row.engine = "PyTorch 21.03 NGC";
  row.precision = "FP16 (AMP)";
  row.load = 256;
  EXPECT_TRUE(scored(row).extrapolated);
  row.precision = "TF32";
  EXPECT_EQ(scored(row).reason, "unknown precision 'TF32'");
}

// (85.5235 - 8.03) GB * 0.95 / (65,536 bytes * 2,176 tokens) = 516.2 requests: 640. Tokens: 516.2 *
// (1 + 128 / 2,048) = 549, at least 2,048; 516.2 * 17 = 8,776: 9,216.
TEST(TrtllmBench, LimitsFollowFromTheMemoryAndTheLengths) {
  const perf::LlmReplica r{samples::llama_8b(), samples::h100_sxm(), Precision::kFp8,
                           Precision::kFp8, 1};
  const BenchLimits answers = trtllm_bench_limits(r, 128, 2048);
  EXPECT_EQ(answers.max_batch, 640);
  EXPECT_EQ(answers.token_budget, 2048);
  const BenchLimits prompts = trtllm_bench_limits(r, 2048, 128);
  EXPECT_EQ(prompts.max_batch, 640);
  EXPECT_EQ(prompts.token_budget, 9216);
}

TEST(TrtllmBench, FormatsItDoesNotKnowGetItsDefaultsAndPromptsStayWhole) {
  perf::LlmReplica r{samples::mixtral_8x7b(), samples::h100_sxm(), Precision::kFp8, Precision::kFp8,
                     1};
  r.model.experts_quantised_only = true;
  EXPECT_EQ(trtllm_bench_limits(r, 1000, 1000).max_batch, 2048);
  EXPECT_EQ(trtllm_bench_limits(r, 1000, 1000).token_budget, 8192);
  EXPECT_EQ(trtllm_bench_limits(r, 32768, 1024).token_budget, 34816);
}

}  // namespace
}  // namespace costwright::testing

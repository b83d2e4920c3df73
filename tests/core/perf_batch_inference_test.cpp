#include <gtest/gtest.h>

#include "core/perf/batch_inference.h"
#include "core/perf/compute_path.h"
#include "tests/core/perf_samples.h"

namespace costwright::testing {
using namespace perf;
namespace {

BatchTimes times_of(const ModelShape& model,
                    const AcceleratorSpec& accelerator,
                    Precision precision,
                    int max_batch = 256) {
  Diagnostics diagnostics;
  const auto times = batch_times(model, accelerator, precision, max_batch, diagnostics);
  EXPECT_TRUE(times) << diagnostics.text();
  return times.value_or(BatchTimes{});
}

TEST(ComputePath, FollowsTheHardware) {
  EXPECT_EQ(compute_path(samples::h100_sxm(), Precision::kFp8)->peak_flops, 1979e12);
  EXPECT_FALSE(compute_path(samples::h100_sxm(), Precision::kFp8)->expands_weights);
  EXPECT_EQ(compute_path(samples::a100_sxm_80(), Precision::kFp8)->peak_flops, 312e12);
  EXPECT_TRUE(compute_path(samples::a100_sxm_80(), Precision::kFp8)->expands_weights);
  EXPECT_EQ(compute_path(samples::a100_sxm_80(), Precision::kInt8)->peak_flops, 624e12);
  EXPECT_EQ(compute_path(samples::v100_sxm2(), Precision::kBf16)->arithmetic, Precision::kFp16);
  EXPECT_EQ(compute_path(samples::vck190(), Precision::kInt8)->peak_flops, 61.4e12);
  EXPECT_FALSE(compute_path(samples::vck190(), Precision::kBf16));
  EXPECT_FALSE(compute_path(samples::vck190(), Precision::kFp8));
}

// The header's worked example: 256 * 8.2 G / (1,979 T * 0.42) + 0.3 ms.
TEST(BatchTimes, Resnet50OnAnH100ByHand) {
  const BatchTimes t = times_of(samples::resnet_50(), samples::h100_sxm(), Precision::kInt8);
  EXPECT_EQ(t.batch_s.size(), 257u);
  EXPECT_EQ(t.batch_s[0], 0);
  EXPECT_NEAR(t.batch_s[256], 2.826e-3, 1e-6);
}

// Measured items/s per device at large batches. MLPerf Inference 4.1 closed: ResNet-50 INT8,
// offline, best submitter's result over its devices (Xeon: sockets); Vitis AI 2.5 on a VCK190,
// multi-threaded.
TEST(BatchTimes, PublishedThroughputs) {
  struct Row {
    ModelShape model;
    AcceleratorSpec accelerator;
    double items_per_s, tolerance;
  };
  const std::vector<Row> rows = {
      {samples::resnet_50(), samples::h100_sxm(), 709920.0 / 8, 0.10},
      {samples::resnet_50(), samples::l40s(), 180613.0 / 4, 0.25},
      {samples::resnet_50(), samples::l4(), 25600.0 / 2, 0.10},
      {samples::resnet_50(), samples::xeon_6980p(), 45617.3 / 2, 0.10},
      {samples::network("efficientnet-edgetpu-m", ModelKind::kCnn, 6.9, 7.34), samples::vck190(),
       1397, 0.25},
      {samples::network("resnet-18", ModelKind::kCnn, 11.7, 3.627), samples::vck190(), 5223.5,
       0.40},
      {samples::network("bcc", ModelKind::kDetector, 11, 268.9), samples::vck190(), 72.4, 0.40},
  };
  for (const Row& row : rows) {
    const BatchTimes t = times_of(row.model, row.accelerator, Precision::kInt8);
    EXPECT_NEAR(256 / t.batch_s[256] / row.items_per_s, 1, row.tolerance)
        << row.model.key << " on " << row.accelerator.key;
  }
}

// NVIDIA/DeepLearningExamples, ResNet-50 in mixed precision under PyTorch 21.03 on a V100: 78
// images/s one by one, 595 in batches of 8, 3,382 in batches of 256.
TEST(BatchTimes, EagerFrameworksWaitForTheirLaunches) {
  Diagnostics diagnostics;
  const auto t = batch_times(samples::resnet_50(), samples::v100_sxm2(), Precision::kFp16, 256,
                             diagnostics, BatchSoftware::kEager)
                     .value();
  EXPECT_NEAR(1 / t.batch_s[1], 78, 8);
  EXPECT_NEAR(8 / t.batch_s[8], 595, 80);
  EXPECT_NEAR(256 / t.batch_s[256], 3382, 350);
}

TEST(BatchTimes, LargerBatchesTakeLongerAndCostLessPerItem) {
  for (const AcceleratorSpec& a :
       {samples::h100_sxm(), samples::l4(), samples::xeon_6980p(), samples::vck190()}) {
    const BatchTimes t = times_of(samples::resnet_50(), a, Precision::kInt8);
    for (std::size_t b = 1; b < 256; ++b) {
      ASSERT_LE(t.batch_s[b], t.batch_s[b + 1]) << a.key;
      ASSERT_GE(t.batch_s[b] / static_cast<double>(b),
                t.batch_s[b + 1] / static_cast<double>(b + 1))
          << a.key;
    }
  }
}

TEST(BatchTimes, FullBatchesDrawAboutTheTdpAndSmallOnesLess) {
  const BatchTimes t = times_of(samples::resnet_50(), samples::h100_sxm(), Precision::kInt8);
  const auto power_w = [&](std::size_t b) {
    return t.idle_w + (t.per_batch_j + static_cast<double>(b) * t.per_item_j) / t.batch_s[b];
  };
  EXPECT_LT(power_w(1), 0.2 * t.maximum_w);  // little over the 90 W of a loaded, stalled part
  EXPECT_GT(power_w(256), 0.8 * t.maximum_w);
}

// 2 * (0.34 G - 30,522 * 1,024) * 512 + 4 * 24 * 512^2 * 1,024 = 341.9 GFLOP a full item of
// BERT-large.
TEST(BatchTimes, EncodersWithoutFlopsAreTakenAtFullLength) {
  ModelShape bert = samples::network("BERT-large", ModelKind::kEncoder, 340, 0);
  bert.layers = 24;
  bert.hidden = 1024;
  bert.heads = bert.kv_heads = 16;
  bert.vocab = 30522;
  bert.context_tokens = 512;
  const BatchTimes t = times_of(bert, samples::a100_sxm_80(), Precision::kFp16);
  EXPECT_NEAR((t.batch_s[256] - 0.3e-3) / 256, 341.93e9 / (312e12 * 0.42), 2e-6);
}

std::string errors_of(const ModelShape& model,
                      const AcceleratorSpec& accelerator,
                      Precision precision) {
  Diagnostics diagnostics;
  EXPECT_FALSE(batch_times(model, accelerator, precision, 8, diagnostics));
  return diagnostics.text();
}

TEST(BatchTimes, ErrorsTeach) {
  EXPECT_NE(errors_of(samples::resnet_50(), samples::vck190(), Precision::kBf16).find("int8"),
            std::string::npos);
  EXPECT_NE(errors_of(samples::network("x", ModelKind::kCnn, 5, 0), samples::l4(), Precision::kInt8)
                .find("FLOPs per item"),
            std::string::npos);
  EXPECT_NE(errors_of(samples::llama_8b(), samples::l4(), Precision::kInt8).find("LLM service"),
            std::string::npos);
  AcceleratorSpec bare = samples::l4();
  bare.memory_bandwidth = 0;
  EXPECT_NE(errors_of(samples::resnet_50(), bare, Precision::kInt8).find("memory bandwidth"),
            std::string::npos);
}

}  // namespace
}  // namespace costwright::testing

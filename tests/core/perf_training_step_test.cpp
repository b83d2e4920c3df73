// Step time and memory of training jobs, worked out by hand.
#include <cmath>

#include <gtest/gtest.h>

#include "core/perf/training/training_layout.h"
#include "core/perf/training/training_step.h"
#include "tests/core/perf_samples.h"

namespace costwright::testing {
using namespace perf;
namespace {

ModelShape dense(int layers, int hidden, int heads, int vocab) {
  ModelShape m;
  m.key = "dense";
  m.kind = ModelKind::kDenseLlm;
  m.layers = layers;
  m.hidden = hidden;
  m.heads = m.kv_heads = heads;
  m.head_dim = hidden / heads;
  m.ffn = 4 * hidden;
  m.vocab = vocab;
  // GPT: 4 h^2 attention, 8 h^2 MLP, one table for input and output.
  m.parameters = 12.0 * layers * hidden * hidden + static_cast<double>(vocab) * hidden;
  m.active_parameters = m.parameters;
  return m;
}
ModelShape gpt3() {
  return dense(96, 12288, 96, 51200);
}

// 4 experts of 3 * 64 * 128 = 24,576 parameters a layer, 1 active.
ModelShape mixture() {
  ModelShape m = dense(4, 64, 4, 1000);
  m.kind = ModelKind::kMoeLlm;
  m.experts = 4;
  m.experts_active = 1;
  m.moe_ffn = 128;
  const double always = 4 * 16384.0 + 128000;
  m.parameters = always + 4 * 4 * 24576.0;
  m.active_parameters = always + 4 * 24576.0;
  return m;
}

TrainingJob job_of(const ModelShape& model, int batch = 8) {
  TrainingJob job;
  job.model = model;
  job.accelerator = samples::h100_sxm();
  job.sequence_tokens = 128;
  job.global_batch = batch;
  return job;
}

// No memory traffic, no launches: only FLOPs and links remain.
TrainingEfficiency ideal() {
  TrainingEfficiency e;
  e.gemm = e.attention = e.native_attention = e.memory = e.link = 1;
  return e;
}
// As data/calibration/training.csv has them for 16 bits.
TrainingEfficiency hopper() {
  return {0.69, 0.215, 0.62, 0.665, 0.8, 0.5, 0.7, 0, 0.27e-3};
}
TrainingJob without_memory_traffic(TrainingJob job) {
  job.accelerator.memory_bandwidth = 1e30;
  return job;
}

bool mentions(const TrainingJob& job, const std::string& text) {
  Diagnostics diagnostics;
  const bool valid = check_training_job(job, diagnostics);
  return !valid && diagnostics.text().find(text) != std::string::npos;
}

TEST(Collectives, RingAllReduceMovesTwiceTheShareOfTheOthers) {
  Fabric fabric;
  fabric.link_bandwidth = 300e9;
  fabric.link_latency_s = 5e-6;
  // 2 * 7/8 * 1 GB / 300 GB/s + 2 * 7 * 5 us
  EXPECT_NEAR(collective_seconds(Collective::kAllReduce, 1e9, {8, 8}, fabric),
              2 * 0.875 / 300 + 70e-6, 1e-12);
  EXPECT_NEAR(collective_seconds(Collective::kAllGather, 1e9, {8, 8}, fabric), 0.875 / 300 + 35e-6,
              1e-12);
  EXPECT_EQ(collective_seconds(Collective::kAllReduce, 1e9, {1, 1}, fabric), 0);
}

TEST(Collectives, NodeShareOfAGroupDecidesHowManyPortsItHas) {
  Fabric fabric;
  fabric.link_bandwidth = 450e9;
  fabric.network_bandwidth = 50e9;
  fabric.link_latency_s = fabric.network_latency_s = 0;
  // 16 devices in 2 nodes: 8 ports, 400 GB/s. 16 devices in 16 nodes (stride 8): 1 port.
  EXPECT_NEAR(collective_seconds(Collective::kReduceScatter, 1e9, device_group(16, 1, 8), fabric),
              15.0 / 16 / 400, 1e-12);
  EXPECT_NEAR(collective_seconds(Collective::kReduceScatter, 1e9, device_group(16, 8, 8), fabric),
              15.0 / 16 / 50, 1e-12);
}

// 1 GB to a peer in the node, at 400 GB/s and one link's 5 us; to one in another, at 50 GB/s and
// the network's 15 us.
TEST(Collectives, ASendIsOfOnePath) {
  const Fabric fabric{.link_bandwidth = 400e9};
  EXPECT_NEAR(collective_seconds(Collective::kSend, 1e9, {2, 2}, fabric), 2.5e-3 + 5e-6, 1e-12);
  EXPECT_NEAR(collective_seconds(Collective::kSend, 1e9, {2, 1}, fabric), 20e-3 + 15e-6, 1e-12);
}

TEST(Collectives, DispatchSendsATokenOnceToANode) {
  Fabric fabric;
  fabric.link_bandwidth = 1e15;
  fabric.network_bandwidth = 50e9;
  fabric.link_latency_s = fabric.network_latency_s = 0;
  // 8 copies over 2 nodes reach the other one with 1 - 2^-8; 8 messages would send 4 copies there.
  const auto group = device_group(16, 1, 8);
  EXPECT_NEAR(dispatch_seconds(1e9, 8, group, fabric), (1 - 1.0 / 256) / 50, 1e-12);
  EXPECT_NEAR(collective_seconds(Collective::kAllToAll, 8e9, group, fabric), 4.0 / 50, 1e-12);
}

TEST(DecoderParameters, GatingAndTyingFollowFromTheCount) {
  const auto gpt = decoder_parameters(gpt3());
  EXPECT_FALSE(gpt.gated);
  EXPECT_EQ(gpt.tables, 51200.0 * 12288);
  EXPECT_EQ(gpt.mlp, 8.0 * 12288 * 12288);

  ModelShape llama = dense(32, 4096, 32, 128256);  // Llama-3.1-8B: 8.03 B
  llama.kv_heads = 8;
  llama.ffn = 14336;
  llama.parameters = 8.03e9;
  const auto p = decoder_parameters(llama);
  EXPECT_TRUE(p.gated);
  EXPECT_EQ(p.tables, 2.0 * 128256 * 4096);
  EXPECT_NEAR(p.mlp, 3.0 * 4096 * 14336, 1e6);
}

// mixture() with latent attention of 10,000 parameters a layer, which no shape gives: what is
// always there, less tables and experts. 4 heads of 16, and 64 more of each query and key.
ModelShape latent() {
  ModelShape m = mixture();
  m.kv_lora_rank = 16;
  m.vocab = 1000;
  const double tables = 2 * 64000;
  m.active_parameters = tables + 4 * (10000.0 + 24576);
  m.parameters = m.active_parameters + 4 * 3 * 24576.0;
  return m;
}

TEST(DecoderParameters, OfLatentAttentionAreWhatTheCountsLeave) {
  EXPECT_DOUBLE_EQ(decoder_parameters(latent()).attention, 10000);
  EXPECT_DOUBLE_EQ(decoder_parameters(latent()).expert, 24576);
  ModelShape plain = latent();
  plain.kv_lora_rank = 0;
  EXPECT_DOUBLE_EQ(decoder_parameters(plain).attention, 4.0 * 64 * 64);
}

// Scores over head and rotary part, values over the head: 2 * 4 layers * 4 heads * (2 * 16 + 64).
TEST(TrainingStep, LatentAttentionScoresItsRotaryPartToo) {
  EXPECT_DOUBLE_EQ(attention_flops_per_token(latent(), 100, false), 2.0 * 4 * 4 * 96 * 100);
  EXPECT_DOUBLE_EQ(attention_flops_per_token(mixture(), 100, false), 2.0 * 4 * 4 * 32 * 100);
}

// 4 bytes for each of the 4 * 64 rotary values of a token's queries, in 4 layers of 128 tokens.
TEST(TrainingMemory, LatentAttentionKeepsItsRotaryPart) {
  ModelShape plain = latent();
  plain.kv_lora_rank = 0;
  EXPECT_DOUBLE_EQ(
      training_memory(job_of(latent())).activations - training_memory(job_of(plain)).activations,
      4.0 * 4 * 64 * 4 * 128);
}

TEST(TrainingStep, ModelFlopsAreSixPerParameterAndToken) {
  TrainingJob job = job_of(dense(2, 64, 4, 1000));
  // 162,304 parameters; attention 3 * (2 * 2 layers * 64 * 2 * 128 / 2) = 98,304 a token.
  const double token = 6 * 162304.0 + 98304;
  EXPECT_DOUBLE_EQ(training_step(job, ideal()).model_flops, 8 * 128 * token);
  job.causal = false;
  EXPECT_DOUBLE_EQ(training_step(job, ideal()).model_flops, 8 * 128 * (token + 98304));
}

TEST(TrainingStep, IdealDeviceTakesFlopsOverPeak) {
  const TrainingJob job = without_memory_traffic(job_of(dense(2, 64, 4, 1000)));
  const TrainingStep step = training_step(job, ideal());
  const double tokens = 8 * 128;
  EXPECT_NEAR(step.gemm_s, tokens * 6 * 162304 / 989e12, 1e-18);
  // Forward 32,768 FLOPs a token; backward 2.5 times as many at 0.75 of the speed.
  EXPECT_NEAR(step.attention_s, tokens * 32768 * (1 + 2.5 / 0.75) / 989e12, 1e-18);
  EXPECT_NEAR(step.step_s, step.gemm_s + step.attention_s, 1e-15);
  EXPECT_NEAR(step.tokens_per_device_s, tokens / step.step_s, 1e-3);
}

TEST(TrainingStep, RecomputationIsOneMoreForwardPass) {
  TrainingJob job = without_memory_traffic(job_of(dense(2, 64, 4, 1000)));
  const double tokens = 8 * 128;
  const double layers = 2 * 12.0 * 64 * 64;
  job.recompute = Recompute::kFull;
  EXPECT_NEAR(training_step(job, ideal()).gemm_s, tokens * (8 * layers + 6 * 64000) / 989e12,
              1e-18);
  job.recompute_stops_early = true;  // the 4 h^2 of the last GEMM are not repeated
  EXPECT_NEAR(training_step(job, ideal()).gemm_s,
              tokens * (8 * layers - 2 * layers / 3 + 6 * 64000) / 989e12, 1e-18);
  job.recompute = Recompute::kNone;
  job.frozen_base = true;  // no weight gradients
  EXPECT_NEAR(training_step(job, ideal()).gemm_s, tokens * (4 * layers + 4 * 64000) / 989e12,
              1e-18);
}

TEST(TrainingStep, UnfusedAttentionComputesTheSquareAndMovesScores) {
  TrainingJob job = without_memory_traffic(job_of(dense(2, 64, 4, 1000)));
  job.attention = AttentionKernel::kScores;
  const double square = 8 * 128 * 65536.0 / 989e12;
  EXPECT_NEAR(training_step(job, ideal()).attention_s, 3 * square, 1e-18);
  job.recompute = Recompute::kSelective;
  EXPECT_NEAR(training_step(job, ideal()).attention_s, 4 * square, 1e-18);
  job.accelerator.memory_bandwidth =
      1e12;  // 13 + 13 + 19 bytes of 4 * 128 scores a token and layer
  EXPECT_NEAR(training_step(job, ideal()).attention_s, 4 * square + 8 * 128 * 2 * 512 * 45.0 / 1e12,
              1e-15);
}

TEST(TrainingStep, BubbleIsStagesMinusOneOverMicroBatches) {
  TrainingJob job = without_memory_traffic(job_of(dense(8, 64, 4, 0), 8));
  job.layout.pipeline = 4;
  job.fabric.link_bandwidth = job.fabric.network_bandwidth = 1e30;
  job.fabric.link_latency_s = job.fabric.network_latency_s = 0;
  const auto share = [&] {
    const TrainingStep step = training_step(job, ideal());
    return step.bubble_s / (step.gemm_s + step.attention_s + step.bubble_s);
  };
  EXPECT_NEAR(share(), 3.0 / (8 + 3), 1e-9);  // (p-1)/(m+p-1)
  job.layout.interleave = 2;                  // half of the bubble: 1.5 of 9.5 micro-batches
  EXPECT_NEAR(share(), 1.5 / 9.5, 1e-9);
}

TEST(TrainingStep, LastStageAlsoComputesTheLogits) {
  TrainingJob job = without_memory_traffic(job_of(dense(4, 64, 4, 1000), 4));
  job.layout.pipeline = 4;
  // One layer and the logits, 4 micro-batches of 128 tokens.
  EXPECT_NEAR(training_step(job, ideal()).gemm_s, 4 * 128 * 6 * (49152.0 + 64000) / 989e12, 1e-18);
}

TEST(TrainingStep, TensorParallelTrafficIsFourAllReducesALayer) {
  TrainingJob job = without_memory_traffic(job_of(dense(2, 64, 4, 1000)));
  job.layout.tensor = 4;
  job.overlaps_tensor = false;
  job.fabric.link_latency_s = 0;
  // 8 micro-batches * 2 layers * 4 * 2 * 3/4 * 128 * 64 * 2 bytes / 450 GB/s
  const double alone = 8 * 2 * 4 * 1.5 * 16384 / 450e9;
  EXPECT_NEAR(training_step(job, ideal()).tensor_s, alone, 1e-15);
  job.overlaps_tensor = true;
  TrainingEfficiency e = ideal();
  e.tensor_overlap = 0.5;
  const TrainingStep step = training_step(job, e);
  EXPECT_LT(step.tensor_s, alone);
  EXPECT_GE(step.tensor_s, alone / 2);
}

TEST(TrainingStep, GradientsAreReducedOncePerStepAndFsdpGathersEveryMicroBatch) {
  TrainingJob job = without_memory_traffic(job_of(dense(2, 64, 4, 1000), 8));
  job.layout.data = 4;
  job.fabric.link_latency_s = 0;
  const double bytes = 162304 * 2.0 * 3 / 4 / 450e9;
  EXPECT_NEAR(training_step(job, ideal()).data_s, 2 * bytes, 1e-15);
  job.layout.zero_stage = 3;  // 2 micro-batches * (2 gathers + 1 scatter)
  EXPECT_NEAR(training_step(job, ideal()).data_s, 6 * bytes, 1e-15);
}

TEST(TrainingStep, ExpertsCountOnlyWhatATokenUses) {
  const TrainingJob job = without_memory_traffic(job_of(mixture()));
  // Attention 16,384 and one expert of 24,576 a layer, logits 64,000.
  EXPECT_NEAR(training_step(job, ideal()).gemm_s, 8 * 128 * 6 * (4 * 40960.0 + 64000) / 989e12,
              1e-18);
  TrainingEfficiency e = ideal();
  e.per_expert_s = 1e-3;  // 8 micro-batches * 4 layers * 4 experts
  EXPECT_NEAR(training_step(job, e).overhead_s, 0.128, 1e-12);
}

TEST(TrainingStep, PartsAddUp) {
  TrainingJob job = job_of(mixture(), 64);
  job.layout = {.data = 4,
                .tensor = 2,
                .pipeline = 2,
                .context = 2,
                .expert = 4,
                .interleave = 2,
                .zero_stage = 1,
                .sequence_parallel = true};
  const auto s = training_step(job, hopper());
  EXPECT_NEAR(s.step_s,
              s.gemm_s + s.attention_s + s.elementwise_s + s.overhead_s + s.tensor_s + s.context_s +
                  s.expert_s + s.pipeline_s + s.data_s + s.bubble_s + s.optimizer_s,
              1e-12 * s.step_s);
  for (const double part : {s.expert_s, s.context_s, s.pipeline_s, s.data_s, s.optimizer_s}) {
    EXPECT_GT(part, 0);
  }
}

TEST(TrainingStep, BetterHardwareIsNeverSlower) {
  TrainingJob job = job_of(dense(32, 4096, 32, 50000), 64);
  job.sequence_tokens = 2048;
  job.layout = {.data = 4, .tensor = 8, .pipeline = 2, .zero_stage = 1};
  const auto e = hopper();
  const double before = training_step(job, e).step_s;
  const auto faster = [&](auto change) {
    TrainingJob better = job;
    change(better);
    return training_step(better, e).step_s;
  };
  EXPECT_LT(faster([](TrainingJob& j) {
              j.accelerator.link_bandwidth *= 2;
            }),
            before);
  EXPECT_LT(faster([](TrainingJob& j) {
              j.accelerator.memory_bandwidth *= 2;
            }),
            before);
  EXPECT_LT(faster([](TrainingJob& j) {
              j.fabric.network_bandwidth *= 2;
            }),
            before);
  EXPECT_LT(faster([](TrainingJob& j) {
              j.precision = Precision::kFp8;
            }),
            before);
  EXPECT_GT(faster([](TrainingJob& j) {
              j.sequence_tokens *= 2;
            }),
            before);
  EXPECT_GT(faster([](TrainingJob& j) {
              j.recompute = Recompute::kFull;
            }),
            before);
}

// Rajbhandari 2020: 2 + 2 + 12 bytes a parameter, divided stage by stage.
TEST(TrainingMemory, IsTheSumOfItsParts) {
  TrainingMemory memory;
  memory.parameters = 1;
  memory.gradients = 2;
  memory.optimizer = 4;
  memory.activations = 8;
  memory.logits = 16;
  memory.other = 32;
  EXPECT_EQ(memory.total(), 63);
}

TEST(TrainingMemory, ZeroStagesDivideTheSixteenBytes) {
  TrainingJob job = job_of(dense(2, 64, 4, 1000));
  job.layout.data = 4;
  const double p = 162304;
  const auto states = [&](int stage) {
    job.layout.zero_stage = stage;
    const TrainingMemory m = training_memory(job);
    return m.parameters + m.gradients + m.optimizer;
  };
  EXPECT_DOUBLE_EQ(states(0), 16 * p);
  EXPECT_DOUBLE_EQ(states(1), 4 * p + 12 * p / 4);
  EXPECT_DOUBLE_EQ(states(2), 2 * p + 14 * p / 4);
  EXPECT_DOUBLE_EQ(states(3), 16 * p / 4);
}

TEST(TrainingMemory, ExpertsAreSplitOverTheirOwnGroup) {
  TrainingJob job = job_of(mixture());
  job.layout.data = 4;
  job.layout.expert = 4;
  // Always 193,536; experts 393,216 over 4 devices, each with one replica only: ZeRO cannot split.
  job.layout.zero_stage = 3;
  EXPECT_DOUBLE_EQ(training_memory(job).parameters, 2 * (193536 / 4.0 + 393216 / 4.0));
}

// Korthikanti 2022, table 2 and equation 5: bytes of a layer of GPT-3, s b h = 2048 * 12288.
TEST(TrainingMemory, ActivationsOfALayerFollowKorthikanti) {
  TrainingJob job = job_of(gpt3(), 8);
  job.sequence_tokens = 2048;
  job.attention = AttentionKernel::kScores;
  job.layout.tensor = 8;
  const double sbh = 2048.0 * 12288;
  const double scores = 5.0 * 96 * 2048 / 12288;
  const auto layer = [&] {
    return training_memory(job).activations / 96;
  };
  EXPECT_NEAR(layer(), sbh * (10 + 24.0 / 8 + scores / 8), 1);
  job.layout.sequence_parallel = true;
  EXPECT_NEAR(layer(), sbh / 8 * (34 + scores), 1);
  job.recompute = Recompute::kSelective;
  EXPECT_NEAR(layer(), sbh * 34 / 8, 1);
  job.layout.sequence_parallel = false;
  job.recompute = Recompute::kFull;
  EXPECT_NEAR(layer(), sbh * 2, 1);
  job.layout.pipeline = 8;  // stage 1 of 8 holds 8 micro-batches of its 12 layers: as much
  EXPECT_NEAR(layer(), sbh * 2, 1);
  job.layout.interleave = 3;  // 1 + (p-1)/(p v)
  EXPECT_NEAR(layer(), sbh * 2 * (1 + 7.0 / 24), 1);
}

TEST(CheckTrainingJob, NamesWhatIsWrong) {
  const TrainingJob good = job_of(dense(4, 64, 4, 1000));
  Diagnostics none;
  EXPECT_TRUE(check_training_job(good, none)) << none.text();
  const auto broken = [&](auto change) {
    TrainingJob job = good;
    change(job);
    return job;
  };
  using J = TrainingJob&;
  EXPECT_TRUE(mentions(broken([](J j) {
                         j.model.kind = ModelKind::kCnn;
                       }),
                       "not a decoder LLM"));
  EXPECT_TRUE(mentions(broken([](J j) {
                         j.model.layers = 0;
                       }),
                       "no number of layers"));
  EXPECT_TRUE(mentions(broken([](J j) {
                         j.model.parameters = 1000;
                       }),
                       "needs more parameters"));
  EXPECT_TRUE(mentions(broken([](J j) {
                         j.precision = Precision::kInt4;
                       }),
                       "training in int4"));
  EXPECT_TRUE(mentions(broken([](J j) {
                         j.accelerator = samples::a100_sxm_80();
                         j.precision = Precision::kFp8;
                       }),
                       "no fp8 arithmetic"));
  EXPECT_TRUE(mentions(broken([](J j) {
                         j.layout.tensor = 3;
                       }),
                       "does not divide the 4 heads"));
  EXPECT_TRUE(mentions(broken([](J j) {
                         j.layout.pipeline = 7;  // 4 layers, embedding and head
                       }),
                       "exceeds the 4 layers"));
  EXPECT_TRUE(mentions(broken([](J j) {
                         j.layout.data = 0;
                       }),
                       "data parallelism of 0"));
  EXPECT_TRUE(mentions(broken([](J j) {
                         j.layout.data = 16;
                       }),
                       "below data 16"));
  EXPECT_TRUE(mentions(broken([](J j) {
                         j.layout.data = 3;
                       }),
                       "does not divide the global batch"));
  EXPECT_TRUE(mentions(broken([](J j) {
                         j.layout.context = 3;
                       }),
                       "does not divide 128 tokens"));
  EXPECT_TRUE(mentions(broken([](J j) {
                         j.layout.expert = 2;
                       }),
                       "does not divide the 0 experts"));
  EXPECT_TRUE(mentions(broken([](J j) {
                         j.layout.zero_stage = 4;
                       }),
                       "ZeRO stage 4"));
  EXPECT_TRUE(mentions(broken([](J j) {
                         j.layout.interleave = 2;
                       }),
                       "without a pipeline"));
  EXPECT_TRUE(mentions(broken([](J j) {
                         j.sequence_tokens = 0;
                       }),
                       "sequences of 0 tokens"));
  EXPECT_TRUE(mentions(broken([](J j) {
                         j.fabric.network_bandwidth = 0;
                       }),
                       "a network of 0"));
  EXPECT_THROW(training_step(broken([](J j) {
                               j.layout.tensor = 3;
                             }),
                             ideal()),
               std::logic_error);
}

TEST(FastestLayout, FitsOrSaysNothing) {
  TrainingJob job = job_of(gpt3(), 64);
  job.sequence_tokens = 2048;
  const auto e = hopper();
  EXPECT_FALSE(fastest_layout(job, 8, e));  // 16 * 175 GB on 8 * 80 GiB
  const auto found = fastest_layout(job, 64, e);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->layout.devices(), 64);
  EXPECT_TRUE(training_memory(*found).fits);

  TrainingJob by_hand = job;
  by_hand.layout = {
      .data = 1, .tensor = 8, .pipeline = 8, .zero_stage = 1, .sequence_parallel = true};
  ASSERT_TRUE(training_memory(by_hand).fits);
  EXPECT_LE(training_step(*found, e).step_s, training_step(by_hand, e).step_s);
}

}  // namespace
}  // namespace costwright::testing

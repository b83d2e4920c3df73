// What a deployment's fields make of its plan: pipeline stages, experts, adapters, clocks and caps,
// speculation. The models themselves are tested in tests/core.
#include <algorithm>
#include <cstdio>

#include "study/outcome/months.h"
#include "tests/study/small_runs.h"

namespace costwright::testing {
using namespace study;
namespace {

class ServingFeatures : public ::testing::Test {
 protected:
  void SetUp() override {
    write_traces(folder_);
    path_ = folder_.write("scenario.yaml", kServingScenario);
  }
  std::optional<Evaluation> check(const std::vector<Override>& overrides) {
    return checked(path_, overrides, diagnostics_);
  }
  // Pool 0: Llama-3.1-8B on 4 x L40S, two replicas of at most 2 sequences.
  ScenarioPlan plan_of(const std::vector<Override>& overrides) {
    const auto result = check(overrides);
    EXPECT_TRUE(result) << diagnostics_.text();
    return result ? *result->plan : ScenarioPlan{};
  }
  std::string errors_of(const std::vector<Override>& overrides) {
    EXPECT_FALSE(check(overrides));
    return diagnostics_.text();
  }
  static const sim::ReplicaPlan& replica(const ScenarioPlan& plan) {
    return std::get<sim::ServingPlan>(*plan.simulations.at(0).plan).replica;
  }

  Folder folder_;
  std::string path_;
  Diagnostics diagnostics_;
};

TEST_F(ServingFeatures, WrittenDefaultsChangeNothing) {
  const ScenarioPlan plain = plan_of({});
  const ScenarioPlan written = plan_of({{"serving.chat.pipeline_parallel", "1"},
                                        {"serving.chat.expert_parallel", "false"},
                                        {"serving.chat.clock", "100 %"}});
  EXPECT_TRUE(same_physics(plain, written));
  EXPECT_FALSE(replica(plain).cost.decode_only.has_value());
}

// Gemma-3-1b has 26 layers, 22 of them with a window of 512 tokens. Contexts of 110 tokens are
// shorter; of those of 20,010 windowed layers read and keep 512.
TEST_F(ServingFeatures, SlidingWindowsGoByTheContextsOfTheWorkloads) {
  std::vector<double> handed_over;  // bytes a token
  const auto tiny_of = [&](const char* input) {
    const ScenarioPlan plan =
        plan_of({{"models.tiny.model", "Gemma-3-1b-it"},
                 {"workloads.draft.arrivals.synthetic.input_tokens.fixed", input}});
    const auto run =
        std::find_if(plan.simulations.begin(), plan.simulations.end(), [](const Simulation& other) {
          return other.pool == 1;
        });
    handed_over.push_back(plan.pools[1].kv_bytes_per_token);
    return std::get<sim::ServingPlan>(*run->plan).replica;
  };
  const sim::ReplicaPlan brief = tiny_of("100 tokens");
  const sim::ReplicaPlan lengthy = tiny_of("20000 tokens");
  EXPECT_EQ(brief.cost.memory.per_sequence, 0);
  const auto all = static_cast<double>(brief.cost.memory.per_token);
  EXPECT_NEAR(static_cast<double>(lengthy.cost.memory.per_token) / all, 4 / 26.0, 1e-3);
  EXPECT_NEAR(static_cast<double>(lengthy.cost.memory.per_sequence) / all, 22 * 512 / 26.0, 1);
  const double kept = (4 + 22 * 512 / 20010.0) / 26;
  EXPECT_NEAR(static_cast<double>(lengthy.kv_blocks) / static_cast<double>(brief.kv_blocks),
              1 / kept, 0.01);
  EXPECT_NEAR(handed_over[1] / handed_over[0], kept, 1e-9);
}

TEST_F(ServingFeatures, StagesTakeDevicesAndShareTheLayers) {
  const ScenarioPlan one = plan_of({});
  const ScenarioPlan two = plan_of({{"serving.chat.pipeline_parallel", "2"}});
  EXPECT_EQ(two.pools[0].devices_per_replica, 2);
  EXPECT_NEAR(two.pools[0].kinds[0].power.idle_w, 2 * one.pools[0].kinds[0].power.idle_w, 1e-9);
  EXPECT_NEAR(static_cast<double>(replica(two).cost.memory.per_token) /
                  static_cast<double>(replica(one).cost.memory.per_token),
              0.5, 1e-4);
  EXPECT_NE(two.pools[0].kinds[0].calibration->extrapolated, "");
}

// Eight devices on servers of four: the network of the catalogue's server joins them, 2 x 100
// Gbit/s; of some rented instances it is not known.
TEST_F(ServingFeatures, StagesAcrossServersNeedAKnownNetwork) {
  const std::vector<Override> eight = {{"serving.chat.tensor_parallel", "4"},
                                       {"serving.chat.pipeline_parallel", "2"},
                                       {"serving.chat.replicas", "1"},
                                       {"fleet.gpus.owned.count", "2"}};
  EXPECT_EQ(plan_of(eight).pools[0].devices_per_replica, 8);
  EXPECT_NE(errors_of({{"serving.draft.tensor_parallel", "8"},
                       {"serving.draft.pipeline_parallel", "2"},
                       {"fleet.rented.cloud.instance", "Vast/VN/8x-H100_SXM"},
                       {"fleet.rented.cloud.count", "2"}})
                .find("span 2 servers, whose network the catalogue lacks"),
            std::string::npos);
}

// A server's 2 x 100 Gbit/s are 6.25 GB/s for each of its four devices. 4,096 activations of 2
// bytes take 1.31072 us a token there, twice that on half the network; two halves of a batch travel
// by turns while the other is computed, so 100 tokens more make 50 more on the way.
TEST_F(ServingFeatures, DevicesShareTheNetworkOfTheirServer) {
  folder_.write("slower.csv",
                "table,key,name,accelerator,accel_count,nic_total_gbit_per_s,system_price_usd,"
                "max_power_w,accel_power_w,non_accel_power_w,idle_power_w,as_of,source,status\n"
                "servers,l40s-4,4x L40S,l40s,4,100,48000,2600,1400,1200,650,2027-01,by hand,"
                "estimate\n");
  const std::vector<Override> usual = {{"serving.chat.tensor_parallel", "4"},
                                       {"serving.chat.pipeline_parallel", "2"},
                                       {"serving.chat.replicas", "1"},
                                       {"fleet.gpus.owned.count", "2"}};
  std::vector<Override> slower = usual;
  slower.push_back({"catalog", "[slower.csv]"});
  const ScenarioPlan fast = plan_of(usual);
  const ScenarioPlan slow = plan_of(slower);
  const auto longer_us = [&](std::size_t tokens) {
    return static_cast<double>(replica(slow).cost.step[tokens] - replica(fast).cost.step[tokens]) *
           1e-6;
  };
  EXPECT_NEAR(longer_us(200) - longer_us(100), 50 * 1.31072, 0.01);
}

TEST_F(ServingFeatures, AdaptersTakeKvCache) {
  const ScenarioPlan plain = plan_of({});
  const ScenarioPlan lora = plan_of({{"serving.chat.lora", "{adapters: 50, rank: 16}"}});
  // 50 * 83,886,080 bytes / (16 * 131,072).
  EXPECT_EQ(replica(plain).kv_blocks - replica(lora).kv_blocks, 2000);
}

TEST_F(ServingFeatures, SpeculationHasDecodesOfItsOwn) {
  const ScenarioPlan plan = plan_of(
      {{"serving.chat.speculative", "{draft_model: tiny, draft_tokens: 3, acceptance: 70 %}"}});
  const sim::IterationCost& cost = replica(plan).cost;
  ASSERT_TRUE(cost.decode_only.has_value());
  EXPECT_EQ(cost.decode_only->step.size(), 3U);  // [0 .. max_batch]
  EXPECT_LT(cost.decode_only->step[1], cost.step[1]);
  EXPECT_NE(plan.pools[0].kinds[0].power.prefill_token_more_j, 0);
}

TEST_F(ServingFeatures, ACapBoundsTheDraw) {
  const ScenarioPlan capped = plan_of({{"serving.chat.power_cap", "200 W"}});
  EXPECT_NEAR(capped.pools[0].kinds[0].power.maximum_w, 0.985 * 200, 1e-9);
  EXPECT_GT(replica(capped).cost.per_prefill_pair, replica(plan_of({})).cost.per_prefill_pair);
}

// Prompts and answers run at clocks of their own: the first of both that falls below half of the
// highest is told, where the other has not.
TEST_F(ServingFeatures, ACapThatOneOfBothClocksIsTooLowForIsTold) {
  int decode = 100, prefill = 100;
  for (int cap_w = 340; cap_w > 100 && std::min(decode, prefill) == 100; cap_w -= 10) {
    diagnostics_ = {};
    plan_of({{"serving.chat.power_cap", fmt::format("{} W", cap_w)}});
    const std::string text = diagnostics_.text();
    const auto at = text.find("below half the highest (");
    if (at != text.npos) {
      ASSERT_EQ(std::sscanf(text.c_str() + at, "below half the highest (decode %d %%, prefill %d",
                            &decode, &prefill),
                2);
    }
  }
  EXPECT_LE(std::min(decode, prefill), 50);
  EXPECT_GT(std::max(decode, prefill), 50);
}

TEST_F(ServingFeatures, WhatCannotBeIsAnErrorAtItsField) {
  struct Case {
    std::vector<Override> overrides;
    const char* text;
  };
  const std::vector<Case> cases = {
      {{{"serving.chat.power_cap", "900 W"}}, "power_cap 900 W is above the TDP"},
      {{{"serving.chat.power_cap", "40 W"}}, "cannot be held"},
      {{{"serving.chat.expert_parallel", "true"}}, "has no routed experts"},
      {{{"serving.chat.attention_data_parallel", "true"}}, "expert_parallel"},
      {{{"serving.chat.expert_parallel", "false"},
        {"serving.chat.attention_data_parallel", "true"},
        {"models.small", "{model: Qwen3-30B-A3B, weights: fp8}"},
        {"serving.chat.tensor_parallel", "2"}},
       "only beside expert_parallel: true"},
      {{{"serving.chat.lora", "{adapters: 5, rank: 16, max_resident: 6}"}}, "max_resident 6"},
      {{{"serving.chat.speculative", "{draft_model: none, draft_tokens: 3, acceptance: 70 %}"}},
       "there is no 'none' in models"},
      {{{"serving.chat.speculative", "{draft_model: tiny, draft_tokens: 3}"}}, "acceptance"},
      {{{"serving.chat.clock", "20 %"}}, "clock"},
      {{{"serving.chat.pipeline_parallel", "2"},
        {"serving.chat.speculative", "{draft_model: tiny, draft_tokens: 3, acceptance: 70 %}"}},
       "across pipeline stages is not modelled"},
  };
  for (const Case& item : cases) {
    diagnostics_ = {};
    const std::string text = errors_of(item.overrides);
    EXPECT_NE(text.find(item.text), std::string::npos) << item.text << "\n" << text;
  }
}

}  // namespace
}  // namespace costwright::testing

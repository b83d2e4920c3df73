#include <algorithm>
#include <cmath>
#include <set>
#include <sstream>

#include "core/calibration/training_calibration.h"
#include "core/catalog/power_calibration.h"
#include "core/catalog/views.h"
#include "core/perf/training/training_efficiency.h"
#include "tests/core/catalog_files.h"

namespace costwright::testing {
namespace {

TEST(Specs, AcceleratorsAreInBaseUnits) {
  FactLog facts;
  Diagnostics diagnostics;
  const auto h100 =
      accelerator_spec(row("accelerators", "h100-sxm"), catalog(), facts, diagnostics);
  ASSERT_TRUE(h100.has_value());
  EXPECT_EQ(h100->peak(Precision::kBf16), 989e12);
  EXPECT_EQ(h100->peak(Precision::kFp32), 67e12);
  EXPECT_EQ(h100->peak(Precision::kFp8), 1979e12);
  EXPECT_EQ(h100->peak(Precision::kInt4), 0);
  EXPECT_EQ(h100->peak(Precision::kFp4), 0);
  EXPECT_DOUBLE_EQ(h100->memory_bytes, 79.65 * 1073741824);
  EXPECT_EQ(h100->memory_bandwidth, 3350e9);
  EXPECT_EQ(h100->link_bandwidth, 450e9);
  EXPECT_EQ(h100->tdp_w, 700);
  EXPECT_EQ(h100->idle_w, 70);
  EXPECT_EQ(h100->power.compute, 0.728);
  const auto v100 =
      accelerator_spec(row("accelerators", "v100-sxm2-32"), catalog(), facts, diagnostics);
  EXPECT_EQ(v100->peak(Precision::kBf16), 125e12);  // its FP16 peak: it has no BF16
  EXPECT_EQ(v100->peak(Precision::kFp8), 0);
  EXPECT_EQ(v100->power.compute, 0.67);
  const auto cpu =
      accelerator_spec(row("accelerators", "xeon-8480+"), catalog(), facts, diagnostics);
  EXPECT_EQ(cpu->memory_bytes, 0);
  EXPECT_EQ(cpu->kind, "cpu");
  EXPECT_EQ(cpu->power.compute, 0.728);  // the row `other`
  EXPECT_EQ(diagnostics.text(), "");
  EXPECT_FALSE(facts.all().empty());
}

TEST(Specs, EveryAcceleratorWithAPeakHasASpec) {
  FactLog facts;
  Diagnostics diagnostics;
  for (const auto& entry : catalog().rows("accelerators")) {
    const bool has_peak = entry.key() != "alveo-v80";  // its row tells none
    EXPECT_EQ(accelerator_spec(entry, catalog(), facts, diagnostics).has_value(), has_peak)
        << entry.key();
  }
  EXPECT_EQ(diagnostics.error_count(), 1);
}

TEST(Specs, TrainingFactorsAreThoseOfTheArchitectureElseOfOthers) {
  FactLog facts;
  Diagnostics diagnostics;
  const auto of = [&](std::string_view key, Precision precision) {
    const auto spec = accelerator_spec(row("accelerators", key), catalog(), facts, diagnostics);
    return training_calibration(catalog(), spec.value(), precision, "", facts, diagnostics).value();
  };
  const TrainingCalibration hopper = of("h100-sxm", Precision::kFp8);
  EXPECT_EQ(hopper.factors.gemm, 0.655);
  EXPECT_EQ(hopper.factors.per_expert_s, 270e-6);
  EXPECT_TRUE(hopper.fitted);
  EXPECT_EQ(of("a100-sxm-80", Precision::kFp16).factors.gemm, 0.77);
  EXPECT_FALSE(of("l4", Precision::kBf16).fitted);
  EXPECT_EQ(diagnostics.text(), "");
}

TEST_F(CatalogFiles, PowerFactorsMustBeCompleteAndWithinBounds) {
  Catalog own = catalog();
  const std::string header = "table,key,static_share,held_share,source,as_of\n";
  EXPECT_NE(add(own, header + "calibration_power,ada,0.1,1.2,own,2026-01-01\n")
                .find("own.csv:2:27: error: held_share: 1.2 is outside 0.5 to 1"),
            std::string::npos);
  ASSERT_EQ(add(own, header + "calibration_power,ada,0.1,1,own,2026-01-01\n"), "");
  FactLog facts;
  Diagnostics diagnostics;
  EXPECT_FALSE(power_factors_of(own, "ada", facts, diagnostics));
  EXPECT_NE(diagnostics.text().find("own.csv:2"), std::string::npos) << diagnostics.text();
  EXPECT_NE(diagnostics.text().find("has a blank factor"), std::string::npos);
}

TEST(Specs, EveryServerFindsItsAccelerator) {
  FactLog facts;
  Diagnostics diagnostics;
  int with_spec = 0;
  for (const auto& entry : catalog().rows("servers")) {
    if (const auto& key = entry.text("accelerator"); !key.empty()) {
      EXPECT_NE(catalog().find("accelerators", key, entry.place(), diagnostics), nullptr);
    }
  }
  EXPECT_EQ(diagnostics.text(), "");
  for (const auto& entry : catalog().rows("servers")) {
    with_spec += server_spec(entry, facts, diagnostics).has_value() ? 1 : 0;
  }
  EXPECT_EQ(with_spec, 28);  // all but the network adder, which draws no stated power
  const auto h100 = server_spec(row("servers", "hgx-h100-8"), facts, diagnostics);
  EXPECT_EQ(h100->accelerators, 8);
  EXPECT_EQ(h100->host_power_w, 4600);
  EXPECT_EQ(h100->max_power_w, 10200);
  EXPECT_EQ(h100->system_price_usd, 310000);
  EXPECT_DOUBLE_EQ(*h100->support_per_year, 0.10);
}

TEST(Specs, EveryAcceleratorKeyOfAnInstanceResolves) {
  FactLog facts;
  int linked = 0;
  int cpu_only = 0;
  int unsure = 0;
  for (const auto& entry : catalog().rows("cloud_instances")) {
    Diagnostics diagnostics;
    const auto spec = cloud_instance_spec(entry, catalog(), facts, diagnostics);
    const bool has_key = !entry.text("accelerator_key").empty();
    EXPECT_TRUE(spec.has_value() || !has_key) << entry.key() << diagnostics.text();
    linked += spec && !spec->accelerator.empty() ? 1 : 0;
    cpu_only += spec && spec->accelerator.empty() ? 1 : 0;
    unsure += spec ? 0 : 1;
  }
  EXPECT_EQ(cpu_only, 28);  // 27 blank accelerators and one "N/A"
  EXPECT_EQ(linked + cpu_only + unsure, 662);
  EXPECT_EQ(unsure, 78);  // V100 16 GB, T4G, A100 and H100 of unknown form, FPGAs, ...
}

TEST(Specs, AnUnsureAcceleratorSaysWhatToDo) {
  FactLog facts;
  Diagnostics diagnostics;
  EXPECT_FALSE(
      cloud_instance_spec(row("cloud_instances", "p3.2xlarge"), catalog(), facts, diagnostics)
          .has_value());
  EXPECT_NE(diagnostics.text().find(
                "its accelerator 'V100' is not surely one of the catalogue; set `accelerator_key`"),
            std::string::npos);
}

TEST(Specs, ModelShapesAreInBaseUnits) {
  FactLog facts;
  Diagnostics diagnostics;
  const auto llama = model_shape(row("models", "Llama-3.1-8B"), facts, diagnostics);
  ASSERT_TRUE(llama.has_value());
  EXPECT_DOUBLE_EQ(llama->parameters, 8.03e9);
  EXPECT_EQ(llama->layers, 32);
  EXPECT_EQ(llama->kv_heads, 8);
  EXPECT_EQ(llama->ffn, 14336);
  EXPECT_EQ(llama->context_tokens, 131072);
  const auto mixtral = model_shape(row("models", "Mixtral-8x7B-v0.1"), facts, diagnostics);
  EXPECT_EQ(mixtral->experts, 8);
  EXPECT_EQ(mixtral->experts_active, 2);
  EXPECT_EQ(mixtral->moe_ffn, 0);  // its experts use ffn
  const auto deepseek = model_shape(row("models", "DeepSeek-V3"), facts, diagnostics);
  EXPECT_EQ(deepseek->kv_lora_rank, 512);
  EXPECT_EQ(deepseek->shared_experts, 1);
  EXPECT_EQ(diagnostics.text(), "");
}

TEST_F(CatalogFiles, AModelWithoutItsParametersTeaches) {
  FactLog facts;
  Diagnostics diagnostics;
  Catalog catalog = Catalog::load(folder_.string(), diagnostics);
  ASSERT_EQ(add(catalog,
                "table,key,kind,layers,hidden,heads,kv_heads,head_dim,vocab,source,as_of\n"
                "models,mine,dense_llm,32,4096,32,8,128,128256,own,2026-11-27\n"),
            "");
  EXPECT_FALSE(model_shape(catalog.row("models", "mine"), facts, diagnostics).has_value());
  EXPECT_NE(diagnostics.text().find("'mine' has no params_total_b; add the figure"),
            std::string::npos);
}

// 2 FLOP per multiply-add: weights 2 x P x s, attention 4 x s^2 x hidden x layers, P = layers x (4
// h^2 + 2 h ffn).
TEST(Specs, SingleShotModelsKnowTheirFlops) {
  FactLog facts;
  Diagnostics diagnostics;
  const auto flops = [&](std::string_view key) {
    const auto shape = model_shape(row("models", key), facts, diagnostics);
    return shape ? shape->flops_per_item : -1.0;
  };
  // BERT-base, s = 384: P = 12 x 7,077,888 = 84,934,656; 65.2298 + 5.4358 GFLOP.
  EXPECT_NEAR(flops("BERT-base"), 65.2298e9 + 5.4358e9, 0.01e9);
  // BERT-large: P = 24 x 12,582,912 = 301,989,888; 231.9282 + 14.4955 GFLOP.
  EXPECT_NEAR(flops("BERT-large"), 231.9282e9 + 14.4955e9, 0.01e9);
  EXPECT_DOUBLE_EQ(flops("ResNet-50"), 8.2e9);  // 2 x 4.1 GMAC
  EXPECT_DOUBLE_EQ(flops("YOLOv8-m"), 78.9e9);
  EXPECT_EQ(flops("Whisper-small"), 0);
  EXPECT_EQ(diagnostics.text(), "");
}

TEST(Tiers, AreFoundByTheirGroupInOrder) {
  Diagnostics diagnostics;
  const auto& first = row("cloud_services", "AWS/Data transfer out/us-east-1");
  EXPECT_EQ(first.key(), "AWS/Data transfer out/first 100 GB free/us-east-1");
  const auto tiers = tiers_of(catalog(), first, {}, diagnostics);
  ASSERT_EQ(tiers.size(), 5U);
  // 100 GB free, first 10 TB 0.09, next 40 TB 0.085, next 100 TB 0.07, over 150 TB 0.05 USD/GB;
  // AWS counts 1 TB = 1,024 GB.
  const std::vector<double> edges = {0, 100e9, 10240e9, 51200e9, 153600e9};
  const std::vector<double> prices = {0, 0.09, 0.085, 0.07, 0.05};
  for (std::size_t i = 0; i < 5; ++i) {
    EXPECT_EQ(tiers[i].from.base(), edges[i]);
    EXPECT_EQ(tiers[i].price, prices[i]);
    EXPECT_EQ(tiers[i].unit, gigabyte);
    EXPECT_FALSE(tiers[i].per_month);
  }
  EXPECT_TRUE(std::isinf(tiers[4].to.base()));
  EXPECT_EQ(tiers[4].fact.status, FactStatus::kEstimate);
  EXPECT_EQ(diagnostics.text(), "");
}

TEST(Tiers, FlatPricesAreOneOpenTier) {
  Diagnostics diagnostics;
  const auto tiers =
      tiers_of(catalog(), row("cloud_services", "GCP/Cloud Storage/Standard regional/us-central1"),
               {}, diagnostics);
  ASSERT_EQ(tiers.size(), 1U);
  EXPECT_EQ(tiers[0].unit, gibibyte);
  EXPECT_TRUE(tiers[0].per_month);
  EXPECT_TRUE(std::isinf(tiers[0].to.base()));
}

TEST(Tiers, EveryGroupIsContiguous) {
  std::set<std::string> groups;
  for (const auto& entry : catalog().rows("cloud_services")) {
    Diagnostics diagnostics;
    if (const auto& group = entry.text("tier_group");
        !group.empty() && groups.insert(group).second) {
      EXPECT_FALSE(tiers_of(catalog(), entry, {}, diagnostics).empty());
      EXPECT_EQ(diagnostics.text(), "");
    }
  }
  EXPECT_EQ(groups.size(),
            21U);  // AWS 9 + 1, Azure 2, GCP 4, OCI 4, RunPod 1
}

TEST(Tiers, AServiceThatIsNotPricedByVolumeIsRefused) {
  Diagnostics diagnostics;
  EXPECT_TRUE(tiers_of(catalog(), row("cloud_services", "anthropic/claude-haiku-4-5"),
                       {"s.yaml", 2, 1}, diagnostics)
                  .empty());
  EXPECT_EQ(diagnostics.text(),
            "s.yaml:2:1: error: 'anthropic/claude-haiku-4-5' is priced per '1M tokens', not by "
            "volume; choose a "
            "service whose unit is GB, GiB or TB\n");
}

}  // namespace
}  // namespace costwright::testing

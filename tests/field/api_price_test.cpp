// Issue 11, B8: cached and batch prices of an API. Prices of api.csv are made up, of others the
// catalogue's list prices of 2026.
#include "study/outcome/metrics.h"
#include "tests/field/field_runs.h"

namespace costwright::testing {
namespace {

// 27,147 M x 1.4 + 351 M x 4.4 = 38,005.80 + 1,544.40.
TEST(FieldApiPrice, WithoutACachedShareAllIsBilledInFull) {
  EXPECT_EQ(field_run("api.yaml")->finance.tco, 39'550'20);
}

// 2,714.7 M x 1.4 + 24,432.3 M x 0.26 + 351 M x 4.4 = 3,800.58 + 6,352.40 + 1,544.40.
TEST(FieldApiPrice, ACachedShareHasItsOwnPrice) {
  const auto result = field_run("api.yaml", {{"application.all-uncached.cached_input", "90 %"}});
  EXPECT_EQ(result->finance.tco, 11'697'38);
  EXPECT_EQ(result->ledger.lines.size(), 3u);
  // All of it: 27,147 x 0.26 + 1,544.40 = 7,058.22 + 1,544.40.
  EXPECT_EQ(field_run("api.yaml", {{"application.all-uncached.cached_input", "1"}})->finance.tco,
            8'602'62);
}

double api_cost(const Evaluation& result) {
  return result.outcome.workloads[0].api_cost.value();
}

// 1 M requests of 400 new, 8,000 cached and 200 output tokens at 1 / 0.10 / 5 USD per million:
// 400 + 800 + 1,000. The first request of each replica misses, so it is a little more.
TEST(FieldApiPrice, TheSimulatedPrefixHitsAreCachedInput) {
  const auto result = field_run("apiref.yaml");
  const double served = result->outcome.workloads[0].served;
  EXPECT_NEAR(api_cost(*result), served * 2200e-6, served * 2200e-6 * 0.005);
  EXPECT_NEAR(served, 1e6, 1e4);
  EXPECT_NE(report_text(*result).find("% of the input as cached input"), std::string::npos);
  // Stated: 0 %: 8,400 + 1,000; 50 %: 4,200 + 420 + 1,000.
  const auto stated = [&](const char* share) {
    const auto again = field_run("apiref.yaml", {{"workloads.w.cached_input", share}});
    return api_cost(*again) / served * 1e6;
  };
  EXPECT_NEAR(stated("0 %"), 9400, 0.1);
  EXPECT_NEAR(stated("50 %"), 5620, 0.1);
}

// The same bill as an item of the application that names the workload.
TEST(FieldApiPrice, AnApplicationItemTakesTheHitsOfItsWorkload) {
  const auto result = field_run(
      "apiref.yaml",
      {{"application.a",
        "{api: anthropic/claude-haiku-4-5, workload: w, api_input_tokens: 8400 Mtok/month, "
        "api_output_tokens: 200 Mtok/month}"}});
  Minor paid = 0;
  for (const LedgerLine& line : result->ledger.lines) {
    paid += line.item.starts_with("a: ") ? line.cash : 0;
  }
  EXPECT_NEAR(to_major(paid), 2200, 2200 * 0.005);
}

std::string application(const std::string& fields) {
  return "name: x\nhorizon: 1 months\napplication:\n  a: {" + fields +
         ", api_input_tokens: 100 Mtok/month, api_output_tokens: 10 Mtok/month}\n";
}

// openai/gpt-4.1: 2 / 8 USD, cached 0.5, batch 1 for input, hence 4 for output: 100 + 40.
TEST(FieldApiPrice, BatchPricesDiscountInputAndOutput) {
  const Folder folder;
  const auto cost = [&](const std::string& fields) {
    Diagnostics diagnostics;
    const auto path = folder.write("a.yaml", application(fields));
    const auto result = evaluated(path, std::vector<Override>{}, diagnostics);
    EXPECT_TRUE(result) << diagnostics.text();
    return result->finance.tco;
  };
  EXPECT_EQ(cost("api: openai/gpt-4.1"), 280'00);
  EXPECT_EQ(cost("api: openai/gpt-4.1, api_batch: true"), 140'00);
  EXPECT_EQ(cost("api: openai/gpt-4.1, cached_input: 40 %"), 220'00);  // 120 + 20 + 80
}

TEST(FieldApiPrice, WhatTheApiDoesNotSellIsAnError) {
  const Folder folder;
  const std::pair<const char*, const char*> cases[] = {
      {"api: openai/o3-pro, cached_input: 10 %", "'openai/o3-pro' has no price for cached input"},
      {"api: anthropic/claude-haiku-4-5, api_batch: true", "has no batch price"},
      {"api: openai/gpt-4.1, api_batch: true, cached_input: 10 %",
       "batch prices know no cached input"},
  };
  for (const auto& [fields, reason] : cases) {
    Diagnostics diagnostics;
    const auto path = folder.write("a.yaml", application(fields));
    EXPECT_FALSE(evaluated(path, std::vector<Override>{}, diagnostics));
    EXPECT_NE(diagnostics.text().find(reason), std::string::npos) << diagnostics.text();
    EXPECT_NE(diagnostics.text().find("a.yaml:4:"), std::string::npos) << diagnostics.text();
  }
  std::string said;
  EXPECT_FALSE(field_run("apiref.yaml", {{"workloads.w.api_batch", "true"}}, &said));
  EXPECT_NE(said.find("has no batch price"), std::string::npos) << said;
}

}  // namespace
}  // namespace costwright::testing

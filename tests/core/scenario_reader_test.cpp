#include <cmath>

#include <gtest/gtest.h>

#include "core/scenario/reader.h"

namespace costwright {
namespace {

constexpr std::string_view kPlain = R"(name: chat
start: 2027-01
horizon: 3 years
finance:
  discount_rate: 9 %/year
sites:
  va: {electricity: 0.11 USD/kWh, pue: 1.25}
fleet:
  h100:
    owned:
      server: dgx-h100
      site: va
      count: 4
      price: 300_000 USD
models:
  llama:
    model: llama-3.1-70b
    weights: fp8
serving:
  chat-70b:
    model: llama
    fleet: h100
    tensor_parallel: 4
workloads:
  chat:
    served_by: chat-70b
    arrivals:
      synthetic:
        input_tokens: {mean: 900 tokens, p50: 500 tokens}
        output_tokens: {fixed: 200 tokens}
    demand:
      requests: 12 M requests/month
      growth: 60 %/year
    slo: {ttft: 500 ms, target: 99 %}
)";

TEST(ScenarioReader, ReadsAPlainScenario) {
  Diagnostics diagnostics;
  const auto loaded = load_scenario_text(kPlain, "dir/chat.yaml", {}, diagnostics);
  ASSERT_TRUE(loaded) << diagnostics.text();
  EXPECT_EQ(diagnostics.text(), "");
  const Scenario& s = loaded->scenario;
  EXPECT_EQ(s.name, "chat");
  EXPECT_EQ(s.horizon.count, 36);
  EXPECT_DOUBLE_EQ(s.finance.discount_rate.per_year, 0.09);
  const OwnedServers& owned = *find_named(s.fleet, "h100")->owned;
  EXPECT_EQ(owned.count, 4);
  EXPECT_DOUBLE_EQ(owned.price->base(), 300000);
  EXPECT_EQ(find_named(s.models, "llama")->weights, Precision::kFp8);
  const Workload& chat = *find_named(s.workloads, "chat");
  EXPECT_DOUBLE_EQ(chat.demand->requests->base(), 12e6);
  EXPECT_NEAR(std::pow(1 + chat.demand->growth.per_month, 12), 1.6, 1e-12);
  EXPECT_DOUBLE_EQ(chat.slo->ttft->base(), 0.5);
  EXPECT_DOUBLE_EQ(chat.slo->target.value, 0.99);
  EXPECT_NEAR(find_named(s.sites, "va")->electricity->in(money_per_kwh), 0.11, 1e-15);
  EXPECT_EQ(loaded->folder, "dir");
}

TEST(ScenarioReader, EveryWrittenValueHasItsPlace) {
  Diagnostics diagnostics;
  const auto loaded = load_scenario_text(kPlain, "chat.yaml", {}, diagnostics);
  ASSERT_TRUE(loaded) << diagnostics.text();
  const Place count = place_of(*loaded, "fleet.h100.owned.count");
  EXPECT_EQ(fmt::format("{}:{}:{}", count.file, count.line, count.column), "chat.yaml:13:14");
  const Place unwritten = place_of(*loaded, "fleet.h100.owned.book_life");  // the key of its parent
  EXPECT_EQ(fmt::format("{}:{}", unwritten.line, unwritten.column), "10:5");
  EXPECT_EQ(place_of(*loaded, "staff.nobody.fte").file, "chat.yaml");
  EXPECT_EQ(place_of(*loaded, "staff.nobody.fte").line, 0);
  EXPECT_FALSE(loaded->places.contains("fleet.h100.owned.book_life"));
}

}  // namespace
}  // namespace costwright

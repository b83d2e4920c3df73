// Issue 11, C3: `--set 'path*=1.2'` and `--set 'path+=20 %'`.
#include "core/scenario/loaded.h"
#include "tests/field/field_runs.h"

namespace costwright::testing {
namespace {

constexpr const char* kBase = R"(
name: x
horizon: 36 months
finance: {discount_rate: 10 %/year}
sites: {dc: {electricity: 0.11 USD/kWh, pue: 1.3}}
fleet: {a: {owned: {server: hgx-h100-8, site: dc, count: 4, residual: 0.1, paid: 2027-03}}}
workloads:
  w: {declared: {input_tokens: 1e9 tokens/month, output_tokens: 2 M tokens/month}}
)";

std::optional<LoadedScenario> changed(const std::vector<std::string>& sets,
                                      std::string* said = nullptr) {
  Diagnostics diagnostics;
  std::vector<Override> overrides;
  for (const auto& text : sets) {
    if (auto parsed = parse_override(text, diagnostics)) {
      overrides.push_back(*parsed);
    }
  }
  auto loaded = diagnostics.has_errors()
                    ? std::nullopt
                    : load_scenario_text(kBase, "s.yaml", overrides, diagnostics);
  if (said != nullptr) {
    *said = diagnostics.text();
  } else {
    EXPECT_TRUE(loaded) << diagnostics.text();
  }
  return loaded;
}

TEST(FieldRelativeSet, MultipliesWhatIsThere) {
  const auto price = [](const std::string& set) {
    return changed({set})->scenario.sites[0].second.electricity->first().in(money_per_kwh);
  };
  EXPECT_NEAR(price("sites.dc.electricity*=1.2"), 0.132, 1e-12);
  EXPECT_NEAR(price("sites.dc.electricity *= 120 %"), 0.132, 1e-12);
  EXPECT_NEAR(price("sites.dc.electricity+=20 %"), 0.132, 1e-12);
  EXPECT_NEAR(price("sites.dc.electricity += -20%"), 0.088, 1e-12);
}

// Relative even where the value itself is in per cent: 10 %/year +20 % is 12, not 30 %/year.
TEST(FieldRelativeSet, IsRelativeForRatesToo) {
  const auto rate = [](const std::vector<std::string>& sets) {
    return changed(sets)->scenario.finance.discount_rate.per_year;
  };
  EXPECT_NEAR(rate({"finance.discount_rate+=20 %"}), 0.12, 1e-12);
  EXPECT_NEAR(rate({"finance.discount_rate*=1.5", "finance.discount_rate*=2"}), 0.30, 1e-12);
  EXPECT_NEAR(rate({"finance.discount_rate=4 %/year", "finance.discount_rate*=2"}), 0.08, 1e-12);
  EXPECT_NEAR(
      changed({"fleet.a.owned.residual*=2"})->scenario.fleet[0].second.owned->residual.value, 0.2,
      1e-12);
}

TEST(FieldRelativeSet, TakesCountsMonthsExponentsAndDefaults) {
  EXPECT_EQ(changed({"fleet.a.owned.count*=1.5"})->scenario.fleet[0].second.owned->count, 6);
  EXPECT_EQ(changed({"horizon*=2"})->scenario.horizon.count, 72);
  EXPECT_NEAR(changed({"workloads.w.declared.input_tokens*=3"})
                  ->scenario.workloads[0]
                  .second.declared->input_tokens.base(),
              3e9, 1);
  // Not written: the default of 4.
  EXPECT_NEAR(
      changed({"finance.output_input_price_ratio*=1.5"})->scenario.finance.output_input_price_ratio,
      6, 1e-12);
}

TEST(FieldRelativeSet, SaysWhyThereIsNothingToChange) {
  const std::pair<const char*, const char*> cases[] = {
      {"name*=2", "--set name: error: 'x' is not a number"},
      {"fleet.a.owned.paid*=2", "error: '2027-03' is not a number"},
      {"fleet.a.owned.server*=2", "error: 'hgx-h100-8' is not a number"},
      {"fleet.a.owned.price*=1.2", "error: fleet.a.owned.price has no value to change"},
      {"fleet.a.owned.cuont*=1.2", "error: fleet.a.owned.cuont has no value to change"},
      {"serving.chat.replicas*=2", "error: serving.chat.replicas has no value to change"},
      {"fleet.a*=2", "error: fleet.a is not a single value"},
      {"fleet.a.owned.count*=1.1", "--set fleet.a.owned.count: error: '4.4' is not a whole number"},
      {"fleet.a.owned.residual*=20", "is out of range: 0 to 100 %"},
      {"finance.discount_rate*=9 %/year", "error: not of the form path*=factor or path+=share %"},
      {"finance.discount_rate+=2", "error: not of the form path*=factor or path+=share %"},
      {"finance.discount_rate*=-1", "error: not of the form path*=factor or path+=share %"},
      {"finance.discount_rate*=", "error: not of the form path*=factor or path+=share %"},
      {"*=2", "error: not of the form path*=factor or path+=share %"},
  };
  for (const auto& [set, reason] : cases) {
    std::string said;
    EXPECT_FALSE(changed({set}, &said)) << set;
    EXPECT_NE(said.find(reason), std::string::npos) << set << "\n" << said;
  }
}

// As in a variant: with the section goes what it cost.
TEST(FieldSet, NullRemovesWhatStandsThere) {
  EXPECT_TRUE(changed({"workloads=null"})->scenario.workloads.empty());
  EXPECT_EQ(changed({"fleet.a.owned.paid=null"})->scenario.fleet[0].second.owned->paid,
            std::nullopt);
  std::string said;
  EXPECT_FALSE(changed({"fleet.b=null"}, &said));
  EXPECT_NE(
      said.find("--set fleet.b: error: nothing is written at 'fleet.b' that null could remove"),
      std::string::npos)
      << said;
}

// A value that is wrong itself is told as always, not multiplied first.
TEST(FieldRelativeSet, AWrongValueStaysWrong) {
  Diagnostics diagnostics;
  std::string text = kBase;
  text.replace(text.find("0.11 USD/kWh"), 12, "0.11 USD/kW ");
  EXPECT_FALSE(load_scenario_text(
      text, "s.yaml", {*parse_override("sites.dc.electricity*=2", diagnostics)}, diagnostics));
  EXPECT_NE(diagnostics.text().find("'0.11 USD/kW'"), std::string::npos) << diagnostics.text();
}

}  // namespace
}  // namespace costwright::testing

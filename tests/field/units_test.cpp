// Issue 11, C2: hints that are not wrong by a hundred or a thousand, and values that are hardly
// meant.
#include "core/scenario/loaded.h"
#include "tests/field/field_runs.h"

namespace costwright::testing {
namespace {

// What is said of one field, in a scenario that is otherwise in order.
std::string said_of(const std::string& path, const std::string& value) {
  constexpr const char* kBase = R"(
name: x
sites: {dc: {location: Virginia, pue: 1.3}}
fleet:
  a: {owned: {server: hgx-h100-8, site: dc}}
  c: {cloud: {instance: AWS/us-east-1/p5.48xlarge}}
staff: {e: {role: ML engineer/United States/all}}
software:
  l: {price: 1000 USD}
  nv: {product: NVIDIA AI Enterprise/subscription 1 year/GPU-year, per: gpu, fleet: a, term: annual_prepaid}
  nvm: {product: NVIDIA AI Enterprise/subscription 1 year/GPU-year, per: gpu, fleet: a}
training: {t: {gpu_hours: 10 GPU h, instance: AWS/us-east-1/p5.48xlarge}}
serving: {api: {api: openai/gpt-4.1}}
storage: {s: {service: AWS/S3/Standard (first 50 TB)/us-east-1, stored: 1 TB}}
)";
  Diagnostics diagnostics;
  const auto loaded = load_scenario_text(kBase, "s.yaml", {{path, value}}, diagnostics);
  if (loaded) {
    (void)check(Inputs(SOURCE_DIR "/data"), *loaded, diagnostics);
  }
  return diagnostics.text();
}

struct Hint {
  const char *path, *value, *hint;  // "" : nothing is said
};

TEST(FieldUnits, TheHintIsWhatWasMeant) {
  const Hint cases[] = {
      {"finance.discount_rate", "0.09", "write e.g. '9 %/year'"},
      {"finance.discount_rate", "9", "write e.g. '9 %/year'"},
      {"finance.discount_rate", "0.09 %", "write e.g. '0.09 %/year'"},
      {"sites.dc.electricity_escalation", "-0.02", "write e.g. '-2 %/year'"},
      {"fleet.a.owned.residual", "15", "write '15 %'"},
      {"fleet.a.owned.residual", "15 %", ""},
      {"fleet.a.owned.residual", "0.15", ""},
      {"fleet.a.owned.price", "$310000", "write '310000 USD'"},
      {"fleet.a.owned.price", "$310,000", "write '310000 USD'"},
      {"fleet.a.owned.price", "US$310_000", "write '310_000 USD'"},
      {"fleet.a.owned.price", "USD 310000", "write '310000 USD'"},
      {"fleet.a.owned.price", "$310.000", "write '310 USD' or '310000 USD'"},
      {"staff.e.salary", "$95.000/year", "write '95 USD/year' or '95000 USD/year'"},
      {"fleet.c.cloud.price", "$98.320/h", "write '98.320 USD/h'"},
      {"fleet.c.cloud.price", "$30/h", "write '30 USD/h'"},
  };
  for (const auto& [path, value, hint] : cases) {
    const std::string said = said_of(path, value);
    EXPECT_TRUE(*hint == '\0' ? said.empty() : said.find(hint) != std::string::npos)
        << path << " = " << value << "\n"
        << said;
  }
}

// One to three digits, a point, exactly three digits, in an amount or pay: 310 or 310,000?
TEST(FieldUnits, APointBetweenThousandsIsAskedAbout) {
  const Hint cases[] = {
      {"fleet.a.owned.price", "310.000 USD", "write '310 USD' or '310000 USD'"},
      {"fleet.a.owned.price", "310.125 USD", "write '310.125 USD' or '310125 USD'"},
      {"fleet.a.owned.price", "310.000", "write '310 USD' or '310000 USD'"},
      {"staff.e.salary", "95.000 USD/year", "write '95 USD/year' or '95000 USD/year'"},
      {"staff.e.salary", "9.500 USD/month", "write '9.5 USD/month' or '9500 USD/month'"},
      {"software.l.price", "1.000 USD", "write '1 USD' or '1000 USD'"},
      {"fleet.a.owned.price", "1.310.000 USD", "has more than one point; write 1_000_000"},
      // Not: other digits, other words for the same, rates.
      {"fleet.a.owned.price", "310000.50 USD", ""},
      {"fleet.a.owned.price", "310000.500 USD", ""},
      {"fleet.a.owned.price", "0.310 M USD", ""},
      {"staff.e.salary", "95000 USD/year", ""},
      {"fleet.c.cloud.price", "98.320 USD/h", ""},
      {"sites.dc.electricity", "0.089 USD/kWh", ""},
      {"sites.dc.electricity", "0.110 USD/kWh", ""},
  };
  for (const auto& [path, value, hint] : cases) {
    const std::string said = said_of(path, value);
    EXPECT_TRUE(*hint == '\0' ? said.empty() : said.find(hint) != std::string::npos)
        << path << " = " << value << "\n"
        << said;
  }
}

TEST(FieldUnits, WhatIsHardlyMeantIsAWarningWithItsSource) {
  const Hint cases[] = {
      {"sites.dc.electricity", "11 USD/kWh", "[EIA 2023]"},
      {"sites.dc.electricity", "0.011 USD/kWh", "[EIA 2023]"},
      {"sites.dc.electricity", "0.02 USD/kWh", ""},
      {"sites.dc.electricity", "1 USD/kWh", ""},
      {"sites.dc.pue", "2.5", "[Uptime Institute]"},
      {"sites.dc.pue", "1.05", ""},
      {"staff.e.fte", "2080 FTE", "neither hours nor pay"},
      {"staff.e.fte", "0.5 FTE", ""},
      {"staff.e.salary", "190000 USD/month", "warning: staff.e.salary = 2280000 USD/year"},
      {"staff.e.salary", "190 USD/year", "warning: staff.e.salary = 190 USD/year"},
      {"staff.e.salary", "19000 USD/year", "a tenth or less of the catalogue's 190000 USD"},
      {"staff.e.salary", "120000 USD/year", ""},
      {"fleet.a.owned.price", "31000 USD", "a tenth or less of the catalogue's"},
      {"fleet.a.owned.price", "300000 USD", ""},
      {"fleet.c.cloud.price", "983 USD/h", "ten times or more the catalogue's"},
      {"fleet.c.cloud.price", "50 USD/h", ""},
      {"storage.s.price", "2.3 USD/GB/month", "ten times or more the catalogue's 0.023"},
      {"storage.s.price", "0.02 USD/GB/month", ""},
      // The licence's 4,500 USD a year are 375 a month.
      {"software.nv.price", "450 USD", "a tenth or less of the catalogue's 4500 USD"},
      {"software.nv.price", "4000 USD", ""},
      {"software.nvm.price", "4000 USD", "ten times or more the catalogue's 375 USD"},
      {"software.nvm.price", "400 USD", ""},
      {"software.l.price", "1 USD", ""},
      // Of an instance of 8.
      {"training.t.price", "0.2 USD/GPU/h", "a tenth or less of the catalogue's"},
      {"training.t.price", "6 USD/GPU/h", ""},
      {"serving.api.api_terms.input_price", "2000 USD/Mtok", "ten times or more the catalogue's 2"},
      {"serving.api.api_terms.output_price", "0.008 USD/Mtok",
       "a tenth or less of the catalogue's 8"},
      {"serving.api.api_terms.input_price", "1.8 USD/Mtok", ""},
  };
  for (const auto& [path, value, hint] : cases) {
    const std::string said = said_of(path, value);
    EXPECT_EQ(said.find("error"), std::string::npos) << said;
    EXPECT_TRUE(*hint == '\0' ? said.empty() : said.find(hint) != std::string::npos)
        << path << " = " << value << "\n"
        << said;
  }
}

}  // namespace
}  // namespace costwright::testing

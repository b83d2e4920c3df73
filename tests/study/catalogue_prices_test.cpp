// The prices that a scenario leaves to the catalogue: stated as they are they change no amount,
// stated otherwise they do.
#include <algorithm>

#include "study/inputs/scenario_edit.h"
#include "study/inputs/scenario_text.h"
#include "tests/study/small_runs.h"

namespace costwright::testing {
using namespace study;
namespace {

constexpr const char* kSilent = R"(
name: silent
horizon: 3 months
sites:
  dc: {location: Virginia, pue: 1.3}
fleet:
  own: {owned: {server: hgx-h100-8, site: dc, count: 2, book_life: 48 months}}
  rented: {cloud: {instance: AWS/us-east-1/p4d.24xlarge, count: 1}}
workloads:
  service: {declared: {input_tokens: 6000 Mtok/month, output_tokens: 1000 Mtok/month}}
staff:
  engineer: {role: ML engineer/United States/all, fte: 1.5 FTE}
)";

Evaluation silent_with(const std::vector<Override>& overrides) {
  Diagnostics diagnostics;
  auto result =
      checked("silent.yaml", HowToRun{.overrides = overrides, .text = kSilent}, diagnostics);
  require(result.has_value(), "{}", diagnostics.text());
  return std::move(*result);
}

std::string unit_of(const std::string& path) {
  const auto form = scenario_form(kSilent);
  const auto found = std::find_if(form->begin(), form->end(), [&](const FormField& field) {
    return field.path == path;
  });
  require(found != form->end(), "the form has no field {}", path);
  return std::string(found->doc.type.unit);
}

TEST(CataloguePrices, NameTheFieldsThatWouldStateThem) {
  std::vector<std::string> paths;
  for (const auto& price : silent_with({}).ledger.catalogue_prices) {
    paths.push_back(price.path);
  }
  std::sort(paths.begin(), paths.end());
  EXPECT_EQ(paths, (std::vector<std::string>{"fleet.own.owned.price", "fleet.rented.cloud.price",
                                             "sites.dc.electricity", "staff.engineer.salary"}));
}

TEST(CataloguePrices, StatedAsTheyAreChangeNothing) {
  const Evaluation silent = silent_with({});
  for (const auto& price : silent.ledger.catalogue_prices) {
    const auto stated = [&](double value) {
      return silent_with({{price.path, fmt::format("{} {}", value, unit_of(price.path))}});
    };
    const Evaluation same = stated(price.value);
    EXPECT_EQ(same.finance.gross_cash, silent.finance.gross_cash) << price.path;
    EXPECT_EQ(same.ledger.catalogue_prices.size(), silent.ledger.catalogue_prices.size() - 1);
    EXPECT_GT(stated(2 * price.value).finance.gross_cash, silent.finance.gross_cash) << price.path;
  }
}

// The form has no single value for it, and may not put one in its place.
TEST(ScenarioForm, LeavesPricesByMonthToTheText) {
  const std::string text =
      "name: x\nfleet:\n  a:\n    cloud:\n      instance: any\n      price: {2027-01: 2 USD/h}\n";
  const auto has_price = [](const std::string& yaml) {
    const auto form = scenario_form(yaml);
    return std::any_of(form->begin(), form->end(), [](const FormField& field) {
      return field.path == "fleet.a.cloud.price";
    });
  };
  EXPECT_FALSE(has_price(text));
  EXPECT_FALSE(with_field(text, "fleet.a.cloud.price", "3 USD/h"));
  EXPECT_TRUE(has_price("name: x\nfleet: {a: {cloud: {instance: any}}}\n"));
}

}  // namespace
}  // namespace costwright::testing

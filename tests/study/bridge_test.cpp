// Which changed input makes how much of a difference.
#include "study/compare/bridge.h"

#include <cmath>
#include <random>

#include "study/compare/shapley.h"
#include "study/compare/tables.h"
#include "tests/study/small_runs.h"

namespace costwright::testing {
using namespace study;
namespace {

// price x count: 3 x 10 x 12 = 360.00, 5 x 12 x 12 = 720.00 USD.
constexpr const char* kBudget = R"(
name: budget
start: 2027-01
horizon: 12 months
software:
  tool: {per: seat, units: 3, price: 10 USD}
  other: {price: 7 USD}
fleet:
  h100: {cloud: {instance: AWS/us-east-1/p5.48xlarge, price: 10 USD/h}}
variants:
  more: {set: {software.tool.price: 12 USD, software.tool.units: 5}}
  bought:
    set:
      finance.discount_rate: 3 %/year
      fleet.h100.cloud: null
      software.other.price: 8 USD
      fleet.h100.owned: {server: hgx-h100-8, price: 310000 USD, site: dc}
      sites: {dc: {electricity: 0.1 USD/kWh, pue: 1.2}}
)";

class Bridges : public ::testing::Test {
 protected:
  Bridges() : path_(folder_.write("budget.yaml", kBudget)) {}

  BridgeEnd end(const std::string& variant, std::vector<Override> overrides = {}) const {
    return {variant, {path_, {}, std::move(overrides), variant}};
  }
  std::optional<Bridge> made(const BridgeEnd& from,
                             const BridgeEnd& to,
                             const std::string& metric,
                             bool shapley = false,
                             const std::vector<std::string>& groups = {}) {
    return bridge(inputs_, from, to, {*parse_metric(metric, diagnostics_), shapley, groups, 20},
                  {.remembered = &cache_, .threads = 1}, diagnostics_);
  }
  static std::vector<std::string> said(const Bridge& bridge) {
    std::vector<std::string> bars;
    for (const Bar& bar : bridge.bars) {
      bars.push_back(name_of(bar.input) + ": " + cell_json(bar.change));
    }
    return bars;
  }
  static Minor sum_of(const Bridge& bridge) {
    Minor sum = 0;
    for (const Bar& bar : bridge.bars) {
      sum += std::get<Amount>(bar.change).minor;
    }
    return sum;
  }
  static void expect_no_rest(const Bridge& bridge) {
    EXPECT_EQ(std::get<Amount>(bridge.start).minor + sum_of(bridge),
              std::get<Amount>(bridge.end).minor);
  }

  Folder folder_;
  std::string path_;
  Inputs inputs_{SOURCE_DIR "/data"};
  Memory cache_{""};
  Diagnostics diagnostics_;
};

// Price first: (12 - 10) x 3 x 12 = 72; then (5 - 3) x 12 x 12 = 288.
TEST_F(Bridges, OrderedAsTheVariantNamesItsInputs) {
  const auto bridge = made(end("base"), end("more"), "tco");
  ASSERT_TRUE(bridge) << diagnostics_.text();
  EXPECT_EQ(said(*bridge), (std::vector<std::string>{"software.tool.price: 72.00",
                                                     "software.tool.units: 288.00"}));
  EXPECT_EQ(bridge->evaluated, 3);
  EXPECT_EQ(bridge->simulated, 0);
  ASSERT_EQ(bridge->bars[1].lines.size(), 1U);
  const BridgeLine& line = bridge->bars[1].lines[0];
  EXPECT_EQ(line.category, "software");
  EXPECT_EQ(line.cash, 28800);
  EXPECT_EQ(line.expense, 28800);
}

// In the file, units stand before the price: (5 - 3) x 10 x 12 = 240, then 2 x 5 x 12 = 120.
TEST_F(Bridges, OrderedAsInTheFileWhereNobodyNamesThem) {
  const std::string other = folder_.write("other.yaml", R"(
name: another
start: 2027-01
horizon: 12 months
software:
  tool: {per: seat, units: 5, price: 12 USD}
  other: {price: 7 USD}
fleet:
  h100: {cloud: {instance: AWS/us-east-1/p5.48xlarge, price: 10 USD/h}}
)");
  const auto bridge = made(end("base"), {"another", {other}}, "tco");
  ASSERT_TRUE(bridge) << diagnostics_.text();
  EXPECT_EQ(said(*bridge), (std::vector<std::string>{"software.tool.units: 240.00",
                                                     "software.tool.price: 120.00"}));
}

// The mean of both orders: price (72 + 120) / 2 = 96, units (240 + 288) / 2 = 264.
TEST_F(Bridges, ShapleyIsTheMeanOfBothOrders) {
  const auto bridge = made(end("base"), end("more"), "tco", true);
  ASSERT_TRUE(bridge) << diagnostics_.text();
  EXPECT_EQ(said(*bridge), (std::vector<std::string>{"software.tool.price: 96.00",
                                                     "software.tool.units: 264.00"}));
  EXPECT_EQ(bridge->evaluated, 4);
  EXPECT_FALSE(bridge->is_sampled);
  EXPECT_EQ(bridge->bars[0].lines.at(0).cash, 9600);
}

TEST_F(Bridges, AGroupIsOneBar) {
  const auto bridge = made(end("base"), end("more"), "tco", true, {"software"});
  ASSERT_TRUE(bridge) << diagnostics_.text();
  EXPECT_EQ(said(*bridge), std::vector<std::string>{"software: 360.00"});
}

TEST_F(Bridges, OfAScenarioAndItselfHasNoBars) {
  const auto bridge = made(end("more"), end("more"), "tco");
  ASSERT_TRUE(bridge) << diagnostics_.text();
  EXPECT_TRUE(bridge->bars.empty());
}

// A machine is rented or owned, never neither or both, and owned ones need a site: three inputs are
// one bar. Others stay apart: 12 x 1 USD.
TEST_F(Bridges, StepsThatAreNoScenarioAreMerged) {
  for (const bool shapley : {false, true}) {
    const auto bridge = made(end("base"), end("bought"), "tco", shapley);
    ASSERT_TRUE(bridge) << diagnostics_.text();
    ASSERT_EQ(bridge->bars.size(), 3U);
    EXPECT_EQ(name_of(bridge->bars[0].input), "finance.discount_rate");
    EXPECT_EQ(cell_json(bridge->bars[0].change), "0.00");
    EXPECT_EQ(bridge->bars[1].input.paths.size(), 3U) << name_of(bridge->bars[1].input);
    EXPECT_EQ(said(*bridge)[2], "software.other.price: 12.00");
    expect_no_rest(*bridge);
    EXPECT_NE(bridge_text(*bridge, "USD").find("joined by +"), std::string::npos);
  }
}

// The terminal value is no ledger line, and part of TCO.
TEST_F(Bridges, CashOfTheLinesAndTheTerminalValueMakeTheBar) {
  const auto bridge =
      made(end("base"), end("bought", {{"finance.terminal_value", "net_book_value"}}), "tco");
  ASSERT_TRUE(bridge) << diagnostics_.text();
  bool has_terminal_value = false;
  for (const Bar& bar : bridge->bars) {
    Minor cash = 0;
    for (const BridgeLine& line : bar.lines) {
      cash += line.cash;
      has_terminal_value = has_terminal_value || line.item == "terminal value";
    }
    EXPECT_EQ(cash, std::get<Amount>(bar.change).minor) << name_of(bar.input);
  }
  EXPECT_TRUE(has_terminal_value);
}

TEST_F(Bridges, PresentValuesSumToTheCentAndSumsOfNoLinesAreZero) {
  const auto present = made(end("base"), end("bought"), "pv_cost");
  ASSERT_TRUE(present) << diagnostics_.text();
  expect_no_rest(*present);
  const auto hardware = made(end("base"), end("bought"), "cash_by_category[hardware]");
  ASSERT_TRUE(hardware) << diagnostics_.text();
  EXPECT_EQ(cell_json(hardware->start), "0.00");
  EXPECT_EQ(cell_json(hardware->end), "310000.00");
  expect_no_rest(*hardware);
  const auto share = made(end("base"), end("bought"), "expense_share[hardware]");
  ASSERT_TRUE(share) << diagnostics_.text();
  EXPECT_EQ(cell_json(share->start), "0");
}

TEST_F(Bridges, AMetricThatAnEndLacksIsAnError) {
  EXPECT_FALSE(made(end("base"), end("more"), "roi"));
  EXPECT_EQ(diagnostics_.text(),
            "error: roi has no figure in one of the scenarios; name a metric that both have\n");
}

TEST_F(Bridges, FilesOfTwoFoldersAreNotMixed) {
  const std::string other = folder_.write("below/other.yaml", kBudget);
  EXPECT_FALSE(made(end("base"), {"other", {other}}, "tco"));
  EXPECT_NE(diagnostics_.text().find("is not in the folder of"), std::string::npos);
}

// Half the price and half the output tokens. Of the four scenarios of both orders two and two share
// their simulations, so nothing is left to simulate after the ordered bridge.
TEST_F(Bridges, WhatStepsShareIsSimulatedOnce) {
  const std::string file = folder_.write("served.yaml", R"(
name: served
start: 2027-12
horizon: 1 months
simulation: {warm_up: 10 min}
fleet:
  rented: {cloud: {instance: AWS/us-east-1/p5.48xlarge, price: 10 USD/h}}
models:
  small: {model: Llama-3.1-8B}
serving:
  chat: {model: small, fleet: rented, replicas: 1}
workloads:
  web:
    served_by: chat
    arrivals: {closed: {clients: 1, think_time: 0 s, input_tokens: {fixed: 100 tokens}, output_tokens: {fixed: 50 tokens}}}
variants:
  other:
    set:
      fleet.rented.cloud.price: 5 USD/h
      workloads.web.arrivals.closed.output_tokens: {fixed: 25 tokens}
)");
  const BridgeEnd from{"base", {file, {}, {}, "base"}};
  const BridgeEnd to{"other", {file, {}, {}, "other"}};
  const auto ordered = made(from, to, "cost_per_request");
  ASSERT_TRUE(ordered) << diagnostics_.text();
  EXPECT_EQ(ordered->evaluated, 3);
  EXPECT_GT(ordered->simulated, 0);
  const auto again = made(from, to, "cost_per_request", true);
  ASSERT_TRUE(again) << diagnostics_.text();
  EXPECT_EQ(again->evaluated, 4);
  EXPECT_EQ(again->simulated, 0);
  // Price first: half of the cost a request, as all of it is the machine's price.
  const double cost = *number_of(ordered->start);
  EXPECT_NEAR(*number_of(ordered->bars[0].change), -cost / 2, 1e-9 * cost);
  double sum = cost;
  for (const Bar& bar : again->bars) {
    sum += *number_of(bar.change);
  }
  EXPECT_NEAR(sum, *number_of(again->end), 1e-12 * cost);
}

// ---- Shapley

// v = product of what is there: by hand for three inputs 1 -> 2, 1 -> 3, 1 -> 4 (v from 1 to 24):
// phi_1 = 1/3 (2 - 1) + 1/6 (6 - 3) + 1/6 (8 - 4) + 1/3 (24 - 12) = 5.5
TEST(Shapley, OfAProductByHand) {
  const std::vector<double> after{2, 3, 4};
  std::map<InputSet, ValueList> values;
  for (const InputSet& set : all_sets(3)) {
    double product = 1;
    for (std::size_t i = 0; i < 3; ++i) {
      product *= set[i] ? after[i] : 1;
    }
    values[set] = {product};
  }
  const auto value = [&](const InputSet& set) -> const ValueList& {
    return values.at(set);
  };
  const auto exact = shapley(3, value);
  EXPECT_DOUBLE_EQ(exact[0][0], 5.5);
  EXPECT_DOUBLE_EQ(exact[0][0] + exact[1][0] + exact[2][0], 23);
  // Sampled: within four standard errors, and without a rest too.
  const auto sampled = sampled_shapley(random_orders(3, 400, 1), value);
  double sum = 0;
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_NEAR(sampled.mean[i][0], exact[i][0], 4 * sampled.standard_error[i][0]);
    EXPECT_GT(sampled.standard_error[i][0], 0);
    sum += sampled.mean[i][0];
  }
  EXPECT_NEAR(sum, 23, 1e-9);
}

// Every order of three appears about as often as every other: 400 / 6.
TEST(Shapley, OrdersAreDrawnEvenlyAndAlike) {
  std::map<std::vector<std::size_t>, int> counts;
  for (const auto& order : random_orders(3, 600, 5)) {
    ++counts[order];
  }
  ASSERT_EQ(counts.size(), 6U);
  for (const auto& [order, count] : counts) {
    EXPECT_NEAR(count, 100, 40);
  }
  EXPECT_EQ(random_orders(9, 3, 5), random_orders(9, 3, 5));
}

TEST(Shapley, CentsAreApportionedWithoutARest) {
  EXPECT_EQ(apportioned({33.4, 33.3, 33.3}, 100), (std::vector<Minor>{34, 33, 33}));
  EXPECT_EQ(apportioned({-0.5, 0.5}, 0), (std::vector<Minor>{0, 0}));
  EXPECT_EQ(apportioned({}, 0), std::vector<Minor>{});
}

// ---- laws

class BridgeLaws : public ::testing::Test {
 protected:
  static constexpr const char* kFile = SOURCE_DIR "/scenarios/worked-budget/scenario.yaml";

  static std::vector<Override> random_changes(std::mt19937& random, std::size_t count) {
    std::vector<std::string> paths{"fleet.own.owned.price",
                                   "fleet.own.owned.residual",
                                   "fleet.rented.cloud.price",
                                   "sites.ashburn.electricity",
                                   "sites.ashburn.pue",
                                   "staff.engineer.salary",
                                   "staff.engineer.fte",
                                   "staff.engineer.overhead",
                                   "staff.engineer.escalation",
                                   "software.ai-enterprise.price",
                                   "finance.discount_rate",
                                   "fleet.own.owned.disposal.proceeds",
                                   "software.ai-enterprise.units",
                                   "fleet.own.owned.power"};
    std::shuffle(paths.begin(), paths.end(), random);
    std::vector<Override> changes;
    for (std::size_t p = 0; p < count; ++p) {
      const double share =
          paths[p].ends_with("units") ? 2 : std::uniform_real_distribution<>(1.01, 1.5)(random);
      changes.push_back({paths[p], "", share});
    }
    return changes;
  }

  Bridge made(const std::vector<Override>& from,
              const std::vector<Override>& to,
              const char* metric,
              bool shapley) {
    auto bridge = study::bridge(inputs_, {"a", {kFile, {}, from}}, {"b", {kFile, {}, to}},
                                {*parse_metric(metric, diagnostics_), shapley, {}, 10},
                                {.threads = 1}, diagnostics_);
    EXPECT_TRUE(bridge) << diagnostics_.text();
    return std::move(*bridge);
  }

  Inputs inputs_{SOURCE_DIR "/data"};
  Diagnostics diagnostics_;
};

TEST_F(BridgeLaws, BarsSumToTheCentForEveryMetricOfMoney) {
  std::mt19937 random(11);
  for (int round = 0; round < 4; ++round) {
    const auto from = random_changes(random, 2);
    const auto to = random_changes(random, 5);
    for (const char* metric : {"tco", "npv", "expense_total", "cash_by_category[energy]"}) {
      for (const bool shapley : {false, true}) {
        const Bridge bridge = made(from, to, metric, shapley);
        Minor sum = std::get<Amount>(bridge.start).minor;
        for (const Bar& bar : bridge.bars) {
          sum += std::get<Amount>(bar.change).minor;
        }
        EXPECT_EQ(sum, std::get<Amount>(bridge.end).minor) << metric << " round " << round;
      }
    }
  }
}

// Shapley does not depend on which end is first.
TEST_F(BridgeLaws, ShapleyIsAntisymmetric) {
  std::mt19937 random(12);
  const auto changes = random_changes(random, 4);
  const Bridge there = made({}, changes, "tco", true);
  const Bridge back = made(changes, {}, "tco", true);
  ASSERT_EQ(there.bars.size(), back.bars.size());
  for (std::size_t b = 0; b < there.bars.size(); ++b) {
    EXPECT_EQ(name_of(there.bars[b].input), name_of(back.bars[b].input));
    EXPECT_NEAR(static_cast<double>(std::get<Amount>(there.bars[b].change).minor),
                -static_cast<double>(std::get<Amount>(back.bars[b].change).minor), 1);
  }
}

TEST_F(BridgeLaws, MoreInputsThanTwelveAreSampledWithErrors) {
  std::mt19937 random(13);
  const Bridge bridge = made({}, random_changes(random, kMostExactInputs + 1), "tco", true);
  EXPECT_TRUE(bridge.is_sampled);
  EXPECT_EQ(bridge.orders, 10U);
  EXPECT_LE(bridge.evaluated, 10 * 12 + 2);
  Minor sum = std::get<Amount>(bridge.start).minor;
  for (const Bar& bar : bridge.bars) {
    EXPECT_TRUE(bar.standard_error.has_value());
    sum += std::get<Amount>(bar.change).minor;
  }
  EXPECT_EQ(sum, std::get<Amount>(bridge.end).minor);
}

}  // namespace
}  // namespace costwright::testing

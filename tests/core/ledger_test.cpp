#include "core/ledger/ledger.h"

#include <array>
#include <fstream>
#include <limits>
#include <map>
#include <numeric>
#include <set>
#include <sstream>

#include <gtest/gtest.h>

#include "core/cost/allocation.h"
#include "core/cost/rules.h"
#include "core/ledger/by_month.h"
#include "core/scenario/loaded.h"
#include "core/scenario/sections/egress.h"
#include "core/scenario/sections/storage.h"
#include "tests/core/cost_scenarios.h"

namespace costwright::testing {
using namespace cost;
using namespace finance;
namespace {

constexpr unsigned kSeeds = 200;
constexpr Axis kAxes[] = {Axis::kMonth,    Axis::kCalendarYear, Axis::kFiscalYear,
                          Axis::kCategory, Axis::kComponent,    Axis::kWorkload,
                          Axis::kTeam,     Axis::kSite,         Axis::kItem};

TEST(Rounding, HalfACentGoesAwayFromZero) {
  EXPECT_EQ(to_minor(0.125), 13);
  EXPECT_EQ(to_minor(-0.125), -13);
  EXPECT_EQ(to_minor(1.005), 101);  // 1.005 x 100 is 100.49999999999999 in doubles
  EXPECT_EQ(to_minor(2.675), 268);
  EXPECT_EQ(to_minor(1.00499), 100);
  EXPECT_EQ(to_minor(123456789.125), 12345678913);
  EXPECT_EQ(to_minor(9e12), 900'000'000'000'000);
  EXPECT_EQ(to_minor(-9e12), -900'000'000'000'000);
  EXPECT_EQ(to_minor(0), 0);
  EXPECT_THROW(to_minor(std::numeric_limits<double>::quiet_NaN()), std::logic_error);
}

TEST(SplitMinor, PartsAddUpAndFollowTheWeights) {
  EXPECT_EQ(split_minor(100, std::array{1.0, 1.0, 1.0}), (std::vector<Minor>{34, 33, 33}));
  EXPECT_EQ(split_minor(-100, std::array{1.0, 1.0, 1.0}), (std::vector<Minor>{-34, -33, -33}));
  EXPECT_EQ(split_minor(5, std::array{0.1, 0.0, 0.9}),
            (std::vector<Minor>{1, 0, 4}));  // 0.5 and 4.5: the tie goes first
  EXPECT_EQ(split_minor(0, std::array{2.0, 1.0}), (std::vector<Minor>{0, 0}));
  std::vector<double> weights;
  for (int i = 1; i <= 60; ++i) {
    weights.push_back(1.0 / i);
    for (const Minor total : {Minor{1}, Minor{99999}, Minor{123456789012345}, Minor{-7654321}}) {
      const auto parts = split_minor(total, weights);
      EXPECT_EQ(std::accumulate(parts.begin(), parts.end(), Minor{0}), total);
    }
  }
}

// opening + sum(cash) - sum(expense) = book value + prepaid - payables at the end of every month.
TEST(Ledger, BalancesExplainTheGapBetweenCashAndExpenseEveryMonth) {
  int with_opening = 0;
  int with_payables = 0;
  int with_prepaid = 0;
  int with_book_value = 0;
  for (unsigned seed = 1; seed <= kSeeds; ++seed) {
    const Priced result = priced(random_scenario(seed));
    ASSERT_FALSE(result.diagnostics.has_errors()) << "seed " << seed << "\n"
                                                  << result.diagnostics.text();
    std::map<YearMonth, Minor> gap;
    for (const auto& line : result.ledger.lines) {
      gap[line.period] += line.cash - line.expense;
    }
    Minor cumulative = result.ledger.opening;
    with_opening += cumulative > 0 ? 1 : 0;
    for (const auto& balance : result.ledger.balances) {
      cumulative += gap[balance.month];
      ASSERT_EQ(cumulative, balance.book_value + balance.prepaid - balance.payables)
          << "seed " << seed << ", " << to_string(balance.month);
      with_payables += balance.payables > 0 ? 1 : 0;
      with_prepaid += balance.prepaid > 0 ? 1 : 0;
      with_book_value += balance.book_value > 0 ? 1 : 0;
    }
  }
  EXPECT_GT(with_opening, 0);
  EXPECT_GT(with_payables, 0);
  EXPECT_GT(with_prepaid, 0);
  EXPECT_GT(with_book_value, 0);
}

TEST(Ledger, EveryPivotHasTheSameTotal) {
  for (unsigned seed = 1; seed <= kSeeds; ++seed) {
    const Priced result = priced(random_scenario(seed));
    Minor cash = 0;
    Minor expense = 0;
    for (const auto& line : result.ledger.lines) {
      cash += line.cash;
      expense += line.expense;
    }
    EXPECT_EQ(cash, result.summary.gross_cash - result.summary.proceeds) << "seed " << seed;
    EXPECT_EQ(expense, result.summary.expense_total) << "seed " << seed;
    for (const Axis axis : kAxes) {
      PivotRow sum;
      for (const auto& row : pivot(result.ledger, axis, 7)) {
        sum.cash += row.cash;
        sum.expense += row.expense;
      }
      EXPECT_EQ(sum.cash, cash) << "seed " << seed;
      EXPECT_EQ(sum.expense, expense) << "seed " << seed;
    }
  }
}

TEST(Ledger, LinesRunByPeriodAndAreTheSameEveryTime) {
  for (unsigned seed = 1; seed <= 20; ++seed) {
    const Ledger a = priced(random_scenario(seed)).ledger;
    const Ledger b = priced(random_scenario(seed)).ledger;
    ASSERT_EQ(a.lines.size(), b.lines.size());
    for (std::size_t i = 0; i < a.lines.size(); ++i) {
      EXPECT_TRUE(i == 0 || a.lines[i - 1].period <= a.lines[i].period);
      EXPECT_EQ(a.lines[i].item, b.lines[i].item);
      EXPECT_EQ(a.lines[i].cash, b.lines[i].cash);
      EXPECT_EQ(a.lines[i].expense, b.lines[i].expense);
    }
  }
}

TEST(Ledger, OnlyProceedsAreNegativeCashAndOnlyGainsNegativeExpense) {
  for (unsigned seed = 1; seed <= kSeeds; ++seed) {
    for (const auto& line : priced(random_scenario(seed)).ledger.lines) {
      EXPECT_TRUE(line.cash >= 0 || line.item == "own: disposal")
          << "seed " << seed << " " << line.item;
      EXPECT_TRUE(line.expense >= 0 || line.item == "own: loss on disposal")
          << "seed " << seed << " " << line.item;
      EXPECT_FALSE(line.item.empty() || line.unit.empty() || line.source.empty() ||
                   line.workload.empty());
    }
  }
}

TEST(Ledger, NothingGetsCheaperWhenAPriceRises) {
  std::map<std::string, int> met;
  for (unsigned seed = 1; seed <= 100; ++seed) {
    const LoadedScenario base = random_scenario(seed);
    const FinanceSummary before = priced(base).summary;
    for (const auto& field : price_fields()) {
      LoadedScenario dearer = base;
      if (!field.raise(dearer.scenario)) {
        continue;
      }
      const FinanceSummary after = priced(dearer).summary;
      const std::string where = field.name + ", seed " + std::to_string(seed);
      EXPECT_GE(after.tco, before.tco) << where;
      EXPECT_GE(after.gross_cash, before.gross_cash) << where;
      EXPECT_GE(after.expense_total, before.expense_total) << where;
      EXPECT_GE(after.pv_cost, before.pv_cost - 1e-6) << where;
      EXPECT_LE(after.npv, before.npv + 1e-6) << where;
      met[field.name] += after.gross_cash > before.gross_cash ? 1 : 0;
    }
  }
  for (const auto& field : price_fields()) {
    EXPECT_GT(met[field.name], 0) << field.name << " never mattered";
  }
}

TEST(Ledger, ComponentsWithoutFiguresAreNamedNotZero) {
  LoadedScenario loaded;
  EXPECT_EQ(priced(loaded).ledger.not_declared,
            (std::vector<std::string>{"data_pipeline", "training", "serving", "application",
                                      "staffing", "software"}));
  LoadedScenario full = random_scenario(3);
  full.scenario.sites[0].second.colocation = Colocation{per_kw_month(100), 1 * kilowatt, {}, {}};
  EXPECT_TRUE(priced(full).ledger.not_declared.empty());
}

// What a scenario declares is not called undeclared where its lines are another component's.
TEST(Ledger, ASectionDeclaresItsComponentWhoeverBearsItsCost) {
  LoadedScenario loaded = empty_scenario(2);
  EgressItem egress;
  egress.component = Component::kServing;
  egress.price = per_gb(0.1);
  egress.volume = DataPerMonth(5e9);
  loaded.scenario.egress.emplace_back("out", egress);
  StorageItem storage;
  storage.component = Component::kTraining;
  storage.price = per_gb_month(0.1);
  storage.stored = 5 * gigabyte;
  loaded.scenario.storage.emplace_back("kept", storage);
  EXPECT_EQ(priced(loaded).ledger.not_declared, (std::vector<std::string>{"staffing", "software"}));
}

TEST(Ledger, AnAmountBeyondALineIsADiagnosticNotACrash) {
  LoadedScenario loaded = golden_scenario();
  loaded.scenario.staff[0].second.salary = per_year(1e300);
  const Priced result = priced(loaded);
  EXPECT_TRUE(result.diagnostics.has_errors());
  EXPECT_NE(result.diagnostics.text().find("engineer: pay"), std::string::npos)
      << result.diagnostics.text();
}

TEST(Ledger, CashIsSummedByMonth) {
  const auto paid = [](YearMonth month, Minor cash) {
    LedgerLine line;
    line.period = month;
    line.cash = cash;
    return line;
  };
  Ledger ledger;
  ledger.lines = {paid({2027, 12}, 250), paid({2028, 2}, 30), paid({2027, 12}, -50)};
  EXPECT_EQ(cash_by_month(ledger, {2027, 12}, 3), (std::vector<Minor>{200, 0, 30}));
  EXPECT_THROW(cash_by_month(ledger, {2027, 12}, 2), std::out_of_range);
}

TEST(Pivot, CategoriesAndComponentsKeepTheirOrder) {
  const Ledger ledger = priced(random_scenario(3)).ledger;
  std::vector<std::string> labels;
  for (const auto& row : pivot(ledger, Axis::kCategory)) {
    labels.push_back(row.label);
  }
  EXPECT_EQ(labels, (std::vector<std::string>{"hardware", "software", "staffing", "data", "cloud",
                                              "energy"}));
}

TEST(Pivot, WhatHasNoOrderOfItsOwnKeepsThatOfItsFirstLine) {
  Ledger ledger;
  for (const char* item : {"m", "z", "a", "z", "k"}) {
    LedgerLine& line = ledger.lines.emplace_back();
    line.item = item;
    line.cash = 1;
  }
  std::string labels;
  for (const auto& row : pivot(ledger, Axis::kItem)) {
    labels += fmt::format("{}{} ", row.label, row.cash);
  }
  EXPECT_EQ(labels, "m1 z2 a1 k1 ");
}

TEST(CostRules, EachHasNameDocAndASourceOfTheReferences) {
  std::ifstream file(SOURCE_DIR "/docs/references.md");
  const std::string references{std::istreambuf_iterator<char>(file), {}};
  std::set<std::string_view> names;
  for (const auto& rule : cost_rules()) {
    EXPECT_TRUE(names.insert(rule.name).second) << rule.name;
    EXPECT_FALSE(rule.doc.empty()) << rule.name;
    EXPECT_NE(rule.apply, nullptr) << rule.name;
    std::istringstream sources{std::string(rule.source)};
    int cited = 0;
    for (std::string source; std::getline(sources >> std::ws, source, ';'); ++cited) {
      EXPECT_NE(references.find("**" + source + "**"), std::string::npos) << source;
    }
    EXPECT_GT(cited, 0) << rule.name;
  }
}

}  // namespace
}  // namespace costwright::testing

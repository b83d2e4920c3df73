// A worked budget, to the cent. The expected figures were computed with exact decimals outside this
// program; scenarios/worked-budget/validation.md shows how.
#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

#include "core/scenario/loaded.h"
#include "tests/core/cost_scenarios.h"

namespace costwright::testing {
using namespace cost;
using namespace finance;
namespace {

class GoldenBudget : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_FALSE(budget_.diagnostics.has_errors()) << budget_.diagnostics.text();
  }

  void expect(Axis axis,
              const std::string& label,
              Minor cash,
              Minor expense,
              int fiscal_year_start = 1) const {
    const auto rows = pivot(budget_.ledger, axis, fiscal_year_start);
    const auto row = std::find_if(rows.begin(), rows.end(), [&](const PivotRow& r) {
      return r.label == label;
    });
    ASSERT_NE(row, rows.end()) << label;
    EXPECT_EQ(row->cash, cash) << label;
    EXPECT_EQ(row->expense, expense) << label;
  }
  double present_value_with(const std::function<double(const LedgerLine&, int)>& factor) const {
    double sum = 0;
    for (const auto& line : budget_.ledger.lines) {
      sum += to_major(line.cash) * factor(line, line.period - YearMonth{2027, 1});
    }
    return sum;
  }
  static double cents(double value) { return std::round(value * 100) / 100; }

  Priced budget_ = priced(golden_scenario());
};

TEST_F(GoldenBudget, LinesByItem) {
  const Ledger& ledger = budget_.ledger;
  EXPECT_EQ(cash_of(ledger, "own: purchase"), 31000000);
  EXPECT_EQ(expense_of(ledger, "own: purchase"), 0);
  EXPECT_EQ(cash_of(ledger, "own: depreciation"), 0);
  EXPECT_EQ(expense_of(ledger, "own: depreciation"), 19762500);
  EXPECT_EQ(cash_of(ledger, "own: disposal"), -8000000);
  EXPECT_EQ(expense_of(ledger, "own: loss on disposal"), 3237500);
  EXPECT_EQ(cash_of(ledger, "rented: on-demand hours"), 57757389);
  EXPECT_EQ(expense_of(ledger, "rented: on-demand hours"), 57757389);
  EXPECT_EQ(cash_of(ledger, "own: electricity"), 2065816);
  EXPECT_EQ(cash_of(ledger, "engineer: pay"), 125088720);
  EXPECT_EQ(cash_of(ledger, "ai-enterprise: licence"), 10800000);
  EXPECT_EQ(expense_of(ledger, "ai-enterprise: licence used"), 10800000);
}

TEST_F(GoldenBudget, MonthlyFigures) {
  const auto depreciation = lines_of(budget_.ledger, "own: depreciation");
  ASSERT_EQ(depreciation.size(), 36U);
  const Minor first[] = {548958, 548959, 548958, 548958};
  for (std::size_t m = 0; m < 4; ++m) {
    EXPECT_EQ(depreciation[m].expense, first[m]) << m;
  }
  const auto pay = lines_of(budget_.ledger, "engineer: pay");
  EXPECT_EQ(pay[0].cash, 3372500);
  EXPECT_EQ(pay[11].cash, 3372500);
  EXPECT_EQ(pay[12].cash, 3473675);
  EXPECT_EQ(pay[24].cash, 3577885);
  for (const auto& line : lines_of(budget_.ledger, "ai-enterprise: licence used")) {
    EXPECT_EQ(line.expense, 300000);
  }
  EXPECT_EQ(budget_.ledger.balances[34].book_value - depreciation[35].expense, 11237500);
  EXPECT_EQ(budget_.ledger.balances[35].book_value, 0);
}

TEST_F(GoldenBudget, HoursAndMeterReading) {
  double hours = 0;
  double kwh = 0;
  for (const auto& line : budget_.ledger.lines) {
    hours += line.unit == "instance-h" ? line.quantity : 0;
    kwh += line.unit == "kWh" ? line.quantity : 0;
  }
  EXPECT_DOUBLE_EQ(hours, 26304);
  EXPECT_NEAR(kwh, 230817.6, 1e-6);
  EXPECT_NEAR(budget_.ledger.facility_kwh, 230817.6, 1e-6);
}

TEST_F(GoldenBudget, TotalsAgreeOnBothBases) {
  const FinanceSummary& f = budget_.summary;
  EXPECT_EQ(f.tco, 218711925);
  EXPECT_EQ(f.expense_total, 218711925);
  EXPECT_EQ(f.gross_cash, 226711925);
  EXPECT_EQ(f.proceeds, 8000000);
  EXPECT_EQ(f.terminal_value, 0);
}

TEST_F(GoldenBudget, CalendarYears) {
  expect(Axis::kCalendarYear, "2027", 94992874, 70580374);
  expect(Axis::kCalendarYear, "2028", 65261557, 71849057);
  expect(Axis::kCalendarYear, "2029", 58457494, 76282494);
}

TEST_F(GoldenBudget, Months) {
  expect(Axis::kMonth, "2027-01", 39664580, 5913538);
  expect(Axis::kMonth, "2027-02", 4900830, 5749789);
  expect(Axis::kMonth, "2028-01", 8765755, 6014713);
  expect(Axis::kMonth, "2029-12", -2730035, 9356423);
}

TEST_F(GoldenBudget, FiscalYearsFromJuly) {
  expect(Axis::kFiscalYear, "FY2027", 64714562, 35208312, 7);
  expect(Axis::kFiscalYear, "FY2028", 64654507, 71242007, 7);
  expect(Axis::kFiscalYear, "FY2029", 65832234, 72419734, 7);
  expect(Axis::kFiscalYear, "FY2030", 23510622, 39841872, 7);
}

TEST_F(GoldenBudget, PresentValue) {
  EXPECT_DOUBLE_EQ(cents(budget_.summary.pv_cost), 1969186.80);
  EXPECT_DOUBLE_EQ(cents(budget_.summary.npv), -1969186.80);
  EXPECT_FALSE(budget_.summary.pv_benefit);
  EXPECT_FALSE(budget_.summary.roi);
}

TEST_F(GoldenBudget, UnitCosts) {
  const FinanceSummary& f = budget_.summary;
  EXPECT_DOUBLE_EQ(cents(f.cost_per_1m_tokens.value()), 8.68);
  EXPECT_DOUBLE_EQ(cents(f.cost_per_1m_output_all_in.value()), 60.75);
  EXPECT_DOUBLE_EQ(cents(f.cost_per_1m_output_split.value()), 24.30);
  EXPECT_DOUBLE_EQ(cents(f.cost_per_1m_input_split.value()), 6.08);
  EXPECT_DOUBLE_EQ(cents(f.levelised_cost_per_1m_tokens.value()), 8.90);
  EXPECT_FALSE(f.cost_per_request);
  EXPECT_FALSE(f.cost_per_user_action);
}

// Each common mistake, made on purpose, gives its known wrong answer: the right ones do not agree
// by chance.
TEST_F(GoldenBudget, KnownWrongAnswersComeFromKnownMistakes) {
  const Ledger& ledger = budget_.ledger;
  const Minor wear =
      expense_of(ledger, "own: depreciation") + expense_of(ledger, "own: loss on disposal");
  EXPECT_EQ(budget_.summary.tco + wear, 241711925);
  EXPECT_EQ(budget_.summary.gross_cash, 226711925);
  EXPECT_EQ(36 * to_minor(730 * 21.957642), 57704688);
  const auto monthly_nominal = [](const LedgerLine& line, int m) {
    return std::pow(1 + 0.09 / 12, -(line.at_start ? m : m + 1));
  };
  EXPECT_DOUBLE_EQ(cents(present_value_with(monthly_nominal)), 1961103.13);
  const auto at_end = [](const LedgerLine&, int m) {
    return discount_factor(0.09, m + 1);
  };
  EXPECT_DOUBLE_EQ(cents(present_value_with(at_end)), 1966257.75);
  const auto at_start = [](const LedgerLine&, int m) {
    return discount_factor(0.09, m);
  };
  EXPECT_DOUBLE_EQ(cents(present_value_with(at_start)), 1980429.20);
}

TEST_F(GoldenBudget, WhatIsNotDeclaredIsNamed) {
  EXPECT_EQ(budget_.ledger.not_declared,
            (std::vector<std::string>{"data_pipeline", "training", "application",
                                      "site ashburn (space, cooling plant, connection)"}));
}

}  // namespace
}  // namespace costwright::testing

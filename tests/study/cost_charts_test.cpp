// Costs by period against the sums by hand in scenarios/worked-budget/validation.md.
#include "study/outcome/slo_state.h"
#include "study/reports/chart_tables.h"
#include "tests/study/small_runs.h"

namespace costwright::testing {
using namespace study;
namespace {

class CostCharts : public ::testing::Test {
 protected:
  CostCharts() {
    Diagnostics diagnostics;
    auto result =
        evaluated(SOURCE_DIR "/scenarios/worked-budget/scenario.yaml", HowToRun{}, diagnostics);
    require(result.has_value(), "{}", diagnostics.text());
    result_ = std::move(*result);
  }

  static std::vector<std::string> column(const Table& table, const char* name) {
    std::vector<std::string> found;
    for (const auto& row : table.rows) {
      found.push_back(cell_text(row[column_of(table, name)]));
    }
    return found;
  }

  Evaluation result_;
};

using Texts = std::vector<std::string>;

TEST_F(CostCharts, TotalsOfYearsAreThoseByHand) {
  const Table years =
      cost_totals(result_, {CostGroup::kTeam, CostBasis::kCash, CostPeriod::kCalendarYear});
  EXPECT_EQ(column(years, "period"), (Texts{"2027", "2028", "2029"}));
  EXPECT_EQ(column(years, "total"), (Texts{"949,928.74", "652,615.57", "584,574.94"}));
  EXPECT_EQ(column(years, "cumulative"), (Texts{"949,928.74", "1,602,544.31", "2,187,119.25"}));
  const Table fiscal =
      cost_totals(result_, {CostGroup::kTeam, CostBasis::kExpense, CostPeriod::kFiscalYear});
  EXPECT_EQ(column(fiscal, "period"), (Texts{"FY2027", "FY2028", "FY2029", "FY2030"}));
  EXPECT_EQ(column(fiscal, "total"),
            (Texts{"352,083.12", "712,420.07", "724,197.34", "398,418.72"}));
}

TEST_F(CostCharts, ATableHasTotalsAndTheDifferenceToTheBaseline) {
  Evaluation dearer = result_;
  for (LedgerLine& line : dearer.ledger.lines) {
    line.cash += line.category == Category::kEnergy ? 100 : 0;  // 1.00 a month
  }
  const CostView view{CostGroup::kCategory, CostBasis::kCash, CostPeriod::kCalendarYear};
  const Table table = cost_table(dearer, view, &result_);
  EXPECT_EQ(column(table, "baseline"), (Texts{"949,928.74", "652,615.57", "584,574.94"}));
  EXPECT_EQ(column(table, "difference"), (Texts{"12.00", "12.00", "12.00"}));
  EXPECT_EQ(column(table, "cumulative").back(), "2,187,155.25");
  EXPECT_EQ(cost_table(result_, view, nullptr).columns.back().name, "cumulative");
}

// An engineer and a half: 33,725.00 a month in 2027, 34,736.75 in 2028.
TEST_F(CostCharts, QuartersAreThoseOfTheCalendar) {
  const Table quarters =
      cost_by_period(result_, {CostGroup::kCategory, CostBasis::kCash, CostPeriod::kQuarter});
  ASSERT_EQ(quarters.rows.size(), 12u);
  const auto staffing = column(quarters, "staffing");
  EXPECT_EQ(column(quarters, "period")[3], "2027 Q4");
  EXPECT_EQ(staffing[3], "101,175.00");
  EXPECT_EQ(staffing[4], "104,210.25");
}

TEST_F(CostCharts, BehindABarAreItsLedgerLines) {
  const CostView view{CostGroup::kCategory, CostBasis::kCash, CostPeriod::kFiscalYear};
  const Table lines = cost_lines(result_, view, "FY2027", "staffing");
  Minor cash = 0;
  for (const auto& row : lines.rows) {
    EXPECT_EQ(cell_text(row[column_of(lines, "category")]), "staffing");
    cash += std::get<Amount>(row[column_of(lines, "cash")]).minor;
  }
  EXPECT_EQ(cash, 6 * 33'725'00) << "January to June 2027";
  EXPECT_EQ(cost_lines(result_, view, "", "").rows.size(), result_.ledger.lines.size());
  EXPECT_TRUE(cost_lines(result_, view, "FY2027", "nothing").rows.empty());
}

TEST_F(CostCharts, CategoriesStandBesideThoseOfTheBaseline) {
  Evaluation dearer = result_;
  for (LedgerLine& line : dearer.ledger.lines) {
    line.expense += line.category == Category::kEnergy ? 1 : 0;
  }
  const Table table = cost_against(dearer, &result_);
  EXPECT_EQ(column(table, "category"),
            (Texts{"hardware", "software", "staffing", "cloud", "energy"}));
  EXPECT_EQ(column(table, "baseline"),
            (Texts{"230,000.00", "108,000.00", "1,250,887.20", "577,573.89", "20,658.16"}));
  EXPECT_EQ(column(table, "difference"), (Texts{"0.00", "0.00", "0.00", "0.00", "0.36"}))
      << "a cent a month";
  EXPECT_EQ(column(cost_against(result_, nullptr), "difference"), (Texts(5)));
}

TEST_F(CostCharts, TheHeadlinesMonthsEndAtTheCash) {
  const Table table = headline_months(result_);
  ASSERT_EQ(table.rows.size(), 36u);
  EXPECT_EQ(column(table, "cumulative_cash").back(), "2,187,119.25");
  EXPECT_EQ(column(table, "slo_share").back(), "") << "no SLO is stated";
}

TEST(SloStates, AreAtRiskWhereTheRangeStraddlesTheTarget) {
  EXPECT_EQ(slo_state(0.994, 0.992, 1.0, 0.99), SloState::kPass);
  EXPECT_EQ(slo_state(0.994, 0.828, 1.0, 0.99), SloState::kAtRisk);
  EXPECT_EQ(slo_state(0.98, 0.90, 0.995, 0.99), SloState::kAtRisk);
  EXPECT_EQ(slo_state(0.98, 0.90, 0.985, 0.99), SloState::kFail);
  EXPECT_EQ(slo_state(0.99, std::nullopt, std::nullopt, 0.99), SloState::kPass);
  EXPECT_EQ(slo_state(0.98, std::nullopt, std::nullopt, 0.99), SloState::kFail);
}

TEST(SloStates, OfSeveralWorkloadsTheWorstCounts) {
  const auto row = [](const char* name, const char* key, double value, Cell low, Cell high) {
    MetricRow made;
    made.metric = &metric(name);
    made.key = key;
    made.value = percent(value);
    made.low = std::move(low);
    made.high = std::move(high);
    return made;
  };
  const std::vector<MetricRow> rows{
      row("slo_attainment", "safe", 0.999, {}, {}), row("slo_target", "safe", 0.99, {}, {}),
      row("slo_attainment", "risky", 0.995, percent(0.9), percent(1)),
      row("slo_target", "risky", 0.95, {}, {}), row("slo_attainment", "none", 0.1, {}, {})};
  const auto worst = slo_summary(rows);
  ASSERT_TRUE(worst.has_value());
  EXPECT_EQ(worst->workload, "risky");
  EXPECT_EQ(worst->state, SloState::kAtRisk);
  EXPECT_EQ(worst->target, 0.95);
  EXPECT_FALSE(slo_summary({}).has_value());
}

}  // namespace
}  // namespace costwright::testing

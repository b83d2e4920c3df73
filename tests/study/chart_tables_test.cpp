// What charts show adds up to what the reports say.
#include "study/reports/chart_tables.h"

#include <algorithm>
#include <map>

#include "tests/study/small_runs.h"

namespace costwright::testing {
using namespace study;
namespace {

class Charts : public ::testing::Test {
 protected:
  Charts() {
    write_traces(folder_);
    const auto path = folder_.write("scenario.yaml", kServingScenario);
    Diagnostics diagnostics;
    auto result = evaluated(
        path, HowToRun{{{"workloads.draft.demand.population.users", "2000 users"}}}, diagnostics);
    require(result.has_value(), "{}", diagnostics.text());
    result_ = std::move(*result);
  }

  Folder folder_;
  Evaluation result_;
};

TEST_F(Charts, EveryGroupingOfTheMonthsHasTheLedgersTotal) {
  Minor cash = 0;
  Minor expense = 0;
  for (const auto& line : result_.ledger.lines) {
    cash += line.cash;
    expense += line.expense;
  }
  ASSERT_NE(cash, 0);
  for (const auto group :
       {CostGroup::kCategory, CostGroup::kComponent, CostGroup::kWorkload, CostGroup::kTeam}) {
    for (const auto basis : {CostBasis::kCash, CostBasis::kExpense}) {
      const Table table = cost_by_month(result_, group, basis);
      Minor sum = 0;
      for (const auto& row : table.rows) {
        for (std::size_t c = 1; c < row.size(); ++c) {
          sum += std::get<Amount>(row[c]).minor;
        }
      }
      EXPECT_EQ(sum, basis == CostBasis::kCash ? cash : expense);
      EXPECT_EQ(table.rows.size(), result_.monthly->physical.months.size());
    }
  }
}

TEST_F(Charts, ALatencyCurveRisesToOne) {
  const Table table = latency_curve(result_, LatencyMetric::kTtft);
  ASSERT_GT(table.rows.size(), 3u);
  for (std::size_t r = 1; r < table.rows.size(); ++r) {
    if (cell_text(table.rows[r][0]) == cell_text(table.rows[r - 1][0])) {
      EXPECT_NE(cell_text(table.rows[r][1]), cell_text(table.rows[r - 1][1]));
      EXPECT_GT(std::get<Figure>(table.rows[r][1]).value,
                std::get<Figure>(table.rows[r - 1][1]).value);
      EXPECT_GT(std::get<Percent>(table.rows[r][2]).value,
                std::get<Percent>(table.rows[r - 1][2]).value);
    }
  }
  EXPECT_EQ(std::get<Percent>(table.rows.back()[2]).value, 1);
}

TEST_F(Charts, TheWeeksHighestPowerAndLoadAreTheMonths) {
  const Table table = week_profile(result_, 0);
  ASSERT_EQ(table.rows.size() % 672, 0u) << "quarter hours of a week";
  for (std::size_t p = 0; p < result_.plan->pools.size(); ++p) {
    double kw = 0;
    double busy = 0;
    for (const auto& row : table.rows) {
      if (std::get<std::string>(row[0]) == result_.plan->pools[p].name) {
        kw = std::max(kw, std::get<Figure>(row[4]).value);
        busy = std::max(busy, std::get<Percent>(row[3]).value);
      }
    }
    EXPECT_NEAR(kw, result_.monthly->pools[p][0].peak_kw, 1e-9 * kw);
    EXPECT_NEAR(busy, result_.monthly->pools[p][0].peak_busy_share, 1e-9);
  }
}

// The busiest hour's load is the month's; an hour with half its requests has half its load.
TEST_F(Charts, HoursOfTheWeekAreTheirQuartersTogether) {
  const Table quarters = week_profile(result_, 0);
  const Table hours = week_hours(result_, 0);
  ASSERT_EQ(hours.rows.size() * 4, quarters.rows.size());
  double power = 0, by_hour = 0, requests = 0, arrived = 0;
  for (const auto& row : quarters.rows) {
    power += number_of(row[4]).value() / 4;
    requests += number_of(row[5]).value();
  }
  std::map<std::string, double> busiest;
  for (const auto& row : hours.rows) {
    by_hour += number_of(row[4]).value();
    arrived += number_of(row[5]).value();
    double& most = busiest[cell_text(row[0])];
    most = std::max(most, number_of(row[5]).value());
  }
  EXPECT_NEAR(by_hour, power, 1e-9 * power);
  EXPECT_EQ(arrived, requests);
  EXPECT_EQ(cell_text(hours.rows[25][1]), "Tuesday");
  EXPECT_EQ(number_of(hours.rows[25][2]), 1);
  for (std::size_t p = 0; p < result_.plan->pools.size(); ++p) {
    const auto known = load_in(result_, result_.monthly->pools[p][0]);
    const std::string& name = result_.plan->pools[p].name;
    for (const auto& row : hours.rows) {
      if (cell_text(row[0]) == name && known) {
        EXPECT_NEAR(number_of(row[3]).value(), *known * number_of(row[5]).value() / busiest[name],
                    1e-9);
      }
    }
  }
}

}  // namespace
}  // namespace costwright::testing

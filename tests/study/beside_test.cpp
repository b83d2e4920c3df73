// A report beside a baseline's: differences of figures, row by row.
#include "study/compare/beside.h"

#include "study/reports/report.h"
#include "tests/study/small_runs.h"

namespace costwright::testing {
using namespace study;
namespace {

Table rent_table(const std::vector<std::vector<Cell>>& rows) {
  return {"rent", "", {{"period", ""}, {"item", ""}, {"hours", ""}, {"cash", "cash"}}, rows};
}

std::vector<std::string> column(const Table& table, const char* name) {
  std::vector<std::string> cells;
  for (const auto& row : table.rows) {
    cells.push_back(cell_text(row[column_of(table, name)]));
  }
  return cells;
}

TEST(Beside, SubtractsMoneyOfTheSameRows) {
  const Table now = rent_table({{"2027-01", "desk", Figure{10}, Amount{12'050}},
                                {"2027-02", "desk", Figure{20}, Amount{30'000}}});
  const Table then = rent_table({{"2027-02", "desk", Figure{20}, Amount{29'999}},
                                 {"2027-01", "desk", Figure{5}, Amount{20'000}}});
  const Table both = beside(now, then);
  ASSERT_EQ(both.columns.back().name, "cash_difference");
  EXPECT_EQ(column(both, "hours_difference"), (std::vector<std::string>{"5.00", "0.00"}));
  EXPECT_EQ(both.columns.size(), 6u);
  EXPECT_EQ(column(both, "cash_difference"), (std::vector<std::string>{"-79.50", "0.01"}));
}

// A year, a seed or an hour of the day says which row it is; a share changes by points.
TEST(Beside, ANumberThatNamesARowIsNoFigure) {
  const auto week = [](std::int64_t hour, Cell load) {
    return Table{"week", "", {{"hour", ""}, {"load", ""}}, {{Ordinal{hour}, std::move(load)}}};
  };
  const Table both = beside(week(13, Percent{0.42}), week(13, Percent{0.5}));
  ASSERT_EQ(both.columns.size(), 3u);
  EXPECT_EQ(column(both, "load_difference"), std::vector<std::string>{"-8.0 %"});
  const Table other = beside(week(13, Percent{0.42}), week(14, Percent{0.5}));
  EXPECT_EQ(other.rows.size(), 2u) << "another hour";
  EXPECT_EQ(column(other, "load_difference"), (std::vector<std::string>{"", ""}));
  EXPECT_EQ(beside(week(13, Percent{0.42}), week(13, Cell())).columns.size(), 3u);
}

// A curve: what is within 0.1 s then and now.
TEST(Beside, SoManyColumnsSayWhatARowIs) {
  const auto curve = [](double latency, double share) {
    return Table{"curve",
                 "",
                 {{"workload", ""}, {"latency_s", ""}, {"share", ""}},
                 {{"chat", Figure{latency, 4}, Percent{share}}}};
  };
  const Table both = beside(curve(0.1, 0.75), curve(0.1, 0.5), 2);
  EXPECT_EQ(both.columns.size(), 4u);
  EXPECT_EQ(column(both, "share_difference"), std::vector<std::string>{"25.0 %"});
}

// Both are shown as 0.0006 s.
TEST(Beside, RowsThatAreOnlyShownAlikeAreOthers) {
  const auto curve = [](double latency) {
    return Table{"curve",
                 "",
                 {{"workload", ""}, {"latency_s", ""}, {"share", ""}},
                 {{"chat", Figure{latency, 4}, Percent{0.5}}}};
  };
  EXPECT_EQ(beside(curve(0.00061), curve(0.00062), 2).rows.size(), 2u);
  EXPECT_EQ(beside(curve(0.00061), curve(0.00061), 2).rows.size(), 1u);
}

TEST(Beside, KeepsRowsThatOnlyOneHas) {
  const Table now = rent_table({{"2027-01", "new", Figure{1}, Amount{500}}});
  const Table then = rent_table({{"2027-01", "old", Figure{1}, Amount{300}}});
  const Table both = beside(now, then);
  EXPECT_EQ(column(both, "item"), (std::vector<std::string>{"new", "old"}));
  EXPECT_EQ(column(both, "cash"), (std::vector<std::string>{"5.00", ""}));
  EXPECT_EQ(column(both, "cash_difference"), (std::vector<std::string>{"5.00", "-3.00"}));
}

TEST(Beside, PairsRowsThatAreAlikeInTheirOrder) {
  const Table now = rent_table(
      {{"2027-01", "desk", Figure{1}, Amount{500}}, {"2027-01", "desk", Figure{1}, Amount{700}}});
  const Table then = rent_table(
      {{"2027-01", "desk", Figure{1}, Amount{100}}, {"2027-01", "desk", Figure{1}, Amount{200}}});
  EXPECT_EQ(column(beside(now, then), "cash_difference"),
            (std::vector<std::string>{"4.00", "5.00"}));
}

TEST(Beside, OfOtherColumnsIsTheTableAlone) {
  const Table now = rent_table({{"2027-01", "desk", Figure{1}, Amount{500}}});
  const Table then{"rent", "", {{"period", ""}}, {{"2027-01"}}};
  EXPECT_EQ(beside(now, then).columns.size(), 4u);
}

// 20,658.16 of electricity in validation.md: at twice the price as much again, but for a cent a
// line; and every table's differences sum to that of its sums.
TEST(Beside, SumsToTheDifferenceOfTheSums) {
  const auto run = [](const std::vector<Override>& overrides) {
    Diagnostics diagnostics;
    return evaluated(SOURCE_DIR "/scenarios/worked-budget/scenario.yaml",
                     HowToRun{.overrides = overrides}, diagnostics)
        .value();
  };
  const Evaluation then = run({});
  const Evaluation now = run({{"sites.ashburn.electricity", "0.179 USD/kWh"}});
  for (const auto& make : {ledger_table, monthly_table}) {
    const Table both = beside(make(now), make(then));
    for (std::size_t c = 0; c < both.columns.size(); ++c) {
      const std::string name = both.columns[c].name + "_difference";
      const auto found =
          std::find_if(both.columns.begin(), both.columns.end(), [&](const Column& known) {
            return known.name == name;
          });
      if (found == both.columns.end()) {
        continue;
      }
      const auto sum = [](const Table& table, const std::string& of) {
        double total = 0;
        for (const auto& row : table.rows) {
          total += number_of(row[column_of(table, of)]).value_or(0);
        }
        return total;
      };
      const std::string& of = both.columns[c].name;
      EXPECT_NEAR(sum(both, name), sum(make(now), of) - sum(make(then), of), 1e-6) << of;
      if (of == "cash") {
        EXPECT_NEAR(sum(both, name), 20'658.16, 0.18);
      }
    }
  }
}

}  // namespace
}  // namespace costwright::testing

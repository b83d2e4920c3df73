#include "core/calendar.h"

#include <gtest/gtest.h>

namespace costwright::testing {
namespace {

TEST(Calendar, HoursOf2027To2029Are26304) {
  int hours = 0;
  for (int m = 0; m < 36; ++m) {
    hours += hours_in(YearMonth{2027, 1} + m);
  }
  EXPECT_EQ(hours, 26304);  // 8,760 + 8,784 (leap) + 8,760
}

TEST(Calendar, CenturiesFollowTheGregorianRule) {
  EXPECT_EQ(days_in({2000, 2}), 29);
  EXPECT_EQ(days_in({2100, 2}), 28);
}

TEST(Calendar, WeekdayCountsAddUpToTheMonth) {
  EXPECT_EQ(first_weekday({2026, 11}), 6);  // 1 November 2026 is a Sunday
  for (int m = 0; m < 480; ++m) {
    const YearMonth month = YearMonth{2000, 1} + m;
    int sum = 0;
    for (const int n : weekday_counts(month)) {
      sum += n;
    }
    EXPECT_EQ(sum, days_in(month)) << to_string(month);
  }
  EXPECT_EQ(weekday_counts({2026, 11})[6], 5);
  EXPECT_EQ(weekday_counts({2026, 11})[1], 4);
}

TEST(Calendar, FiscalYearIsNamedAfterItsEnd) {
  EXPECT_EQ(fiscal_year({2027, 6}, 7), 2027);
  EXPECT_EQ(fiscal_year({2027, 7}, 7), 2028);
  EXPECT_EQ(fiscal_year({2027, 7}, 1), 2027);
}

TEST(Calendar, ArithmeticCrossesYears) {
  EXPECT_EQ((YearMonth{2027, 11} + 3), (YearMonth{2028, 2}));
  EXPECT_EQ((YearMonth{2027, 1} + -1), (YearMonth{2026, 12}));
  EXPECT_EQ((YearMonth{2029, 12} - YearMonth{2027, 1}), 35);
}

TEST(Calendar, ParsesOnlyYearDashMonth) {
  EXPECT_EQ(parse_year_month("2027-01"), (YearMonth{2027, 1}));
  for (const char* bad :
       {"2027-13", "2027-00", "2027-1", "2027/01", "27-01", "2027-01-01", "", "abcd-ef"}) {
    EXPECT_FALSE(parse_year_month(bad)) << bad;
  }
}

}  // namespace
}  // namespace costwright::testing

#pragma once
// Calendar months in UTC: exact hours with leap years, weekdays, fiscal years. No time zones, no
// clock.
#include <array>
#include <compare>
#include <optional>
#include <string>
#include <string_view>

namespace costwright {

// A calendar month, e.g. 2027-01. Arithmetic in whole months.
struct YearMonth {
  int year = 2026;
  int month = 1;  // 1..12
  auto operator<=>(const YearMonth&) const = default;
  YearMonth operator+(int months) const;
  int operator-(YearMonth other) const;  // months between
};

// "2027-01"; nothing else.
std::optional<YearMonth> parse_year_month(std::string_view text);
std::string to_string(YearMonth month);

int days_in(YearMonth month);
inline int hours_in(YearMonth month) {
  return 24 * days_in(month);
}
// Weekday of the month's first day, 0 = Monday.
int first_weekday(YearMonth month);
// How often each weekday (0 = Monday) occurs in the month: seven numbers of 4 or 5.
std::array<int, 7> weekday_counts(YearMonth month);
// The fiscal year that holds `month` when fiscal years start in month `start` (1..12), named after
// the calendar year in which it ends: start 7 puts 2027-07 into 2028; start 1 gives the calendar
// year.
int fiscal_year(YearMonth month, int start);
// The same as every table writes it: "FY2028".
std::string fiscal_year_name(YearMonth month, int start);

}  // namespace costwright

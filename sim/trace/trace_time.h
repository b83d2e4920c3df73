#pragma once
// The times of a CSV trace's column, which nothing but their look tells apart: ISO 8601, what
// spreadsheets show or store, seconds, epochs. A column keeps the form of its first row.
//   epochs        a number from 1e11 is of milliseconds, from 1e14 of micro-, from 1e17 of
//                 nanoseconds: else it would lie 3,000 years ahead
//   spreadsheet   days since 1900, where the column begins between the years 2000 and 2100 and
//                 spans less than 31: as seconds it would be a burst ten hours after its zero
#include <optional>
#include <string>
#include <string_view>

#include "core/diagnostics.h"
#include "sim/trace/numbers.h"

namespace costwright::sim {

// How numbers are read, and how they could be, `slower` times slower.
struct TimeReading {
  std::string_view unit, option;  // `timestamps: option` states it
  std::string_view other, other_option;
  double slower{};
};
inline constexpr TimeReading kReadAsSeconds{"seconds", "s", "a spreadsheet's days", "excel", 86400};
inline constexpr TimeReading kReadAsMilliseconds{"milliseconds", "ms", "seconds", "s", 1000};
inline constexpr TimeReading kReadAsMicroseconds{"microseconds", "us", "milliseconds", "ms", 1000};
inline constexpr TimeReading kReadAsNanoseconds{"nanoseconds", "ns", "microseconds", "us", 1000};

class TraceTimes {
 public:
  // `unit` as stated, 0: what the rows look like. Columns named as seconds are of seconds.
  TraceTimes(std::string_view column, Ps unit);

  // Looks at a row before any is read, of a column that only several rows together explain.
  void look_at(std::string_view text);
  bool needs_more_rows() const;  // only then is look_at of use for rows behind the first
  // When all rows were looked at. False, with an error, where dates may be read in two ways.
  bool settle(const std::string& path, Diagnostics& diagnostics);

  std::optional<Instant> parse(std::string_view text);
  // Of numbers whose unit is not stated.
  std::optional<TimeReading> reading() const;
  std::string problem(std::string_view column, std::string_view text) const;

 private:
  enum class Form { kUnknown, kNumber, kTimestamp, kDayFirst, kMonthFirst };
  void note_number(std::string_view text);
  void note_sheet_time(std::string_view text);

  bool in_seconds_ = false, is_stated_ = false;
  Ps unit_;
  Form form_ = Form::kUnknown;
  std::optional<Instant> first_, last_;  // as numbers of seconds
  std::string date_;                     // of the first row that a spreadsheet shows
  bool dates_differ_ = false, day_first_ = false, month_first_ = false;
};

}  // namespace costwright::sim

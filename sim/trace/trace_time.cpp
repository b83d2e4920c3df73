#include "sim/trace/trace_time.h"

namespace costwright::sim {
namespace {

constexpr std::int64_t kSheet2000 = 36526, kSheet2100 = 73051, kMostSheetDays = 31;

constexpr Ps kLeastUnit = kPsPerSecond / 1'000'000'000;

// Of a number that was read as nanoseconds.
Ps epoch_unit(const Instant& as_nanoseconds) {
  constexpr std::int64_t kNever = 100;  // seconds, of 1e11 ns
  Ps unit = kPsPerSecond;
  for (std::int64_t size = kNever; as_nanoseconds.seconds >= size && unit > kLeastUnit;
       size *= 1000) {
    unit /= 1000;
  }
  return unit;
}

// "16.11.2023" of "16.11.2023 18:15".
std::string_view date_of(std::string_view text) {
  return text.substr(0, text.find_first_of(" ,"));
}

bool shows_date(std::string_view text) {
  return parse_sheet_time(text, false) || parse_sheet_time(text, true);
}

}  // namespace

TraceTimes::TraceTimes(std::string_view column, Ps unit)
    : in_seconds_(column.ends_with("_s") || column.ends_with("(s)") ||
                  column.find("seconds") != std::string_view::npos),
      is_stated_(unit != 0),
      unit_(unit) {}

void TraceTimes::look_at(std::string_view text) {
  if (shows_date(text)) {
    note_sheet_time(text);
  } else if (unit_ == 0 && !in_seconds_) {
    note_number(text);
  }
}

void TraceTimes::note_number(std::string_view text) {
  const auto number = parse_seconds(text);
  if (number) {
    first_ = first_ ? first_ : number;
    last_ = number;
  }
}

void TraceTimes::note_sheet_time(std::string_view text) {
  const auto date = date_of(text);
  day_first_ = day_first_ || !parse_sheet_time(text, true);
  month_first_ = month_first_ || !parse_sheet_time(text, false);
  dates_differ_ = dates_differ_ || (!date_.empty() && date_ != date);
  date_ = date_.empty() ? std::string(date) : date_;
}

bool TraceTimes::needs_more_rows() const {
  const bool slashes = date_.find('/') != std::string::npos && !day_first_ && !month_first_;
  return slashes || (first_ && first_->seconds >= kSheet2000 && first_->seconds < kSheet2100);
}

bool TraceTimes::settle(const std::string& path, Diagnostics& diagnostics) {
  if (!date_.empty()) {
    const bool slashes = date_.find('/') != std::string::npos;
    if (slashes && day_first_ == month_first_ && dates_differ_) {
      diagnostics.error({path, 0, 0},
                        day_first_ ? "some dates have the day first, others the month"
                                   : "whether the day or the month comes first in the dates, no "
                                     "row tells",
                        "write them as 2023-11-16 18:15:46");
      return false;
    }
    form_ = slashes && !day_first_ ? Form::kMonthFirst : Form::kDayFirst;
    return true;
  }
  if (needs_more_rows() && *last_ > *first_ && last_->seconds - first_->seconds < kMostSheetDays) {
    unit_ = kPsPerDay;
    diagnostics.warning({path, 0, 0},
                        "times read as a spreadsheet's days, the form in which it stores dates",
                        "write `timestamps: s` if they are seconds");
  }
  return true;
}

std::optional<Instant> TraceTimes::parse(std::string_view text) {
  switch (form_) {
    case Form::kTimestamp:
      return parse_timestamp(text);
    case Form::kDayFirst:
    case Form::kMonthFirst:
      return parse_sheet_time(text, form_ == Form::kMonthFirst);
    case Form::kNumber:
      return unit_ == kPsPerSecond ? parse_seconds(text) : parse_in_unit(text, unit_);
    case Form::kUnknown:
      break;
  }
  if (unit_ == 0 && parse_timestamp(text)) {
    form_ = Form::kTimestamp;
    return parse(text);
  }
  const auto least = parse_in_unit(text, kLeastUnit);  // as nanoseconds
  if (!least) {
    return std::nullopt;
  }
  if (unit_ == 0) {
    unit_ = in_seconds_ ? kPsPerSecond : epoch_unit(*least);
  }
  form_ = Form::kNumber;
  return parse(text);
}

std::optional<TimeReading> TraceTimes::reading() const {
  if (form_ != Form::kNumber || is_stated_) {
    return std::nullopt;
  }
  switch (unit_) {
    case kPsPerSecond:
      return kReadAsSeconds;
    case kPsPerSecond / 1000:
      return kReadAsMilliseconds;
    case kPsPerSecond / 1'000'000:
      return kReadAsMicroseconds;
    case kLeastUnit:
      return kReadAsNanoseconds;
    default:
      return std::nullopt;  // days
  }
}

std::string TraceTimes::problem(std::string_view column, std::string_view text) const {
  switch (form_) {
    case Form::kTimestamp:
      return fmt::format("{} '{}' is not a time like 2023-11-16 18:15:46.68", column,
                         printable(text));
    case Form::kDayFirst:
    case Form::kMonthFirst:
      return fmt::format("{} '{}' is not a time like {} 18:15:46", column, printable(text),
                         form_ == Form::kDayFirst ? "16.11.2023" : "11/16/2023");
    default:
      return time_problem(column, text);
  }
}

}  // namespace costwright::sim

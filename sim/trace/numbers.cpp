#include "sim/trace/numbers.h"

#include <charconv>
#include <chrono>
#include <cmath>
#include <fast_float/fast_float.h>
#include <limits>

#include <fmt/format.h>

#include "core/diagnostics.h"

namespace costwright::sim {
namespace {

constexpr double kMostTokens = std::numeric_limits<std::int32_t>::max();
constexpr double kLatestSecond = 1e12;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// The leading digits of `text`, removed from it; -1 unless there are `least` to `most` of them.
std::int64_t take_digits(std::string_view& text, std::size_t least, std::size_t most) {
  std::size_t n = 0;
  std::int64_t value = 0;
  while (n < text.size() && n < most && is_digit(text[n])) {
    value = value * 10 + (text[n] - '0');
    ++n;
  }
  text.remove_prefix(n);
  return n < least ? -1 : value;
}

bool take(std::string_view& text, char c) {
  const bool there = !text.empty() && text.front() == c;
  text.remove_prefix(there ? 1 : 0);
  return there;
}

// Digits after the point, in units of 10^-places; the rest is cut.
std::int64_t take_fraction(std::string_view& text, int places) {
  std::int64_t value = 0;
  int n = 0;
  for (; !text.empty() && is_digit(text.front()); text.remove_prefix(1)) {
    if (n < places) {
      value = value * 10 + (text.front() - '0');
      ++n;
    }
  }
  for (; n < places; ++n) {
    value *= 10;
  }
  return value;
}

std::optional<double> parse_double(std::string_view text) {
  double value = 0;
  const auto [end, error] = fast_float::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || error != std::errc{} || end != text.data() + text.size()) {
    return std::nullopt;
  }
  return value;
}

// 2,249 or 2'249: groups of three digits behind the first.
bool has_thousands(std::string_view text) {
  const std::size_t first = text.find_first_of(",'");
  if (first == 0 || first == std::string_view::npos || (text.size() - first) % 4 != 0) {
    return false;
  }
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool separates = i >= first && (i - first) % 4 == 0;
    if (separates ? text[i] != text[first] : !is_digit(text[i])) {
      return false;
    }
  }
  return true;
}

// What is wrong with any number, or nothing.
std::string number_problem(std::string_view name, std::string_view text) {
  if (text.empty()) {
    return fmt::format("{} is missing", name);
  }
  const auto value = parse_double(text);
  if (!value) {
    return fmt::format("{} '{}' is not a number{}", name, printable(text),
                       has_thousands(text) ? ": leave out what separates thousands" : "");
  }
  if (!std::isfinite(*value)) {
    return fmt::format("{} '{}' is not finite", name, printable(text));
  }
  return *value < 0 ? fmt::format("{} '{}' is negative", name, printable(text)) : "";
}

}  // namespace

namespace {

struct ClockTime {
  std::int64_t seconds{};
  Ps ps{};
};

// "18:15", "18:15:46", "18:15:46.68", removed from `text`.
std::optional<ClockTime> take_clock(std::string_view& text, std::size_t least_digits) {
  const auto hour = take_digits(text, least_digits, 2);
  const bool colon = take(text, ':');
  const auto minute = take_digits(text, 2, 2);
  const std::int64_t second = take(text, ':') ? take_digits(text, 2, 2) : 0;
  const Ps ps = take(text, '.') || take(text, ',') ? take_fraction(text, 12) : 0;
  const bool good = colon && hour >= 0 && hour <= 23 && minute >= 0 && minute <= 59 &&
                    second >= 0 && second <= 59;
  return good ? std::optional(ClockTime{(hour * 60 + minute) * 60 + second, ps}) : std::nullopt;
}

std::optional<std::int64_t> seconds_of_day(std::int64_t year,
                                           std::int64_t month,
                                           std::int64_t day) {
  namespace chrono = std::chrono;
  if (year < 0 || month < 0 || day < 0) {
    return std::nullopt;
  }
  const chrono::year_month_day date{chrono::year(static_cast<int>(year)),
                                    chrono::month(static_cast<unsigned>(month)),
                                    chrono::day(static_cast<unsigned>(day))};
  return date.ok() ? std::optional(std::int64_t{chrono::sys_days(date).time_since_epoch().count()} *
                                   86400)
                   : std::nullopt;
}

// What a clock is ahead of UTC: "" and "Z" 0, "+01:00", "-0530", "+02".
std::optional<std::int64_t> offset_seconds(std::string_view text) {
  if (text.empty() || text == "Z" || text == "z" || text == " UTC" || text == "UTC") {
    return 0;
  }
  const bool behind = text.front() == '-';
  if (!take(text, '-') && !take(text, '+')) {
    return std::nullopt;
  }
  const auto hours = take_digits(text, 2, 2);
  const bool colon = take(text, ':');
  const std::int64_t minutes = !text.empty() || colon ? take_digits(text, 2, 2) : 0;
  if (hours < 0 || hours > 14 || minutes < 0 || minutes > 59 || !text.empty()) {
    return std::nullopt;
  }
  return (behind ? -1 : 1) * (hours * 60 + minutes) * 60;
}

}  // namespace

std::optional<Instant> parse_timestamp(std::string_view text) {
  const auto year = take_digits(text, 4, 4);
  bool good = take(text, '-');
  const auto month = take_digits(text, 2, 2);
  good = take(text, '-') && good;
  const auto day = take_digits(text, 2, 2);
  good = (take(text, ' ') || take(text, 'T')) && good;
  const auto clock = take_clock(text, 2);
  const auto midnight = seconds_of_day(year, month, day);
  const auto offset = offset_seconds(text);
  if (!good || !clock || !midnight || !offset) {
    return std::nullopt;
  }
  return Instant{*midnight + clock->seconds - *offset, clock->ps};
}

std::optional<Instant> parse_sheet_time(std::string_view text, bool month_first) {
  const auto first = take_digits(text, 1, 2);
  const bool dots = take(text, '.');
  bool good = dots || take(text, '/');
  const auto second = take_digits(text, 1, 2);
  good = take(text, dots ? '.' : '/') && good;
  const auto year = take_digits(text, 4, 4);
  take(text, ',');
  good = take(text, ' ') && good;
  auto clock = take_clock(text, 1);
  const bool month_leads = month_first && !dots;
  const auto midnight =
      seconds_of_day(year, month_leads ? first : second, month_leads ? second : first);
  if (!good || !clock || !midnight) {
    return std::nullopt;
  }
  const bool afternoon = text == " PM" || text == " pm";
  const bool twelve_hours = afternoon || text == " AM" || text == " am";
  const std::int64_t hour = clock->seconds / 3600;
  if ((!text.empty() && !twelve_hours) || (twelve_hours && (hour < 1 || hour > 12))) {
    return std::nullopt;
  }
  const std::int64_t shift = !twelve_hours ? 0
                             : hour == 12  ? (afternoon ? 0 : -12)
                             : afternoon   ? 12
                                           : 0;
  return Instant{*midnight + clock->seconds + shift * 3600, clock->ps};
}

std::optional<Instant> parse_in_unit(std::string_view text, Ps unit) {
  require(unit > 0 && (kPsPerSecond % unit == 0 || unit % kPsPerSecond == 0), "unit = {} ps", unit);
  std::int64_t whole = -1;
  const char* const end = text.data() + text.size();
  const auto [behind, error] = std::from_chars(text.data(), end, whole);
  std::string_view rest(behind, static_cast<std::size_t>(end - behind));
  const std::int64_t trillionths = take(rest, '.') ? take_fraction(rest, 12) : 0;
  if (error != std::errc{} || whole < 0 || !rest.empty()) {  // with an exponent: the nearest double
    const auto value = parse_double(text);
    const double seconds = value.value_or(-1) * static_cast<double>(unit) / 1e12;
    return seconds >= 0 ? parse_seconds(fmt::format("{:.12f}", seconds)) : std::nullopt;
  }
  if (unit > kPsPerSecond) {
    const std::int64_t seconds = unit / kPsPerSecond;
    if (whole >= static_cast<std::int64_t>(kLatestSecond) / seconds) {
      return std::nullopt;
    }
    const Ps part = trillionths * seconds;  // of less than a unit
    return Instant{whole * seconds + part / kPsPerSecond, part % kPsPerSecond};
  }
  const std::int64_t per_second = kPsPerSecond / unit;
  if (whole / per_second >= static_cast<std::int64_t>(kLatestSecond)) {
    return std::nullopt;
  }
  return Instant{whole / per_second, whole % per_second * unit + trillionths / per_second};
}

std::optional<Instant> instant_of_ms(double ms) {
  if (!(ms >= 0 && ms < kLatestSecond * 1000)) {
    return std::nullopt;
  }
  const double whole = std::floor(ms);
  const auto count = static_cast<std::int64_t>(whole);
  const auto below = static_cast<Ps>(std::floor((ms - whole) * 1e9));
  return Instant{count / 1000, count % 1000 * 1'000'000'000 + below};
}

std::optional<Instant> parse_seconds(std::string_view text) {
  std::string_view rest = text;
  const std::int64_t whole = take_digits(rest, 1, 12);
  if (whole >= 0) {
    const Ps below = take(rest, '.') ? take_fraction(rest, 12) : 0;
    if (rest.empty()) {
      return Instant{whole, below};
    }
  }
  const auto value = parse_double(text);
  if (!value || !(*value >= 0 && *value < kLatestSecond)) {
    return std::nullopt;
  }
  const double seconds = std::floor(*value);
  return Instant{static_cast<std::int64_t>(seconds),
                 static_cast<Ps>(std::floor((*value - seconds) * 1e12))};
}

std::optional<std::int32_t> tokens_from(double value) {
  if (!(value >= 1 && value <= kMostTokens) || value != std::floor(value)) {
    return std::nullopt;
  }
  return static_cast<std::int32_t>(value);
}

std::optional<std::int32_t> parse_tokens(std::string_view text) {
  std::int32_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error == std::errc{} && end == text.data() + text.size()) {
    return value >= 1 ? std::optional(value) : std::nullopt;
  }
  const auto number = parse_double(text);
  return number ? tokens_from(*number) : std::nullopt;
}

std::string time_problem(std::string_view name, std::string_view text) {
  auto problem = number_problem(name, text);
  return problem.empty() ? fmt::format("{} '{}' is too large", name, printable(text)) : problem;
}

std::string token_problem(std::string_view name, std::string_view text) {
  auto problem = number_problem(name, text);
  if (!problem.empty()) {
    return problem;
  }
  const double value = parse_double(text).value_or(0);
  const char* const what = value == 0            ? "is zero"
                           : value > kMostTokens ? "is more than 2147483647 tokens"
                                                 : "is not a whole number";
  return fmt::format("{} '{}' {}", name, printable(text), what);
}

std::string printable(std::string_view text) {
  std::string shown;
  for (const char c : text.substr(0, 40)) {
    if (c >= ' ' && c <= '~') {
      shown += c;
    } else {
      shown += fmt::format("\\x{:02x}", static_cast<unsigned char>(c));
    }
  }
  return text.size() > 40 ? shown + "..." : shown;
}

}  // namespace costwright::sim

#include "sim/trace/numbers.h"

#include <charconv>
#include <chrono>
#include <cmath>
#include <fast_float/fast_float.h>
#include <limits>

#include <fmt/format.h>

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

// What is wrong with any number, or nothing.
std::string number_problem(std::string_view name, std::string_view text) {
  if (text.empty()) {
    return fmt::format("{} is missing", name);
  }
  const auto value = parse_double(text);
  if (!value) {
    return fmt::format("{} '{}' is not a number", name, printable(text));
  }
  if (!std::isfinite(*value)) {
    return fmt::format("{} '{}' is not finite", name, printable(text));
  }
  return *value < 0 ? fmt::format("{} '{}' is negative", name, printable(text)) : "";
}

}  // namespace

std::optional<Instant> parse_timestamp(std::string_view text) {
  namespace chrono = std::chrono;
  const auto year = take_digits(text, 4, 4);
  bool good = take(text, '-');
  const auto month = take_digits(text, 2, 2);
  good = take(text, '-') && good;
  const auto day = take_digits(text, 2, 2);
  good = (take(text, ' ') || take(text, 'T')) && good;
  const auto hour = take_digits(text, 2, 2);
  good = take(text, ':') && good;
  const auto minute = take_digits(text, 2, 2);
  good = take(text, ':') && good;
  const auto second = take_digits(text, 2, 2);
  if (!good || year < 0 || month < 0 || day < 0 || hour < 0 || minute < 0 || second < 0) {
    return std::nullopt;
  }
  Ps ps = 0;
  if (take(text, '.')) {
    ps = take_fraction(text, 12);
  }
  const chrono::year_month_day date{chrono::year(static_cast<int>(year)),
                                    chrono::month(static_cast<unsigned>(month)),
                                    chrono::day(static_cast<unsigned>(day))};
  const bool zone = text.empty() || text == "Z" || text == "+00:00";
  if (!zone || !date.ok() || hour > 23 || minute > 59 || second > 59) {
    return std::nullopt;
  }
  const std::int64_t days = chrono::sys_days(date).time_since_epoch().count();
  return Instant{((days * 24 + hour) * 60 + minute) * 60 + second, ps};
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

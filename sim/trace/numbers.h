#pragma once
// Numbers as traces write them, parsed exactly: instants to whole picoseconds, token counts to
// int32. Nothing here allocates unless it explains a failure.
#include <optional>
#include <string>
#include <string_view>

#include "sim/clock/clock.h"

namespace costwright::sim {

// Seconds since the format's own zero plus ps in [0, 10^12): a date in ps would overflow 64 bits.
struct Instant {
  std::int64_t seconds{};
  Ps ps{};
  friend auto operator<=>(const Instant&, const Instant&) = default;
};

// "2023-11-16 18:15:46.6805900": a valid date and time, any number of fraction digits (those beyond
// the 12th are cut), optionally `T` between them and behind them ` UTC`, `Z` or the offset from it,
// `+01:00`, `+0100` or `+01`. Seconds may be missing.
std::optional<Instant> parse_timestamp(std::string_view text);

// As spreadsheets show times: "16.11.2023 18:15:46", "11/16/2023 6:15 PM". A dot is between day and
// month; of a slash `month_first` says what comes first.
std::optional<Instant> parse_sheet_time(std::string_view text, bool month_first);

// A number >= 0 of `unit`s, a divisor or multiple of a second: exact to 1 ps in plain decimals.
// Epochs in milliseconds and spreadsheets' days, whose zero does not matter, are read so.
std::optional<Instant> parse_in_unit(std::string_view text, Ps unit);
inline constexpr Ps kPsPerDay = 86400 * kPsPerSecond;

// A number >= 0 of seconds below 10^12. Plain decimals are exact to 1 ps; with an exponent, the
// nearest double.
std::optional<Instant> parse_seconds(std::string_view text);
// The same from a number of milliseconds.
std::optional<Instant> instant_of_ms(double ms);

// A whole number in [1, 2^31 - 1]; "374.0" is whole, "374.5" is not.
std::optional<std::int32_t> parse_tokens(std::string_view text);
std::optional<std::int32_t> tokens_from(double value);

// What is wrong with a text that parse_seconds or parse_tokens refused, e.g. "input_tokens '0' is
// zero".
std::string time_problem(std::string_view name, std::string_view text);
std::string token_problem(std::string_view name, std::string_view text);
// The text for a message: at most 40 characters, bytes outside printable ASCII as \xNN.
std::string printable(std::string_view text);

}  // namespace costwright::sim

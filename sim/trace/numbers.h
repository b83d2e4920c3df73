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
// the 12th are cut), optionally `T` between them and `Z` or `+00:00` behind.
std::optional<Instant> parse_timestamp(std::string_view text);

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

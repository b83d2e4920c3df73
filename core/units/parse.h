#pragma once
// Text <-> quantity: "700 W", "0.11 USD/kWh", "12 M requests/month", "15 %". Strict on purpose:
// a number, then its unit; GB (1e9) is not GiB (2^30); a missing or unknown unit is an error whose
// text says what was expected. Numbers may use `_` as a thousands separator and e-notation; nothing
// else (no hex, no octal, no "1,000", no nan or inf).
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "core/units/quantity.h"

namespace costwright {

// A parsed value in base units together with its dimension.
struct Measure {
  double value{};  // base units
  Dim dim;
};

// Either the value or a one-line message without a trailing full stop.
template <class T>
using Parsed = std::variant<T, std::string>;

// Without the spaces and tabs around it.
std::string_view trim(std::string_view text);

// Decimal number, whole text. "1_000_000", "2.5e-3", "-4".
Parsed<double> parse_number(std::string_view text);

// Unit expression such as "USD/kW/month" or "requests/month": value of one such unit in base units.
// `currency` is the one currency code accepted ("USD"); another known code is named in the error.
Parsed<Measure> parse_unit(std::string_view text, std::string_view currency);

// "<number> [k|M|B] <unit>". A percent sign makes the number a hundredth; "%" alone is
// dimensionless.
Parsed<Measure> parse_measure(std::string_view text, std::string_view currency);

// "0.11 USD/kWh": `value` (base units) shown in `unit`, at most 6 significant digits, trailing
// zeros cut.
std::string format_measure(double value, std::string_view unit, std::string_view currency = "USD");

}  // namespace costwright

#include "core/scenario/field_types.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <variant>

#include "core/diagnostics.h"
#include "core/ledger/labels.h"
#include "core/units/parse.h"

namespace costwright {
namespace {

constexpr std::string_view kCurrency = "USD";

struct Bounds {
  double min, max;
};

Bounds default_bounds(FieldKind kind) {
  switch (kind) {
    case FieldKind::kQuantity:
      return {0, 1e15};
    case FieldKind::kRatio:
      return {0, 100};
    case FieldKind::kAnnualRate:
    case FieldKind::kGrowthRate:
      return {-99, 1000};
    case FieldKind::kMonths:
      return {0, 1200};
    case FieldKind::kYearMonth:
      return {12 * 2000, 12 * 2200 - 1};
    default:
      return {0, 1e6};
  }
}

std::string_view default_unit(FieldKind kind) {
  switch (kind) {
    case FieldKind::kRatio:
      return "%";
    case FieldKind::kAnnualRate:
      return "%/year";
    case FieldKind::kGrowthRate:
      return "%/month";
    case FieldKind::kMonths:
      return "months";
    default:
      return "";
  }
}

// What a wrong dimension is called when the analyst meets it.
std::string_view dimension_name(Dim dim) {
  static const std::pair<Dim, std::string_view> names[] = {
      {Duration::kDim, "a duration"},
      {Dim{.month = 1}, "a number of calendar months"},
      {Energy::kDim, "an energy"},
      {Power::kDim, "a power"},
      {DataSize::kDim, "an amount of data"},
      {DataPerMonth::kDim, "data per month"},
      {DataPerRequest::kDim, "data per request"},
      {Bandwidth::kDim, "a bandwidth"},
      {Money::kDim, "an amount of money"},
      {MoneyPerHour::kDim, "a price per time"},
      {MoneyPerMonth::kDim, "a price per month"},
      {EnergyPrice::kDim, "a price per energy"},
      {PowerPrice::kDim, "a price per power and month"},
      {StoragePrice::kDim, "a price per data and month"},
      {DataPrice::kDim, "a price per data"},
      {RequestPrice::kDim, "a price per request"},
      {ItemPrice::kDim, "a price per item"},
      {Dim{.money = 1, .token = -1}, "a price per token"},
      {Dim{.money = 1, .device = -1}, "a price per device"},
      {DeviceTime::kDim, "a device time"},
      {DeviceTimePrice::kDim, "a price per device and time"},
      {Mass::kDim, "a mass"},
      {CarbonIntensity::kDim, "a carbon intensity"},
      {Tokens::kDim, "a number of tokens"},
      {TokensPerMonth::kDim, "tokens per month"},
      {RequestsPerMonth::kDim, "requests per month"},
      {Dim{.time = -1, .request = 1}, "requests per time"},
      {Dim{.time = -1, .token = 1}, "tokens per time"},
      {ItemsPerMonth::kDim, "items per month"},
      {Users::kDim, "a number of users"},
      {People::kDim, "a number of people"},
      {Dim{.month = -1}, "a rate per month or year"},
      {Dim{.time = -1}, "a rate per time"},
      {Dim{}, "a plain number"},
  };
  const auto at = std::find_if(std::begin(names), std::end(names), [&](const auto& entry) {
    return entry.first == dim;
  });
  return at == std::end(names) ? "of another kind" : at->second;
}

std::string join(std::span<const std::string_view> names, std::string_view separator) {
  return fmt::format("{}", fmt::join(names, separator));
}

std::string shorten(std::string_view text) {
  std::string out(text.substr(0, 60));
  while (!out.empty() && text.size() > 60 &&
         (static_cast<unsigned char>(text[out.size()]) & 0xc0) == 0x80) {
    out.pop_back();
  }
  std::replace(out.begin(), out.end(), '\n', ' ');
  return text.size() > 60 ? out + "..." : out;
}

ScalarResult fault(std::string message, std::string hint = {}) {
  return {std::nullopt, std::move(message), std::move(hint)};
}

// "9 %/year" -> {"9", "%/year"}; spaces inside the unit vanish.
std::pair<std::string_view, std::string> split_number(std::string_view text) {
  text = trim(text);
  const auto end = std::min(text.find_first_not_of("0123456789+-._eE"), text.size());
  if (end == 0) {
    return {text, ""};  // no number at all: the whole text is what is wrong
  }
  std::string unit(text.substr(end));
  unit.erase(std::remove(unit.begin(), unit.end(), ' '), unit.end());
  return {text.substr(0, end), unit};
}

std::string wants(std::string_view text, std::string_view path, const FieldType& type) {
  return fmt::format("'{}': {} needs {}", shorten(text), path, type.unit);
}

// "$310_000" and "$30/h" -> "310_000 USD" and "30 USD/h"; "" when no currency sign stands in front.
std::string with_currency_code(std::string_view text) {
  for (const std::string_view sign : {"US$", "$", "USD"}) {
    if (!text.starts_with(sign)) {
      continue;
    }
    auto [number, unit] = split_number(text.substr(sign.size()));
    std::string digits(number);
    while (unit.starts_with(',') && unit.size() > 1) {  // "$310,000"
      const auto end = std::min(unit.find_first_not_of("0123456789.", 1), unit.size());
      digits += unit.substr(1, end - 1);
      unit.erase(0, end);
    }
    return std::holds_alternative<double>(parse_number(digits))
               ? fmt::format("{} {}{}", digits, kCurrency, unit)
               : "";
  }
  return "";
}

// "310.000" in a whole amount: a thousand and a decimal point look alike.
bool may_be_thousands(std::string_view number) {
  const auto point = number.find('.');
  const auto is_digit = [](char c) {
    return c >= '0' && c <= '9';
  };
  return point >= 1 && point <= 3 && number.size() == point + 4 && number[0] != '0' &&
         std::all_of(number.begin(), number.begin() + static_cast<std::ptrdiff_t>(point),
                     is_digit) &&
         std::all_of(number.begin() + static_cast<std::ptrdiff_t>(point) + 1, number.end(),
                     is_digit);
}

// Prices per hour, kWh or token have three decimals by right; an amount of money or pay has not.
std::string two_readings(const FieldType& type, std::string_view text) {
  if (type.dim != Money::kDim && type.dim != MoneyPerMonth::kDim) {
    return "";
  }
  auto [number, unit] = split_number(text);
  unit = unit.empty() ? std::string(type.unit) : unit;
  if (!may_be_thousands(number) || !unit.starts_with(kCurrency)) {
    return "";
  }
  std::string thousands(number);
  std::erase(thousands, '.');
  return fmt::format("'{:.6g} {}' or '{} {}'", std::get<double>(parse_number(number)), unit,
                     thousands, unit);
}

ScalarResult parse_quantity(const FieldType& type, std::string_view text, std::string_view path) {
  const auto hint = [&] {
    return fmt::format("write e.g. '{}'", example_of(type));
  };
  if (const auto written = with_currency_code(trim(text)); !written.empty()) {
    const auto readings = two_readings(type, written);
    return fault(fmt::format("'{}': {} needs a number, then its unit", shorten(text), path),
                 fmt::format("write {}", readings.empty() ? "'" + written + "'" : readings));
  }
  if (const auto readings = two_readings(type, text); !readings.empty()) {
    return fault(fmt::format("'{}': {} may have a decimal point or a point between thousands",
                             shorten(trim(text)), path),
                 fmt::format("write {}", readings));
  }
  if (std::holds_alternative<double>(parse_number(text))) {
    return fault(fmt::format("{} needs a unit: write e.g. '{} {}'", path, trim(text), type.unit));
  }
  const auto measure = parse_measure(text, kCurrency);
  if (const auto* message = std::get_if<std::string>(&measure)) {
    const bool advised = message->find(';') != std::string::npos;
    return fault(fmt::format("{}: {}", path, *message), advised ? "" : hint());
  }
  const auto [value, dim] = std::get<Measure>(measure);
  if (dim != type.dim) {
    return fault(
        fmt::format("'{}' is {}; {} needs {}", shorten(text), dimension_name(dim), path, type.unit),
        hint());
  }
  return {value, "", ""};
}

ScalarResult parse_ratio(const FieldType& type, std::string_view text, std::string_view path) {
  const auto [number, unit] = split_number(text);
  const auto value = parse_number(number);
  if (const auto* message = std::get_if<std::string>(&value)) {
    return fault(fmt::format("{}: {}", path, *message),
                 fmt::format("write e.g. '{}'", example_of(type)));
  }
  if (!unit.empty() && unit != "%") {
    return fault(wants(text, path, type),
                 fmt::format("write e.g. '{}' or '0.15'", example_of(type)));
  }
  return {std::get<double>(value) / (unit.empty() ? 1 : 100), "", ""};
}

ScalarResult parse_rate(const FieldType& type, std::string_view text, std::string_view path) {
  const bool growth = type.kind == FieldKind::kGrowthRate;
  const auto [number, unit] = split_number(text);
  const auto value = parse_number(number);
  const auto hint =
      fmt::format("write e.g. '{}'{}", example_of(type), growth ? " or '60 %/year'" : "");
  if (const auto* message = std::get_if<std::string>(&value)) {
    return fault(fmt::format("{}: {}", path, *message), hint);
  }
  if (unit.empty() || unit == "%") {
    // A bare 0.09 is nine per cent, as everywhere that shares are written so.
    const double given = std::get<double>(value);
    const double percent = unit.empty() && std::abs(given) < 1 ? given * 100 : given;
    return fault(fmt::format("{} needs a unit: write e.g. '{:.6g} {}'", path, percent, type.unit));
  }
  const bool percent = unit.starts_with("%");
  const double rate = std::get<double>(value) / (percent ? 100 : 1);
  const std::string_view per = std::string_view(unit).substr(percent ? 1 : 0);
  if (per == "/month" && growth) {
    return {rate, "", ""};
  }
  if (per == "/year") {
    // Compounded: (1 + month)^12 = 1 + year.
    return {growth ? std::pow(std::max(1 + rate, 0.0), 1.0 / 12) - 1 : rate, "", ""};
  }
  return fault(wants(text, path, type), hint);
}

ScalarResult parse_months(const FieldType& type, std::string_view text, std::string_view path) {
  const auto [number, unit] = split_number(text);
  const auto value = parse_number(number);
  const std::string hint = "write e.g. '36 months' or '3 years'";
  if (const auto* message = std::get_if<std::string>(&value)) {
    return fault(fmt::format("{}: {}", path, *message), hint);
  }
  if (unit.empty()) {
    return fault(fmt::format("{} needs a unit: write e.g. '{} months'", path, number));
  }
  const bool years = unit == "year" || unit == "years";
  if (!years && unit != "month" && unit != "months") {
    return fault(wants(text, path, type), hint);
  }
  const double months = std::get<double>(value) * (years ? 12 : 1);
  constexpr double kMostMonths = 1e6;
  if (std::abs(months) > kMostMonths) {
    return fault(
        fmt::format("'{}' is longer than any plan; {} takes months or years", shorten(text), path),
        hint);
  }
  if (months != std::floor(months)) {
    return fault(
        fmt::format("'{}' is not a whole number of months; {} needs one", shorten(text), path),
        hint);
  }
  return {months, "", ""};
}

ScalarResult parse_month(std::string_view text, std::string_view path) {
  if (const auto month = parse_year_month(text)) {
    return {scalar_value(*month), "", ""};
  }
  return fault(fmt::format("'{}' is not a month; {} needs YYYY-MM", shorten(text), path),
               "write e.g. '2027-01'");
}

ScalarResult parse_integer(std::string_view text, std::string_view path) {
  const auto number = parse_number(text);
  if (const auto* message = std::get_if<std::string>(&number)) {
    return fault(fmt::format("{}: {}", path, *message), "write a whole number");
  }
  std::string digits(trim(text));
  digits.erase(std::remove(digits.begin(), digits.end(), '_'), digits.end());
  std::int64_t value{};
  const char* begin = digits.data() + (digits[0] == '+' ? 1 : 0);
  const auto [end, error] = std::from_chars(begin, digits.data() + digits.size(), value);
  if (error != std::errc{} || end != digits.data() + digits.size()) {
    return fault(fmt::format("'{}' is not a whole number; {} needs one", shorten(text), path));
  }
  return {static_cast<double>(value), "", ""};
}

ScalarResult parse_plain(std::string_view text, std::string_view path) {
  const auto number = parse_number(text);
  if (const auto* message = std::get_if<std::string>(&number)) {
    return fault(fmt::format("{}: {}", path, *message), "write a plain number without unit");
  }
  return {std::get<double>(number), "", ""};
}

ScalarResult parse_boolean(std::string_view text, std::string_view path) {
  if (text == "true" || text == "false") {
    return {text == "true" ? 1.0 : 0.0, "", ""};
  }
  return fault(
      fmt::format("'{}' is not a yes/no value; {} needs true or false", shorten(text), path));
}

ScalarResult parse_choice(const FieldType& type, std::string_view text, std::string_view path) {
  const auto at = std::find(type.choices.begin(), type.choices.end(), text);
  if (at != type.choices.end()) {
    return {static_cast<double>(at - type.choices.begin()), "", ""};
  }
  const std::vector<std::string> names(type.choices.begin(), type.choices.end());
  return fault(fmt::format("unknown value '{}'; {} is one of {}", shorten(text), path,
                           join(type.choices, ", ")),
               did_you_mean(text, names));
}

ScalarResult parse_by_kind(const FieldType& type, std::string_view text, std::string_view path) {
  switch (type.kind) {
    case FieldKind::kQuantity:
      return parse_quantity(type, text, path);
    case FieldKind::kRatio:
      return parse_ratio(type, text, path);
    case FieldKind::kAnnualRate:
    case FieldKind::kGrowthRate:
      return parse_rate(type, text, path);
    case FieldKind::kMonths:
      return parse_months(type, text, path);
    case FieldKind::kYearMonth:
      return parse_month(text, path);
    case FieldKind::kInteger:
      return parse_integer(text, path);
    case FieldKind::kNumber:
      return parse_plain(text, path);
    case FieldKind::kBoolean:
      return parse_boolean(text, path);
    case FieldKind::kChoice:
      return parse_choice(type, text, path);
    case FieldKind::kText:
      break;
  }
  require(false, "text is not parsed as a number: {}", path);
  return {};
}

double in_unit(const FieldType& type, double value) {
  switch (type.kind) {
    case FieldKind::kQuantity:
      return value / std::get<Measure>(parse_unit(type.unit, kCurrency)).value;
    case FieldKind::kRatio:
    case FieldKind::kAnnualRate:
    case FieldKind::kGrowthRate:
      return value * 100;
    default:
      return value;
  }
}

bool has_range(const FieldType& type) {
  return type.kind != FieldKind::kText && type.kind != FieldKind::kChoice &&
         type.kind != FieldKind::kBoolean;
}

bool in_range(const FieldType& type, double value) {
  // "29 %" is 28.999... in percent again: a bound may not refuse its own figure. A plain number is
  // not converted, so its bound is exact: the simulator insists on it.
  const double slack =
      type.kind == FieldKind::kNumber || type.kind == FieldKind::kInteger ? 0 : 1e-9;
  const double shown = in_unit(type, value);
  return std::isfinite(shown) && shown >= type.min - slack * std::abs(type.min) &&
         shown <= type.max + slack * std::abs(type.max);
}

// A share of 15 without a unit is 1500 %; what was meant is 15 %.
std::string percent_hint(const FieldType& type, std::string_view text) {
  const auto number = parse_number(text);
  const auto* value = std::get_if<double>(&number);
  const bool fits = value != nullptr && *value >= type.min && *value <= type.max;
  return type.kind == FieldKind::kRatio && fits ? fmt::format("write '{} %'", trim(text)) : "";
}

std::string month_text(double value) {
  return to_string(scalar_from<YearMonth>(value));
}

}  // namespace

FieldType make_field_type(FieldKind kind, const FieldInfo& info) {
  const Bounds bounds = default_bounds(kind);
  FieldType type;
  type.kind = kind;
  type.unit = info.unit.empty() ? default_unit(kind) : info.unit;
  type.min = info.min.value_or(bounds.min);
  type.max = info.max.value_or(bounds.max);
  type.label = info.label;
  return type;
}

ScalarResult parse_scalar(const FieldType& type,
                          std::string_view text,
                          bool quoted,
                          std::string_view path) {
  const bool plain = type.kind == FieldKind::kInteger || type.kind == FieldKind::kNumber ||
                     type.kind == FieldKind::kBoolean;
  if (quoted && plain) {
    return fault(fmt::format("{} is quoted text; it needs a {}", path, type_name(type)),
                 "remove the quotes");
  }
  auto result = parse_by_kind(type, text, path);
  if (result.value && has_range(type) && !in_range(type, *result.value)) {
    return fault(
        fmt::format("{} = '{}' is out of range: {}", path, shorten(text), range_text(type)),
        percent_hint(type, text));
  }
  return result;
}

std::string show_scalar(const FieldType& type, double value) {
  switch (type.kind) {
    case FieldKind::kQuantity:
      return format_measure(value, type.unit, kCurrency);
    case FieldKind::kRatio:
    case FieldKind::kAnnualRate:
    case FieldKind::kGrowthRate:
      return fmt::format("{:.6g} {}", value * 100, type.unit);
    case FieldKind::kMonths:
      return fmt::format("{} months", value);
    case FieldKind::kYearMonth:
      return month_text(value);
    case FieldKind::kInteger:
      return fmt::format("{}", static_cast<std::int64_t>(value));
    case FieldKind::kBoolean:
      return value != 0 ? "true" : "false";
    case FieldKind::kChoice:
      return std::string(type.choices[static_cast<std::size_t>(value)]);
    default:
      return fmt::format("{}", value);
  }
}

std::string type_name(const FieldType& type) {
  if (type.dated) {
    FieldType one = type;
    one.dated = false;
    return type_name(one) + ", or one by month";
  }
  switch (type.kind) {
    case FieldKind::kText:
      return "text";
    case FieldKind::kQuantity:
      return "quantity";
    case FieldKind::kRatio:
      return "share";
    case FieldKind::kAnnualRate:
      return "rate per year";
    case FieldKind::kGrowthRate:
      return "growth rate";
    case FieldKind::kMonths:
      return "number of months";
    case FieldKind::kYearMonth:
      return "month";
    case FieldKind::kInteger:
      return "whole number";
    case FieldKind::kNumber:
      return "number";
    case FieldKind::kBoolean:
      return "true or false";
    case FieldKind::kChoice:
      return "one of " + join(type.choices, ", ");
  }
  return "";
}

std::string range_text(const FieldType& type) {
  if (!has_range(type)) {
    return "";
  }
  if (type.kind == FieldKind::kYearMonth) {
    return month_text(type.min) + " to " + month_text(type.max);
  }
  return fmt::format("{:.16g} to {:.16g}{}{}", type.min, type.max, type.unit.empty() ? "" : " ",
                     type.unit);
}

std::string meaning_of(const FieldInfo& info, const FieldType& type) {
  std::string text(info.doc);
  for (std::size_t i = 0; i < type.choice_docs.size(); ++i) {
    text += fmt::format("; {}: {}", type.choices[i], type.choice_docs[i]);
  }
  return text;
}

std::string example_of(const FieldType& type) {
  switch (type.kind) {
    case FieldKind::kQuantity:
      return fmt::format("{:.6g} {}", std::max(1.0, type.min), type.unit);
    case FieldKind::kRatio:
      return "15 %";
    case FieldKind::kAnnualRate:
      return "3 %/year";
    case FieldKind::kGrowthRate:
      return "4 %/month";
    case FieldKind::kMonths:
      return "36 months";
    case FieldKind::kYearMonth:
      return "2027-01";
    case FieldKind::kInteger:
      return "1";
    case FieldKind::kNumber:
      return "1.5";
    case FieldKind::kBoolean:
      return "true";
    case FieldKind::kChoice:
      return std::string(type.choices[0]);
    case FieldKind::kText:
      break;
  }
  return "text";
}

std::string name_problem(std::string_view name) {
  const auto allowed = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == ' ' ||
           c == '-' || c == '_' || c == '.';
  };
  if (name.empty()) {
    return "a name may not be empty";
  }
  if (name.size() > 64) {
    return "a name has at most 64 characters";
  }
  if (!std::all_of(name.begin(), name.end(), allowed)) {
    return fmt::format("name '{}': only letters, digits, space, '-', '_' and '.'", shorten(name));
  }
  if (name.front() == '-' || name.front() == ' ' || name.back() == ' ') {
    return fmt::format("name '{}' may not start with '-' or a space, nor end with a space", name);
  }
  if (name == "idle" || name == kOverheadLabel) {
    return fmt::format("name '{}' is taken by the reports", name);
  }
  return "";
}

}  // namespace costwright

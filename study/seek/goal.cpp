#include "study/seek/goal.h"

#include "core/units/parse.h"

namespace costwright::study {
namespace {

const Place kPlace{"--so-that"};

std::optional<double> number_in(std::string_view text) {
  const auto number = parse_number(trim(text));
  const auto* value = std::get_if<double>(&number);
  return value != nullptr ? std::optional(*value) : std::nullopt;
}

// "3 M" is 3e6.
std::optional<double> number_with_prefix(std::string_view text) {
  constexpr std::pair<std::string_view, double> kPrefixes[] = {{"k", 1e3}, {"M", 1e6}, {"B", 1e9}};
  text = trim(text);
  for (const auto& [prefix, factor] : kPrefixes) {
    if (text.ends_with(prefix)) {
      const auto number = number_in(text.substr(0, text.size() - 1));
      return number ? std::optional(*number * factor) : std::nullopt;
    }
  }
  return number_in(text);
}

// In another unit of the same dimension: "250 ms" of a metric in s.
std::optional<double> converted(std::string_view text,
                                const std::string& unit,
                                const std::string& currency) {
  const auto one = parse_unit(unit, currency);
  const auto given = parse_measure(text, currency);
  const auto* measure = std::get_if<Measure>(&given);
  const auto* wanted = std::get_if<Measure>(&one);
  return measure != nullptr && wanted != nullptr && measure->dim == wanted->dim
             ? std::optional(measure->value / wanted->value)
             : std::nullopt;
}

std::optional<double> share(std::string_view text) {
  if (text.ends_with('%')) {
    const auto percent = number_in(text.substr(0, text.size() - 1));
    return percent ? std::optional(*percent / 100) : std::nullopt;
  }
  return number_in(text);
}

std::optional<double> value_in(std::string_view text,
                               const std::string& unit,
                               const std::string& currency) {
  if (unit == "ratio") {
    return share(text);
  }
  const auto stated = text.ends_with(unit)
                          ? number_with_prefix(text.substr(0, text.size() - unit.size()))
                          : std::nullopt;
  return stated ? stated : converted(text, unit, currency);
}

std::string example_of(const std::string& unit) {
  return unit == "ratio" ? "15 %" : fmt::format("2.5{}{}", unit.empty() ? "" : " ", unit);
}

}  // namespace

std::string Goal::name() const {
  return name_of(metric);
}

std::optional<Goal> parse_goal(std::string_view text,
                               const std::string& currency,
                               Diagnostics& diagnostics) {
  const auto equals = text.rfind('=');
  if (equals == std::string_view::npos) {
    diagnostics.error(kPlace, fmt::format("'{}' is not of the form METRIC = VALUE", text),
                      "write e.g. 'tco = 3 M USD'");
    return std::nullopt;
  }
  const auto metric = parse_metric(trim(text.substr(0, equals)), diagnostics);
  if (!metric) {
    return std::nullopt;
  }
  const auto value = parse_metric_value(trim(text.substr(equals + 1)), *metric->metric, currency,
                                        kPlace, diagnostics);
  return value ? std::optional(Goal{*metric, *value, ""}) : std::nullopt;
}

std::optional<double> parse_metric_value(std::string_view text,
                                         const Metric& metric,
                                         const std::string& currency,
                                         const Place& place,
                                         Diagnostics& diagnostics) {
  const std::string unit = unit_text(metric, currency);
  const auto value = value_in(text, unit, currency);
  if (!value) {
    diagnostics.error(place, fmt::format("'{}' is no value of {}", text, metric.name),
                      fmt::format("write e.g. '{}'", example_of(unit)));
  }
  return value;
}

std::optional<Goal> parse_break_even(std::string_view metric,
                                     const std::string& against,
                                     Diagnostics& diagnostics) {
  const auto parsed = parse_metric(trim(metric), diagnostics);
  return parsed ? std::optional(Goal{*parsed, 0, against}) : std::nullopt;
}

int decimals_of(const Metric& metric) {
  constexpr int kShareDecimals = 4;
  return metric.unit == "ratio" ? kShareDecimals : metric.decimals;
}

std::string value_text(const Metric& metric, const std::string& currency, double value) {
  const std::string number = cell_text(figure(value, decimals_of(metric)));
  const std::string unit = unit_text(metric, currency);
  return unit.empty() || metric.unit == "ratio" ? number : fmt::format("{} {}", number, unit);
}

}  // namespace costwright::study

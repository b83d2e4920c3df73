#include "study/optimize/objective.h"

#include <cmath>

#include "core/diagnostics.h"
#include "core/units/parse.h"
#include "study/seek/goal.h"

namespace costwright::study {
namespace {

// Parts between the separator, trimmed; empty ones are none.
std::vector<std::string_view> parts_of(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  while (!text.empty()) {
    const auto end = text.find(separator);
    if (const auto part = trim(text.substr(0, end)); !part.empty()) {
      parts.push_back(part);
    }
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  return parts;
}

// "minimize tco".
std::optional<Objective> parse_directed(std::string_view text, Diagnostics& diagnostics) {
  for (const auto& [word, is_maximised] : {std::pair{"minimize ", false}, {"maximize ", true}}) {
    if (text.starts_with(word)) {
      return parse_objective(text.substr(std::string_view(word).size()), is_maximised, diagnostics);
    }
  }
  diagnostics.error({"objective"}, fmt::format("'{}' does not say what is sought", text),
                    "write e.g. 'minimize tco, maximize accuracy'");
  return std::nullopt;
}

}  // namespace

std::optional<std::vector<Objective>> parse_objectives(std::string_view text,
                                                       Diagnostics& diagnostics) {
  std::vector<Objective> objectives;
  for (const std::string_view part : parts_of(text, ',')) {
    const auto objective = parse_directed(part, diagnostics);
    if (!objective) {
      return std::nullopt;
    }
    objectives.push_back(*objective);
  }
  if (objectives.empty()) {
    diagnostics.error({"objective"}, "nothing is sought", "write e.g. 'minimize tco'");
    return std::nullopt;
  }
  return objectives;
}

std::string objectives_text(const std::vector<Objective>& objectives) {
  std::string text;
  for (const Objective& objective : objectives) {
    text +=
        fmt::format("{}{} {}", text.empty() ? "" : ", ",
                    objective.is_maximised ? "maximize" : "minimize", name_of(objective.metric));
  }
  return text;
}

std::optional<std::vector<Limit>> parse_limits(std::string_view text,
                                               const std::string& currency,
                                               Diagnostics& diagnostics) {
  std::vector<Limit> limits;
  for (const std::string_view part : parts_of(text, ';')) {
    const auto limit = parse_limit(part, currency, diagnostics);
    if (!limit) {
      return std::nullopt;
    }
    limits.push_back(*limit);
  }
  return limits;
}

std::optional<Objective> parse_objective(std::string_view metric,
                                         bool is_maximised,
                                         Diagnostics& diagnostics) {
  const auto name = parse_metric(trim(metric), diagnostics);
  return name ? std::optional(Objective{*name, is_maximised}) : std::nullopt;
}

std::optional<Limit> parse_limit(std::string_view text,
                                 const std::string& currency,
                                 Diagnostics& diagnostics) {
  const Place place{"--subject-to"};
  const auto sign = text.find_first_of("<>");
  if (sign == std::string_view::npos || sign + 1 >= text.size() || text[sign + 1] != '=') {
    diagnostics.error(place, fmt::format("'{}' is not of the form METRIC <= VALUE", text),
                      "write e.g. 'ttft_p95 <= 1 s' or 'accuracy >= today'");
    return std::nullopt;
  }
  const auto name = parse_metric(trim(text.substr(0, sign)), diagnostics);
  if (!name) {
    return std::nullopt;
  }
  Limit limit{*name, text[sign] == '<', std::nullopt};
  const std::string_view written = trim(text.substr(sign + 2));
  if (written != "today") {
    limit.value = parse_metric_value(written, *name->metric, currency, place, diagnostics);
    return limit.value ? std::optional(limit) : std::nullopt;
  }
  return limit;
}

std::string limit_text(const Limit& limit, const std::string& currency) {
  return fmt::format("{} {} {}", name_of(limit.metric), limit.is_at_most ? "<=" : ">=",
                     limit.value ? value_text(*limit.metric.metric, currency, *limit.value)
                                 : std::string("today"));
}

std::string limit_to_write(const Limit& limit, const std::string& currency) {
  if (!limit.value) {
    return limit_text(limit, currency);
  }
  constexpr int kDigits = 4;
  const double size = std::abs(*limit.value);
  const int decimals =
      size > 0 ? std::max(0, kDigits - 1 - static_cast<int>(std::floor(std::log10(size)))) : 0;
  const std::string unit = unit_text(*limit.metric.metric, currency);
  const bool has_unit = !unit.empty() && unit != "ratio";
  return fmt::format("{} {} {:.{}f}{}{}", name_of(limit.metric),
                     limit.is_at_most ? "<=" : ">=", *limit.value, decimals, has_unit ? " " : "",
                     has_unit ? unit : "");
}

}  // namespace costwright::study

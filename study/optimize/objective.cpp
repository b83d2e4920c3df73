#include "study/optimize/objective.h"

#include "core/diagnostics.h"
#include "core/units/parse.h"
#include "study/seek/goal.h"

namespace costwright::study {

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

}  // namespace costwright::study

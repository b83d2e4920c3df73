#pragma once
// What a search is after: metrics that are to be small or great, and limits that others keep.
//   --minimize tco   --maximize accuracy   --subject-to 'ttft_p95 <= 1 s'
//   --subject-to 'accuracy >= today'       no worse than the file as written
#include <optional>
#include <string>
#include <string_view>

#include "study/outcome/metrics.h"

namespace costwright::study {

struct Objective {
  MetricName metric;
  bool is_maximised = false;
};

struct Limit {
  MetricName metric;
  bool is_at_most = true;       // else at least
  std::optional<double> value;  // in the metric's unit; none: today's
};

// Nullopt with an error, at `place`, when there is no such metric or value of it.
std::optional<Objective> parse_objective(std::string_view metric,
                                         bool is_maximised,
                                         Diagnostics& diagnostics);
std::optional<Limit> parse_limit(std::string_view text,
                                 const std::string& currency,
                                 Diagnostics& diagnostics);

// "ttft_p95[chat] <= 1.00 s".
std::string limit_text(const Limit& limit, const std::string& currency);

}  // namespace costwright::study

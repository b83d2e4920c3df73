#pragma once
// What a search is after: metrics that are to be small or great, and limits that others keep.
//   --minimize tco   --maximize accuracy   --subject-to 'ttft_p95 <= 1 s'
//   --subject-to 'accuracy >= today'       no worse than the file as written
#include <optional>
#include <string>
#include <string_view>
#include <vector>

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

// "minimize tco, maximize accuracy"; nullopt with an error for anything else, and for none.
std::optional<std::vector<Objective>> parse_objectives(std::string_view text,
                                                       Diagnostics& diagnostics);
std::string objectives_text(const std::vector<Objective>& objectives);
// "ttft_p95 <= 1 s; accuracy >= today"; "" is no limit.
std::optional<std::vector<Limit>> parse_limits(std::string_view text,
                                               const std::string& currency,
                                               Diagnostics& diagnostics);

// "ttft_p95[chat] <= 1.00 s".
std::string limit_text(const Limit& limit, const std::string& currency);
// The same to be parsed again; the value with four digits.
std::string limit_to_write(const Limit& limit, const std::string& currency);
// Of a limit that has a value.
inline bool is_within(const Limit& limit, double value) {
  return limit.is_at_most ? value <= *limit.value : value >= *limit.value;
}

}  // namespace costwright::study

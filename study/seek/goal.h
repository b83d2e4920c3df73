#pragma once
// What is sought: a metric that has a value. "tco = 3 M USD", "e2e_p95[support-chat] = 4 s",
// "roi = 15 %". The value is written with the metric's unit, or another of the same dimension.
#include <optional>
#include <string>
#include <string_view>

#include "core/diagnostics.h"
#include "study/outcome/metrics.h"

namespace costwright::study {

struct Goal {
  MetricName metric;
  double value{};            // in the metric's unit; 0: of the difference to a rival
  std::string against = {};  // a variant of the file: the rival

  bool is_money() const { return metric.metric->unit == "$"; }
  std::string name() const;  // "e2e_p95[support-chat]"
};

// Nullopt with an error when there is no such metric or the value is not one of its unit.
std::optional<Goal> parse_goal(std::string_view text,
                               const std::string& currency,
                               Diagnostics& diagnostics);

// A value of the metric as people write it: "3 M USD", "250 ms", "15 %". Nullopt with an error at
// the place when it is none.
std::optional<double> parse_metric_value(std::string_view text,
                                         const Metric& metric,
                                         const std::string& currency,
                                         const Place& place,
                                         Diagnostics& diagnostics);

// Of a metric alone: as much as the rival has.
std::optional<Goal> parse_break_even(std::string_view metric,
                                     const std::string& against,
                                     Diagnostics& diagnostics);

// With which a value of the metric is shown: a ratio as a ratio.
int decimals_of(const Metric& metric);
// A value of the metric for people: "3,000,000.00 USD"; a ratio as "0.1500".
std::string value_text(const Metric& metric, const std::string& currency, double value);

}  // namespace costwright::study

#pragma once
// Whether an SLO is kept, in one word. The range of a share is that of the error of the speed: a
// target within it may be missed.
#include <optional>
#include <string>
#include <vector>

#include "study/outcome/metrics.h"

namespace costwright::study {

enum class SloState { kPass, kAtRisk, kFail };
std::string_view to_string(SloState state);  // "pass", "at risk", "fail"

// kPass: value and range keep the target. kFail: neither does. kAtRisk: the range straddles it.
// Without a range the value decides.
SloState slo_state(double share,
                   std::optional<double> low,
                   std::optional<double> high,
                   double target);

// Of the workload that is worst off: the worst state, then the least share above its target.
struct SloSummary {
  SloState state{};
  std::string workload;
  double share{}, target{};
  std::optional<double> low, high;
};
// Nullopt when no workload with an SLO has a share. `rows`: metric_rows() of the evaluation.
std::optional<SloSummary> slo_summary(const std::vector<MetricRow>& rows);

}  // namespace costwright::study

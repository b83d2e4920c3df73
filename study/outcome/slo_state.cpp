#include "study/outcome/slo_state.h"

#include <algorithm>

namespace costwright::study {
namespace {

std::optional<double> target_of(const std::vector<MetricRow>& rows, const std::string& workload) {
  const auto found = std::find_if(rows.begin(), rows.end(), [&](const MetricRow& row) {
    return row.metric->name == "slo_target" && row.key == workload;
  });
  return found == rows.end() ? std::nullopt : number_of(found->value);
}

bool is_worse(const SloSummary& a, const SloSummary& b) {
  return a.state != b.state ? a.state > b.state : a.share - a.target < b.share - b.target;
}

}  // namespace

std::string_view to_string(SloState state) {
  switch (state) {
    case SloState::kPass:
      return "pass";
    case SloState::kAtRisk:
      return "at risk";
    case SloState::kFail:
      break;
  }
  return "fail";
}

SloState slo_state(double share,
                   std::optional<double> low,
                   std::optional<double> high,
                   double target) {
  const double least = std::min(share, low.value_or(share));
  const double most = std::max(share, high.value_or(share));
  return least >= target ? SloState::kPass : most < target ? SloState::kFail : SloState::kAtRisk;
}

std::optional<SloSummary> slo_summary(const std::vector<MetricRow>& rows) {
  std::optional<SloSummary> worst;
  for (const MetricRow& row : rows) {
    const auto share = number_of(row.value);
    const auto target =
        row.metric->name == "slo_attainment" && share ? target_of(rows, row.key) : std::nullopt;
    if (!target) {
      continue;
    }
    const auto low = number_of(row.low), high = number_of(row.high);
    const SloSummary found{
        slo_state(*share, low, high, *target), row.key, *share, *target, low, high};
    if (!worst || is_worse(found, *worst)) {
      worst = found;
    }
  }
  return worst;
}

}  // namespace costwright::study

#include "study/optimize/figures.h"

#include <algorithm>
#include <cmath>

#include "core/hash.h"
#include "study/plan/plan.h"

namespace costwright::study {
namespace {

std::optional<Figure> figure_of(const MetricRow& row) {
  const auto value = number_of(row.value);
  if (!value || !std::isfinite(*value)) {
    return std::nullopt;
  }
  const double low = number_of(row.low).value_or(*value);
  const double high = number_of(row.high).value_or(*value);
  return Figure{*value, low, high, row.fast.value_or(*value), row.slow.value_or(*value)};
}

double months_of_workloads(const Evaluation& evaluation) {
  return static_cast<double>(evaluation.outcome.workloads.size()) *
         static_cast<double>(evaluation.basis.months);
}

double months_missed(const Evaluation& evaluation) {
  double missed = 0;
  for (const WorkloadOutcome& workload : evaluation.outcome.workloads) {
    missed += static_cast<double>(std::max(workload.saturated.size(), workload.below_slo.size()));
  }
  return missed;
}

double nearest_target(const Evaluation& evaluation) {
  double nearest = 1;
  for (const WorkloadOutcome& workload : evaluation.outcome.workloads) {
    if (workload.slo_share && workload.slo_target) {
      nearest = std::min(nearest, std::abs(*workload.slo_share - *workload.slo_target));
    }
  }
  return nearest;
}

}  // namespace

Tried tried(const Evaluation& evaluation) {
  Tried result;
  for (const MetricRow& row : metric_rows(evaluation)) {
    if (const auto figure = figure_of(row)) {
      result.figures.emplace(name_of(MetricName{row.metric, row.key}), *figure);
    }
  }
  const double all = months_of_workloads(evaluation);
  result.month_share = all > 0 ? 1 / all : 0;
  result.months_missed = months_missed(evaluation) * result.month_share;
  result.nearest_target = nearest_target(evaluation);
  result.requests = evaluation.simulated_requests;
  result.work = work_of(evaluation);
  return result;
}

std::uint64_t work_of(const Evaluation& evaluation) {
  Hasher hasher;
  for (const Simulation& run : evaluation.plan->simulations) {
    hasher.add(run.key);
  }
  return hasher.value();
}

bool is_within_own_error(const Figure& figure, double change) {
  const double half = (figure.high - figure.low) / 2;
  return figure.fast == figure.value && figure.slow == figure.value && std::abs(change) < half;
}

const Figure* find_figure(const Tried& tried, const MetricName& name) {
  if (!name.key.empty()) {
    const auto found = tried.figures.find(name_of(name));
    return found != tried.figures.end() ? &found->second : nullptr;
  }
  const bool lower_is_better = name.metric->better == Better::kLower;
  const Figure* worst = nullptr;
  const auto begin = tried.figures.lower_bound(std::string(name.metric->name));
  for (auto it = begin; it != tried.figures.end() && it->first.starts_with(name.metric->name);
       ++it) {
    const std::string_view rest = std::string_view(it->first).substr(name.metric->name.size());
    if (!rest.empty() && rest.front() != '[') {
      continue;  // another metric: "ttft_p99_superposed"
    }
    const bool is_worse = worst == nullptr || (lower_is_better ? it->second.value > worst->value
                                                               : it->second.value < worst->value);
    worst = is_worse ? &it->second : worst;
  }
  return worst;
}

}  // namespace costwright::study

#pragma once
// What the records of the list of metrics read.
#include <algorithm>
#include <cmath>
#include <map>
#include <string>
#include <vector>

#include "core/finance/summary.h"
#include "core/ledger/pivot.h"
#include "core/scenario/scenario.h"
#include "study/outcome/evaluation.h"
#include "study/outcome/metrics.h"

namespace costwright::study {

// By what a group of ledger lines is summed.
Axis axis_of(MetricKeys kind);

// An evaluation at one speed. Pivots of the ledger are made when asked for.
class MetricReader {
 public:
  // `deviations`: at which side of the error of sampling latencies are read.
  MetricReader(const Evaluation& evaluation, const Figures& figures, double deviations = 0)
      : evaluation_(evaluation), figures_(figures), deviations_(deviations) {}

  // The percentile to read for the share `q` of a workload's latencies.
  double share_at(double q, std::size_t workload, double WorthInRequests::*worth) const {
    const double independent = deviations_ != 0 ? (*evaluation_.worth)[workload].*worth : 0;
    const double off = independent > 0 ? deviations_ * std::sqrt(q * (1 - q) / independent) : 0;
    return std::clamp(q + off, 0.0, 1.0);
  }
  // What a percentile is times as long at that side for not having been simulated in full.
  double missed() const {
    return deviations_ == 0 ? 1 : 1 + std::copysign(evaluation_.missed.percentiles, deviations_);
  }

  const Evaluation& evaluation() const { return evaluation_; }
  const Scenario& scenario() const { return evaluation_.scenario(); }
  const finance::FinanceSummary& finance() const { return figures_.finance; }
  const Ledger& ledger() const { return figures_.ledger; }
  const Outcome& outcome() const { return figures_.outcome; }
  bool is_predicted_speed() const { return &figures_ == &evaluation_; }

  const std::vector<PivotRow>& pivot(Axis axis) const {
    const auto [at, is_new] = pivots_.try_emplace(axis);
    if (is_new) {
      at->second = costwright::pivot(figures_.ledger, axis, scenario().fiscal_year_start);
    }
    return at->second;
  }

  std::vector<std::string> keys(MetricKeys kind) const;
  // Of the figures of one key: the mark of the figures that they rest on.
  Mark mark(MetricKeys kind, std::size_t key) const {
    switch (kind) {
      case MetricKeys::kWorkloads:
        return outcome().workloads[key].mark;
      case MetricKeys::kDeployments:
        return outcome().deployments[key].mark;
      default:
        return outcome().mark;
    }
  }

 private:
  const Evaluation& evaluation_;
  const Figures& figures_;
  double deviations_;
  mutable std::map<Axis, std::vector<PivotRow>> pivots_;
};

}  // namespace costwright::study

#include "study/outcome/metric_reader.h"

namespace costwright::study {
namespace {

template <class Entries, class Name>
std::vector<std::string> names_of(const Entries& entries, Name name) {
  std::vector<std::string> names;
  for (const auto& entry : entries) {
    names.push_back(entry.*name);
  }
  return names;
}

}  // namespace

Axis axis_of(MetricKeys kind) {
  switch (kind) {
    case MetricKeys::kCalendarYears:
      return Axis::kCalendarYear;
    case MetricKeys::kFiscalYears:
      return Axis::kFiscalYear;
    case MetricKeys::kComponents:
      return Axis::kComponent;
    case MetricKeys::kShares:
      return Axis::kWorkload;
    case MetricKeys::kTeams:
      return Axis::kTeam;
    default:
      return Axis::kCategory;
  }
}

std::vector<std::string> MetricReader::keys(MetricKeys kind) const {
  switch (kind) {
    case MetricKeys::kWhole:
      return {""};
    case MetricKeys::kWorkloads:
      return names_of(outcome().workloads, &WorkloadOutcome::name);
    case MetricKeys::kDeployments:
      return names_of(outcome().deployments, &DeploymentOutcome::name);
    case MetricKeys::kModels:
      return names_of(evaluation_.accuracy, &AccuracyOutcome::model);
    case MetricKeys::kStorage:
      return names_of(evaluation_.storage, &StorageOutcome::name);
    case MetricKeys::kCommitments:
      return names_of(ledger().commitment_use, &CommitmentUse::name);
    default:
      return names_of(pivot(axis_of(kind)), &PivotRow::label);
  }
}

}  // namespace costwright::study

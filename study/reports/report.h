#pragma once
// An evaluation as tables (CSV, JSON) and as the text that `costwright run` prints. No formula of
// cost or physics: sums of ledger lines, ratios of such sums to served volumes, and percentiles of
// merged histograms.
#include <span>
#include <string>
#include <vector>

#include "core/table/table.h"
#include "study/outcome/evaluation.h"

namespace costwright::study {

struct MetricRow;

// A report: a table that is written as <name>.csv. docs/reports.md describes every column.
struct Report {
  const char* name;
  const char* label;
  Table (*make)(const Evaluation& evaluation);
};
std::span<const Report> reports();

// section, metric, key, value, low, high, unit, mark, note: `low` and `high` are the range of the
// value over the error of the serving speed (study/outcome/metrics.h)
Table summary_table(const Evaluation& evaluation);
// The same where metric_rows() of the evaluation are at hand.
Table summary_table(const Evaluation& evaluation, const std::vector<MetricRow>& rows);
Table monthly_table(const Evaluation& evaluation);
Table ledger_table(const Evaluation& evaluation);
Table latency_table(const Evaluation& evaluation);
Table utilisation_table(const Evaluation& evaluation);
Table provenance_table(const Evaluation& evaluation);

// For people: at least four digits of a small unit cost, 0.00001075 instead of 0.000011.
int decimals_of(double value, int least);

// What an analyst reads first: the answer, what it is made of, how well it serves, what it rests
// on.
std::string report_text(const Evaluation& evaluation);

// {"scenario": ..., "summary": [...], "monthly": [...], ...}
std::string report_json(const Evaluation& evaluation);

// Writes every table as <folder>/<name>.csv, as a set (core/files.h).
bool write_reports(const Evaluation& evaluation,
                   const std::string& folder,
                   Diagnostics& diagnostics,
                   CsvDialect dialect = CsvDialect::kPlain);

}  // namespace costwright::study

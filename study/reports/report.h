#pragma once
// A finished run and its outcome (outcome_of, computed once) as tables (CSV, JSON) and as the text
// that `costwright run` prints. No formula of
// cost or physics: sums of ledger lines, ratios of such sums to served volumes, and percentiles of
// merged histograms.
#include <string>
#include <vector>

#include "core/table/table.h"
#include "study/outcome/outcome.h"

namespace costwright::study {

// summary, monthly, ledger, latency, utilisation, provenance: docs/reports.md describes every
// column.
std::vector<Table> report_tables(const RunResult& result, const Outcome& outcome);

// section, metric, key, value, low, high, unit, mark, note: `low` and `high` are the range of the
// value over the error of the serving speed (study/outcome/error_range.h)
Table summary_table(const RunResult& result, const Outcome& outcome);
Table monthly_table(const RunResult& result);
Table ledger_table(const RunResult& result);
Table latency_table(const RunResult& result, const Outcome& outcome);
Table utilisation_table(const RunResult& result);
Table provenance_table(const RunResult& result);

// For people: at least four digits of a small unit cost, 0.00001075 instead of 0.000011.
int decimals_of(double value, int least);

// What an analyst reads first: the answer, what it is made of, how well it serves, what it rests
// on.
std::string report_text(const RunResult& result, const Outcome& outcome);

// {"scenario": ..., "summary": [...], "monthly": [...], ...}
std::string report_json(const RunResult& result, const Outcome& outcome);

// Writes every table as <folder>/<name>.csv, each to a temporary name and renamed.
bool write_reports(const RunResult& result,
                   const Outcome& outcome,
                   const std::string& folder,
                   Diagnostics& diagnostics);

}  // namespace costwright::study

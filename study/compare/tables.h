#pragma once
// A comparison and a bridge as tables (CSV, JSON) and as the text that `costwright compare` prints.
// docs/reports.md describes every column.
#include <string>
#include <vector>

#include "core/table/table.h"
#include "study/compare/bridge.h"
#include "study/compare/compare.h"

namespace costwright::study {

// compare: a row a metric and column; verdict: who wins, by metric and speed; faults: why one may
// not; leads: who has paid less from which month on
std::vector<Table> comparison_tables(const Comparison& comparison);
// bridge: a row a bar; bridge_lines: a row a bar and ledger item; bridge_effort: what they took
std::vector<Table> bridge_tables(const std::vector<Bridge>& bridges);

// A row a metric that the baseline or the column has: both figures and their difference.
Table side_by_side(const Comparison& comparison, std::size_t column);
// The bars between both ends.
Table bars_table(const Bridge& bridge);

// For people, 100 characters wide. The answer: who wins, who is unfit, who has paid less when.
std::string answer_text(const Comparison& comparison);
std::string comparison_text(const Comparison& comparison);
std::string bridge_text(const Bridge& bridge, const std::string& currency);

// {"columns": [...], "compare": [...], "verdict": [...], ..., "remarks": [...]}
std::string comparison_json(const Comparison& comparison, const std::vector<Bridge>& bridges);

// Every table as <folder>/<name>.csv, as a set (core/files.h).
bool write_comparison(const Comparison& comparison,
                      const std::vector<Bridge>& bridges,
                      const std::string& folder,
                      Diagnostics& diagnostics,
                      CsvDialect dialect = CsvDialect::kPlain);

std::string_view to_string(Speed speed);  // "predicted", "fast", "slow"

}  // namespace costwright::study

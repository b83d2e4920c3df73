#pragma once
// Where a figure comes from: from the metric to the ledger lines that it sums, their rules, and to
// the row of the catalogue or the line of the scenario that each price is written at.
#include "study/outcome/evaluation.h"
#include "study/outcome/metrics.h"
#include "study/reports/report.h"

namespace costwright::study {

// The ledger lines behind a metric, as ledger_table(): those of its key (a category, component,
// team, workload, year), of money and unit costs all; none of what is no sum of lines.
Table lines_behind(const Evaluation& evaluation, const MetricName& name);

// item, rule, lines, cash, expense, from ("scenario", "catalogue" or ""), origin (the field's path,
// or table, key and column), value, with (what else that was written or catalogued the lines rest
// on), status, as_of, source, file, line: a row for each item and rule of the lines behind a
// metric, by the origins of these. Of a metric without lines: the catalogue figures that its
// simulation rests on, without item and amounts.
Table sources_behind(const Evaluation& evaluation, const MetricName& name);

// The row of the catalogue that a price comes from which the field of that path could state:
// "electricity Virginia price_usd (read, 2023): source; file, line 12". "": it is no such price.
std::string source_of_field(const Evaluation& evaluation, const std::string& path);

// The fields that state the prices of a row of lines_behind() or sources_behind(), or would state
// them in place of the catalogue; none where the scenario can state none.
std::vector<std::string> fields_behind(const Evaluation& evaluation,
                                       const Table& table,
                                       std::size_t row);

}  // namespace costwright::study

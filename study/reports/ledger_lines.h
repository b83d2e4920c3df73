#pragma once
// Some lines of a ledger as the report `ledger` shows them.
#include "study/outcome/evaluation.h"
#include "study/reports/report.h"

namespace costwright::study {

// The columns of ledger_table(), a row each of `lines`.
Table ledger_lines(const Evaluation& evaluation, const std::vector<LedgerLine>& lines);

}  // namespace costwright::study

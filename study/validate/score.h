#pragma once
// How far predictions lie from what was published, in the figures that other simulators report.
#include <vector>

#include "core/table/table.h"
#include "study/published/scored_row.h"

namespace costwright::study {

// Spearman's, ties with their mean rank; nothing for fewer than 3 pairs or no variation.
std::optional<double> rank_correlation(const std::vector<double>& a, const std::vector<double>& b);

// Per table, source and metric: rows, predicted, extrapolated, median and 90th percentile of
// |predicted / published - 1|, bias (median of predicted / published - 1), rank correlation.
Table score_table(const std::vector<ScoredRow>& rows);
// Of serving's throughputs and times per token, by how far from what was measured: how many lie
// within the 90 % range that a run would print, and how wide it is (median high / low).
Table coverage_table(const std::vector<ScoredRow>& rows);
// The worst predicted rows, at most `most` a source.
Table worst_table(const std::vector<ScoredRow>& rows, std::size_t most);
// What was not predicted: rows by reason.
Table reason_table(const std::vector<ScoredRow>& rows);
// Every row: `validate.csv`.
Table row_table(const std::vector<ScoredRow>& rows);

}  // namespace costwright::study

#pragma once
// `costwright validate --against scores.csv`: what has become worse than what was committed.
#include <string>
#include <vector>

#include "core/diagnostics.h"
#include "core/table/table.h"

namespace costwright::study {

// A group (table, source, metric) may rise by a tenth of its median error, or by this many points,
// as an error of 1 % says nothing of 0.1.
inline constexpr double kRiseShare = 0.1;
inline constexpr double kRisePoints = 0.002;

// Of `scores` (score_table()) against a file that --output wrote as scores.csv: one row a group
// whose error rose by more, or that is not predicted any more; without rows all is well. Groups
// that the file does not have are new; its tables that were not scored do not count. Errors: a file
// that cannot be read.
Table risen(const Table& scores, const std::string& committed_csv, Diagnostics& diagnostics);

}  // namespace costwright::study

#pragma once
// What was measured of one effort on one scenario, as it is kept in the build folder between runs:
// a CSV by scenario and effort, a figure a row. Requests simulated are a row like any other, with
// those of `full` for a reference.
#include <optional>
#include <string>
#include <vector>

#include "core/diagnostics.h"
#include "tests/study/effort/promise.h"

namespace costwright::bench {

struct EffortRows {
  std::string family, scenario;
  Effort effort{};
  std::vector<testing::Judged> rows;
};

std::string effort_file(const std::string& folder, const std::string& scenario, Effort effort);
bool write_effort_rows(const std::string& folder, const EffortRows& rows, Diagnostics& diagnostics);
// Nullopt when the file is not there or not ours.
std::optional<EffortRows> read_effort_rows(const std::string& file);
// Those of all scenarios, by file name.
std::vector<EffortRows> read_all_effort_rows(const std::string& folder);

// The tables of docs/performance.md, in Markdown.
std::string effort_tables(const std::vector<EffortRows>& all);

}  // namespace costwright::bench

#pragma once
// The catalogue and trace statistics as tables for people: what `costwright catalog` and
// `costwright trace` print.
#include <optional>
#include <string>
#include <vector>

#include "core/diagnostics.h"
#include "core/table/table.h"

namespace costwright::study {

// Names and one-line docs of the catalogue's tables.
Table catalog_overview();

// The shown columns of a table, with status, as_of and source; rows that contain `filter` in any
// cell, any case. Nullopt with an error when there is no such table.
std::optional<Table> catalog_table(const std::string& data_folder,
                                   const std::vector<std::string>& own_files,
                                   const std::string& table,
                                   const std::string& filter,
                                   Diagnostics& diagnostics);

// The columns that a row of your own CSV may fill: name, kind, range, meaning with unit.
std::optional<Table> catalog_columns(const std::string& table_name, Diagnostics& diagnostics);

// How a trace file is to be read, as fields of a scenario say it.
struct TraceReading {
  std::string format = "auto";  // the name of one (core/policies.h), or an error
  std::int64_t bad_row_tolerance = 0;
  std::int32_t block_tokens = 0;       // 0: the rows tell
  std::string timestamps{};            // the name of a TimestampUnit, or nothing
  std::vector<std::string> columns{};  // "arrival=ts": which column of a CSV says what
  std::string from{}, length{};        // of the window, as durations ("56 h"); "": the default
};
// Statistics of a trace file.
std::optional<Table> trace_table(const std::string& path,
                                 const TraceReading& reading,
                                 Diagnostics& diagnostics);

}  // namespace costwright::study

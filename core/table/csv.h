#pragma once
// RFC 4180 CSV, UTF-8, lines ended by LF or CRLF. Reading keeps line numbers (a quoted cell may
// span lines); writing quotes where needed and neutralises spreadsheet formulas in text cells (a
// leading =, +, -, @, tab or CR gets a leading '). Reading what was written gives the same cells,
// but for that '.
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/diagnostics.h"

namespace costwright {

struct CsvRecord {
  int line{};  // of its first character, from 1
  std::vector<std::string> cells;
};

// All records before the first fault; blank lines are skipped. Errors: unbalanced or stray quotes,
// NUL bytes, invalid UTF-8, a lone carriage return, more than 64 MiB, 1000 cells in a record or 5
// million in all. A BOM is skipped.
std::vector<CsvRecord> parse_csv(std::string_view text,
                                 const std::string& file,
                                 Diagnostics& diagnostics);

std::string csv_text(std::string_view cell);  // a text cell, quoted and neutralised
std::string csv_row(const std::vector<std::string>& ready_cells);  // joined, CRLF-free, ends in \n

}  // namespace costwright

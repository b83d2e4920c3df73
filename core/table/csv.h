#pragma once
// RFC 4180 CSV, UTF-8, lines ended by LF or CRLF. Reading keeps line numbers (a quoted cell may
// span lines); writing quotes where needed and neutralises spreadsheet formulas in text cells (a
// leading =, +, -, @, tab or CR gets a leading '). Reading what was written gives the same cells,
// but for that '.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/diagnostics.h"
#include "core/names.h"

namespace costwright {

struct CsvRecord {
  int line{};  // of its first character, from 1
  std::vector<std::string> cells;
  struct At {
    int line{}, column{};  // of its first character, from 1
  };
  std::vector<At> starts;  // of the cells

  Place place_of(std::size_t cell, const std::string& file) const {
    return {file, starts[cell].line, starts[cell].column};
  }
};

// All records before the first fault; blank lines are skipped. Errors: unbalanced or stray quotes,
// NUL bytes, invalid UTF-8, a lone carriage return, more than 64 MiB, 1000 cells in a record or 5
// million in all. A BOM is skipped.
std::vector<CsvRecord> parse_csv(std::string_view text,
                                 const std::string& file,
                                 Diagnostics& diagnostics);

// How CSV is written: fields by comma, decimals by point; or by semicolon and comma, as
// spreadsheets of much of Europe open it.
enum class CsvDialect : std::uint8_t { kPlain, kDe };
template <>
struct EnumNames<CsvDialect> {
  static constexpr auto names = std::to_array<std::string_view>({"plain", "de"});
};

// A text cell, quoted and neutralised.
std::string csv_text(std::string_view cell, CsvDialect dialect = CsvDialect::kPlain);
// Joined, CRLF-free, ends in \n.
std::string csv_row(const std::vector<std::string>& ready_cells,
                    CsvDialect dialect = CsvDialect::kPlain);

}  // namespace costwright

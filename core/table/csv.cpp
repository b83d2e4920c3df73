#include "core/table/csv.h"

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cmath>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <system_error>
#include <unistd.h>

#include <fmt/format.h>

namespace costwright {
namespace {

constexpr std::size_t kMostBytes = 64U << 20;
constexpr std::size_t kMostCellsInRecord = 1000;
constexpr std::size_t kMostCells =
    5'000'000;  // 64 MiB of commas must not become gigabytes of cells

// Length of the valid UTF-8 sequence at `i`, 0 when there is none (overlong, surrogate, cut, above
// U+10FFFF).
std::size_t utf8_length(std::string_view text, std::size_t i) {
  const auto byte = [&](std::size_t k) {
    return static_cast<unsigned char>(text[k]);
  };
  const unsigned lead = byte(i);
  const std::size_t length = lead < 0x80                    ? 1
                             : lead >= 0xC2 && lead <= 0xDF ? 2
                             : lead >= 0xE0 && lead <= 0xEF ? 3
                             : lead >= 0xF0 && lead <= 0xF4 ? 4
                                                            : 0;
  if (length == 0 || i + length > text.size()) {
    return 0;
  }
  for (std::size_t k = 1; k < length; ++k) {
    if ((byte(i + k) & 0xC0) != 0x80) {
      return 0;
    }
  }
  const unsigned second = length > 1 ? byte(i + 1) : 0;
  const bool overlong = (lead == 0xE0 && second < 0xA0) || (lead == 0xF0 && second < 0x90);
  const bool outside = (lead == 0xED && second > 0x9F) || (lead == 0xF4 && second > 0x8F);
  return overlong || outside ? 0 : length;
}

// Line of the first byte that is not text, or 0; `what` says why.
int bad_byte_line(std::string_view text, std::string& what) {
  int line = 1;
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t length = utf8_length(text, i);
    if (length == 0 || text[i] == '\0') {
      what = length == 0 ? "not valid UTF-8" : "a NUL byte";
      return line;
    }
    line += text[i] == '\n' ? 1 : 0;
    i += length;
  }
  return 0;
}

class CsvParser {
 public:
  CsvParser(std::string_view text, const std::string& file, Diagnostics& diagnostics)
      : text_(text), file_(file), diagnostics_(diagnostics) {}

  std::vector<CsvRecord> parse() {
    std::vector<CsvRecord> records;
    while (at_ < text_.size()) {
      CsvRecord record{line_, {}, {}};
      if (!read_record(record)) {
        break;
      }
      const bool blank = record.cells.size() == 1 && record.cells[0].empty();
      if (!blank) {
        records.push_back(std::move(record));
      }
    }
    return records;
  }

 private:
  bool read_record(CsvRecord& record) {
    for (;;) {
      if (record.cells.size() == kMostCellsInRecord || ++cells_ > kMostCells) {
        return fail(line_, "too many cells", "a record may have 1000, a file 5 million");
      }
      record.cells.emplace_back();
      record.starts.push_back({line_, column_here()});
      if (!(peek() == '"' ? read_quoted(record.cells.back()) : read_plain(record.cells.back()))) {
        return false;
      }
      if (peek() != ',') {
        return end_record();
      }
      ++at_;
    }
  }

  bool read_plain(std::string& cell) {
    const std::size_t start = at_;
    while (at_ < text_.size() && peek() != ',' && peek() != '\n' && peek() != '\r') {
      if (peek() == '"') {
        return fail(line_, "a quote inside an unquoted cell",
                    "quote the whole cell and double the quotes inside it");
      }
      ++at_;
    }
    cell = text_.substr(start, at_ - start);
    return true;
  }

  bool read_quoted(std::string& cell) {
    const int opened = line_;
    ++at_;
    for (;;) {
      const std::size_t end = text_.find('"', at_);
      if (end == std::string_view::npos) {
        return fail(opened, "a quote is opened and never closed",
                    "double the quotes inside a cell");
      }
      const auto piece = text_.substr(at_, end - at_);
      cell += piece;
      line_ += static_cast<int>(std::count(piece.begin(), piece.end(), '\n'));
      if (const auto fold = piece.rfind('\n'); fold != std::string_view::npos) {
        begin_line(at_ + fold + 1);
      }
      at_ = end + 1;
      if (peek() != '"') {
        break;
      }
      cell += '"';
      ++at_;
    }
    const char next = peek();
    return at_ == text_.size() || next == ',' || next == '\n' || next == '\r' ||
           fail(line_, "text after a closing quote", "double the quotes inside a cell");
  }

  bool end_record() {
    if (at_ == text_.size()) {
      return true;
    }
    if (peek() == '\r') {
      ++at_;
      if (peek() != '\n') {
        return fail(line_, "a carriage return without a line feed", "end lines with LF or CRLF");
      }
    }
    ++at_;
    ++line_;
    begin_line(at_);
    return true;
  }

  void begin_line(std::size_t at) {
    counted_to_ = at;
    characters_ = 0;
  }

  // An umlaut is one column.
  int column_here() {
    for (; counted_to_ < at_; ++counted_to_) {
      characters_ += (static_cast<unsigned char>(text_[counted_to_]) & 0xC0) != 0x80 ? 1 : 0;
    }
    return characters_ + 1;
  }

  char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }

  bool fail(int line, std::string message, std::string hint) {
    diagnostics_.error({file_, line, 0}, std::move(message), std::move(hint));
    return false;
  }

  std::string_view text_;
  const std::string& file_;
  Diagnostics& diagnostics_;
  std::size_t at_ = 0;
  std::size_t counted_to_ = 0;  // of the line at hand; that many characters
  int characters_ = 0;
  std::size_t cells_ = 0;
  int line_ = 1;
};

}  // namespace

std::vector<CsvRecord> parse_csv(std::string_view text,
                                 const std::string& file,
                                 Diagnostics& diagnostics) {
  if (text.size() > kMostBytes) {
    diagnostics.error({file, 0, 0}, "larger than 64 MiB", "split the file");
    return {};
  }
  if (text.substr(0, 3) == "\xEF\xBB\xBF") {
    text.remove_prefix(3);
  }
  std::string what;
  if (const int line = bad_byte_line(text, what); line > 0) {
    diagnostics.error({file, line, 0}, what, "save the file as UTF-8 text");
    return {};
  }
  return CsvParser(text, file, diagnostics).parse();
}

std::string csv_text(std::string_view cell, CsvDialect dialect) {
  std::string text(cell);
  if (!text.empty() && std::strchr("=+-@\t\r", text[0]) != nullptr) {
    text.insert(0, 1, '\'');
  }
  const bool edge_space = !text.empty() && (text.front() == ' ' || text.back() == ' ');
  const char* const special = dialect == CsvDialect::kDe ? ";,\"\r\n" : ",\"\r\n";
  if (text.find_first_of(special) == std::string::npos && !edge_space) {
    return text;
  }
  std::string quoted = "\"";
  for (const char c : text) {
    quoted += c;
    if (c == '"') {
      quoted += c;
    }
  }
  return quoted + "\"";
}

std::string csv_row(const std::vector<std::string>& ready_cells, CsvDialect dialect) {
  std::string row;
  for (std::size_t i = 0; i < ready_cells.size(); ++i) {
    row += i == 0 ? "" : dialect == CsvDialect::kDe ? ";" : ",";
    row += ready_cells[i];
  }
  return row + "\n";
}

}  // namespace costwright

#pragma once
// What all line-based trace formats share: lines, bad rows and their tolerance, time order, time
// zero. A format adds `parse`. The Diagnostics given must outlive the reader.
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sim/trace/mapped_file.h"
#include "sim/trace/numbers.h"
#include "sim/trace/trace.h"

namespace costwright::sim {

inline constexpr std::size_t kLongestTraceLine = 262144;  // 256 KiB; a longer line is a bad row
inline constexpr std::int64_t kLongestTraceSeconds = 2678400;  // 31 days; a later row is a bad row

// A text's lines, LF or CRLF; the last one needs no end.
class LineScanner {
 public:
  explicit LineScanner(std::string_view text);  // skips a UTF-8 byte order mark
  bool next(std::string_view& line);            // without its end
  int line() const { return line_; }            // of the line just returned, from 1
  bool only_blank_left();

 private:
  std::string_view rest_;
  const char* next_text_ = nullptr;  // known not to be blank: a long gap is searched only once
  int line_ = 0;
};

struct BadRow {
  int line{};
  std::string problem;
};

class LineReader : public TraceReader {
 public:
  // `lines` stands behind the header, if the format has one.
  LineReader(std::string path,
             MappedFile file,
             LineScanner lines,
             const TraceOptions& options,
             Diagnostics& diagnostics);
  bool next(TraceRow& row) final;
  const std::vector<std::string>& classes() const override { return classes_; }
  std::int64_t bad_rows() const override { return bad_rows_; }

 protected:
  // Reads `line` into `row` (but for `at`) and `when`; false, with problem() called, when it can't.
  virtual bool parse(std::string_view line, TraceRow& row, Instant& when) = 0;
  // How many times slower the trace would be in the other unit that its times could have; 0: none.
  virtual double slower_reading() const { return 0; }
  bool problem(std::string what);                        // always false
  std::int64_t good_rows() const { return good_rows_; }  // returned before the row being parsed
  Diagnostics& diagnostics() { return *diagnostics_; }
  const std::string& path() const { return path_; }

  std::vector<std::string> classes_{""};

 private:
  bool parse_checked(std::string_view line, TraceRow& row);
  bool place_in_time(const Instant& when, TraceRow& row);
  bool next_line(std::string_view& line);
  bool finish();  // reports the bad rows; always false
  void report_bad_rows();
  void warn_of_haste();

  std::string path_;
  MappedFile file_;
  LineScanner lines_;
  std::int64_t tolerance_;
  Diagnostics* diagnostics_;
  std::vector<BadRow> shown_;  // the first few bad rows
  std::int64_t bad_rows_ = 0;
  std::int64_t good_rows_ = 0;
  std::optional<Instant> first_;  // of the rows that could be read
  Ps last_at_ = 0;
  bool done_ = false;
};

}  // namespace costwright::sim

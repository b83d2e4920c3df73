#pragma once
// What all line-based trace formats share: lines, bad rows and their tolerance, time order, time
// zero. A format adds `parse`. The Diagnostics given must outlive the reader.
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sim/trace/numbers.h"
#include "sim/trace/text_lines.h"
#include "sim/trace/trace.h"
#include "sim/trace/trace_time.h"

namespace costwright::sim {

inline constexpr std::int64_t kLongestTraceSeconds = 2678400;  // 31 days; a window is no longer

struct BadRow {
  int line{};
  std::string problem;
};

class LineReader : public TraceReader {
 public:
  // `lines` stands behind the header, if the format has one.
  LineReader(std::string path,
             TextLines lines,
             const TraceOptions& options,
             Diagnostics& diagnostics);
  bool next(TraceRow& row) final;
  const std::vector<std::string>& classes() const override { return classes_; }
  std::int64_t bad_rows() const override { return bad_rows_; }
  Ps chosen_length() const override { return rows_beyond_ > 0 ? window_.length : 0; }
  double file_seconds() const override { return static_cast<double>(latest_second_); }

 protected:
  // Reads `line` into `row` (but for `at`) and `when`; false, with problem() called, when it can't.
  virtual bool parse(std::string_view line, TraceRow& row, Instant& when) = 0;
  // In which unit its times, that nobody has stated, are read; nothing where there is no other.
  virtual std::optional<TimeReading> reading() const { return std::nullopt; }
  bool problem(std::string what) { return problem(line_, std::move(what)); }  // always false
  int line() const { return line_; }  // of the row being parsed
  // The next line with its number; false at the end. A format may bring lines in another order.
  virtual bool next_text(std::string_view& line, int& number);
  // Those before the row being parsed that were returned or lie before the window.
  std::int64_t rows_before() const { return good_rows_ + rows_early_; }
  Diagnostics& diagnostics() { return *diagnostics_; }
  const std::string& path() const { return path_; }

  std::vector<std::string> classes_{""};

 private:
  bool parse_checked(std::string_view line, TraceRow& row);
  bool place_in_time(const Instant& when, TraceRow& row);
  bool problem(int line, std::string what);
  bool next_line(std::string_view& line);
  void report_blank_lines();
  bool finish();  // reports the bad rows; always false
  void report_bad_rows();
  bool is_early(std::int64_t seconds, Ps since_second) const;
  bool is_late(std::int64_t seconds, Ps since_second) const;
  void report_window();
  void report_chosen_window();
  void warn_of_haste();

  std::string path_;
  TextLines lines_;
  int line_ = 0;
  int blank_lines_ = 0;  // since the last line that holds something
  TraceWindow window_;
  std::int64_t rows_early_ = 0;     // before the window
  std::int64_t rows_beyond_ = 0;    // behind it, or 31 days after the first one
  std::int64_t latest_second_ = 0;  // of all rows, since the first one
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

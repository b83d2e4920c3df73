#include "sim/trace/line_reader.h"

#include <algorithm>
#include <cstring>

namespace costwright::sim {
namespace {

constexpr std::size_t kMostShown = 20;

bool is_blank(std::string_view line) {
  return line.find_first_not_of("\r \t") == std::string_view::npos;
}

// 0.0463, 750, 64800.
std::string brief(double number) {
  return number >= 1000 ? fmt::format("{:.0f}", number) : fmt::format("{:.3g}", number);
}

// Seconds that are read as milliseconds make the busiest service of all, or a busy one that nobody
// would have watched for so short a time; days read as seconds the former alone.
bool is_likely(const TimeReading& read, double seconds, double gaps) {
  if (seconds < 1 || gaps > 1000 * seconds) {
    return false;
  }
  return read.slower > 1000 || seconds >= 60 || gaps <= 10 * seconds;
}

}  // namespace

LineReader::LineReader(std::string path,
                       TextLines lines,
                       const TraceOptions& options,
                       Diagnostics& diagnostics)
    : path_(std::move(path)),
      lines_(std::move(lines)),
      window_(options.window),
      tolerance_(options.bad_row_tolerance),
      diagnostics_(&diagnostics) {
  require(tolerance_ >= 0, "bad_row_tolerance = {}, must not be negative", tolerance_);
  require(window_.from_s >= 0 && window_.length >= 0 &&
              window_.length <= kLongestTraceSeconds * kPsPerSecond,
          "a window of {} ps from {} s on", window_.length, window_.from_s);
}

bool LineReader::problem(int line, std::string what) {
  ++bad_rows_;
  if (shown_.size() < kMostShown) {
    shown_.push_back({line, std::move(what)});
  }
  return false;
}

bool LineReader::next(TraceRow& row) {
  std::string_view line;
  while (!done_ && next_line(line)) {
    // Beyond the tolerance the reading has failed; the rest is only counted, so that the message
    // can say how many rows there are to repair.
    if (parse_checked(line, row) && bad_rows_ <= tolerance_) {
      ++good_rows_;
      return true;
    }
  }
  return finish();
}

bool LineReader::next_text(std::string_view& line, int& number) {
  const bool there = lines_.next(line);
  number = lines_.line();
  return there;
}

// Empty lines are faults between rows only: which these are, the next row tells.
bool LineReader::next_line(std::string_view& line) {
  while (next_text(line, line_)) {
    if (line.empty() || (blank_lines_ > 0 && is_blank(line))) {
      ++blank_lines_;
      continue;
    }
    report_blank_lines();
    return true;
  }
  return false;
}

void LineReader::report_blank_lines() {
  for (; blank_lines_ > 0; --blank_lines_) {
    problem(line_ - blank_lines_, "empty line between rows");
  }
}

bool LineReader::parse_checked(std::string_view line, TraceRow& row) {
  if (lines_.line_bytes() > kLongestTraceLine) {
    return problem(
        fmt::format("the line has {} bytes, more than {}", lines_.line_bytes(), kLongestTraceLine));
  }
  if (std::memchr(line.data(), '\0', line.size()) != nullptr) {
    return problem("the line holds a NUL byte");
  }
  Instant when;
  row = {};
  row.session = good_rows_;
  return parse(line, row, when) && place_in_time(when, row);
}

bool LineReader::place_in_time(const Instant& when, TraceRow& row) {
  if (!first_) {
    first_ = when;
  }
  latest_second_ = std::max(latest_second_, when.seconds - first_->seconds);
  const std::int64_t seconds = when.seconds - first_->seconds - window_.from_s;
  const Ps since_second = when.ps - first_->ps;
  if (is_early(seconds, since_second)) {
    ++rows_early_;
    return false;
  }
  if (is_late(seconds, since_second)) {
    ++rows_beyond_;
    return false;
  }
  row.at = seconds < 0 ? -1 : seconds * kPsPerSecond + since_second;
  if (row.at < last_at_) {
    const double late =
        static_cast<double>(last_at_) / kPsPerSecond -
        (static_cast<double>(seconds) + static_cast<double>(when.ps - first_->ps) / kPsPerSecond);
    return problem(fmt::format(
        "the row is {:.6g} s earlier than the row before; sort the file by time", late));
  }
  // Once the reading has failed no row is handed out, but the time order is still checked.
  last_at_ = row.at;
  return true;
}

// Rows that go back to before the window are out of order.
bool LineReader::is_early(std::int64_t seconds, Ps since_second) const {
  const bool is_before = seconds < 0 || (seconds == 0 && since_second < 0);
  return is_before && window_.from_s > 0 && good_rows_ == 0;
}

bool LineReader::is_late(std::int64_t seconds, Ps since_second) const {
  return seconds > kLongestTraceSeconds ||
         (window_.length > 0 && seconds * kPsPerSecond + since_second >= window_.length);
}

bool LineReader::finish() {
  if (!done_) {
    done_ = true;
    if (!lines_.fault().empty()) {
      diagnostics_->error({path_, 0, 0}, lines_.fault(), std::string(kOfFaults));
    }
    report_bad_rows();
    window_.is_chosen() ? report_chosen_window() : report_window();
    warn_of_haste();
  }
  return false;
}

void LineReader::warn_of_haste() {
  const double seconds = static_cast<double>(last_at_) / kPsPerSecond;
  const auto gaps = static_cast<double>(good_rows_ - 1);
  const auto read = reading();
  if (!read || seconds <= 0 || bad_rows_ > tolerance_ || is_likely(*read, seconds, gaps)) {
    return;
  }
  const double slower = seconds * read->slower;
  diagnostics_->warning({path_, 0, 0},
                        fmt::format("timestamps read as {}: {} requests in {} s, {} a second; "
                                    "read as {}: in {} s, {} a second",
                                    read->unit, good_rows_, brief(seconds), brief(gaps / seconds),
                                    read->other, brief(slower), brief(gaps / slower)),
                        fmt::format("write `timestamps: {}`, or `timestamps: {}` if it is so",
                                    read->other_option, read->option));
}

void LineReader::report_bad_rows() {
  if (shown_.empty()) {
    return;
  }
  const bool fatal = bad_rows_ > tolerance_;
  const auto report = [&](int line, std::string text, std::string hint) {
    const Place place{path_, line, 0};
    fatal ? diagnostics_->error(place, std::move(text), std::move(hint))
          : diagnostics_->warning(place, std::move(text), std::move(hint));
  };
  for (const auto& bad : shown_) {
    report(bad.line, bad.problem, fatal ? "" : "the row is skipped");
  }
  const auto more = bad_rows_ - static_cast<std::int64_t>(shown_.size());
  if (more > 0) {
    report(shown_.back().line, fmt::format("and {} more bad rows", more), "");
  }
  if (fatal) {
    diagnostics_->error({path_, 0, 0},
                        fmt::format("bad rows: {}, tolerated: {}", bad_rows_, tolerance_),
                        "repair the file, or have them skipped and counted: "
                        "`bad_row_tolerance` of the trace, --tolerate of `costwright trace`");
  }
}

void LineReader::report_window() {
  if (rows_beyond_ > 0 && bad_rows_ <= tolerance_) {
    diagnostics_->warning(
        {path_, 0, 0},
        fmt::format("the trace lasts {:.1f} days; its first 31 are read, and {} rows behind them "
                    "left out",
                    static_cast<double>(latest_second_) / 86400, rows_beyond_),
        "`window: {from: 40 days, length: 7 days}` of the trace, or --from and --length of "
        "`costwright trace`, choose another part");
  }
}

void LineReader::report_chosen_window() {
  constexpr double kHour = 3600;
  const double from = static_cast<double>(window_.from_s) / kHour;
  const double end = from + static_cast<double>(window_.length) / kPsPerSecond / kHour;
  const double all = static_cast<double>(latest_second_) / kHour;
  if (bad_rows_ > tolerance_) {
    return;
  }
  if (good_rows_ == 0) {
    diagnostics_->error({path_, 0, 0},
                        fmt::format("no request lies in the window from {:.6g} h on: the trace "
                                    "lasts {:.6g} h",
                                    from, all),
                        "`from` counts from its first request");
  } else if (window_.length > 0 && rows_beyond_ == 0) {
    diagnostics_->warning({path_, 0, 0},
                          fmt::format("the trace ends after {:.6g} h, before its window does at "
                                      "{:.6g} h: the window ends with it",
                                      all, end));
  } else if (window_.length == 0 && rows_beyond_ > 0) {
    diagnostics_->warning(
        {path_, 0, 0},
        fmt::format("the trace lasts {:.6g} h; the 31 days from {:.6g} h on are read, and {} rows "
                    "behind them left out",
                    all, from, rows_beyond_),
        "`length` makes the window shorter");
  }
}

}  // namespace costwright::sim

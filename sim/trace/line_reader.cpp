#include "sim/trace/line_reader.h"

#include <cstring>

namespace costwright::sim {
namespace {

constexpr std::size_t kMostShown = 20;
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

}  // namespace

LineScanner::LineScanner(std::string_view text) : rest_(text) {
  if (rest_.starts_with(kByteOrderMark)) {
    rest_.remove_prefix(kByteOrderMark.size());
  }
}

bool LineScanner::next(std::string_view& line) {
  if (rest_.empty()) {
    return false;
  }
  const void* const found = std::memchr(rest_.data(), '\n', rest_.size());
  const std::size_t length =
      found == nullptr ? rest_.size()
                       : static_cast<std::size_t>(static_cast<const char*>(found) - rest_.data());
  line = rest_.substr(0, length);
  rest_.remove_prefix(found == nullptr ? length : length + 1);
  if (line.ends_with('\r')) {
    line.remove_suffix(1);
  }
  ++line_;
  return true;
}

bool LineScanner::only_blank_left() {
  if (next_text_ != nullptr && next_text_ >= rest_.data()) {
    return false;
  }
  const std::size_t at = rest_.find_first_not_of("\r\n \t");
  if (at != std::string_view::npos) {
    next_text_ = rest_.data() + at;
  }
  return at == std::string_view::npos;
}

LineReader::LineReader(std::string path,
                       MappedFile file,
                       LineScanner lines,
                       const TraceOptions& options,
                       Diagnostics& diagnostics)
    : path_(std::move(path)),
      file_(std::move(file)),
      lines_(lines),
      tolerance_(options.bad_row_tolerance),
      diagnostics_(&diagnostics) {
  require(tolerance_ >= 0, "bad_row_tolerance = {}, must not be negative", tolerance_);
}

bool LineReader::problem(std::string what) {
  ++bad_rows_;
  if (shown_.size() < kMostShown) {
    shown_.push_back({lines_.line(), std::move(what)});
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

bool LineReader::next_line(std::string_view& line) {
  while (lines_.next(line)) {
    file_.forget_before(line.data());
    if (!line.empty()) {
      return true;
    }
    if (lines_.only_blank_left()) {
      return false;
    }
    problem("empty line between rows");
  }
  return false;
}

bool LineReader::parse_checked(std::string_view line, TraceRow& row) {
  if (line.size() > kLongestTraceLine) {
    return problem(
        fmt::format("the line has {} bytes, more than {}", line.size(), kLongestTraceLine));
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
  const std::int64_t seconds = when.seconds - first_->seconds;
  if (seconds > kLongestTraceSeconds) {
    return problem("the row is more than 31 days after the first one");
  }
  row.at = seconds < 0 ? -1 : seconds * kPsPerSecond + when.ps - first_->ps;
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

bool LineReader::finish() {
  if (!done_) {
    done_ = true;
    report_bad_rows();
    warn_of_haste();
  }
  return false;
}

// Seconds that are read as milliseconds make the busiest service of all.
void LineReader::warn_of_haste() {
  const double seconds = static_cast<double>(last_at_) / kPsPerSecond;
  const auto gaps = static_cast<double>(good_rows_ - 1);
  const double slower = slower_reading();
  if (slower <= 0 || seconds <= 0 || bad_rows_ > tolerance_ ||
      (seconds >= 1 && gaps <= 1000 * seconds)) {
    return;
  }
  diagnostics_->warning(
      {path_, 0, 0},
      fmt::format("timestamps read as milliseconds: {} requests in {:.3g} s, {:.3g} a second; "
                  "read as seconds: in {:.3g} s, {:.3g} a second",
                  good_rows_, seconds, gaps / seconds, seconds * slower, gaps / (seconds * slower)),
      "write `timestamps: s`, or `timestamps: ms` if it is so");
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
                        "repair the file or raise the number of bad rows tolerated");
  }
}

}  // namespace costwright::sim

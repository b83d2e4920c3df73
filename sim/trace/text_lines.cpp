#include "sim/trace/text_lines.h"

#include <cstring>

namespace costwright::sim {
namespace {

constexpr std::size_t kBuffer = 4 * kLongestTraceLine;
constexpr std::size_t kShown = 100;  // bytes of a line that is too long
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

}  // namespace

TextLines::TextLines(PackedFile file) : file_(std::move(file)), buffer_(kBuffer) {}

std::optional<TextLines> TextLines::open(const std::string& path, Diagnostics& diagnostics) {
  auto file = PackedFile::open(path, diagnostics);
  if (!file) {
    return std::nullopt;
  }
  TextLines lines(std::move(*file));
  lines.fill();
  if (lines.unread().starts_with(kByteOrderMark)) {
    lines.begin_ += kByteOrderMark.size();
  }
  return lines;
}

bool TextLines::fill() {
  if (ended_) {
    return false;
  }
  std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
  end_ -= begin_;
  begin_ = 0;
  const std::size_t got = file_.read(buffer_.data() + end_, buffer_.size() - end_);
  end_ += got;
  ended_ = got == 0;
  return !ended_;
}

bool TextLines::next(std::string_view& line) {
  std::size_t searched = 0;
  const char* end_of_line = nullptr;
  for (;;) {
    const std::string_view rest = unread();
    if (searched < rest.size()) {
      end_of_line = static_cast<const char*>(
          std::memchr(rest.data() + searched, '\n', rest.size() - searched));
    }
    searched = rest.size();
    if (end_of_line != nullptr || rest.size() > kLongestTraceLine || !fill()) {
      break;
    }
  }
  const std::string_view rest = unread();
  if (!fault().empty() || rest.empty()) {
    return false;
  }
  ++line_;
  const std::size_t length =
      end_of_line != nullptr ? static_cast<std::size_t>(end_of_line - rest.data()) : rest.size();
  line_bytes_ = length;
  if (length > kLongestTraceLine) {
    part_ = rest.substr(0, kShown);
    line = part_;
    return skip_rest_of_line();
  }
  line = rest.substr(0, length);
  begin_ += std::min(rest.size(), length + 1);
  if (line.ends_with('\r')) {
    line.remove_suffix(1);
    --line_bytes_;
  }
  return true;
}

bool TextLines::skip_rest_of_line() {
  line_bytes_ = 0;
  do {
    const std::string_view rest = unread();
    const void* const found = std::memchr(rest.data(), '\n', rest.size());
    if (found != nullptr) {
      const auto length = static_cast<std::size_t>(static_cast<const char*>(found) - rest.data());
      line_bytes_ += length;
      begin_ += length + 1;
      return true;
    }
    line_bytes_ += rest.size();
    begin_ = end_;
  } while (fill());
  return fault().empty();
}

}  // namespace costwright::sim

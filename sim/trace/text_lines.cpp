#include "sim/trace/text_lines.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>
#include <zlib.h>

namespace costwright::sim {
namespace {

constexpr std::size_t kBuffer = 4 * kLongestTraceLine;
constexpr std::size_t kShown = 100;  // bytes of a line that is too long
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

std::string system_text(int code) {
  return std::generic_category().message(code);
}

// A descriptor of a regular file, which the caller closes; -1 with the reason.
int open_regular(const std::string& path, std::int64_t& bytes, std::string& why) {
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);  // a pipe would wait
  struct stat status {};
  if (file < 0 || ::fstat(file, &status) != 0) {
    why = system_text(errno);
  } else if (S_ISDIR(status.st_mode)) {
    why = "it is a folder";
  } else if (!S_ISREG(status.st_mode)) {
    why = "it is not a regular file";
  }
  bytes = status.st_size;
  if (!why.empty() && file >= 0) {
    ::close(file);
  }
  return why.empty() ? file : -1;
}

}  // namespace

void TextLines::Close::operator()(gzFile_s* file) const {
  ::gzclose_r(file);
}

TextLines::TextLines(gzFile_s* file, std::int64_t bytes)
    : file_(file), bytes_(bytes), buffer_(kBuffer) {}

std::optional<TextLines> TextLines::open(const std::string& path, Diagnostics& diagnostics) {
  std::string why;
  std::int64_t bytes = 0;
  const int descriptor = open_regular(path, bytes, why);
  gzFile_s* const file = descriptor >= 0 ? ::gzdopen(descriptor, "rb") : nullptr;
  if (file == nullptr) {
    if (descriptor >= 0) {
      ::close(descriptor);
    }
    diagnostics.error({path, 0, 0},
                      fmt::format("cannot read the file: {}", why.empty() ? "out of memory" : why),
                      "check the path; in a scenario it is relative to the scenario's folder");
    return std::nullopt;
  }
  TextLines lines(file, bytes);
  lines.fill();
  if (lines.unread().starts_with(kByteOrderMark)) {
    lines.begin_ += kByteOrderMark.size();
  }
  return lines;
}

bool TextLines::fill() {
  if (ended_ || !fault_.empty()) {
    return false;
  }
  std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
  end_ -= begin_;
  begin_ = 0;
  const int got =
      ::gzread(file_.get(), buffer_.data() + end_, static_cast<unsigned>(buffer_.size() - end_));
  if (got > 0) {
    end_ += static_cast<std::size_t>(got);
    return true;
  }
  ended_ = true;
  check_end();
  return false;
}

// Plain text that ends before the file did when it was opened was cut short by someone; packed text
// knows its own end.
void TextLines::check_end() {
  int code = Z_OK;
  const char* const said = ::gzerror(file_.get(), &code);
  if (code == Z_ERRNO) {
    fault_ = fmt::format("cannot be read to its end: {}", system_text(errno));
  } else if (code == Z_BUF_ERROR) {
    fault_ = "the packed file is cut short: it does not unpack to its end";
  } else if (code != Z_OK && code != Z_STREAM_END) {
    const std::string_view why = said;  // "<fd:3>: why"
    const auto colon = why.find(": ");
    fault_ = fmt::format("the packed file is damaged: {}",
                         colon == std::string_view::npos ? why : why.substr(colon + 2));
  } else if (::gzdirect(file_.get()) != 0 && ::gztell(file_.get()) < bytes_) {
    fault_ = "the file was cut short while it was read";
  }
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
  if (!fault_.empty() || rest.empty()) {
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
  return fault_.empty();
}

}  // namespace costwright::sim

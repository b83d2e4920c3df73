#pragma once
// The lines of a text file, LF or CRLF, in constant memory whatever the file's size; the last one
// needs no end. Packed files (gzip) are unpacked while they are read. A file that is cut short, or
// damaged, while it is read is an error, not less to read.
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/diagnostics.h"
#include "sim/trace/packed_file.h"

namespace costwright::sim {

inline constexpr std::size_t kLongestTraceLine = 262144;  // 256 KiB
// What to do about a fault.
inline constexpr std::string_view kOfFaults =
    "read it when nobody writes it; `gzip -t FILE` tests a packed one";

class TextLines {
 public:
  // At the first line, behind a UTF-8 byte order mark. Nothing, with an error in `diagnostics`,
  // when `path` is missing, unreadable or not a regular file (a pipe or a device has no end).
  static std::optional<TextLines> open(const std::string& path, Diagnostics& diagnostics);

  // Without its end, valid until the next call. False at the end of the file and after a fault.
  // Of a line longer than kLongestTraceLine only a part is handed out.
  bool next(std::string_view& line);
  int line() const { return line_; }                      // of the line just returned, from 1
  std::size_t line_bytes() const { return line_bytes_; }  // of all of it
  // Why the reading ended before the file did; "" when it has not.
  const std::string& fault() const { return file_.fault(); }

 private:
  explicit TextLines(PackedFile file);
  std::string_view unread() const { return {buffer_.data() + begin_, end_ - begin_}; }
  bool fill();  // more unread bytes; false when there are none
  bool skip_rest_of_line();

  PackedFile file_;
  std::vector<char> buffer_;
  std::size_t begin_ = 0, end_ = 0;
  bool ended_ = false;
  std::string part_;  // of a line that is too long
  int line_ = 0;
  std::size_t line_bytes_ = 0;
};

}  // namespace costwright::sim

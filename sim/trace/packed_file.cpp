#include "sim/trace/packed_file.h"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>
#include <vector>
#include <zlib.h>

namespace costwright::sim {
namespace {

constexpr std::size_t kPart = 1U << 17;  // bytes of the packed file that are held
constexpr int kGzipOnly = 15 + 16;       // of inflateInit2: the largest window, a gzip header

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

class PackedSource {
 public:
  PackedSource(int descriptor, std::int64_t bytes)
      : descriptor_(descriptor), bytes_(bytes), part_(kPart) {
    fill();
    is_packed_ = begins_packed();
    if (is_packed_ && ::inflateInit2(&stream_, kGzipOnly) != Z_OK) {
      fault_ = "out of memory";
    }
  }
  PackedSource(const PackedSource&) = delete;
  PackedSource& operator=(const PackedSource&) = delete;
  ~PackedSource() {
    ::close(descriptor_);
    ::inflateEnd(&stream_);
  }

  std::size_t read(char* to, std::size_t room) {
    if (!fault_.empty()) {
      return 0;
    }
    const std::size_t got = is_packed_ ? unpack(to, room) : copy(to, room);
    return fault_.empty() ? got : 0;
  }
  const std::string& fault() const { return fault_; }

 private:
  std::size_t held() const { return end_ - begin_; }
  bool begins_packed() const {
    return held() >= 2 && part_[begin_] == 0x1F && part_[begin_ + 1] == 0x8B;
  }

  // False at the end of the file and where it cannot be read.
  bool fill() {
    std::copy(part_.begin() + static_cast<std::ptrdiff_t>(begin_),
              part_.begin() + static_cast<std::ptrdiff_t>(end_), part_.begin());
    end_ -= begin_;
    begin_ = 0;
    const ssize_t got = ::read(descriptor_, part_.data() + end_, part_.size() - end_);
    if (got < 0) {
      fault_ = fmt::format("cannot be read to its end: {}", system_text(errno));
    }
    end_ += got > 0 ? static_cast<std::size_t>(got) : 0;
    seen_ += std::max<ssize_t>(got, 0);
    return got > 0;
  }

  // What ends before the file did when it was opened was cut short by someone.
  std::size_t copy(char* to, std::size_t room) {
    if (held() == 0 && !fill() && seen_ < bytes_ && fault_.empty()) {
      fault_ = "the file was cut short while it was read";
    }
    const std::size_t got = std::min(room, held());
    std::copy_n(part_.data() + begin_, got, reinterpret_cast<unsigned char*>(to));
    begin_ += got;
    return got;
  }

  std::size_t unpack(char* to, std::size_t room) {
    stream_.next_out = reinterpret_cast<unsigned char*>(to);
    stream_.avail_out = static_cast<unsigned>(room);
    while (stream_.avail_out == room && fault_.empty()) {
      if (held() == 0 && !fill()) {
        if (is_inside_ && fault_.empty()) {
          fault_ = "the packed file is cut short: it does not unpack to its end";
        }
        break;
      }
      if (is_inside_ || is_at_another()) {
        inflate_part();
      }
    }
    return room - stream_.avail_out;
  }

  // Behind the end of a packed text, where zeros, with which tapes are filled up, are no fault.
  bool is_at_another() {
    while (held() > 0 && part_[begin_] == 0) {
      ++begin_;
    }
    if (held() == 1) {
      fill();
    }
    is_inside_ = begins_packed() && ::inflateReset(&stream_) == Z_OK;
    if (!is_inside_ && held() > 0) {
      fault_ = "there is more behind the end of the packed text, which is not packed";
    }
    return is_inside_;
  }

  void inflate_part() {
    stream_.next_in = part_.data() + begin_;
    stream_.avail_in = static_cast<unsigned>(held());
    const int code = ::inflate(&stream_, Z_NO_FLUSH);
    begin_ = end_ - stream_.avail_in;
    is_inside_ = code != Z_STREAM_END;
    if (code != Z_OK && code != Z_STREAM_END) {
      fault_ = fmt::format("the packed file is damaged: {}",
                           stream_.msg != nullptr ? stream_.msg : "it makes no sense");
    }
  }

  int descriptor_;
  std::int64_t bytes_;     // of the file when it was opened
  std::int64_t seen_ = 0;  // of those read
  std::vector<unsigned char> part_;
  std::size_t begin_ = 0, end_ = 0;  // of what is held of it
  bool is_packed_ = false, is_inside_ = true;
  z_stream stream_{};
  std::string fault_;
};

PackedFile::PackedFile(std::unique_ptr<PackedSource> source) : source_(std::move(source)) {}
PackedFile::PackedFile(PackedFile&&) noexcept = default;
PackedFile& PackedFile::operator=(PackedFile&&) noexcept = default;
PackedFile::~PackedFile() = default;

std::optional<PackedFile> PackedFile::open(const std::string& path, Diagnostics& diagnostics) {
  std::string why;
  std::int64_t bytes = 0;
  const int descriptor = open_regular(path, bytes, why);
  if (descriptor < 0) {
    diagnostics.error({path, 0, 0}, fmt::format("cannot read the file: {}", why),
                      "check the path; in a scenario it is relative to the scenario's folder");
    return std::nullopt;
  }
  return PackedFile(std::make_unique<PackedSource>(descriptor, bytes));
}

std::size_t PackedFile::read(char* to, std::size_t room) {
  return source_->read(to, room);
}

const std::string& PackedFile::fault() const {
  return source_->fault();
}

}  // namespace costwright::sim

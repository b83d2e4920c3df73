#include "sim/trace/mapped_file.h"

#include <cerrno>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace costwright::sim {
namespace {

struct Descriptor {
  int value;
  explicit Descriptor(const std::string& path)
      : value(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)) {}  // a pipe would wait
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (value >= 0) {
      ::close(value);
    }
  }
};

std::string system_text(int code) {
  return std::generic_category().message(code);
}

}  // namespace

std::optional<MappedFile> MappedFile::open(const std::string& path, Diagnostics& diagnostics) {
  const auto fail = [&](const std::string& why) -> std::optional<MappedFile> {
    diagnostics.error({path, 0, 0}, fmt::format("cannot read the file: {}", why),
                      "check the path; in a scenario it is relative to the scenario's folder");
    return std::nullopt;
  };
  const Descriptor file(path);
  struct stat status {};
  if (file.value < 0 || ::fstat(file.value, &status) != 0) {
    return fail(system_text(errno));
  }
  if (!S_ISREG(status.st_mode)) {
    return fail("it is not a regular file");
  }
  const auto size = static_cast<std::size_t>(status.st_size);
  if (size == 0) {
    return MappedFile(nullptr, 0);
  }
  void* data = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, file.value, 0);
  if (data == MAP_FAILED) {
    return fail(system_text(errno));
  }
  ::madvise(data, size, MADV_SEQUENTIAL);
  return MappedFile(static_cast<const char*>(data), size);
}

void MappedFile::forget_before(const char* position) {
  constexpr std::size_t kPortion = std::size_t{4} << 20;  // a multiple of every page size
  const auto read = static_cast<std::size_t>(position - data_);
  if (read >= forgotten_ + 2 * kPortion) {
    const std::size_t portions = (read - forgotten_) / kPortion - 1;
    ::madvise(const_cast<char*>(data_) + forgotten_, portions * kPortion, MADV_DONTNEED);
    forgotten_ += portions * kPortion;
  }
}

MappedFile::MappedFile(MappedFile&& other) noexcept
    : data_(std::exchange(other.data_, nullptr)),
      size_(std::exchange(other.size_, 0)),
      forgotten_(std::exchange(other.forgotten_, 0)) {}

MappedFile& MappedFile::operator=(MappedFile&& other) noexcept {
  std::swap(data_, other.data_);
  std::swap(size_, other.size_);
  std::swap(forgotten_, other.forgotten_);
  return *this;
}

MappedFile::~MappedFile() {
  if (data_ != nullptr) {
    ::munmap(const_cast<char*>(data_), size_);
  }
}

}  // namespace costwright::sim

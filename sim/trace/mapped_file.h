#pragma once
// A file's bytes, memory-mapped read-only: no copy, pages come and go with the reading.
// Not handled: a file that another process cuts short while it is mapped (the system then raises
// SIGBUS).
#include <optional>
#include <string>
#include <string_view>

#include "core/diagnostics.h"

namespace costwright::sim {

class MappedFile {
 public:
  // Nothing, with an error in `diagnostics`, when `path` is missing, unreadable or not a regular
  // file.
  static std::optional<MappedFile> open(const std::string& path, Diagnostics& diagnostics);

  MappedFile(MappedFile&& other) noexcept;
  MappedFile& operator=(MappedFile&& other) noexcept;
  MappedFile(const MappedFile&) = delete;
  MappedFile& operator=(const MappedFile&) = delete;
  ~MappedFile();

  std::string_view text() const { return {data_, size_}; }
  // Gives the pages before `position` (in text()) back to the system, a few megabytes at a time, so
  // that a reader who only moves forward holds little of the file in memory. What is given back can
  // still be read, from the disk.
  void forget_before(const char* position);

 private:
  MappedFile(const char* data, std::size_t size) : data_(data), size_(size) {}
  const char* data_ = nullptr;  // null for an empty file
  std::size_t size_ = 0;
  std::size_t forgotten_ = 0;  // bytes from the start that were given back
};

}  // namespace costwright::sim

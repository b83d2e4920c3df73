#pragma once
// The bytes of a file, unpacked where they are packed with gzip [RFC 1952] (also several packed
// texts, one behind another). What stands behind the end of the packed text and is none is a fault,
// which zlib's own gzread hides.
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "core/diagnostics.h"

namespace costwright::sim {

class PackedSource;

class PackedFile {
 public:
  // Nothing, with an error, when `path` is missing, unreadable or not a regular file (a pipe or a
  // device has no end).
  static std::optional<PackedFile> open(const std::string& path, Diagnostics& diagnostics);
  PackedFile(PackedFile&&) noexcept;
  PackedFile& operator=(PackedFile&&) noexcept;
  ~PackedFile();

  // How many bytes were read to `to`, at most `room`; 0 at the end and after a fault.
  std::size_t read(char* to, std::size_t room);
  // Why the reading ended before the file did; "" when it has not.
  const std::string& fault() const;

 private:
  explicit PackedFile(std::unique_ptr<PackedSource> source);
  std::unique_ptr<PackedSource> source_;
};

}  // namespace costwright::sim

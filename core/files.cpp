#include "core/files.h"

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <system_error>
#include <unistd.h>

namespace costwright {
namespace {

std::string io_fault(const std::string& what, int error) {
  return error != 0 ? what + ": " + std::generic_category().message(error) : what;
}

std::string temporary_name(const std::string& path) {
  static std::atomic<unsigned> count{0};
  return fmt::format("{}.{}-{}.tmp", path, ::getpid(), ++count);
}

}  // namespace

std::optional<std::string> read_file(const std::string& path,
                                     Diagnostics& diagnostics,
                                     std::size_t limit) {
  const auto fail = [&](std::string message) {
    diagnostics.error({path, 0, 0}, std::move(message));
    return std::nullopt;
  };
  std::error_code ignored;
  if (std::filesystem::is_directory(path, ignored)) {
    return fail("is a folder, not a file");
  }
  errno = 0;
  std::ifstream in(path, std::ios::binary);
  if (!in) {
    return fail(io_fault("cannot be opened", errno));
  }
  std::string text;
  std::vector<char> chunk(std::min<std::size_t>(limit + 1, 1U << 18));
  while (in.read(chunk.data(), static_cast<std::streamsize>(chunk.size())), in.gcount() > 0) {
    text.append(chunk.data(), static_cast<std::size_t>(in.gcount()));
    if (text.size() > limit) {
      return fail(fmt::format("larger than {} MiB", limit >> 20));
    }
  }
  if (in.bad()) {
    return fail(io_fault("cannot be read", errno));
  }
  return text;
}

bool write_file(const std::string& path, std::string_view text, Diagnostics& diagnostics) {
  namespace fs = std::filesystem;
  const auto fail = [&](std::string message) {
    diagnostics.error({path, 0, 0}, std::move(message));
    return false;
  };
  std::error_code error;
  if (const auto folder = fs::path(path).parent_path(); !folder.empty()) {
    fs::create_directories(folder, error);
    if (error) {
      return fail("its folder cannot be created: " + error.message());
    }
  }
  const std::string temporary = temporary_name(path);
  errno = 0;
  std::ofstream out(temporary, std::ios::binary | std::ios::trunc);
  out.write(text.data(), static_cast<std::streamsize>(text.size()));
  out.close();
  if (!out) {
    const int reason = errno;
    fs::remove(temporary, error);
    return fail(io_fault("cannot be written", reason));
  }
  fs::rename(temporary, path, error);
  if (error) {
    const std::string reason = error.message();
    fs::remove(temporary, error);
    return fail("cannot be replaced: " + reason);
  }
  return true;
}

}  // namespace costwright

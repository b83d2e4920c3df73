#include "core/files.h"

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

namespace costwright {
namespace {

std::string io_fault(const std::string& what, int error) {
  return error != 0 ? what + ": " + std::generic_category().message(error) : what;
}

constexpr int kMostLinks = 40;  // as the system follows

// The file that a chain of links ends at, which need not be there.
std::string target_of(const std::string& path) {
  namespace fs = std::filesystem;
  std::error_code error;
  fs::path at = path;
  for (int i = 0; i < kMostLinks && fs::is_symlink(at, error); ++i) {
    const fs::path next = fs::read_symlink(at, error);
    at = next.is_absolute() ? next : at.parent_path() / next;
  }
  return at.string();
}

// False when `file` cannot be what `of` is to others.
bool takes_after(const std::string& file, const struct stat& of) {
  struct stat now {};
  const bool is_owned =
      (::stat(file.c_str(), &now) == 0 && now.st_uid == of.st_uid && now.st_gid == of.st_gid) ||
      ::chown(file.c_str(), of.st_uid, of.st_gid) == 0;
  return is_owned && ::chmod(file.c_str(), of.st_mode & 07777) == 0;
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
  const std::string target = target_of(path);
  if (const auto folder = fs::path(target).parent_path(); !folder.empty()) {
    fs::create_directories(folder, error);
    if (error) {
      return fail("its folder cannot be created: " + error.message());
    }
  }
  const auto write = [&](const std::string& name) {
    errno = 0;
    std::ofstream out(name, std::ios::binary | std::ios::trunc);
    out.write(text.data(), static_cast<std::streamsize>(text.size()));
    out.close();
    return static_cast<bool>(out);
  };
  const std::string temporary = temporary_name(target);
  if (!write(temporary)) {
    const int reason = errno;
    fs::remove(temporary, error);
    return fail(io_fault("cannot be written", reason));
  }
  struct stat before {};
  const bool is_there = ::stat(target.c_str(), &before) == 0 && S_ISREG(before.st_mode);
  if (is_there && !takes_after(temporary, before)) {
    fs::remove(temporary, error);
    return write(target) || fail(io_fault("cannot be written", errno));
  }
  fs::rename(temporary, target, error);
  if (error) {
    const std::string reason = error.message();
    fs::remove(temporary, error);
    return fail("cannot be replaced: " + reason);
  }
  return true;
}

}  // namespace costwright

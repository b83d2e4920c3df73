#include "core/files.h"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <fcntl.h>
#include <filesystem>
#include <random>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>
#include <vector>

namespace costwright {
namespace {

namespace fs = std::filesystem;

std::string io_fault(const std::string& what, int error) {
  return error != 0 ? what + ": " + std::generic_category().message(error) : what;
}

constexpr std::string_view kTemporary = ".costwright-";
constexpr std::string_view kTemporaryEnd = ".tmp";

// In the folder of `path`.
std::string temporary_name(const std::string& path) {
  std::random_device device;
  const auto name = fmt::format("{}{:08x}{:08x}{}", kTemporary, device(), device(), kTemporaryEnd);
  return (fs::path(path).parent_path() / name).string();
}

bool is_temporary(const std::string& name) {
  return name.starts_with(kTemporary) && name.ends_with(kTemporaryEnd);
}

struct Descriptor {
  int value;
  ~Descriptor() {
    if (value >= 0) {
      ::close(value);
    }
  }
};

constexpr int kMostLinks = 40;  // as the system follows

// The file that a chain of links ends at, which need not be there.
std::string target_of(const std::string& path) {
  std::error_code error;
  fs::path at = path;
  for (int i = 0; i < kMostLinks && fs::is_symlink(at, error); ++i) {
    const fs::path next = fs::read_symlink(at, error);
    at = next.is_absolute() ? next : at.parent_path() / next;
  }
  return at.string();
}

// What a file that is replaced was to others; nothing where there is none.
std::optional<struct stat> known_to_others(const std::string& path) {
  struct stat status {};
  const bool is_file = ::stat(path.c_str(), &status) == 0 && S_ISREG(status.st_mode);
  return is_file ? std::optional(status) : std::nullopt;
}

// False when the file cannot be what `of` is to others.
bool takes_after(int file, const struct stat& of) {
  struct stat now {};
  const bool is_owned =
      (::fstat(file, &now) == 0 && now.st_uid == of.st_uid && now.st_gid == of.st_gid) ||
      ::fchown(file, of.st_uid, of.st_gid) == 0;
  return is_owned && ::fchmod(file, of.st_mode & 07777) == 0;
}

// What went wrong, or "".
std::string write_all(int file, std::string_view text) {
  while (file >= 0 && !text.empty()) {
    const ssize_t done = ::write(file, text.data(), text.size());
    if (done < 0) {
      break;
    }
    text.remove_prefix(static_cast<std::size_t>(done));
  }
  return file >= 0 && text.empty() ? "" : io_fault("cannot be written", errno);
}

constexpr int kNewFile = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC;

// A new file of that name and no link; what went wrong, or "".
std::string write_new(const std::string& path, std::string_view text, FileAccess access) {
  const Descriptor file{
      ::open(path.c_str(), kNewFile, access == FileAccess::kPrivate ? 0600 : 0666)};
  return write_all(file.value, text);
}

std::string write_over(const std::string& path, std::string_view text) {
  const Descriptor file{::open(path.c_str(), O_WRONLY | O_TRUNC | O_NOFOLLOW | O_CLOEXEC)};
  return write_all(file.value, text);
}

// What is there and no folder, on the way to `folder`; "" when nothing is.
std::string in_the_way(const fs::path& folder) {
  fs::path way;
  for (const fs::path& part : folder) {
    way /= part;
    std::error_code ignored;
    const bool is_there = fs::exists(fs::symlink_status(way, ignored));
    if (is_there && fs::is_symlink(fs::symlink_status(way, ignored)) && !fs::exists(way, ignored)) {
      return fmt::format(
          "'{}' is a link to '{}', which is not there; create that folder, remove "
          "the link or choose another name",
          way.string(), fs::read_symlink(way, ignored).string());
    }
    if (is_there && !fs::is_directory(way, ignored)) {
      return fmt::format("'{}' is a file; remove it or choose another name", way.string());
    }
  }
  return "";
}

std::string make_folder(const fs::path& folder, FileAccess access) {
  std::error_code error;
  if (folder.empty() || fs::is_directory(folder, error)) {
    return "";
  }
  fs::create_directories(folder, error);
  if (error) {
    const std::string way = in_the_way(folder);
    return "its folder cannot be created: " + (way.empty() ? error.message() : way);
  }
  if (access == FileAccess::kPrivate) {
    fs::permissions(folder, fs::perms::owner_all, error);
  }
  return error ? "its folder cannot be made private: " + error.message() : "";
}

// Files under temporary names; those that are not put in place go.
class Staged {
 public:
  Staged() = default;
  Staged(const Staged&) = delete;
  Staged& operator=(const Staged&) = delete;
  ~Staged() {
    for (const auto& [temporary, path] : files_) {
      std::error_code ignored;
      fs::remove(temporary, ignored);
    }
  }

  // What went wrong, or "".
  std::string add(const std::string& path, std::string_view text, FileAccess access) {
    std::string why = make_folder(fs::path(path).parent_path(), access);
    if (why.empty()) {
      files_.emplace_back(temporary_name(path), path);
      why = write_new(files_.back().first, text, access);
    }
    return why;
  }
  // In place of a file that is there, as which it is known to others. Where nobody may give it the
  // owner it is written in place.
  std::string add_as(const struct stat& known, const std::string& path, std::string_view text) {
    const std::string temporary = temporary_name(path);
    const Descriptor file{::open(temporary.c_str(), kNewFile, 0600)};
    if (file.value < 0) {
      return io_fault("cannot be written", errno);
    }
    files_.emplace_back(temporary, path);
    if (takes_after(file.value, known)) {
      return write_all(file.value, text);
    }
    fs::remove(temporary);
    files_.pop_back();
    return write_over(path, text);
  }
  // The file that could not be replaced, and why; "" when all were.
  std::pair<std::string, std::string> put_in_place() {
    std::error_code error;
    while (!files_.empty()) {
      const auto [temporary, path] = files_.front();
      fs::rename(temporary, path, error);
      if (error) {
        return {path, "cannot be replaced: " + error.message()};
      }
      files_.erase(files_.begin());
    }
    return {};
  }

 private:
  std::vector<std::pair<std::string, std::string>> files_;
};

}  // namespace

std::optional<std::string> read_file(const std::string& path,
                                     Diagnostics& diagnostics,
                                     std::size_t limit) {
  const auto fail = [&](std::string message) {
    diagnostics.error({path, 0, 0}, std::move(message));
    return std::nullopt;
  };
  // Without O_NONBLOCK a pipe that nobody writes would wait for ever.
  const Descriptor file{::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)};
  struct stat status {};
  if (file.value < 0 || ::fstat(file.value, &status) != 0) {
    return fail(io_fault("cannot be opened", errno));
  }
  if (!S_ISREG(status.st_mode)) {
    return fail(S_ISDIR(status.st_mode) ? "is a folder, not a file" : "is not a regular file");
  }
  std::string text;
  std::vector<char> chunk(std::min<std::size_t>(limit + 1, 1U << 18));
  for (;;) {
    const ssize_t got = ::read(file.value, chunk.data(), chunk.size());
    if (got == 0) {
      break;
    }
    if (got < 0) {
      return fail(io_fault("cannot be read", errno));
    }
    text.append(chunk.data(), static_cast<std::size_t>(got));
    if (text.size() > limit) {
      return fail(fmt::format("larger than {} MiB", limit >> 20));
    }
  }
  if (text.size() < static_cast<std::size_t>(status.st_size)) {
    return fail("was cut short while it was read");
  }
  return text;
}

bool write_file(const std::string& path,
                std::string_view text,
                Diagnostics& diagnostics,
                FileAccess access) {
  Staged staged;
  const bool is_kept = access == FileAccess::kKept;
  const std::string target = is_kept ? target_of(path) : path;
  const auto known = is_kept ? known_to_others(target) : std::nullopt;
  std::string why = known ? staged.add_as(*known, target, text) : staged.add(target, text, access);
  why = why.empty() ? staged.put_in_place().second : why;
  if (!why.empty()) {
    diagnostics.error({path, 0, 0}, why);
  }
  return why.empty();
}

bool write_files(const std::string& folder,
                 const std::vector<NamedText>& files,
                 Diagnostics& diagnostics) {
  Staged staged;
  const auto fail = [&](const std::string& path, const std::string& why) {
    diagnostics.error({path, 0, 0}, why);
    return false;
  };
  for (const auto& [name, text] : files) {
    const std::string path = fmt::format("{}/{}", folder, name);
    const auto why = text ? staged.add(path, *text, FileAccess::kShared) : "";
    if (!why.empty()) {
      return fail(path, why);
    }
  }
  for (const auto& [name, text] : files) {
    const std::string path = fmt::format("{}/{}", folder, name);
    std::error_code error;
    if (fs::is_directory(path, error)) {
      return fail(path, "cannot be replaced: it is a folder");
    }
    fs::remove(path, error);
    if (error) {
      return fail(path, "cannot be replaced: " + error.message());
    }
  }
  const auto [path, why] = staged.put_in_place();
  sweep_temporaries(folder);
  return why.empty() || fail(path, why);
}

std::string why_no_file(const std::string& path) {
  std::error_code ignored;
  const auto kind = std::filesystem::status(path, ignored).type();
  switch (kind) {
    case std::filesystem::file_type::regular:
      return {};
    case std::filesystem::file_type::directory:
      return fmt::format("'{}' is a folder, not a file", path);
    case std::filesystem::file_type::not_found:
    case std::filesystem::file_type::none:
    case std::filesystem::file_type::unknown:
      return fmt::format("there is no file '{}'", path);
    default:
      return fmt::format("'{}' is not a regular file", path);
  }
}

void sweep_temporaries(const std::string& folder) {
  constexpr std::chrono::hours kOld{1};
  std::error_code error;
  const auto now = fs::file_time_type::clock::now();
  for (const auto& entry : fs::directory_iterator(folder, error)) {
    std::error_code ignored;
    if (is_temporary(entry.path().filename().string()) && entry.is_regular_file(ignored) &&
        now - entry.last_write_time(ignored) > kOld) {
      fs::remove(entry.path(), ignored);
    }
  }
}

}  // namespace costwright

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

// A new file of that name and no link; what went wrong, or "".
std::string write_new(const std::string& path, std::string_view text, FileAccess access) {
  const mode_t mode = access == FileAccess::kPrivate ? 0600 : 0666;
  const Descriptor file{
      ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode)};
  while (file.value >= 0 && !text.empty()) {
    const ssize_t done = ::write(file.value, text.data(), text.size());
    if (done < 0) {
      break;
    }
    text.remove_prefix(static_cast<std::size_t>(done));
  }
  return file.value >= 0 && text.empty() ? "" : io_fault("cannot be written", errno);
}

std::string make_folder(const fs::path& folder, FileAccess access) {
  std::error_code error;
  if (folder.empty() || fs::is_directory(folder, error)) {
    return "";
  }
  fs::create_directories(folder, error);
  if (!error && access == FileAccess::kPrivate) {
    fs::permissions(folder, fs::perms::owner_all, error);
  }
  return error ? "its folder cannot be created: " + error.message() : "";
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
  std::string why = staged.add(path, text, access);
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

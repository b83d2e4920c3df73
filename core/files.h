#pragma once
// Whole files, read and replaced. A file is never half written, and a set of files never a mixture
// of two. What is written goes to a temporary name that nobody can foresee and that follows no
// link; those that a killed program left behind are swept when the folder is written to again.
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/diagnostics.h"

namespace costwright {

// Reads a whole regular file; an error names it (a pipe or a device has no end).
std::optional<std::string> read_file(const std::string& path,
                                     Diagnostics& diagnostics,
                                     std::size_t limit = 64U << 20);

// Who may read what is written: whom the system's mask allows, or its owner alone. A document that
// somebody owns is kept: what a link leads to is written and the link stays, mode and owner of a
// file that is there stay, and where the owner cannot be given away it is written in place.
enum class FileAccess { kShared, kPrivate, kKept };

// Writes to a temporary name in the same folder and renames; creates missing folders. False + error
// on failure.
bool write_file(const std::string& path,
                std::string_view text,
                Diagnostics& diagnostics,
                FileAccess access = FileAccess::kShared);

struct NamedText {
  std::string name;
  std::optional<std::string> text;  // nothing: of the last set it goes, and none replaces it
};
// Files of one folder that belong together. All are written before the first of the last ones is
// removed, and those are gone before the first new one has its name: who is killed in between
// leaves some missing, never old beside new.
bool write_files(const std::string& folder,
                 const std::vector<NamedText>& files,
                 Diagnostics& diagnostics);

// Empty when it is one to read; else "there is no file 'x'" or what it is instead.
std::string why_no_file(const std::string& path);

// Removes temporary files of killed programs: those older than an hour.
void sweep_temporaries(const std::string& folder);

}  // namespace costwright

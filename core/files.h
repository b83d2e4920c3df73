#pragma once
// Whole files, read and replaced. A file is never half written.
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "core/diagnostics.h"

namespace costwright {

// Reads a whole file; an error names it.
std::optional<std::string> read_file(const std::string& path,
                                     Diagnostics& diagnostics,
                                     std::size_t limit = 64U << 20);
// Writes to a temporary name in the same folder and renames; creates missing folders. What a link
// leads to is written, the link stays; mode and owner of a file that is there stay, and where the
// owner cannot be given away it is written in place. False + error on failure.
bool write_file(const std::string& path, std::string_view text, Diagnostics& diagnostics);

}  // namespace costwright

#pragma once
// A table for a page of limited width, without loss.
#include <string>

#include "core/table/table.h"

namespace costwright {

// to_text() where that fits. Else columns go into several blocks, each of which begins with the
// columns that name the row (leading texts), and a text that would not fit stands below its row.
std::string to_text_split(const Table& table, std::size_t width);

}  // namespace costwright

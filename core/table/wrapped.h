#pragma once
// Sentences for a terminal.
#include <string>

namespace costwright {

inline constexpr std::size_t kTextWidth = 100;  // characters; of the texts of all verbs

// Lines of at most `width` characters, broken between words; the first begins with `first`, all
// others with `indent`.
std::string wrapped(const std::string& text,
                    const std::string& first,
                    const std::string& indent,
                    std::size_t width = kTextWidth);

}  // namespace costwright

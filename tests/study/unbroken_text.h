#pragma once
// A report's text for tests that look for sentences in it.
#include <string>

namespace costwright::testing {

// A report's text without the breaks of its lines.
inline std::string unbroken(const std::string& text) {
  std::string joined;
  for (const char c : text) {
    const bool blank = c == ' ' || c == '\n';
    if (!blank || joined.empty() || joined.back() != ' ') {
      joined += blank ? ' ' : c;
    }
  }
  return joined;
}

}  // namespace costwright::testing

#pragma once
// A scenario's text for another folder.
#include <string>

namespace costwright::study {

// The text with every value that is the relative path of a file in `from` made relative to `to`
// instead; everything else untouched. Absolute where both have no common root. Text that is not
// YAML stays as it is.
std::string moved_text(const std::string& text, const std::string& from, const std::string& to);

}  // namespace costwright::study

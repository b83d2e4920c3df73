#pragma once
// Characters that change how the text around them is shown, so that what is read is not what is
// written: controls (C0, DEL, C1), line and paragraph separators, bidirectional marks and a byte
// order mark in mid-text [Unicode 15, UAX 9; CVE-2021-42574].
//
// Not among them: letters that look alike, joiners and spaces of no width.
#include <cstddef>
#include <string>
#include <string_view>

namespace costwright {

// Bytes of such a character at the start of `text`; 0 when there is none.
std::size_t unprintable_length(std::string_view text);
// The first such character of `text` that is none of `allowed` (single bytes); empty: there is
// none.
std::string_view first_unprintable(std::string_view text, std::string_view allowed = "");
// "\n" and "\x1b" of one byte, "\u202e" of more.
std::string escaped(std::string_view unprintable);
// What a file holds, for a terminal or a report: every such character escaped.
std::string one_line(std::string_view text);

}  // namespace costwright

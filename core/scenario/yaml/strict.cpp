#include "core/scenario/yaml/strict.h"

#include <algorithm>

#include <fmt/format.h>

namespace costwright {
namespace {

bool ends_line(std::string_view text, std::size_t at) {
  return at >= text.size() || text[at] == '\n' || text[at] == '\r';
}

// Whether the line that starts at `at` says something that is not indented deeper than `indent`.
bool is_outside(std::string_view text, std::size_t at, int indent) {
  const std::size_t first = std::min(text.find_first_not_of(' ', at), text.size());
  return !ends_line(text, first) && static_cast<int>(first - at) <= indent;
}

// Where a quote ends that is at `i`, or `i` itself when the text goes on.
bool closes(std::string_view text, std::size_t i, char quote) {
  return text[i] == quote && (quote == '"' || i + 1 >= text.size() || text[i + 1] != quote);
}

// How many bytes belong together: an escape of "...", a quote that is doubled within '...'.
std::size_t step(std::string_view text, std::size_t i, char quote) {
  const char pair = quote == '"' ? '\\' : quote;
  return text[i] == pair && !ends_line(text, i + 1) ? 2 : 1;
}

}  // namespace

std::optional<QuotedPlace> quoted_at(std::string_view text, QuotedPlace value) {
  while (value.at < text.size()) {
    const char c = text[value.at];
    if (c == '"' || c == '\'') {
      return value;
    }
    const bool property = c == '&' || c == '!';
    if (!property && c != ' ' && c != '\t' && c != '\n' && c != '\r') {
      return std::nullopt;
    }
    const std::size_t next =
        property ? std::min(text.find_first_of(" \t\r\n", value.at), text.size()) : value.at + 1;
    value.line += c == '\n' ? 1 : 0;
    value.column = c == '\n' ? 1 : value.column + static_cast<int>(next - value.at);
    value.at = next;
  }
  return std::nullopt;
}

std::string quote_fault(std::string_view text, const QuotedPlace& quote) {
  const char mark = text[quote.at];
  int line = quote.line;
  for (std::size_t i = quote.at + 1; i < text.size(); i += step(text, i, mark)) {
    if (closes(text, i, mark)) {
      return "";
    }
    if (text[i] != '\n') {
      continue;
    }
    ++line;
    if (quote.is_key || is_outside(text, i + 1, quote.parent_indent)) {
      return fmt::format("the quote that opens here is not closed before line {}", line);
    }
  }
  return "the quote that opens here is never closed";
}

bool follows_a_closed_value(std::string_view text, std::size_t at) {
  const auto before = text.substr(0, std::min(at, text.size())).find_last_not_of(" \t");
  return at < text.size() && before != std::string_view::npos &&
         std::string_view("\"'}]").find(text[before]) != std::string_view::npos;
}

}  // namespace costwright

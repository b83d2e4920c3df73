#pragma once
// What YAML's grammar forbids and yaml-cpp 0.7 reads all the same, or refuses at a place that does
// not help: quotes that are not closed, text behind a closed one. Each function looks at the text
// itself, at a byte that yaml-cpp has named.
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace costwright {

// Where a quoted text begins, and the column of the key or dash that it belongs to.
struct QuotedPlace {
  std::size_t at{};      // of the quote
  int line{}, column{};  // of the quote, from 1
  int parent_indent{};   // from 0; -1: the text is the whole document
  bool is_key = false;
};

// `at`: where the value's first property or the value itself begins. Nullopt when it is not quoted.
std::optional<QuotedPlace> quoted_at(std::string_view text, QuotedPlace value);

// Why the quoted text breaks the grammar; "" when it does not. Its lines after the first must be
// indented below its parent: a quote that nobody closed ends there, not at the next quote of the
// file or at its end, which is where yaml-cpp looks [YAML 1.2, 7.3.1].
std::string quote_fault(std::string_view text, const QuotedPlace& quote);

// Whether what stands at `at` follows a closing quote or bracket in the same line.
bool follows_a_closed_value(std::string_view text, std::size_t at);

}  // namespace costwright

#include "core/printable.h"

#include <fmt/format.h>

namespace costwright {
namespace {

// First and last characters, as UTF-8 of equal length: bytes compare like code points.
struct Span {
  std::string_view first, last;
};
constexpr Span kUnprintable[] = {
    {{"\x00", 1}, "\x1f"},
    {"\x7f", "\x7f"},
    {"\xc2\x80", "\xc2\x9f"},          // C1: NEL and CSI among them
    {"\xd8\x9c", "\xd8\x9c"},          // Arabic letter mark
    {"\xe2\x80\x8e", "\xe2\x80\x8f"},  // marks of direction
    {"\xe2\x80\xa8", "\xe2\x80\xae"},  // line, paragraph; embeddings and overrides
    {"\xe2\x81\xa6", "\xe2\x81\xa9"},  // isolates
    {"\xef\xbb\xbf", "\xef\xbb\xbf"},  // byte order mark
};

}  // namespace

std::size_t unprintable_length(std::string_view text) {
  for (const Span& span : kUnprintable) {
    const auto character = text.substr(0, span.first.size());
    if (character.size() == span.first.size() && character >= span.first &&
        character <= span.last) {
      return character.size();
    }
  }
  return 0;
}

std::string_view first_unprintable(std::string_view text, std::string_view allowed) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const std::size_t length = unprintable_length(text.substr(i, 3));
    if (length > 1 || (length == 1 && allowed.find(text[i]) == std::string_view::npos)) {
      return text.substr(i, length);
    }
  }
  return {};
}

std::string escaped(std::string_view unprintable) {
  const auto byte = [&](std::size_t i) {
    return static_cast<unsigned>(static_cast<unsigned char>(unprintable[i]));
  };
  switch (unprintable.size()) {
    case 1:
      return unprintable[0] == '\n' ? "\\n" : fmt::format("\\x{:02x}", byte(0));
    case 2:
      return fmt::format("\\u{:04x}", (byte(0) & 0x1f) << 6 | (byte(1) & 0x3f));
    default:
      return fmt::format("\\u{:04x}",
                         (byte(0) & 0xf) << 12 | (byte(1) & 0x3f) << 6 | (byte(2) & 0x3f));
  }
}

std::string one_line(std::string_view text) {
  std::string shown;
  while (!text.empty()) {
    const std::size_t length = unprintable_length(text);
    if (length > 0) {
      shown += escaped(text.substr(0, length));
    } else {
      shown += text[0];
    }
    text.remove_prefix(length > 0 ? length : 1);
  }
  return shown;
}

}  // namespace costwright

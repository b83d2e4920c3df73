#include "core/table/wrapped.h"

#include <algorithm>

namespace costwright {

std::string wrapped(const std::string& text,
                    const std::string& first,
                    const std::string& indent,
                    std::size_t width) {
  std::string out = first;
  std::size_t length = first.size();
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.size(), text.find(' ', begin));
    const std::string word = text.substr(begin, end - begin);
    if (begin > 0 && length + 1 + word.size() > width) {
      out += "\n" + indent;
      length = indent.size();
    } else if (begin > 0) {
      out += ' ';
      ++length;
    }
    out += word;
    length += word.size();
    begin = end + 1;
  }
  return out + "\n";
}

}  // namespace costwright

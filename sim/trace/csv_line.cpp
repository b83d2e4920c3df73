#include "sim/trace/csv_line.h"

#include <algorithm>

namespace costwright::sim {
namespace {

// Unescapes the quoted field that starts at `at`, which then stands behind it. Returns what is
// wrong, or "".
const char* take_quoted(std::string_view line, std::size_t& at, std::string& text, char delimiter) {
  text.clear();
  for (++at; at < line.size(); ++at) {
    if (line[at] == '"') {
      ++at;
      if (at == line.size() || line[at] == delimiter) {
        return "";
      }
      if (line[at] != '"') {
        return "text follows a closing quote";
      }
    }
    text += line[at];
  }
  return "a quote is opened but not closed on this line";
}

}  // namespace

const char* split_csv(std::string_view line,
                      CsvFields& fields,
                      CsvScratch& scratch,
                      char delimiter) {
  fields.clear();
  for (std::size_t at = 0;; ++at) {
    if (fields.size() == scratch.size()) {
      return "more than 64 fields";
    }
    if (at < line.size() && line[at] == '"') {
      std::string& text = scratch[fields.size()];
      if (const char* wrong = take_quoted(line, at, text, delimiter); *wrong != '\0') {
        return wrong;
      }
      fields.push_back(text);
    } else {
      const auto end = std::min(line.find(delimiter, at), line.size());
      fields.push_back(line.substr(at, end - at));
      at = end;
    }
    if (at >= line.size()) {
      return "";
    }
  }
}

char delimiter_of(std::string_view header) {
  constexpr std::string_view kDelimiters = ",;\t|";
  std::array<int, kDelimiters.size()> count{};
  bool quoted = false;
  for (const char c : header) {
    quoted = quoted != (c == '"');
    const auto at = kDelimiters.find(c);
    if (!quoted && at != std::string_view::npos) {
      ++count[at];
    }
  }
  const auto most = std::max_element(count.begin(), count.end()) - count.begin();
  return kDelimiters[static_cast<std::size_t>(most)];
}

}  // namespace costwright::sim

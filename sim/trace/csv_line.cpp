#include "sim/trace/csv_line.h"

#include <algorithm>

namespace costwright::sim {
namespace {

// Unescapes the quoted field that starts at `at`, which then stands behind it. Returns what is
// wrong, or "".
const char* take_quoted(std::string_view line, std::size_t& at, std::string& text) {
  text.clear();
  for (++at; at < line.size(); ++at) {
    if (line[at] == '"') {
      ++at;
      if (at == line.size() || line[at] == ',') {
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

const char* split_csv(std::string_view line, CsvFields& fields, CsvScratch& scratch) {
  fields.clear();
  for (std::size_t at = 0;; ++at) {
    if (fields.size() == scratch.size()) {
      return "more than 64 fields";
    }
    if (at < line.size() && line[at] == '"') {
      std::string& text = scratch[fields.size()];
      if (const char* wrong = take_quoted(line, at, text); *wrong != '\0') {
        return wrong;
      }
      fields.push_back(text);
    } else {
      const auto comma = std::min(line.find(',', at), line.size());
      fields.push_back(line.substr(at, comma - at));
      at = comma;
    }
    if (at >= line.size()) {
      return "";
    }
  }
}

}  // namespace costwright::sim

#pragma once
// A scenario's text as a form sees it: every field that could be written, with what is written and
// where (changed texts: study/inputs/scenario_edit.h); saving. Works on text that is still faulty,
// as long as it is YAML.
#include <optional>
#include <string>
#include <vector>

#include "core/diagnostics.h"
#include "core/scenario/manual/manual.h"

namespace costwright::study {

// One single value of a section that is there. Lists, prices by month, and sections that could be
// added, are left to the text.
struct FormField {
  std::string path;     // "finance.discount_rate", "fleet.h100.owned.count"
  std::string section;  // "finance", "fleet.h100.owned"; "" = the top
  std::string name;     // "count"
  FieldDoc doc;         // its row of the field table
  std::string value;    // as written; "" when it is not
  bool is_written = false;
  Place place;  // of the value; of what it is an alias of, where it is one. Line 0: not written
};

// In the order of the field table, entries in the order written. Nullopt when it is not YAML.
std::optional<std::vector<FormField>> scenario_form(const std::string& text);

// As a document is kept (FileAccess::kKept). False with an error when that failed.
bool save_text(const std::string& path, const std::string& text, Diagnostics& diagnostics);
// For its owner alone, and never through a link: what a program keeps for itself.
bool save_private_text(const std::string& path, const std::string& text, Diagnostics& diagnostics);

}  // namespace costwright::study

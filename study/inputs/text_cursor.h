#pragma once
// What stands at a place of a scenario's text while it is being written, and what could: for
// completion, and for what is said under the mouse. The text may be faulty: sections are told by
// indentation and, within a line, by braces. Lists are not looked into.
#include <optional>
#include <string>
#include <vector>

#include "core/scenario/manual/manual.h"

namespace costwright {
class Catalog;
}

namespace costwright::study {

struct TextCursor {
  std::vector<std::string> keys;  // from the top: of the sections, then of a value's own key
  bool is_value = false;          // behind a key's colon; else a key is being written
  std::string written;            // of the word, up to the place

  std::string path() const;  // the keys joined by dots
};
// Line and column from 1, the column in bytes: what stands before it counts.
TextCursor cursor_at(const std::string& text, int line, int column);
// The same for the whole word that stands there: its key among the keys.
TextCursor word_at(const std::string& text, int line, int column);

// The row of the field table; nullopt when these are no keys of a field.
std::optional<FieldDoc> field_of(const std::vector<std::string>& keys);

struct Completion {
  std::string text, doc;
};
// What may stand at the place: the section's fields and sections, or the values that a field takes
// by name. In the order of the field table or catalogue.
std::vector<Completion> completions(const std::string& text,
                                    const TextCursor& cursor,
                                    const Catalog& catalog);
// The names that a field takes: choices, rows of the catalogue, entries of a section of the text.
std::vector<Completion> names_for(const FieldDoc& field,
                                  const std::string& text,
                                  const Catalog& catalog);

// Of a name that a field takes from the catalogue: the figures of its row that `costwright catalog`
// shows, each with its status, and where they are from. "": it takes none, or there is no such row.
std::string catalogue_words(const FieldDoc& field, const std::string& name, const Catalog& catalog);

}  // namespace costwright::study

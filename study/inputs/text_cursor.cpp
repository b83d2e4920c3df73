#include "study/inputs/text_cursor.h"

#include <algorithm>
#include <map>
#include <set>
#include <string_view>

#include <fmt/format.h>

#include "core/catalog/catalog.h"

namespace costwright::study {
namespace {

constexpr std::string_view kEntry = "<name>";
constexpr std::string_view kCatalogue = "catalogue: ";

std::string_view trimmed(std::string_view text) {
  const auto begin = text.find_first_not_of(" \r");
  return begin == std::string_view::npos
             ? std::string_view()
             : text.substr(begin, text.find_last_not_of(" \r") - begin + 1);
}

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  while (true) {
    const auto end = text.find('\n');
    lines.push_back(text.substr(0, end));
    if (end == std::string_view::npos) {
      return lines;
    }
    text.remove_prefix(end + 1);
  }
}

std::size_t indent_of(std::string_view line) {
  return std::min(line.find_first_not_of(' '), line.size());
}

bool says_nothing(std::string_view line) {
  const auto text = trimmed(line);
  return text.empty() || text.front() == '#';
}

// One line's keys, read from its left: braces open sections, commas end entries.
class LineReader {
 public:
  explicit LineReader(std::string_view line) {
    for (std::size_t i = 0; i < line.size() && !is_comment_; ++i) {
      take(line, i);
    }
    word_ = trimmed(line.substr(std::min(word_at_, line.size())));
  }

  TextCursor cursor() const {
    TextCursor cursor{open_, !key_.empty(), std::string(word_)};
    if (cursor.is_value) {
      cursor.keys.push_back(key_);
    }
    return cursor;
  }

 private:
  void take(std::string_view line, std::size_t i) {
    const char c = line[i];
    if (quote_ != '\0') {
      quote_ = c == quote_ ? '\0' : quote_;
    } else if ((c == '"' || c == '\'') && trimmed(line.substr(word_at_, i - word_at_)).empty()) {
      quote_ = c;
    } else if (c == '#' && i > 0 && line[i - 1] == ' ') {
      is_comment_ = true;
    } else if (c == ':' && (i + 1 == line.size() || line[i + 1] == ' ') && key_.empty()) {
      key_ = trimmed(line.substr(word_at_, i - word_at_));
      word_at_ = i + 1;
    } else if (c == '{') {
      open_.push_back(key_);
      begin_entry(i + 1);
    } else if (c == ',' && !open_.empty()) {
      begin_entry(i + 1);
    } else if (c == '}' && !open_.empty()) {
      open_.pop_back();
      begin_entry(i + 1);
    }
  }

  void begin_entry(std::size_t at) {
    key_.clear();
    word_at_ = at;
  }

  std::vector<std::string> open_;
  std::string key_;
  std::string_view word_;
  std::size_t word_at_ = 0;
  char quote_ = '\0';
  bool is_comment_ = false;
};

// The keys of the sections that a line of this indentation stands in.
std::vector<std::string> sections_above(const std::vector<std::string_view>& lines,
                                        std::size_t line,
                                        std::size_t indent) {
  std::vector<std::string> keys;
  for (std::size_t l = line; l-- > 0 && indent > 0;) {
    const std::string_view above = lines[l];
    if (says_nothing(above) || indent_of(above) >= indent) {
      continue;
    }
    indent = indent_of(above);
    const auto colon = above.find(": ");
    const auto end = colon == std::string_view::npos ? above.rfind(':') : colon;
    keys.emplace_back(trimmed(above.substr(0, end)));
  }
  std::reverse(keys.begin(), keys.end());
  return keys;
}

struct FieldTree {
  std::vector<FieldDoc> fields = scenario_fields();
  std::map<std::string, const FieldDoc*, std::less<>> by_path;
  std::set<std::string, std::less<>> sections;

  FieldTree() {
    for (const FieldDoc& field : fields) {
      by_path[field.path] = &field;
      for (auto dot = field.path.rfind('.'); dot != std::string::npos && dot > 0;
           dot = field.path.rfind('.', dot - 1)) {
        sections.insert(field.path.substr(0, dot));
      }
    }
  }

  // "fleet", "h100", "owned" -> "fleet.<name>.owned"; nullopt when there is no such place.
  std::optional<std::string> pattern(const std::vector<std::string>& keys) const {
    std::string path;
    for (const std::string& key : keys) {
      const std::string head = path.empty() ? "" : path + ".";
      path = has(head + key) ? head + key : head + std::string(kEntry);
      if (!has(path)) {
        return std::nullopt;
      }
    }
    return path;
  }

 private:
  bool has(const std::string& path) const {
    return sections.contains(path) || by_path.contains(path);
  }
};

const FieldTree& tree() {
  static const FieldTree made;
  return made;
}

std::vector<Completion> keys_in(const std::string& section) {
  const std::string head = section.empty() ? "" : section + ".";
  std::vector<Completion> found;
  for (const FieldDoc& field : tree().fields) {
    if (!field.path.starts_with(head)) {
      continue;
    }
    const auto dot = field.path.find('.', head.size());
    const std::string name = field.path.substr(head.size(), dot - head.size());
    const bool is_field = dot == std::string::npos;
    const bool is_known = std::any_of(found.begin(), found.end(), [&](const Completion& known) {
      return known.text == name;
    });
    if (!is_known && !name.starts_with('<')) {
      found.push_back({name, is_field ? field.doc : ""});
    }
  }
  return found;
}

// Of a section at the top of the text: the keys of its nearest indentation.
std::vector<Completion> entries_of(const std::string& text, const std::string& section) {
  std::vector<Completion> entries;
  bool is_inside = false;
  std::size_t indent = 0;
  for (const std::string_view line : lines_of(text)) {
    if (says_nothing(line)) {
      continue;
    }
    const std::size_t here = indent_of(line);
    if (here == 0) {
      is_inside = line.starts_with(section + ":");
      indent = 0;
      continue;
    }
    indent = is_inside && indent == 0 ? here : indent;
    const auto colon = line.find(':');
    if (is_inside && here == indent && colon != std::string_view::npos) {
      entries.push_back({std::string(trimmed(line.substr(0, colon))), ""});
    }
  }
  return entries;
}

}  // namespace

std::string TextCursor::path() const {
  std::string joined;
  for (const std::string& key : keys) {
    joined += (joined.empty() ? "" : ".") + key;
  }
  return joined;
}

TextCursor cursor_at(const std::string& text, int line, int column) {
  const auto lines = lines_of(text);
  const auto at = static_cast<std::size_t>(std::max(0, line - 1));
  if (at >= lines.size()) {
    return {};
  }
  const std::string_view before =
      lines[at].substr(0, static_cast<std::size_t>(std::max(0, column - 1)));
  TextCursor cursor = LineReader(before).cursor();
  std::vector<std::string> keys = sections_above(lines, at, indent_of(before));
  keys.insert(keys.end(), cursor.keys.begin(), cursor.keys.end());
  cursor.keys = std::move(keys);
  return cursor;
}

TextCursor word_at(const std::string& text, int line, int column) {
  const auto lines = lines_of(text);
  const auto at = static_cast<std::size_t>(std::max(0, line - 1));
  TextCursor cursor = cursor_at(text, line, column);
  if (at >= lines.size() || cursor.is_value) {
    return cursor;
  }
  const std::string_view whole = lines[at];
  const auto begin = std::min(static_cast<std::size_t>(std::max(0, column - 1)), whole.size());
  const auto end = whole.find_first_of(":,{}#", begin);
  if (end != std::string_view::npos && whole[end] == ':') {
    const auto head = whole.substr(0, begin).find_last_of("{,");
    const auto first = head == std::string_view::npos ? 0 : head + 1;
    cursor.keys.emplace_back(trimmed(whole.substr(first, end - first)));
  }
  return cursor;
}

std::optional<FieldDoc> field_of(const std::vector<std::string>& keys) {
  const auto pattern = tree().pattern(keys);
  const auto found = pattern ? tree().by_path.find(*pattern) : tree().by_path.end();
  return found == tree().by_path.end() ? std::nullopt : std::optional(*found->second);
}

std::vector<Completion> names_for(const FieldDoc& field,
                                  const std::string& text,
                                  const Catalog& catalog) {
  std::vector<Completion> names;
  for (std::size_t i = 0; i < field.type.choices.size(); ++i) {
    const bool has_doc = i < field.type.choice_docs.size();
    names.push_back({std::string(field.type.choices[i]),
                     has_doc ? std::string(field.type.choice_docs[i]) : ""});
  }
  if (field.type.kind == FieldKind::kBoolean) {
    return {{"true", ""}, {"false", ""}};
  }
  if (!names.empty() || field.refers.empty()) {
    return names;
  }
  if (!field.refers.starts_with(kCatalogue)) {
    return entries_of(text, field.refers);
  }
  const std::string table = field.refers.substr(kCatalogue.size());
  if (find_table(table) != nullptr) {
    for (const Row& row : catalog.rows(table)) {
      names.push_back({row.key(), ""});
    }
  }
  return names;
}

namespace {

// A line of its own; "" where the cell is blank.
std::string figure_words(const TableSpec& table, const Row& row, std::string_view column) {
  const auto spec =
      std::find_if(table.columns.begin(), table.columns.end(), [&](const ColumnSpec& known) {
        return known.name == column;
      });
  if (spec->kind == ColumnKind::kNumber) {
    const auto fact = row.fact(column);
    const bool has_own_source = fact && fact->source != row.text("source");
    return !fact ? std::string()
                 : fmt::format("\n{}: {:.10g} ({}, {}{})", column, fact->value,
                               to_string(fact->status), fact->as_of,
                               has_own_source ? ": " + fact->source : "");
  }
  return row.text(column).empty() ? std::string()
                                  : fmt::format("\n{}: {}", column, row.text(column));
}

}  // namespace

std::string catalogue_words(const FieldDoc& field,
                            const std::string& name,
                            const Catalog& catalog) {
  const bool is_of_catalogue = field.refers.starts_with(kCatalogue);
  const TableSpec* table =
      is_of_catalogue ? find_table(field.refers.substr(kCatalogue.size())) : nullptr;
  Diagnostics unheard;
  const Row* row =
      table == nullptr || name.empty() ? nullptr : catalog.find(table->name, name, {}, unheard);
  if (row == nullptr) {
    return {};
  }
  std::string words = fmt::format("{} {}", table->name, row->key());
  for (const std::string_view column : table->shown) {
    words += column == table->columns.front().name ? "" : figure_words(*table, *row, column);
  }
  return words + fmt::format("\nsource: {}, {}\n{}, line {}", row->text("source"),
                             row->text("as_of"), row->place().file, row->place().line);
}

std::vector<Completion> completions(const std::string& text,
                                    const TextCursor& cursor,
                                    const Catalog& catalog) {
  std::vector<Completion> all;
  if (cursor.is_value) {
    const auto field = field_of(cursor.keys);
    all = field ? names_for(*field, text, catalog) : all;
  } else if (const auto section = tree().pattern(cursor.keys)) {
    all = keys_in(*section);
  }
  std::erase_if(all, [&](const Completion& completion) {
    return !completion.text.starts_with(cursor.written);
  });
  return all;
}

}  // namespace costwright::study

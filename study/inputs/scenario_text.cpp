#include "study/inputs/scenario_text.h"

#include <algorithm>
#include <set>

#include "core/files.h"
#include "core/scenario/yaml/read_fields.h"
#include "core/scenario/yaml/yaml.h"

namespace costwright::study {
namespace {

// The field table by section: "fleet.<name>.owned" -> its single values, in order.
struct FieldBook {
  std::vector<FieldDoc> all = scenario_fields();
  std::set<std::string, std::less<>> sections;

  FieldBook() {
    for (const auto& field : all) {
      for (auto dot = field.path.rfind('.'); dot != std::string::npos && dot > 0;
           dot = field.path.rfind('.', dot - 1)) {
        sections.insert(field.path.substr(0, dot));
      }
    }
  }
};

const FieldBook& book() {
  static const FieldBook made;
  return made;
}

bool is_direct_child(std::string_view path, std::string_view section) {
  if (!section.empty()) {
    if (!path.starts_with(section) || path.size() <= section.size() ||
        path[section.size()] != '.') {
      return false;
    }
    path.remove_prefix(section.size() + 1);
  }
  return !path.empty() && path.find('.') == std::string_view::npos;
}

std::string_view last_part(std::string_view path) {
  const auto dot = path.rfind('.');
  return dot == std::string_view::npos ? path : path.substr(dot + 1);
}

// A section that is there, or that may be left out as a whole (finance, simulation).
struct Section {
  std::string path, pattern;
  const YamlNode* node = nullptr;
};

void add_sections(const YamlNode* node,
                  const std::string& path,
                  const std::string& pattern,
                  std::vector<Section>& out) {
  out.push_back({path, pattern, node});
  for (const YamlNode& item : node->items) {
    std::string below = join_path(pattern, item.key);
    if (!book().sections.contains(below)) {
      below = join_path(pattern, "<name>");
    }
    const bool is_map = item.kind == YamlNode::Kind::kMap;
    if (is_map && book().sections.contains(below)) {
      add_sections(&item, join_path(path, item.key), below, out);
    }
  }
}

std::vector<Section> sections_of(const YamlNode& root) {
  std::vector<Section> sections;
  add_sections(&root, "", "", sections);
  for (const char* name : {"finance", "simulation"}) {
    if (root.find(name) == nullptr) {
      sections.push_back({name, name, nullptr});
    }
  }
  return sections;
}

// A price by month is left to the text.
bool is_list_by_month(const Section& section, const FieldDoc& doc) {
  const YamlNode* node =
      section.node != nullptr ? section.node->find(last_part(doc.path)) : nullptr;
  return doc.type.dated && node != nullptr && node->kind == YamlNode::Kind::kMap;
}

FormField form_field(const Section& section, const FieldDoc& doc) {
  FormField field{.path = {},
                  .section = section.path,
                  .name = {},
                  .doc = doc,
                  .value = {},
                  .is_written = false,
                  .place = {}};
  field.name = last_part(doc.path);
  field.path = join_path(section.path, field.name);
  const YamlNode* node = section.node != nullptr ? section.node->find(field.name) : nullptr;
  if (node != nullptr && node->kind == YamlNode::Kind::kScalar) {
    field.value = node->text.substr(0, node->text.find_last_not_of(" \n") + 1);
    field.is_written = true;
    field.place = {"", node->line, node->column};
  }
  return field;
}

// Byte offset of a line and column (from 1, in bytes).
std::optional<std::size_t> offset_of(const std::string& text, int line, int column) {
  std::size_t at = 0;
  for (int l = 1; l < line; ++l) {
    at = text.find('\n', at);
    if (at == std::string::npos) {
      return std::nullopt;
    }
    ++at;
  }
  return std::min(at + static_cast<std::size_t>(std::max(0, column - 1)), text.size());
}

// Length of the scalar as it is written; 0 when it is not written in one piece.
std::size_t written_length(const std::string& text, std::size_t at, const YamlNode& node) {
  if (!node.quoted) {
    return text.compare(at, node.text.size(), node.text) == 0 ? node.text.size() : 0;
  }
  const char quote = at < text.size() ? text[at] : ' ';
  if (quote != '"' && quote != '\'') {
    return 0;
  }
  for (std::size_t end = at + 1; end < text.size(); ++end) {
    if (quote == '"' && text[end] == '\\') {
      ++end;
    } else if (text[end] == quote) {
      return end + 1 - at;
    }
  }
  return 0;
}

std::optional<std::string> replaced(const std::string& text,
                                    const YamlNode& node,
                                    const std::string& written) {
  const auto at = offset_of(text, node.line, node.column);
  const std::size_t length = at && node.line > 0 ? written_length(text, *at, node) : 0;
  if (length == 0) {
    return std::nullopt;
  }
  std::string changed = text;
  changed.replace(*at, length, written);
  return changed;
}

std::string with_end_of_line(std::string text) {
  if (!text.empty() && text.back() != '\n') {
    text += '\n';
  }
  return text;
}

// Before the section's first key: a line of its own, or inside the braces.
std::optional<std::string> inserted(const std::string& text,
                                    const Section& section,
                                    const std::string& entry) {
  if (section.path.empty()) {
    return with_end_of_line(text) + entry + "\n";
  }
  if (section.node == nullptr) {
    return with_end_of_line(text) + section.path + ":\n  " + entry + "\n";
  }
  if (section.node->items.empty()) {
    return std::nullopt;
  }
  const YamlNode& first = section.node->items.front();
  const auto at = offset_of(text, first.key_line, first.key_column);
  if (!at || first.key_line == 0) {
    return std::nullopt;
  }
  const auto break_before = *at == 0 ? std::string::npos : text.rfind('\n', *at - 1);
  const auto start = break_before == std::string::npos ? 0 : break_before + 1;
  const std::string before = text.substr(start, *at - start);
  const bool own_line = before.find_first_not_of(' ') == std::string::npos;
  std::string changed = text;
  changed.insert(*at, own_line ? entry + "\n" + before : entry + ", ");
  return changed;
}

bool reads_as(const std::string& text, const std::string& path, const std::string& value) {
  const auto form = scenario_form(text);
  return form && std::any_of(form->begin(), form->end(), [&](const FormField& field) {
           return field.path == path && field.is_written && field.value == value;
         });
}

std::string quoted(const std::string& value) {
  std::string out = "\"";
  for (const char c : value) {
    out += (c == '"' || c == '\\') ? std::string("\\") + c : std::string(1, c);
  }
  return out + "\"";
}

std::optional<std::string> changed_text(const std::string& text,
                                        const Section& section,
                                        const std::string& name,
                                        const std::string& written) {
  const YamlNode* node = section.node != nullptr ? section.node->find(name) : nullptr;
  return node != nullptr && node->kind != YamlNode::Kind::kNull
             ? replaced(text, *node, written)
             : inserted(text, section, name + ": " + written);
}

std::optional<YamlNode> parsed(const std::string& text) {
  Diagnostics unheard;  // the check of the whole scenario reports them
  auto root = parse_yaml(text, "", 0, unheard);
  if (root && root->kind == YamlNode::Kind::kNull) {
    root->kind = YamlNode::Kind::kMap;
  }
  return root && root->kind == YamlNode::Kind::kMap ? std::move(root) : std::nullopt;
}

}  // namespace

std::optional<std::vector<FormField>> scenario_form(const std::string& text) {
  const auto root = parsed(text);
  if (!root) {
    return std::nullopt;
  }
  std::vector<FormField> fields;
  for (const Section& section : sections_of(*root)) {
    for (const FieldDoc& doc : book().all) {
      if (is_direct_child(doc.path, section.pattern) && !book().sections.contains(doc.path) &&
          !is_list_by_month(section, doc)) {
        fields.push_back(form_field(section, doc));
      }
    }
  }
  return fields;
}

std::optional<std::string> with_field(const std::string& text,
                                      const std::string& path,
                                      const std::string& value) {
  const auto root = parsed(text);
  if (!root || value.empty()) {
    return std::nullopt;
  }
  for (const Section& section : sections_of(*root)) {
    const std::string prefix = section.path.empty() ? "" : section.path + ".";
    if (!path.starts_with(prefix) || path.find('.', prefix.size()) != std::string::npos) {
      continue;
    }
    for (const std::string& written : {value, quoted(value)}) {
      auto changed = changed_text(text, section, path.substr(prefix.size()), written);
      if (changed && reads_as(*changed, path, value)) {
        return changed;
      }
    }
  }
  return std::nullopt;
}

bool save_text(const std::string& path, const std::string& text, Diagnostics& diagnostics) {
  return write_file(path, text, diagnostics);
}

}  // namespace costwright::study

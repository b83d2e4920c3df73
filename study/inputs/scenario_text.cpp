#include "study/inputs/scenario_text.h"

#include <algorithm>
#include <set>

#include "core/files.h"
#include "core/scenario/yaml/read_fields.h"
#include "core/scenario/yaml/yaml.h"
#include "study/inputs/text_map.h"

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

}  // namespace

std::optional<std::vector<FormField>> scenario_form(const std::string& text) {
  const auto root = map_of(text);
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

bool save_text(const std::string& path, const std::string& text, Diagnostics& diagnostics) {
  return write_file(path, text, diagnostics, FileAccess::kKept);
}

bool save_private_text(const std::string& path, const std::string& text, Diagnostics& diagnostics) {
  return write_file(path, text, diagnostics, FileAccess::kPrivate);
}

}  // namespace costwright::study

#include "study/inputs/moved_text.h"

#include <algorithm>
#include <filesystem>
#include <vector>

#include "core/scenario/yaml/yaml.h"

namespace costwright::study {
namespace {

namespace fs = std::filesystem;

// Scalars that name a file in `folder`, in any order.
void find_files(const YamlNode& node, const fs::path& folder, std::vector<const YamlNode*>& found) {
  std::error_code ignored;
  const bool may_be_path = node.kind == YamlNode::Kind::kScalar && !node.text.empty() &&
                           node.line > 0 && fs::path(node.text).is_relative();
  if (may_be_path && fs::is_regular_file(folder / node.text, ignored)) {
    found.push_back(&node);
  }
  for (const YamlNode& item : node.items) {
    find_files(item, folder, found);
  }
}

}  // namespace

std::string moved_text(const std::string& text, const std::string& from, const std::string& to) {
  Diagnostics unheard;
  const auto root = parse_yaml(text, from, 0, unheard);
  if (!root || from == to) {
    return text;
  }
  std::vector<const YamlNode*> files;
  find_files(*root, from, files);
  // From the end, so that places before stay; what is shared by an anchor is written once.
  std::sort(files.begin(), files.end(), [](const YamlNode* a, const YamlNode* b) {
    return std::pair(a->line, a->column) > std::pair(b->line, b->column);
  });
  std::string moved = text;
  const YamlNode* last = nullptr;
  for (const YamlNode* file : files) {
    if (last != nullptr && last->line == file->line && last->column == file->column) {
      continue;
    }
    last = file;
    const std::size_t place = offset_of(moved, file->line, file->column).value_or(moved.size());
    const std::size_t at = moved.find(file->text, place);  // behind an anchor or a quote
    if (at > moved.find('\n', place) || moved.compare(place, 1, "*") == 0) {
      continue;  // it is an alias, or is written with escapes
    }
    std::error_code failed;
    const fs::path absolute = fs::weakly_canonical(fs::path(from) / file->text, failed);
    const fs::path there = fs::relative(absolute, to, failed);
    moved.replace(at, file->text.size(), (failed || there.empty() ? absolute : there).string());
  }
  return moved;
}

}  // namespace costwright::study

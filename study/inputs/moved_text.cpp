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

// Where line and column (from 1, in characters of UTF-8) are in the text.
std::size_t offset_of(const std::string& text, int line, int column) {
  std::size_t at = 0;
  for (int l = 1; l < line && at != std::string::npos; ++l) {
    at = text.find('\n', at);
    at = at == std::string::npos ? at : at + 1;
  }
  for (int c = 1; c < column && at < text.size(); ++c) {
    ++at;
    while (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80) {
      ++at;
    }
  }
  return at;
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
    const std::size_t place = offset_of(moved, file->line, file->column);
    // Columns behind letters of several bytes may be too far right, and a quote is one before.
    const std::size_t at = moved.rfind(file->text, place + 1);
    if (at == std::string::npos || at < offset_of(moved, file->line, 1)) {
      continue;
    }
    std::error_code failed;
    const fs::path absolute = fs::weakly_canonical(fs::path(from) / file->text, failed);
    const fs::path there = fs::relative(absolute, to, failed);
    moved.replace(at, file->text.size(), (failed || there.empty() ? absolute : there).string());
  }
  return moved;
}

}  // namespace costwright::study

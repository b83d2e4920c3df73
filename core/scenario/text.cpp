#include <filesystem>

#include "core/scenario/loaded.h"
#include "core/scenario/tree.h"
#include "core/scenario/yaml/overrides.h"
#include "core/scenario/yaml/walk.h"
#include "core/scenario/yaml/write.h"

namespace costwright {
namespace {

namespace fs = std::filesystem;

// The paths of the fields that name files.
class Files : public ValueWalk<Files> {
 public:
  void absent(const FieldInfo& /*info*/, const std::string& /*path*/) {}
  template <class T>
  void value(const T& /*member*/, const FieldInfo& info, const std::string& path) {
    if (info.file) {
      found.push_back(path);
    }
  }
  std::vector<std::string> found;
};

std::string moved(const std::string& file, const fs::path& from, const fs::path& to) {
  return fs::path(file).is_absolute() ? file
                                      : fs::absolute(from / file)
                                            .lexically_normal()
                                            .lexically_relative(fs::absolute(to).lexically_normal())
                                            .generic_string();
}

YamlNode* writable(YamlNode& root, const std::string& path) {
  return const_cast<YamlNode*>(node_at(root, path));  // of a tree that is ours
}

}  // namespace

std::string scenario_text(const ScenarioTree& tree, const std::string& folder) {
  YamlNode root = tree.root;
  Files files;
  Diagnostics unread;
  if (const auto loaded = read_tree(tree, unread)) {
    describe(files, loaded->scenario);
    for (std::size_t i = 0; i < loaded->scenario.catalog.size(); ++i) {
      files.found.push_back(fmt::format("catalog.{}", i));
    }
  }
  const fs::path from = fs::path(tree.path).parent_path();
  for (const std::string& path : files.found) {
    if (YamlNode* node = writable(root, path)) {
      node->text = moved(node->text, from, folder);
    }
  }
  return to_yaml(root);
}

}  // namespace costwright

#include "study/inputs/text_map.h"

namespace costwright::study {

std::optional<YamlNode> map_of(const std::string& text, Diagnostics& diagnostics) {
  auto root = parse_yaml(text, "", 0, diagnostics);
  if (root && root->kind == YamlNode::Kind::kNull) {
    root->kind = YamlNode::Kind::kMap;
  }
  return root && root->kind == YamlNode::Kind::kMap ? std::move(root) : std::nullopt;
}

std::optional<YamlNode> map_of(const std::string& text) {
  Diagnostics unheard;  // the check of the whole scenario tells
  return map_of(text, unheard);
}

}  // namespace costwright::study

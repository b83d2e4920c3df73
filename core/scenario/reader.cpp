#include "core/scenario/reader.h"

#include <filesystem>

#include "core/scenario/rules/check.h"
#include "core/scenario/rules/plausible.h"
#include "core/scenario/yaml/overrides.h"
#include "core/scenario/yaml/read_fields.h"
#include "core/scenario/yaml/relative.h"
#include "core/scenario/yaml/yaml.h"

namespace costwright {
namespace {

std::string folder_of(const std::string& path) {
  const auto folder = std::filesystem::path(path).parent_path().string();
  return folder.empty() ? "." : folder;
}

// An override without effect is a mistake, so each must be in the tree before anything is read.
void apply_all(YamlNode& root, const std::vector<Override>& overrides, ReadContext& context) {
  int source = 0;
  for (const Override& change : overrides) {
    context.sources.push_back(fmt::format("--set {}", change.path));
    ++source;
    const auto plain =
        change.factor ? resolved(root, change, context.diagnostics) : std::optional(change);
    if (plain) {
      apply_override(root, *plain, source, context.diagnostics);
    }
  }
}

}  // namespace

std::optional<LoadedScenario> load_scenario(const std::string& path,
                                            const std::vector<Override>& overrides,
                                            Diagnostics& diagnostics) {
  const auto text = read_yaml_file(path, diagnostics);
  return text ? load_scenario_text(*text, path, overrides, diagnostics) : std::nullopt;
}

std::optional<LoadedScenario> load_scenario_text(std::string_view yaml,
                                                 const std::string& path,
                                                 const std::vector<Override>& overrides,
                                                 Diagnostics& diagnostics) {
  const int errors_before = diagnostics.error_count();
  auto root = parse_yaml(yaml, path, 0, diagnostics);
  if (!root) {
    return std::nullopt;
  }
  if (root->kind != YamlNode::Kind::kMap) {
    diagnostics.error({path, root->line, root->column}, "a scenario is a map of sections",
                      "start with 'name: my scenario'");
    return std::nullopt;
  }
  root->line = root->column = 0;  // what the whole file lacks has no line
  ReadContext context{{path}, diagnostics};
  apply_all(*root, overrides, context);
  LoadedScenario loaded;
  loaded.folder = folder_of(path);
  SectionReader reader(context, *root, "");
  describe(reader, loaded.scenario);
  reader.finish();
  context.places[""] = {path};
  loaded.places = std::move(context.places);
  check_rules(loaded, context.faulty, diagnostics);
  if (diagnostics.error_count() == errors_before) {
    check_plausible(loaded, diagnostics);
  }
  return diagnostics.error_count() > errors_before ? std::nullopt
                                                   : std::optional(std::move(loaded));
}

Place place_of(const LoadedScenario& loaded, std::string_view path) {
  while (true) {
    if (const auto at = loaded.places.find(path); at != loaded.places.end()) {
      return at->second;
    }
    const auto dot = path.rfind('.');
    if (path.empty()) {
      return {};
    }
    path = path.substr(0, dot == std::string_view::npos ? 0 : dot);
  }
}

}  // namespace costwright

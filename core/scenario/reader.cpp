#include "core/scenario/reader.h"

#include <filesystem>

#include "core/scenario/loaded.h"
#include "core/scenario/rules/check.h"
#include "core/scenario/rules/plausible.h"
#include "core/scenario/tree.h"
#include "core/scenario/yaml/read_fields.h"

namespace costwright {
namespace {

std::string folder_of(const std::string& path) {
  const auto folder = std::filesystem::path(path).parent_path().string();
  return folder.empty() ? "." : folder;
}

// Each is read like a file of its own, as it is written: an override of the file may be of a
// section that the variant replaces.
void check_variants(const ScenarioFile& file, Diagnostics& diagnostics) {
  for (const Variant& variant : file.variants) {
    Diagnostics told;
    if (const auto tree = tree_of(file, variant.name, {}, told)) {
      read_tree(*tree, told);
    }
    tell_errors_of(fmt::format("variant '{}'", variant.name), told, diagnostics);
  }
}

}  // namespace

std::optional<LoadedScenario> load_scenario(const std::string& path,
                                            const std::vector<Override>& overrides,
                                            Diagnostics& diagnostics,
                                            std::string_view variant) {
  const auto text = read_yaml_file(path, diagnostics);
  return text ? load_scenario_text(*text, path, overrides, diagnostics, variant) : std::nullopt;
}

std::optional<LoadedScenario> load_scenario_text(std::string_view yaml,
                                                 const std::string& path,
                                                 const std::vector<Override>& overrides,
                                                 Diagnostics& diagnostics,
                                                 std::string_view variant) {
  const int errors_before = diagnostics.error_count();
  const auto file = parse_scenario(yaml, path, diagnostics);
  const auto tree =
      file ? tree_of(*file, variant, overrides, diagnostics) : std::optional<ScenarioTree>();
  if (!tree) {
    return std::nullopt;
  }
  auto loaded = read_tree(*tree, diagnostics);
  if (variant.empty()) {
    check_variants(*file, diagnostics);
  }
  if (!loaded || diagnostics.error_count() > errors_before) {
    return std::nullopt;
  }
  for (const Variant& one : file->variants) {
    loaded->variants.push_back(one.name);
  }
  return loaded;
}

std::optional<LoadedScenario> read_tree(const ScenarioTree& tree, Diagnostics& diagnostics) {
  const int errors_before = diagnostics.error_count();
  ReadContext context{tree.sources, diagnostics};
  LoadedScenario loaded;
  loaded.folder = folder_of(tree.path);
  SectionReader reader(context, tree.root, "");
  describe(reader, loaded.scenario);
  reader.knows("variants");    // taken out before; named where a key is misspelt
  reader.knows("strategies");  // read by core/strategies alone
  reader.finish();
  context.places[""] = {tree.path};
  loaded.places = std::move(context.places);
  loaded.texts = std::move(context.texts);
  check_rules(loaded, context.faulty, diagnostics);
  if (diagnostics.error_count() == errors_before) {
    check_plausible(loaded, diagnostics);
  }
  return diagnostics.error_count() > errors_before ? std::nullopt
                                                   : std::optional(std::move(loaded));
}

Place place_of(const LoadedScenario& loaded, std::string_view path) {
  while (true) {
    if (const auto at = loaded.places->find(path); at != loaded.places->end()) {
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

#pragma once
// What the descriptions of the sections tell people: the fields that exist, the defaults that a
// scenario uses, the JSON Schema and the reference page.
#include <string>
#include <vector>

#include "core/scenario/field_types.h"

namespace costwright {

struct LoadedScenario;

// One row per field that the scenario left at its default, for `check --explain-defaults`.
struct DefaultUsed {
  std::string path, value, doc;
};
std::vector<DefaultUsed> defaults_used(const LoadedScenario& loaded);

// One row per field that exists (paths with <name> for map entries and <n> for list elements), for
// docs, the schema, the form and the test that changes every accepted field.
struct FieldDoc {
  std::string path;
  FieldType type;
  std::string default_text;  // what stands in when it is left out, in words or as written
  std::string doc;
  bool required = false;
  std::string refers = {};  // whose names it takes: "sites", "catalogue: servers"
};
std::vector<FieldDoc> scenario_fields();
std::string scenario_json_schema();         // JSON Schema draft-07, for yaml-language-server
std::string scenario_reference_markdown();  // docs/scenario.md

}  // namespace costwright

#pragma once
// Named variants of a scenario, written in its own file:
//   variants:
//     four-servers: {set: {fleet.h100.owned.count: 4}}
//     rent:
//       set:
//         fleet.h100.owned: null          # removed
//         fleet.h100.cloud: {instance: AWS/us-east-1/p5.48xlarge, count: 2}   # replaced, or added
// A variant is the file with these values in place of its own, in the order written; the result is
// read like any file, so that a mistake is told at its line among the variants. The file itself,
// which comparisons call "base", leaves them out. A variant cannot change variants.
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/scenario/yaml/read_fields.h"
#include "core/scenario/yaml/yaml.h"

namespace costwright {

inline constexpr char kBaseVariant[] = "base";
inline constexpr std::size_t kMostVariants = 32;

struct Variant {
  std::string name;
  std::vector<YamlNode> set;  // their keys are the paths; kNull removes
};

// Takes `variants` out of the tree. Errors: what is not of the form above, a name that is none or
// is "base", more than kMostVariants.
std::vector<Variant> take_variants(YamlNode& root, ReadContext& context);

// What a named entry changes: `{set: {path: value}}`, of variants and whatever else is written so.
struct ChangesForm {
  std::string_view section;  // "variants": what no path may lead into
  std::string_view noun;     // "a variant"
  std::string_view example;  // for the hint
};
// The values of `entry.set`; `path` is the entry's. Errors: what is not of that form.
std::vector<YamlNode> read_changes(const YamlNode& entry,
                                   const std::string& path,
                                   const ChangesForm& form,
                                   ReadContext& context);

// Errors: a path that leads nowhere, a removal of what is not written.
void make_changes(YamlNode& root, std::span<const YamlNode> set, ReadContext& context);

// Passes on errors that `diagnostics` does not have yet, with who has them: "variant 'rent'".
void tell_errors_of(std::string_view who, const Diagnostics& told, Diagnostics& diagnostics);

}  // namespace costwright

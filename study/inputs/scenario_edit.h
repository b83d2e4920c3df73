#pragma once
// Changes of a scenario's text that leave everything else as it was: comments, order, layout, and
// every other value, also of those that an anchor, an alias or a merge shares. What a changed text
// says is what an override of the same path says (core/scenario/reader.h).
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/scenario/reader.h"
#include "core/scenario/yaml/yaml.h"

namespace costwright::study {

// The text with `value` as the value of `path`. A field that is not written, or that comes from
// elsewhere, is written into its own entry; its section must be there (finance and simulation are
// made). Nullopt with an error that says why: the text is not YAML, the value has no place of its
// own (block text), others would change with it, who are named.
std::optional<std::string> with_field(const std::string& text,
                                      const std::string& path,
                                      const std::string& value,
                                      Diagnostics& diagnostics);
// The same for whoever needs no reason.
std::optional<std::string> with_field(const std::string& text,
                                      const std::string& path,
                                      const std::string& value);
// Where it is written, for all who share it.
std::optional<std::string> with_shared_field(const std::string& text,
                                             const std::string& path,
                                             const std::string& value);
// One after the other, all or nothing.
std::optional<std::string> with_fields(const std::string& text,
                                       const std::vector<Override>& changes,
                                       Diagnostics& diagnostics);
// The text without the field, so that its default holds.
std::optional<std::string> without_field(const std::string& text,
                                         const std::string& path,
                                         Diagnostics& diagnostics);
// The text with one more variant, which makes these changes; `set`: their keys are the paths, null
// removes.
std::optional<std::string> with_variant(const std::string& text,
                                        const std::string& name,
                                        const std::vector<YamlNode>& set,
                                        Diagnostics& diagnostics);
std::optional<std::string> with_variant(const std::string& text,
                                        const std::string& name,
                                        const std::vector<Override>& changes,
                                        Diagnostics& diagnostics);

// A value that two texts do not have in common; "" = not written.
struct TextDifference {
  std::string path, mine, theirs;
};
// By path; empty when they differ in comments and layout alone. Nullopt when one is not YAML.
std::optional<std::vector<TextDifference>> text_differences(const std::string& mine,
                                                            const std::string& theirs);

}  // namespace costwright::study

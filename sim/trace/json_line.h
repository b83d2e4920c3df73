#pragma once
// One line of JSON, an object, as its members: their names and values as text.
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace costwright::sim {

// In the order of the line. Those of an object within are named by both: `usage.prompt_tokens`.
// Numbers are as they are written; null, and an array, which is no figure, are "", and what is in
// an array or more than four objects deep is left out.
using JsonMembers = std::vector<std::pair<std::string, std::string>>;

// Returns what is wrong with the line, or "". Nothing legitimate has more than 256 members.
std::string split_json(std::string_view line, JsonMembers& members);

}  // namespace costwright::sim

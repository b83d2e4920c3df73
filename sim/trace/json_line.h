#pragma once
// One line of JSON, an object, as its members: their names and values as text.
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace costwright::sim {

// In the order of the line. Numbers are as they are written; null, and an object or array within,
// which are no figures, are "".
using JsonMembers = std::vector<std::pair<std::string, std::string>>;

// Returns what is wrong with the line, or "". Nothing legitimate has more than 64 members.
std::string split_json(std::string_view line, JsonMembers& members);

}  // namespace costwright::sim

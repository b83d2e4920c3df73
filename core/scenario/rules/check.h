#pragma once
// The rules between fields that need no catalogue: references between sections, dates inside the
// horizon and in order, electricity billed twice, arrivals that fit the demand. A rule that
// reads a faulty field is skipped: what it says would mislead.
#include <functional>
#include <set>
#include <string>

namespace costwright {

class Diagnostics;
struct LoadedScenario;

void check_rules(const LoadedScenario& loaded,
                 const std::set<std::string, std::less<>>& faulty,
                 Diagnostics& diagnostics);

}  // namespace costwright

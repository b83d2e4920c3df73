#pragma once
// A figure of the catalogue with its origin, and the list of those that a run used.
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/diagnostics.h"

namespace costwright {

enum class FactStatus { kRead, kEstimate, kUnverified, kUser };  // kUser: from the user's own CSV
std::string_view to_string(FactStatus status);
std::optional<FactStatus> fact_status(std::string_view text);

// One figure with its origin: what provenance.csv lists.
struct Fact {
  std::string table, key, column;
  double value{};
  FactStatus status{};
  std::string source, as_of;
  Place place;  // CSV file and line
};

// The facts that a run used, each once, in order of table, key, column.
class FactLog {
 public:
  void use(const Fact& fact);
  std::vector<Fact> all() const;

 private:
  std::map<std::string, Fact> used_;
};

}  // namespace costwright

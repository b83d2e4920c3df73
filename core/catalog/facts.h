#pragma once
// A figure of the catalogue with its origin, and the list of those that a run used.
#include <memory>
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

// The facts that a run used, each once, in order of table, key, column. Copies share them.
class FactLog {
 public:
  using Used = std::shared_ptr<const Fact>;

  void use(const Fact& fact);
  void use(const FactLog& facts);
  std::vector<Fact> all() const;
  const std::vector<Used>& used() const { return used_; }

 private:
  // Where the fact stands, or would.
  std::vector<Used>::const_iterator find(const Fact& fact) const;

  std::vector<Used> used_;
};

}  // namespace costwright

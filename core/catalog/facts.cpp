#include "core/catalog/facts.h"

#include <stdexcept>

namespace costwright {

std::string_view to_string(FactStatus status) {
  switch (status) {
    case FactStatus::kRead:
      return "read";
    case FactStatus::kEstimate:
      return "estimate";
    case FactStatus::kUnverified:
      return "unverified";
    case FactStatus::kUser:
      return "user";
  }
  throw std::logic_error("unknown FactStatus");
}

std::optional<FactStatus> fact_status(std::string_view text) {
  for (const auto status :
       {FactStatus::kRead, FactStatus::kEstimate, FactStatus::kUnverified, FactStatus::kUser}) {
    if (to_string(status) == text) {
      return status;
    }
  }
  return std::nullopt;
}

void FactLog::use(const Fact& fact) {
  using namespace std::string_literals;
  used_.emplace(fact.table + "\0"s + fact.key + "\0"s + fact.column, fact);
}

std::vector<Fact> FactLog::all() const {
  std::vector<Fact> facts;
  for (const auto& [key, fact] : used_) {
    facts.push_back(fact);
  }
  return facts;
}

}  // namespace costwright

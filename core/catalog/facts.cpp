#include "core/catalog/facts.h"

#include <algorithm>
#include <stdexcept>
#include <tuple>

namespace costwright {
namespace {

auto name_of(const Fact& fact) {
  return std::tie(fact.table, fact.key, fact.column);
}

}  // namespace

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

std::vector<FactLog::Used>::const_iterator FactLog::find(const Fact& fact) const {
  return std::lower_bound(used_.begin(), used_.end(), fact, [](const Used& a, const Fact& b) {
    return name_of(*a) < name_of(b);
  });
}

void FactLog::use(const Fact& fact) {
  const auto at = find(fact);
  if (at == used_.end() || name_of(**at) != name_of(fact)) {
    used_.insert(at, std::make_shared<const Fact>(fact));
  }
}

void FactLog::use(const FactLog& facts) {
  for (const Used& fact : facts.used_) {
    const auto at = find(*fact);
    if (at == used_.end() || name_of(**at) != name_of(*fact)) {
      used_.insert(at, fact);
    }
  }
}

std::vector<Fact> FactLog::all() const {
  std::vector<Fact> facts;
  facts.reserve(used_.size());
  for (const Used& fact : used_) {
    facts.push_back(*fact);
  }
  return facts;
}

}  // namespace costwright

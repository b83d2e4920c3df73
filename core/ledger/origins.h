#pragma once
// What the price, the stated quantity and the factors of a ledger line come from: figures of the
// catalogue and fields of the scenario, by what names their row in provenance.csv. The lines of an
// item share a set of them, which each line names by a small number.
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/shared.h"

namespace costwright {

struct LineOrigin {
  std::string table;   // of the catalogue; "": a field of the scenario, written or left to its
                       // default
  std::string key;     // of the row; the field's path
  std::string column;  // of the row
  auto operator<=>(const LineOrigin&) const = default;
};

struct ItemOrigins {
  std::string path;                 // what of the scenario is paid for: "fleet.h100.owned"
  std::vector<LineOrigin> figures;  // the price's first
};

class OriginSets {
 public:
  using Set = Shared<ItemOrigins>;
  static constexpr int kNone = 0;

  int add(Set origins) {
    sets_.push_back(std::move(origins));
    return static_cast<int>(sets_.size()) - 1;
  }
  const Set& set(int index) const { return sets_[static_cast<std::size_t>(index)]; }
  const std::vector<LineOrigin>& of(int index) const { return set(index)->figures; }
  const std::string& path(int index) const { return set(index)->path; }
  // Whether it is paid for `entry` ("fleet.h100") or a part of it.
  bool is_for(int index, std::string_view entry) const {
    const std::string& paid = path(index);
    return paid.starts_with(entry) && (paid.size() == entry.size() || paid[entry.size()] == '.');
  }

 private:
  std::vector<Set> sets_{1};
};

}  // namespace costwright

#pragma once
// The axes along which reports group ledger lines. Private to study/reports.
#include <array>
#include <string>
#include <utility>
#include <vector>

#include "study/run.h"

namespace costwright {

inline constexpr std::array kCategories{Category::kHardware, Category::kSoftware,
                                        Category::kStaffing, Category::kData,
                                        Category::kCloud,    Category::kEnergy};
inline constexpr std::array kComponents{Component::kDataPipeline, Component::kTraining,
                                        Component::kServing, Component::kApplication,
                                        Component::kShared};

struct Sums {
  Minor cash{}, expense{};
};

// Sums by key in order of first appearance; `key` maps a line to its group.
template <class Key>
std::vector<std::pair<std::string, Sums>> grouped_sums(const Ledger& ledger, Key key) {
  std::vector<std::pair<std::string, Sums>> groups;
  for (const auto& line : ledger.lines) {
    const std::string name = key(line);
    auto found = std::find_if(groups.begin(), groups.end(), [&](const auto& g) {
      return g.first == name;
    });
    if (found == groups.end()) {
      found = groups.insert(groups.end(), {name, {}});
    }
    found->second.cash += line.cash;
    found->second.expense += line.expense;
  }
  return groups;
}

}  // namespace costwright

#include "core/ledger/pivot.h"

#include <algorithm>
#include <unordered_map>

#include <fmt/format.h>

#include "core/calendar.h"

namespace costwright {
namespace {

std::string label_of(const LedgerLine& line, Axis axis, int fiscal_year_start) {
  switch (axis) {
    case Axis::kMonth:
      return to_string(line.period);
    case Axis::kCalendarYear:
      return std::to_string(line.period.year);
    case Axis::kFiscalYear:
      return fiscal_year_name(line.period, fiscal_year_start);
    case Axis::kCategory:
      return std::string(to_string(line.category));
    case Axis::kComponent:
      return std::string(to_string(line.component));
    case Axis::kWorkload:
      return line.workload;
    case Axis::kTeam:
      return line.team;
    case Axis::kSite:
      return line.site;
    case Axis::kItem:
      break;
  }
  return line.item;
}

// Groups with a smaller rank come first; equal ranks keep the order of first appearance.
int rank_of(const LedgerLine& line, Axis axis) {
  switch (axis) {
    case Axis::kMonth:
    case Axis::kCalendarYear:
    case Axis::kFiscalYear:
      return line.period - YearMonth{0, 1};
    case Axis::kCategory:
      return static_cast<int>(line.category);
    case Axis::kComponent:
      return static_cast<int>(line.component);
    default:
      return 0;
  }
}

}  // namespace

std::vector<PivotRow> pivot(const Ledger& ledger, Axis axis, int fiscal_year_start) {
  std::vector<std::pair<int, PivotRow>> groups;
  std::unordered_map<std::string, std::size_t> index;  // looked up, never iterated
  for (const auto& line : ledger.lines) {
    std::string label = label_of(line, axis, fiscal_year_start);
    const auto [found, is_new] = index.emplace(std::move(label), groups.size());
    if (is_new) {
      groups.push_back({rank_of(line, axis), {found->first, 0, 0}});
    }
    PivotRow& row = groups[found->second].second;
    row.cash += line.cash;
    row.expense += line.expense;
  }
  std::stable_sort(groups.begin(), groups.end(), [](const auto& a, const auto& b) {
    return a.first < b.first;
  });
  std::vector<PivotRow> rows;
  for (auto& [rank, row] : groups) {
    rows.push_back(std::move(row));
  }
  return rows;
}

}  // namespace costwright

#pragma once
// Sums of ledger lines along one axis. Every pivot of a ledger has the same total, to the cent.
#include <string>
#include <vector>

#include "core/ledger/ledger.h"

namespace costwright {

enum class Axis {
  kMonth,
  kCalendarYear,
  kFiscalYear,
  kCategory,
  kComponent,
  kWorkload,
  kTeam,
  kSite,
  kItem
};
struct PivotRow {
  // "2027-01", "2027", "FY2028" (named after its end), "hardware", ...; "" = no site
  std::string label;
  Minor cash{}, expense{};  // two bases, never added
};

// Time axes run forward, categories and components in the order of their enumerations, the rest in
// order of first appearance. Only groups that have a line. `fiscal_year_start` is a month, 1..12.
std::vector<PivotRow> pivot(const Ledger& ledger, Axis axis, int fiscal_year_start = 1);

}  // namespace costwright

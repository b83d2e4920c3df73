#pragma once
// The figures an analyst looks at first, picked from the summary table: label, value, range, mark.
#include <vector>

#include <QString>

#include "core/report/table.h"

namespace costwright::gui {

struct Headline {
  QString metric;              // of summary.csv
  QString label, value, unit;  // value as the command line prints a cell
  QString range;               // "2.94 M to 2.95 M"; "" where there is none
  QString mark, note;
};

// Those of the table that exist, in a fixed order; a metric with several keys once for each.
std::vector<Headline> headlines(const Table& summary);

}  // namespace costwright::gui

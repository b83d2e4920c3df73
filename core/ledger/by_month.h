#pragma once
// What is paid in each month of a horizon.
#include <vector>

#include "core/ledger/ledger.h"

namespace costwright {

// By month from `start`; every line falls within `months` of it.
std::vector<Minor> cash_by_month(const Ledger& ledger, YearMonth start, int months);

}  // namespace costwright

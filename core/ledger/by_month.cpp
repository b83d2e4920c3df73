#include "core/ledger/by_month.h"

namespace costwright {

std::vector<Minor> cash_by_month(const Ledger& ledger, YearMonth start, int months) {
  std::vector<Minor> cash(static_cast<std::size_t>(months));
  for (const LedgerLine& line : ledger.lines) {
    cash.at(static_cast<std::size_t>(line.period - start)) += line.cash;
  }
  return cash;
}

}  // namespace costwright

#pragma once
// What stands on the balance sheet: assets (servers, perpetual licences) and prepaid terms. All
// months are counted from the horizon's start (0 = its first month, below 0 before it); amounts are
// cents. Straight line: accumulated depreciation after k months in service = round((price -
// residual) x k / life), k <= life, so that the monthly lines add up to the cent [IAS 16,
// straight-line method]. Not modelled: impairment before the asset leaves the books, revaluation,
// tax depreciation.
#include <limits>

#include "core/ledger/ledger.h"

namespace costwright::cost {

inline constexpr int kNever = std::numeric_limits<int>::max();

struct Asset {
  Minor price{}, residual{};  // residual is the book value after `life` months
  int paid{};                 // paid at this month's start
  int in_service{};           // first month with depreciation
  int life = 1;               // months, > 0
  int service_end = kNever;   // first month without depreciation: retired or sold
  int removed = kNever;       // sold or written off at this month's end
};

// Accumulated by the end of `month`.
Minor depreciated(const Asset& asset, int month);
// At the end of `month`: price - depreciated from the month it is paid or enters service (before
// service: construction in progress) until it is removed, else 0.
Minor book_value(const Asset& asset, int month);
// At the end of `month`: the price of an asset that serves before it is paid.
Minor payable(const Asset& asset, int month);

// A term paid at the start of month `start` and used up evenly over `months` (cumulative rounding).
// When it is given up, nothing is refunded: the rest is expensed in month `last`.
struct Prepaid {
  Minor amount{};
  int start{};
  int months = 12;
  int last = kNever;
};
// Expensed by the end of `month`; what remains then is the prepaid balance.
Minor used_up(const Prepaid& prepaid, int month);
Minor prepaid_balance(const Prepaid& prepaid, int month);

}  // namespace costwright::cost

#pragma once
// What is committed to by the hour, reservations and savings plans: due for whole terms, used or
// not. Of a term's amount U, the share u is paid at its start and used up evenly over its months;
// the rest is paid at each month's end for the hours of that month:
//   cash(month) = (1 - u) x price x hours;  expense(month) = cash(month) + part of the upfront
// What is paid ahead and not used up stays on the balance sheet (prepaid), what is still due after
// the horizon is a commitment of the ledger. Hours are the calendar's: a term with a 29 February
// has 24 more [FOCUS 1.2, commitment discounts: a year of 1 USD/h is 8,760.00].
#include <functional>
#include <string>
#include <vector>

#include "core/cost/rules.h"

namespace costwright::cost {

struct HourlyCommitment {
  std::string item;                        // "rented: reserved hours"
  MonthRange range;                        // of its use; terms run on to their end
  int term = 12;                           // months
  double upfront = 0;                      // share of a term's amount
  std::function<double(int month)> price;  // an hour, locked for its term
};

struct MonthlyCost {
  Minor cash{}, expense{};
};

class CommittedTerms {
 public:
  CommittedTerms(CostRun& run, HourlyCommitment commitment);

  // First month after the last term; may lie beyond the horizon.
  int end() const { return end_; }
  // First month that is not billed any more.
  int billed_end() const { return std::min(end_, run_.months()); }
  // Posts the payments at the terms' starts.
  void pay_upfront(const Posting& line, const Shares& shares) const;
  // Of a month from the first to billed_end(), without what is paid at its start.
  MonthlyCost cost(int month) const;
  // Enters what is due after the horizon. `says`: "'rented' is reserved".
  void owe_the_rest(const std::string& path, const std::string& says) const;

 private:
  double term_hours(int begin) const;
  Minor recurring(int month) const;

  CostRun& run_;
  HourlyCommitment commitment_;
  int end_;
  std::vector<Prepaid> prepaid_;  // by term
};

// First month of the term that `month` belongs to, terms beginning in `first`.
inline int term_start(int first, int term, int month) {
  return month - (month - first) % term;
}

}  // namespace costwright::cost

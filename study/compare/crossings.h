#pragma once
// When one alternative overtakes another: who has paid less by the end of each month.
//   cash            sum of the ledger's cash up to the month
//   present value   the same, each payment discounted at its scenario's rate from its place at the
//                   month's start or end (core/finance)
// Proceeds are in both; the terminal value and benefits are in neither. A month before a scenario's
// start has nothing, one after its horizon what was paid until then.
// The hour of a crossing spreads what is paid at a month's end evenly over the month: of machines
// against hours it is the break-even in hours of use.
// Worked: 100 at once against 30 at the end of each month: behind in months 1 to 3, ahead from 4
// on.
#include <vector>

#include "core/calendar.h"
#include "study/outcome/evaluation.h"

namespace costwright::study {

enum class Lead { kBaseline, kAlternative };  // who has paid less

// By the end of this month and until the next lead.
struct LeadFrom {
  YearMonth month;
  Lead lead{};
  double hours{};  // from the earlier start on, when it begins
};

// Each list begins with the first month that is not a tie; the others are crossings. Empty: a tie
// throughout.
struct Crossings {
  std::vector<LeadFrom> cash, present_value;
};

// Of one speed: `a` and `b` are the evaluations' own figures or those of an end.
Crossings crossings(const Evaluation& baseline,
                    const Figures& a,
                    const Evaluation& alternative,
                    const Figures& b);

}  // namespace costwright::study

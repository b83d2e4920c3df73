#include "core/cost/commitments.h"

#include <algorithm>
#include <utility>

namespace costwright::cost {

CommittedTerms::CommittedTerms(CostRun& run, HourlyCommitment commitment)
    : run_(run), commitment_(std::move(commitment)) {
  const auto& [begin, end] = commitment_.range;
  const int term = commitment_.term;
  require(term > 0, "a term of {} months", term);
  end_ = begin + (end - begin + term - 1) / term * term;
  for (int start = begin; start < end_ && commitment_.upfront > 0; start += term) {
    const double amount = commitment_.upfront * commitment_.price(start) * term_hours(start);
    prepaid_.push_back({run_.amount(amount, commitment_.item), start, term});
    run_.prepay(prepaid_.back());
  }
}

double CommittedTerms::term_hours(int begin) const {
  double hours = 0;
  for (int m = begin; m < begin + commitment_.term; ++m) {
    hours += run_.hours(m);
  }
  return hours;
}

void CommittedTerms::pay_upfront(const Posting& line, const Shares& shares) const {
  for (const Prepaid& paid : prepaid_) {
    run_.post(paid.start, line,
              {term_hours(paid.start), commitment_.upfront * commitment_.price(paid.start),
               paid.amount, 0, true},
              shares);
  }
}

Minor CommittedTerms::recurring(int m) const {
  return run_.amount((1 - commitment_.upfront) * commitment_.price(m) * run_.hours(m),
                     commitment_.item);
}

MonthlyCost CommittedTerms::cost(int m) const {
  MonthlyCost cost{recurring(m), recurring(m)};
  if (!prepaid_.empty()) {
    const int term = (m - commitment_.range.begin) / commitment_.term;
    const Prepaid& paid = prepaid_[static_cast<std::size_t>(term)];
    cost.expense += used_up(paid, m) - used_up(paid, m - 1);
  }
  return cost;
}

void CommittedTerms::owe_the_rest(const std::string& path, const std::string& says) const {
  Minor beyond = 0;
  for (int m = run_.months(); m < end_; ++m) {
    beyond += recurring(m);
  }
  if (beyond == 0) {
    return;
  }
  run_.commit(commitment_.item, end_ - 1, beyond);
  run_.diagnostics().warning(
      run_.place(path),
      fmt::format("{} to {}, beyond the horizon: the last {} months of the commitment are not in "
                  "the cost",
                  says, to_string(run_.month(end_ - 1)), end_ - run_.months()));
}

}  // namespace costwright::cost

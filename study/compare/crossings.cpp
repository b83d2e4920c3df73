#include "study/compare/crossings.h"

#include <algorithm>
#include <cmath>

#include "core/finance/finance.h"
#include "core/scenario/scenario.h"

namespace costwright::study {
namespace {

struct Paid {
  double cash{}, present_value{};
};

// Months that two scenarios cover together.
struct Span {
  YearMonth start;
  std::size_t months{};
};

YearMonth end_of(const Scenario& scenario) {
  return scenario.start + scenario.horizon.count;
}

Span span_of(const Scenario& a, const Scenario& b) {
  const YearMonth start = std::min(a.start, b.start);
  return {start, static_cast<std::size_t>(std::max(end_of(a), end_of(b)) - start)};
}

// Up to a month's end, and with what is paid at its start alone.
struct PaidUntil {
  Paid start, end;
};

// In each month of the span. Cents are summed first, so that equal ledgers tie.
std::vector<PaidUntil> paid_until(const Scenario& scenario,
                                  const Ledger& ledger,
                                  const Span& span) {
  std::vector<Minor> at_start(span.months), at_end(span.months);
  for (const LedgerLine& line : ledger.lines) {
    (line.at_start ? at_start : at_end)[static_cast<std::size_t>(line.period - span.start)] +=
        line.cash;
  }
  const double rate = scenario.finance.discount_rate.per_year;
  std::vector<PaidUntil> until(span.months);
  Paid sum;
  for (std::size_t m = 0; m < span.months; ++m) {
    const double t = static_cast<double>(m) - (scenario.start - span.start);
    const double first = to_major(at_start[m]);
    const double last = to_major(at_end[m]);
    const double discounted = first * finance::discount_factor(rate, t);
    until[m].start = {sum.cash + first, sum.present_value + discounted};
    sum.cash += first + last;
    sum.present_value += discounted + last * finance::discount_factor(rate, t + 1);
    until[m].end = sum;
  }
  return until;
}

// The part of a month after which a difference that goes from `before` to `after` has no longer the
// sign that it had.
double part_of_month(double before, double after) {
  return before * after < 0 ? before / (before - after) : 0;
}

std::vector<LeadFrom> leads(const Span& span,
                            const std::vector<PaidUntil>& a,
                            const std::vector<PaidUntil>& b,
                            double Paid::*what) {
  constexpr double kHalfACent = 0.005;
  std::vector<LeadFrom> found;
  double hours = 0;  // by the month's start
  for (std::size_t m = 0; m < span.months; ++m) {
    const YearMonth month = span.start + static_cast<int>(m);
    const double more = b[m].end.*what - a[m].end.*what;
    const Lead lead = more < 0 ? Lead::kAlternative : Lead::kBaseline;
    if (std::abs(more) > kHalfACent && (found.empty() || found.back().lead != lead)) {
      const double part = part_of_month(b[m].start.*what - a[m].start.*what, more);
      found.push_back({month, lead, hours + part * hours_in(month)});
    }
    hours += hours_in(month);
  }
  return found;
}

}  // namespace

Crossings crossings(const Evaluation& baseline,
                    const Figures& a,
                    const Evaluation& alternative,
                    const Figures& b) {
  const Scenario& first = baseline.scenario();
  const Scenario& second = alternative.scenario();
  const Span span = span_of(first, second);
  const auto paid_a = paid_until(first, a.ledger, span);
  const auto paid_b = paid_until(second, b.ledger, span);
  return {leads(span, paid_a, paid_b, &Paid::cash),
          leads(span, paid_a, paid_b, &Paid::present_value)};
}

}  // namespace costwright::study

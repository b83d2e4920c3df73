#include "study/compare/crossings.h"

#include <algorithm>
#include <cmath>

#include "core/finance/finance.h"

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

// Up to the end of each month of the span. Cents are summed first, so that equal ledgers tie.
std::vector<Paid> paid_until(const Scenario& scenario, const Ledger& ledger, const Span& span) {
  std::vector<Minor> at_start(span.months), at_end(span.months);
  for (const LedgerLine& line : ledger.lines) {
    (line.at_start ? at_start : at_end)[static_cast<std::size_t>(line.period - span.start)] +=
        line.cash;
  }
  const double rate = scenario.finance.discount_rate.per_year;
  std::vector<Paid> until(span.months);
  Paid sum;
  for (std::size_t m = 0; m < span.months; ++m) {
    const double t = static_cast<double>(m) - (scenario.start - span.start);
    const double first = to_major(at_start[m]);
    const double last = to_major(at_end[m]);
    sum.cash += first + last;
    sum.present_value +=
        first * finance::discount_factor(rate, t) + last * finance::discount_factor(rate, t + 1);
    until[m] = sum;
  }
  return until;
}

std::vector<LeadFrom> leads(const Span& span,
                            const std::vector<Paid>& a,
                            const std::vector<Paid>& b,
                            double Paid::*what) {
  constexpr double kHalfACent = 0.005;
  std::vector<LeadFrom> found;
  for (std::size_t m = 0; m < span.months; ++m) {
    const double more = b[m].*what - a[m].*what;
    const Lead lead = more < 0 ? Lead::kAlternative : Lead::kBaseline;
    if (std::abs(more) > kHalfACent && (found.empty() || found.back().lead != lead)) {
      found.push_back({span.start + static_cast<int>(m), lead});
    }
  }
  return found;
}

}  // namespace

Crossings crossings(const Evaluation& baseline,
                    const Figures& a,
                    const Evaluation& alternative,
                    const Figures& b) {
  const Scenario& first = baseline.loaded.scenario;
  const Scenario& second = alternative.loaded.scenario;
  const Span span = span_of(first, second);
  const auto paid_a = paid_until(first, a.ledger, span);
  const auto paid_b = paid_until(second, b.ledger, span);
  return {leads(span, paid_a, paid_b, &Paid::cash),
          leads(span, paid_a, paid_b, &Paid::present_value)};
}

}  // namespace costwright::study

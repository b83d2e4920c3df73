#include "core/finance/finance.h"

#include <algorithm>
#include <cmath>

#include "core/diagnostics.h"

namespace costwright::finance {

double discount_factor(double annual_rate, double months) {
  require(annual_rate > -1, "annual_rate = {}, must exceed -1", annual_rate);
  return std::pow(1 + annual_rate, -months / 12);
}

double present_value(std::span<const CashFlow> flows, double annual_rate) {
  double sum = 0;
  for (const auto& flow : flows) {
    sum += flow.amount * discount_factor(annual_rate, flow.months);
  }
  return sum;
}

std::optional<double> break_even_hours(double capex,
                                       double cloud_per_hour,
                                       double own_opex_per_hour) {
  const double saved_per_hour = cloud_per_hour - own_opex_per_hour;
  return saved_per_hour > 0 ? std::optional(capex / saved_per_hour) : std::nullopt;
}

std::optional<int> payback_month(std::span<const NetMonth> months) {
  // Benefits are not rounded: what is less than half a cent short is paid back.
  const auto is_negative = [](double amount) {
    return amount < -0.005;
  };
  double cumulative = 0;
  std::size_t reached = 0;  // the month (from 1) by whose end it is no longer negative, so far
  for (std::size_t m = 0; m < months.size(); ++m) {
    cumulative += months[m].start;
    reached = is_negative(cumulative) ? m + 1 : reached;
    cumulative += months[m].end;
    reached = is_negative(cumulative) ? m + 2 : reached;
  }
  return reached > months.size() ? std::nullopt : std::optional(static_cast<int>(reached));
}

double funding_need(std::span<const NetMonth> months) {
  double cumulative = 0;
  double lowest = 0;
  for (const NetMonth& month : months) {
    cumulative += month.start;
    lowest = std::min(lowest, cumulative);
    cumulative += month.end;
    lowest = std::min(lowest, cumulative);
  }
  return 0 - lowest;
}

std::optional<double> coverage(const CommitmentUse& use) {
  return use.eligible > 0 ? std::optional(use.covered / use.eligible) : std::nullopt;
}

std::optional<double> utilisation(const CommitmentUse& use) {
  const Minor all = use.used + use.unused;
  return all > 0 ? std::optional(static_cast<double>(use.used) / static_cast<double>(all))
                 : std::nullopt;
}

std::optional<double> effective_savings_rate(const CommitmentUse& use) {
  return use.on_demand_is_known && use.eligible > 0
             ? std::optional((use.covered - to_major(use.used + use.unused)) / use.eligible)
             : std::nullopt;
}

}  // namespace costwright::finance

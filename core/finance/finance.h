#pragma once
// Corporate-finance conventions, nominal, before tax. r is the effective annual rate; a cash flow t
// months after the start is discounted by (1 + r)^(-t/12): t = m for a flow at the start of month m
// (from 0), m + 1 at its end.
#include <optional>
#include <span>
#include <vector>

#include "core/ledger/ledger.h"

namespace costwright::finance {

// (1 + annual_rate)^(-months / 12); annual_rate > -1.
double discount_factor(double annual_rate, double months);

struct CashFlow {
  double amount{};  // > 0 is paid, < 0 received
  double months{};  // after the start
};
double present_value(std::span<const CashFlow> flows, double annual_rate);

// Hours of use after which buying beats renting: capex / (cloud - own opex), all per hour [Lenovo
// LP2225]. Nullopt when renting never costs more per hour than the own running cost.
std::optional<double> break_even_hours(double capex,
                                       double cloud_per_hour,
                                       double own_opex_per_hour);

// Net benefit of a month: received less paid, at its start and at its end.
struct NetMonth {
  double start{}, end{};
};
// First month (from 1) by whose end the cumulative net benefit is no longer negative and from which
// on it never is again, to the cent: a second tranche that puts it under water is paid back too. 0
// when it never was negative (nothing to pay back); nullopt when it ends so.
std::optional<int> payback_month(std::span<const NetMonth> months);

// The most that was paid beyond what was received until then, at any month's start or end; >= 0.
double funding_need(std::span<const NetMonth> months);

// Of a commitment [FinOps Foundation, effective savings rate]: the share of what it could pay that
// it paid, the share of it that was used, and what it saved of all that it could pay. Nullopt:
// nothing that it could pay, or no on-demand price.
std::optional<double> coverage(const CommitmentUse& use);
std::optional<double> utilisation(const CommitmentUse& use);
std::optional<double> effective_savings_rate(const CommitmentUse& use);

}  // namespace costwright::finance

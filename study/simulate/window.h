#pragma once
// The window of a simulation with its hours simulated shorter than they are, each at its own rate
// and with what is under way going on in the next: as good where the pool forgets within minutes
// what has happened to it.
#include "study/plan/plan.h"

namespace costwright::study {

// The most by which hours are cut: a trace must be seen whole even then.
inline constexpr int kShortestHour = 18;

// Whether hours may be cut: not where something runs by the clock or remembers for long
// (autoscaling, outages, response caches, think times, traces with sessions or prefixes), not a
// trace that would no longer be seen whole, and not where requests are passed on.
bool can_be_shortened(const Simulation& run, const TypicalDays& days);

// Each hour, and the warm-up, 1 / `times` as long. repeated(usage, times) of its usage stands for
// the whole window.
Simulation shortened(const Simulation& run, int times);

// To so many digits; what libraries of other machines compute otherwise in the last one is lost.
double rounded(double value, int digits);

// The same pool with these requests per hour of the window, by stream; rates are rounded to ten
// digits, so that the same load is the same simulation whichever scenario it comes from.
Simulation with_rates(const Simulation& run, const std::vector<std::vector<double>>& rates);

// By stream of its own clients, in the plan's order.
std::vector<std::vector<double>> rates_of(const Simulation& run);

}  // namespace costwright::study

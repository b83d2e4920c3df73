#pragma once
// Several objectives, each to be minimised: which points are on the front, and how good a front is.
#include <span>
#include <vector>

#include "solve/summary.h"

namespace costwright::solve {

// No worse anywhere and better somewhere.
bool dominates(std::span<const double> one, std::span<const double> other);

std::vector<double> values_of(std::span<const Range> ranges);
// Every excess is <= 0.
bool is_feasible(const Answer& answer);

// By how much constraints are violated in all; 0 when it is feasible.
double violation_of(const Answer& answer);

// What no other dominates, of those that are feasible, by `value`; ascending in the first
// objective, then the next. Of several with equal objectives the first stays.
std::vector<Candidate> front_of(std::span<const Candidate> candidates);

// The volume that is dominated by the points and dominates the reference, exactly [pagmo2]: of a
// front with one objective the distance. Points that are not below the reference everywhere count
// nothing.
double hypervolume(std::span<const std::vector<double>> points, std::span<const double> reference);

// The compromise: the point with the least sum of objectives, each scaled to 0 .. 1 over the front.
// With two objectives it is the one furthest below the line through the ends of the front [Das
// 1999]. The front is not empty; of equals the first.
std::size_t knee_of(std::span<const Candidate> front);

}  // namespace costwright::solve

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

// What no other dominates, of those that are feasible, by `value`; ascending in the first
// objective, then the next. Of several with equal objectives the first stays.
std::vector<Candidate> front_of(std::span<const Candidate> candidates);

// The volume that is dominated by the points and dominates the reference, exactly [pagmo2]: of a
// front with one objective the distance. Points that are not below the reference everywhere count
// nothing.
double hypervolume(std::span<const std::vector<double>> points, std::span<const double> reference);

// The compromise: the point of the front that is furthest below the plane through its extremes
// (with every objective scaled to 0 .. 1 over the front) [Das 1999]. 0 for a front of one or two.
// The front is not empty.
std::size_t knee_of(std::span<const Candidate> front);

}  // namespace costwright::solve

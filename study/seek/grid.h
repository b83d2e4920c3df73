#pragma once
// The values of a field that are looked at first.
#include <optional>
#include <vector>

#include "study/seek/goal_seek.h"

namespace costwright::study {

struct SeekRange {
  double from{}, to{};
};
// Nullopt with an error when an end is no value of the field, when there is nothing between them,
// or when the field has no value above or below 0 to start from.
std::optional<SeekRange> range_of(const ScalarField& field,
                                  const SeekRequest& request,
                                  Diagnostics& diagnostics);

// Ascending, each once.
std::vector<double> grid_of(const ScalarField& field, const SeekRange& range, int points);

}  // namespace costwright::study

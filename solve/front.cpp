#include "solve/front.h"

#include <algorithm>
#include <numeric>
#include <pagmo/utils/hypervolume.hpp>

#include "core/diagnostics.h"
#include "solve/frontier.h"

namespace costwright::solve {

bool dominates(std::span<const double> one, std::span<const double> other) {
  bool is_better = false;
  for (std::size_t i = 0; i < one.size(); ++i) {
    if (one[i] > other[i]) {
      return false;
    }
    is_better |= one[i] < other[i];
  }
  return is_better;
}

std::vector<double> values_of(std::span<const Range> ranges) {
  std::vector<double> values;
  for (const Range& range : ranges) {
    values.push_back(range.value);
  }
  return values;
}

bool is_feasible(const Answer& answer) {
  return std::all_of(answer.excess.begin(), answer.excess.end(), [](const Range& excess) {
    return excess.value <= 0;
  });
}

double violation_of(const Answer& answer) {
  double violation = 0;
  for (const Range& excess : answer.excess) {
    violation += std::max(excess.value, 0.0);
  }
  return violation;
}

std::vector<Candidate> front_of(std::span<const Candidate> candidates) {
  Frontier frontier;
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    if (is_feasible(candidates[i].answer)) {
      frontier.add(values_of(candidates[i].answer.objectives), i);
    }
  }
  std::vector<Candidate> front;
  for (const Frontier::Member& member : frontier.sorted()) {
    front.push_back(candidates[member.id]);
  }
  return front;
}

double hypervolume(std::span<const std::vector<double>> points, std::span<const double> reference) {
  const auto is_below = [&](const std::vector<double>& point) {
    return std::equal(point.begin(), point.end(), reference.begin(), std::less<>());
  };
  std::vector<std::vector<double>> below;
  std::copy_if(points.begin(), points.end(), std::back_inserter(below), is_below);
  if (below.empty()) {
    return 0;
  }
  if (reference.size() == 1) {
    return reference[0] - std::min_element(below.begin(), below.end())->front();
  }
  return pagmo::hypervolume(below).compute({reference.begin(), reference.end()});
}

namespace {

// Each objective's least and greatest over the front.
std::vector<Range> extent_of(std::span<const Candidate> front) {
  std::vector<Range> extent = front[0].answer.objectives;
  for (std::size_t i = 0; i < extent.size(); ++i) {
    const auto less = [i](const Candidate& a, const Candidate& b) {
      return a.answer.objectives[i].value < b.answer.objectives[i].value;
    };
    const auto [least, most] = std::minmax_element(front.begin(), front.end(), less);
    extent[i] = {.low = least->answer.objectives[i].value,
                 .value = 0,
                 .high = most->answer.objectives[i].value};
  }
  return extent;
}

}  // namespace

std::size_t knee_of(std::span<const Candidate> front) {
  require(!front.empty(), "an empty front has no knee");
  const std::vector<Range> extent = extent_of(front);
  const auto scaled_sum = [&](const Candidate& candidate) {
    double sum = 0;
    for (std::size_t i = 0; i < extent.size(); ++i) {
      const double width = extent[i].high - extent[i].low;
      sum += width > 0 ? (candidate.answer.objectives[i].value - extent[i].low) / width : 0;
    }
    return sum;
  };
  const auto knee =
      std::min_element(front.begin(), front.end(), [&](const Candidate& a, const Candidate& b) {
        return scaled_sum(a) < scaled_sum(b);
      });
  return static_cast<std::size_t>(knee - front.begin());
}

}  // namespace costwright::solve

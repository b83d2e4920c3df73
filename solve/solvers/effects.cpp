#include "solve/solvers/effects.h"

#include <algorithm>
#include <cmath>

namespace costwright::solve {
namespace {

// Over all groups, each of which explains what the others leave; from what was learnt last.
constexpr int kSweeps = 2;
// A cell is drawn towards 0 as by so many points: a pair has few and adds little.
constexpr double kDrawnByOne = 0.1, kDrawnByPair = 1;

}  // namespace

Effects::Effects(const std::vector<Decision>& decisions) {
  for (const Decision& decision : decisions) {
    choices_.push_back(static_cast<std::size_t>(decision.choices));
  }
  if (std::ranges::count(choices_, 0U) > 0) {
    return;
  }
  const auto add = [this](std::size_t first, std::size_t second, std::size_t cells) {
    groups_.push_back({first, second, all_cells_, cells});
    all_cells_ += cells;
  };
  for (std::size_t i = 0; i < choices_.size(); ++i) {
    add(i, i, choices_[i]);
  }
  for (std::size_t i = 0; i < choices_.size(); ++i) {
    for (std::size_t j = i + 1; j < choices_.size(); ++j) {
      add(i, j, choices_[i] * choices_[j]);
    }
  }
}

std::size_t Effects::cell(const Group& group, const Point& point) const {
  const auto first = static_cast<std::size_t>(point[group.first]);
  const auto second = static_cast<std::size_t>(point[group.second]);
  return group.begin + (group.is_pair() ? first * choices_[group.second] + second : first);
}

void Effects::learn(const std::vector<const Point*>& points,
                    const std::vector<std::vector<double>>& rows) {
  if (groups_.empty() || rows.empty()) {
    return;
  }
  std::vector<std::vector<std::size_t>> cells;
  for (const Point* point : points) {
    std::vector<std::size_t>& of_point = cells.emplace_back();
    for (const Group& group : groups_) {
      of_point.push_back(cell(group, *point));
    }
  }
  const std::size_t values = rows.front().size();
  mean_.assign(values, 0);
  adds_.resize(values, std::vector<double>(all_cells_, 0));
  for (std::size_t value = 0; value < values; ++value) {
    learn_value(value, cells, rows);
  }
}

// Backfitting.
void Effects::learn_value(std::size_t value,
                          const std::vector<std::vector<std::size_t>>& cells,
                          const std::vector<std::vector<double>>& rows) {
  const auto count = static_cast<double>(rows.size());
  std::vector<double>& adds = adds_[value];
  std::vector<double> left(rows.size());
  for (const std::vector<double>& row : rows) {
    mean_[value] += row[value] / count;
  }
  for (std::size_t p = 0; p < rows.size(); ++p) {
    left[p] = rows[p][value] - mean_[value];
    for (const std::size_t at : cells[p]) {
      left[p] -= adds[at];
    }
  }
  std::vector<double> sums(all_cells_), counts(all_cells_);
  for (int sweep = 0; sweep < kSweeps; ++sweep) {
    for (std::size_t g = 0; g < groups_.size(); ++g) {
      const Group& group = groups_[g];
      const auto begin = static_cast<std::ptrdiff_t>(group.begin);
      const auto end = begin + static_cast<std::ptrdiff_t>(group.cells);
      std::fill(sums.begin() + begin, sums.begin() + end, 0);
      std::fill(counts.begin() + begin, counts.begin() + end, 0);
      for (std::size_t p = 0; p < rows.size(); ++p) {
        sums[cells[p][g]] += left[p] + adds[cells[p][g]];
        counts[cells[p][g]] += 1;
      }
      const double drawn = group.is_pair() ? kDrawnByPair : kDrawnByOne;
      for (std::size_t p = 0; p < rows.size(); ++p) {
        const std::size_t at = cells[p][g];
        left[p] += adds[at] - sums[at] / (counts[at] + drawn);
      }
      for (std::size_t at = group.begin; at < group.begin + group.cells; ++at) {
        adds[at] = sums[at] / (counts[at] + drawn);
      }
    }
  }
}

std::vector<double> Effects::expected(const Point& point) const {
  std::vector<double> values = mean_;
  for (const Group& group : groups_) {
    const std::size_t at = cell(group, point);
    for (std::size_t value = 0; value < values.size(); ++value) {
      values[value] += adds_[value][at];
    }
  }
  return values;
}

}  // namespace costwright::solve

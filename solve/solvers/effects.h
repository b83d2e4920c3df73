#pragma once
// What choices are expected to come to, from what was evaluated: a mean, what each choice adds to
// it and what each pair of choices adds to that. It tells where to look and proves nothing.
#include <vector>

#include "solve/problem.h"

namespace costwright::solve {

class Effects {
 public:
  // Of whole decisions only: with a real number among them it never knows anything.
  explicit Effects(const std::vector<Decision>& decisions);

  // Of points and their values: one row each, as many values in every row.
  void learn(const std::vector<const Point*>& points, const std::vector<std::vector<double>>& rows);
  bool knows() const { return !mean_.empty(); }
  // By value. Only when it knows.
  std::vector<double> expected(const Point& point) const;

 private:
  // A choice of one decision, or of each of two; `cells` of them, from `begin` on.
  struct Group {
    std::size_t first{}, second{};
    std::size_t begin{}, cells{};
    bool is_pair() const { return first != second; }
  };
  std::size_t cell(const Group& group, const Point& point) const;
  void learn_value(std::size_t value,
                   const std::vector<std::vector<std::size_t>>& cells,
                   const std::vector<std::vector<double>>& rows);

  std::vector<std::size_t> choices_;
  std::vector<Group> groups_;
  std::size_t all_cells_ = 0;
  std::vector<double> mean_;
  std::vector<std::vector<double>> adds_;  // by value and cell
};

}  // namespace costwright::solve

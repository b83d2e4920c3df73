#pragma once
// One number for several objectives, to decide what is looked at first: their sum, each as a share
// of its scale. What dominates another comes before it.
#include <span>
#include <vector>

namespace costwright::solve {

class Ordering {
 public:
  // Scales: the sizes of these objectives; 1 for those that are 0 or infinite, and for one
  // alone: its order is its own.
  explicit Ordering(std::span<const double> typical);
  double of(std::span<const double> objectives) const;

 private:
  std::vector<double> scales_;
};

}  // namespace costwright::solve

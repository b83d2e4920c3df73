#pragma once
// A minimum of a loss over a few positive factors, without derivatives: each factor's logarithm in
// turn is moved by a step, and the move kept when the loss falls; when none helps, the steps halve,
// from 0.2 to 0.004. What a sweep gained is tried once more as a whole. Deterministic; the nearest
// minimum, which need not be the lowest.
#include <functional>
#include <vector>

namespace costwright {

struct FactorBounds {
  double low{}, high{};
};
std::vector<double> descend(std::vector<double> start,
                            const std::vector<FactorBounds>& bounds,
                            const std::function<double(const std::vector<double>&)>& loss);

// Of a logarithm of predicted / measured: quadratic to 1.5 spreads, linear beyond.
double robust_loss(double log_ratio, double spread);

}  // namespace costwright

#pragma once
// Nonlinear least squares over a few positive factors between bounds: Levenberg-Marquardt of Eigen
// on the factors' logarithms, which a logistic curve keeps inside. Deterministic; the nearest
// minimum, which need not be the lowest.
#include <functional>
#include <vector>

namespace costwright::study {

struct FactorBounds {
  double low{}, high{};  // 0 < low < high
};

// Writes the misfits, as many at every call, whose squares are summed.
using Misfits = std::function<void(const std::vector<double>& factors, std::vector<double>& out)>;

struct LeastSquaresOptions {
  double step = 1e-4;       // of a factor's logarithm, for the derivatives
  double first_step = 0.1;  // most that is tried at once; long ones may end on a bound
  double tolerance = 1e-6;  // relative, of the loss and of the factors
  int most_evaluations = 200;
};
struct LeastSquaresFit {
  std::vector<double> factors;
  double loss{};
  int evaluations{};
};
LeastSquaresFit least_squares(const std::vector<double>& start,
                              const std::vector<FactorBounds>& bounds,
                              const Misfits& misfits,
                              const LeastSquaresOptions& options = {});

// A misfit whose square is Huber's loss: quadratic to 1.5, linear beyond.
double robust(double misfit);

}  // namespace costwright::study

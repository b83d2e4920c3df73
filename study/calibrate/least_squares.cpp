#include "study/calibrate/least_squares.h"

#include <algorithm>
#include <cmath>
#include <unsupported/Eigen/NonLinearOptimization>

#include <Eigen/Core>

#include "core/diagnostics.h"

namespace costwright::study {
namespace {

constexpr double kHuber = 1.5;

// Position of a factor between its bounds, on a scale without bounds.
double to_free(double value, const FactorBounds& b) {
  const double share = std::log(value / b.low) / std::log(b.high / b.low);
  const double inside = std::clamp(share, 0.005, 0.995);
  return std::log(inside / (1 - inside));
}
double from_free(double position, const FactorBounds& b) {
  const double share = 1 / (1 + std::exp(-position));
  return b.low * std::pow(b.high / b.low, share);
}

// The shape that Eigen's solver asks for.
class Problem {
 public:
  using Scalar = double;
  enum { InputsAtCompileTime = Eigen::Dynamic, ValuesAtCompileTime = Eigen::Dynamic };
  using InputType = Eigen::VectorXd;
  using ValueType = Eigen::VectorXd;
  using JacobianType = Eigen::MatrixXd;

  Problem(const std::vector<double>& start,
          const std::vector<FactorBounds>& bounds,
          const Misfits& misfits,
          double step)
      : bounds_(bounds), misfits_(misfits), step_(step), start_(start.size()) {
    for (std::size_t i = 0; i < start.size(); ++i) {
      start_[static_cast<Eigen::Index>(i)] = to_free(start[i], bounds[i]);
    }
    misfits_(factors(start_), out_);
    // Eigen wants as many misfits as factors: the missing ones are zero.
    values_ = std::max(static_cast<int>(out_.size()), inputs());
  }

  int inputs() const { return static_cast<int>(bounds_.size()); }
  int values() const { return values_; }
  const InputType& start() const { return start_; }

  std::vector<double> factors(const InputType& x) const {
    std::vector<double> found;
    for (std::size_t i = 0; i < bounds_.size(); ++i) {
      found.push_back(from_free(x[static_cast<Eigen::Index>(i)], bounds_[i]));
    }
    return found;
  }

  int operator()(const InputType& x, ValueType& out) const {
    misfits_(factors(x), out_);
    out_.resize(static_cast<std::size_t>(values_));
    out = Eigen::Map<const ValueType>(out_.data(), values_);
    return 0;
  }

  int df(const InputType& x, JacobianType& jacobian) const {
    ValueType here(values());
    ValueType above(values());
    (*this)(x, here);
    InputType moved = x;
    for (int i = 0; i < inputs(); ++i) {
      const FactorBounds& b = bounds_[static_cast<std::size_t>(i)];
      const double share = 1 / (1 + std::exp(-x[i]));
      const double h = step_ / (std::log(b.high / b.low) * share * (1 - share));
      moved[i] = x[i] + h;
      (*this)(moved, above);
      moved[i] = x[i];
      jacobian.col(i) = (above - here) / h;
    }
    return 0;
  }

 private:
  const std::vector<FactorBounds>& bounds_;
  const Misfits& misfits_;
  double step_;
  InputType start_;
  int values_ = 0;
  mutable std::vector<double> out_;  // reused by every call
};

}  // namespace

LeastSquaresFit least_squares(const std::vector<double>& start,
                              const std::vector<FactorBounds>& bounds,
                              const Misfits& misfits,
                              const LeastSquaresOptions& options) {
  require(start.size() == bounds.size(), "{} factors, {} bounds", start.size(), bounds.size());
  Problem problem(start, bounds, misfits, options.step);
  Eigen::VectorXd x = problem.start();
  Eigen::LevenbergMarquardt<Problem> solver(problem);
  solver.parameters.ftol = options.tolerance;
  solver.parameters.xtol = options.tolerance;
  solver.parameters.maxfev = options.most_evaluations;
  solver.parameters.factor = options.first_step;
  solver.minimize(x);
  return {problem.factors(x), solver.fnorm * solver.fnorm, static_cast<int>(solver.nfev)};
}

double robust(double misfit) {
  const double size = std::abs(misfit);
  const double loss = size <= kHuber ? size * size : kHuber * (2 * size - kHuber);
  return std::copysign(std::sqrt(loss), misfit);
}

}  // namespace costwright::study

#include "study/calibrate/fit.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <unsupported/Eigen/NonLinearOptimization>

#include <Eigen/Core>

#include "study/calibrate/descent.h"

namespace costwright {
namespace {

constexpr double kStep = 0.04;  // of a factor's logarithm, for differences: above the ripples of a
                                // discrete simulation, below its bends
constexpr int kMostEvaluations = 12;

double spread_of(std::string_view metric) {
  return metric == "ttft_ms" ? 0.3 : 0.1;
}

// Signed root of the Huber loss, so that its square is the loss.
double robust(double misfit) {
  return std::copysign(std::sqrt(robust_loss(misfit, 1)), misfit);
}

// Position of a factor between its bounds, on a scale without bounds.
double to_free(double value, const LlmFactor& f) {
  value /= f.unit;
  const double share = std::log(value / f.low) / std::log(f.high / f.low);
  const double inside = std::clamp(share, 0.005, 0.995);
  return std::log(inside / (1 - inside));
}
double from_free(double position, const LlmFactor& f) {
  const double share = 1 / (1 + std::exp(-position));
  return f.unit * f.low * std::pow(f.high / f.low, share);
}

class Misfit {
 public:
  using Scalar = double;
  enum { InputsAtCompileTime = Eigen::Dynamic, ValuesAtCompileTime = Eigen::Dynamic };
  using InputType = Eigen::VectorXd;
  using ValueType = Eigen::VectorXd;
  using JacobianType = Eigen::MatrixXd;

  Misfit(const std::vector<Measurement>& measurements, const LlmEfficiency& prior)
      : measurements_(measurements), prior_(prior) {
    std::map<std::string, double> rows_of;
    for (const auto& m : measurements) {
      rows_of[m.at->replica.model.key] += 1;
    }
    const double even =
        static_cast<double>(measurements.size()) / static_cast<double>(rows_of.size());
    for (const auto& m : measurements) {
      weights_.push_back(std::sqrt(even / rows_of[m.at->replica.model.key]) /
                         spread_of(m.row->metric));
    }
  }

  int inputs() const { return static_cast<int>(llm_factors().size()); }
  int values() const { return static_cast<int>(measurements_.size()) + inputs(); }

  LlmEfficiency factors(const InputType& x) const {
    LlmEfficiency e;
    int i = 0;
    for (const LlmFactor& f : llm_factors()) {
      e.*f.member = from_free(x[i++], f);
    }
    return e;
  }
  InputType start() const {
    InputType x(inputs());
    int i = 0;
    for (const LlmFactor& f : llm_factors()) {
      x[i++] = to_free(prior_.*f.member, f);
    }
    return x;
  }

  int operator()(const InputType& x, ValueType& out) const {
    const LlmEfficiency e = factors(x);
    const std::vector<double> ratio = ratios(measurements_, e);
    for (std::size_t i = 0; i < ratio.size(); ++i) {
      out[static_cast<int>(i)] = ratio[i] > 0 ? robust(weights_[i] * std::log(ratio[i])) : 0;
    }
    int at = static_cast<int>(ratio.size());
    for (const LlmFactor& f : llm_factors()) {
      out[at++] = std::log(e.*f.member / (prior_.*f.member)) / f.spread;
    }
    return 0;
  }

  int df(const InputType& x, JacobianType& jacobian) const {
    ValueType here(values());
    ValueType above(values());
    (*this)(x, here);
    InputType moved = x;
    for (int i = 0; i < inputs(); ++i) {
      const LlmFactor& f = llm_factors()[static_cast<std::size_t>(i)];
      const double share = 1 / (1 + std::exp(-x[i]));
      const double h = kStep / (std::log(f.high / f.low) * share * (1 - share));
      moved[i] = x[i] + h;
      (*this)(moved, above);
      moved[i] = x[i];
      jacobian.col(i) = (above - here) / h;
    }
    return 0;
  }

 private:
  const std::vector<Measurement>& measurements_;
  LlmEfficiency prior_;
  std::vector<double> weights_;
};

}  // namespace

std::vector<double> ratios(const std::vector<Measurement>& measurements,
                           const LlmEfficiency& factors) {
  std::map<const ServingCase*, std::optional<ServingPrediction>> done;
  std::vector<double> out;
  for (const Measurement& m : measurements) {
    const auto [at, is_new] = done.try_emplace(m.at);
    if (is_new) {
      at->second = predict(*m.at, factors);
    }
    const auto figure = at->second ? metric_of(*m.row, *m.at, *at->second) : std::nullopt;
    out.push_back(figure ? *figure / m.row->value : 0);
  }
  return out;
}

Fit fit_factors(const std::vector<Measurement>& measurements, const LlmEfficiency& prior) {
  Misfit misfit(measurements, prior);
  Eigen::VectorXd x = misfit.start();
  Eigen::LevenbergMarquardt<Misfit> solver(misfit);
  solver.parameters.ftol = 1e-3;
  solver.parameters.xtol = 1e-3;
  solver.parameters.maxfev = kMostEvaluations;
  solver.minimize(x);
  return {misfit.factors(x), solver.fnorm * solver.fnorm, static_cast<int>(solver.nfev)};
}

}  // namespace costwright

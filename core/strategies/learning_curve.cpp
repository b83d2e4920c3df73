#include "core/strategies/learning_curve.h"

#include <cmath>

#include "core/diagnostics.h"

namespace costwright {

double chosen_labels(const LearningCurves& curves, double labels) {
  require(curves.first > 0 && labels >= curves.first, "{} labels, {} of them first", labels,
          curves.first);
  require(curves.random > 0 && curves.chosen >= curves.random, "exponents {} and {}", curves.random,
          curves.chosen);
  return curves.first * std::pow(labels / curves.first, curves.random / curves.chosen);
}

}  // namespace costwright

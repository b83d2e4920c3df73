#include "core/calibration/error_range.h"

#include <algorithm>
#include <cmath>

#include "core/catalog/read_factors.h"

namespace costwright {
namespace {

bool has(const ErrorSteps& steps, ErrorStep step) {
  return std::ranges::find(steps, step) != steps.end();
}

double square(double x) {
  return x * x;
}

}  // namespace

ErrorStep furthest(const ErrorSteps& steps) {
  return steps.empty() ? ErrorStep::kLengths : *std::ranges::max_element(steps);
}

ErrorSpreads error_spreads(const Catalog& catalog, FactLog& facts, Diagnostics& diagnostics) {
  ErrorSpreads spreads;
  for (std::size_t i = 0; i < spreads.step.size(); ++i) {
    const std::string name(enum_names<ErrorStep>()[i]);
    const Row* row = first_row(catalog, "calibration_error", {name});
    const auto fact = row != nullptr ? row->fact("spread") : std::nullopt;
    if (!fact) {
      diagnostics.error(row != nullptr ? row->place() : Place{},
                        fmt::format("calibration_error has no spread of '{}'", name),
                        "`costwright calibrate` writes them");
      continue;
    }
    facts.use(*fact);
    spreads.step[i] = fact->value;
  }
  return spreads;
}

double shrunk(double own, int models, double pooled) {
  if (own <= 0) {
    return pooled;
  }
  return std::sqrt((models * square(own) + kPooledModels * square(pooled)) /
                   (models + kPooledModels));
}

double half_width(const OwnSpreads& own, const ErrorSpreads& pooled, const ErrorSteps& steps) {
  using enum ErrorStep;
  const double lengths = shrunk(own.lengths, own.models, pooled.of(kLengths));
  double sum = square(lengths);
  if (has(steps, kModel)) {
    const double all = std::hypot(pooled.of(kLengths), pooled.of(kModel));
    sum = std::max(sum, square(shrunk(own.model, own.models, all)));
  }
  for (const ErrorStep step : steps) {
    sum += step > kModel ? square(pooled.of(step)) : 0;
  }
  return std::sqrt(sum);
}

TimeRange time_range(double half_width) {
  return {std::exp(-half_width), std::exp(half_width)};
}

TimeRange widened(const TimeRange& stated, const ErrorSpreads& pooled, const ErrorSteps& steps) {
  double sum = 0;
  for (const ErrorStep step : steps) {
    sum += step >= ErrorStep::kAccelerator ? square(pooled.of(step)) : 0;
  }
  if (sum == 0) {
    return stated;
  }
  const auto away = [&](double end) {
    return std::sqrt(square(std::max(0.0, end)) + sum);
  };
  return {std::exp(-away(-std::log(stated.low))), std::exp(away(std::log(stated.high)))};
}

}  // namespace costwright

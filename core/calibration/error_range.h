#pragma once
// The 90 % range of a predicted serving speed: |ln(time taken / time predicted)| stays below the
// half-width in 9 of 10 cases. It grows with every step that leads away from what was measured. How
// much by each step was seen by leaving that part out of the measurements (table
// `calibration_error`, written by `costwright calibrate`); steps are independent, so half-widths
// add as squares. A calibration's own error is believed as far as it has models to show for it.
#include <array>
#include <string>
#include <vector>

#include "core/names.h"

namespace costwright {

class Catalog;
class Diagnostics;
class FactLog;

// What a deployment does not share with any measurement, nearest first. Every range holds kLengths.
enum class ErrorStep {
  kLengths,
  kModel,
  kSize,
  kAccelerator,
  kArithmetic,
  kArchitecture,
  kRelease,
  kEngine
};
template <>
struct EnumNames<ErrorStep> {
  static constexpr std::array<std::string_view, 8> names{
      "lengths", "model", "size", "accelerator", "arithmetic", "architecture", "release", "engine"};
};
template <>
struct EnumDocs<ErrorStep> {
  static constexpr std::array<std::string_view, 8> docs{
      "the same model and accelerator, other lengths or loads",
      "other models",
      "models of other sizes or other layouts",
      "other accelerators of the architecture",
      "another arithmetic of the weights",
      "another architecture",
      "another release of the engine",
      "another engine"};
};

// Of the deployment; kLengths is left out.
using ErrorSteps = std::vector<ErrorStep>;
// The last of them; kLengths of none.
ErrorStep furthest(const ErrorSteps& steps);

struct TimeRange {
  double low{}, high{};  // time taken / time predicted
  friend bool operator==(const TimeRange&, const TimeRange&) = default;
};

// Half-widths as logarithms.
struct ErrorSpreads {
  std::array<double, enum_names<ErrorStep>().size()> step{};  // that each adds, as a square
  double of(ErrorStep s) const { return step[static_cast<std::size_t>(s)]; }
};
// From the table `calibration_error`; a step without a row is an error.
ErrorSpreads error_spreads(const Catalog& catalog, FactLog& facts, Diagnostics& diagnostics);

// A calibration's own half-widths, blank (0) where it has nothing to show.
struct OwnSpreads {
  double lengths{}, model{};
  int models{};
};

// All steps from `own` and, for what it does not show, from `pooled`.
double half_width(const OwnSpreads& own, const ErrorSpreads& pooled, const ErrorSteps& steps);

// What `own` shows of `models` models, drawn towards what all calibrations show, which counts as
// kPooledModels.
inline constexpr double kPooledModels = 3;
double shrunk(double own, int models, double pooled);

// 1/e^half_width to e^half_width.
TimeRange time_range(double half_width);
// A range that is known of models that were not measured, for a deployment so far away: only the
// steps from kAccelerator on widen it.
TimeRange widened(const TimeRange& stated, const ErrorSpreads& pooled, const ErrorSteps& steps);

}  // namespace costwright

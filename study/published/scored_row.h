#pragma once
// One published figure beside ours: what `costwright validate` counts, prints and draws.
#include <optional>
#include <string>

#include "core/calibration/error_range.h"

namespace costwright::study {

struct ScoredRow {
  std::string table, source;  // file name without .csv; what the row's source column says
  int line{};                 // of the row in that file
  std::string model, accelerator, engine, precision;  // as published
  std::string metric, unit;
  double published{};
  std::optional<double> predicted;  // none: `reason` says why
  std::string reason;
  bool extrapolated = false;  // outside the range its factors were fitted in
  // Of throughputs and times per token of serving: the range that a run would print, how far from
  // what was measured, and what was published: time taken / time predicted.
  std::optional<TimeRange> range;
  ErrorStep distance{};
  double time_taken{};
};

}  // namespace costwright::study

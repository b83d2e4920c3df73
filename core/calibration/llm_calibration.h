#pragma once
// Which fitted factors serve a deployment: the catalogue's table `calibration`, one row per
// (engine, accelerator architecture, arithmetic), written by `costwright calibrate`. Where no row
// fits exactly all of them are pooled (core/calibration/pooled_factors.h), and said so.
#include <string>

#include "core/calibration/error_range.h"
#include "core/perf/serving/llm_serving.h"

namespace costwright {

class Catalog;
class Diagnostics;
class FactLog;

// How near the nearest calibration is, nearest first.
enum class CalibrationMatch {
  kExact,
  kOtherArithmetic,    // same engine and architecture
  kOtherArchitecture,  // same engine; same arithmetic where there is one
  kOtherEngine,        // same architecture; same arithmetic where there is one
  kNone                // neither
};

struct LlmCalibration {
  std::string key;  // of the nearest row, whose factors are taken if kExact; "" for kNone
  CalibrationMatch match = CalibrationMatch::kNone;
  perf::LlmEfficiency factors;
  // Of the nearest row on models that were left out of its fit, as a share: median and 90th
  // percentile of |predicted / measured - 1|. Blank there or kNone: what the default factors miss
  // by on the 1,758 figures of data/reference/inference_throughput.csv that calibrations are fitted
  // to (2026-11-24).
  double error_p50 = 0.30, error_p90 = 0.70;
  ErrorSteps steps;  // from what was measured to the deployment
  // How long it takes / how long the prediction says, 9 times in 10: by `steps`, or from what the
  // row states (unseen_time_p05, unseen_time_p95).
  double time_low = 1, time_high = 1;
  std::string extrapolated;  // why the deployment lies outside what was measured; "" = inside
  friend bool operator==(const LlmCalibration&, const LlmCalibration&) = default;
};

// `engine` as the table names it ("vllm"). Factors that are outside their bounds, and percentiles
// that are not both there or not in order (a user's CSV), are errors at the row.
LlmCalibration calibration_for(const Catalog& catalog,
                               const std::string& engine,
                               const perf::LlmReplica& replica,
                               FactLog& facts,
                               Diagnostics& diagnostics);

// What a token is multiplied with, 10^9: the range of a calibration is given in it.
double active_parameters_b(const ModelShape& model);

// Whether active parameters lie clearly outside of what was measured.
bool is_beyond(double size, double low, double high);

// What a calibration calls the arithmetic: 16-bit formats are one.
std::string_view arithmetic_name(Precision weights);

}  // namespace costwright

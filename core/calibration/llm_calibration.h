#pragma once
// Which fitted factors serve a deployment: the catalogue's table `calibration`, one row per
// (engine, accelerator architecture, arithmetic), written by `costwright calibrate`. Where no row
// fits exactly the nearest one is taken, and said so.
#include <string>

#include "core/catalog/catalog.h"
#include "core/perf/serving/llm_serving.h"

namespace costwright {

// How near the chosen calibration is, nearest first.
enum class CalibrationMatch {
  kExact,
  kOtherArithmetic,    // same engine and architecture
  kOtherArchitecture,  // same engine; same arithmetic where there is one
  kOtherEngine,        // same architecture; same arithmetic where there is one
  kNone                // default_llm_efficiency()
};

struct LlmCalibration {
  std::string key;  // of the row; "" for kNone
  CalibrationMatch match = CalibrationMatch::kNone;
  perf::LlmEfficiency factors;
  // On models that were left out of the fit, as a share: median and 90th percentile of
  // |predicted / measured - 1|. Of kNone: what the default factors miss by on the 1,758 figures of
  // data/reference/inference_throughput.csv that calibrations are fitted to (2026-11-24).
  double error_p50 = 0.30, error_p90 = 0.70;
  // The middle 90 % of the throughputs and times per token among the same figures: how long it took
  // / how long the prediction says, 5th and 95th percentile. A row without them: 1 / (1 +
  // error_p90) and 1 + error_p90. Of kNone: 1,366 such figures of the same file.
  double time_low = 0.825, time_high = 2.796;
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

// What a calibration calls the arithmetic: 16-bit formats are one.
std::string_view arithmetic_name(Precision weights);

}  // namespace costwright

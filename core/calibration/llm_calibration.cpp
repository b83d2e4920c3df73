#include "core/calibration/llm_calibration.h"

#include "core/catalog/read_factors.h"

namespace costwright {
namespace {

CalibrationMatch match_of(const Row& row,
                          const std::string& engine,
                          const std::string& architecture,
                          std::string_view arithmetic) {
  const bool same_engine = row.text("engine") == engine;
  const bool same_architecture = row.text("architecture") == architecture;
  if (same_engine && same_architecture) {
    return row.text("arithmetic") == arithmetic ? CalibrationMatch::kExact
                                                : CalibrationMatch::kOtherArithmetic;
  }
  if (same_engine) {
    return CalibrationMatch::kOtherArchitecture;
  }
  return same_architecture ? CalibrationMatch::kOtherEngine : CalibrationMatch::kNone;
}

// The nearest row; among equals the one of the same arithmetic, then the first of the table.
struct Nearest {
  const Row* row{};
  CalibrationMatch match = CalibrationMatch::kNone;
};
Nearest nearest(const Catalog& catalog,
                const std::string& engine,
                const std::string& architecture,
                std::string_view arithmetic) {
  Nearest best;
  bool best_same = false;
  for (const Row& row : catalog.rows("calibration")) {
    const CalibrationMatch match = match_of(row, engine, architecture, arithmetic);
    const bool same = row.text("arithmetic") == arithmetic;
    if (match < best.match || (match == best.match && best.row != nullptr && same && !best_same)) {
      best = {&row, match};
      best_same = same;
    }
  }
  return best;
}

std::string outside(const Row& row, const Nearest& chosen, const perf::LlmReplica& replica) {
  using enum CalibrationMatch;
  switch (chosen.match) {
    case kExact:
      break;
    case kOtherArithmetic:
    case kOtherArchitecture:
    case kOtherEngine:
    case kNone:
      return fmt::format("nothing measured for it; factors of {}", row.key());
  }
  const double active = active_parameters_b(replica.model);
  const double low = row.number("smallest_model_b").value_or(0);
  const double high = row.number("largest_model_b").value_or(0);
  if (active < 0.8 * low || active > 1.25 * high) {
    return fmt::format("{:.3g} G active parameters; measured {:.3g} to {:.3g}", active, low, high);
  }
  const double devices = row.number("most_devices").value_or(0);
  if (replica.tensor_parallel > devices) {
    return fmt::format("{} devices per replica; measured up to {:.0f}", replica.tensor_parallel,
                       devices);
  }
  if (!replica.model.attention_gap.empty()) {
    return fmt::format("not modelled: {}", replica.model.attention_gap);
  }
  if (replica.pipeline_parallel > 1) {
    return fmt::format("{} pipeline stages; nothing measured with stages",
                       replica.pipeline_parallel);
  }
  return "";
}

// What 9 in 10 unseen figures are within says less than the two percentiles, but it is what a table
// of one's own may hold.
void read_time_range(const Row& row,
                     LlmCalibration& result,
                     FactLog& facts,
                     Diagnostics& diagnostics) {
  result.time_low = 1 / (1 + result.error_p90);
  result.time_high = 1 + result.error_p90;
  const auto low = row.fact("unseen_time_p05");
  const auto high = row.fact("unseen_time_p95");
  if (!low && !high) {
    return;
  }
  if (!low || !high || low->value < 0.01 || low->value > high->value || high->value > 100) {
    diagnostics.error(
        (low ? low : high)->place,
        fmt::format("unseen_time_p05 and unseen_time_p95 of calibration '{}' need two ratios in "
                    "ascending order, 0.01 to 100",
                    row.key()),
        "measured time / predicted time, as `costwright calibrate` writes them; or leave both out");
    return;
  }
  facts.use(*low);
  facts.use(*high);
  result.time_low = low->value;
  result.time_high = high->value;
}

}  // namespace

double active_parameters_b(const ModelShape& model) {
  return (model.experts > 0 ? model.active_parameters : model.parameters) / 1e9;
}

std::string_view arithmetic_name(Precision weights) {
  return to_string(weights == Precision::kFp16 ? Precision::kBf16 : weights);
}

LlmCalibration calibration_for(const Catalog& catalog,
                               const std::string& engine,
                               const perf::LlmReplica& replica,
                               FactLog& facts,
                               Diagnostics& diagnostics) {
  LlmCalibration result;
  result.factors = perf::default_llm_efficiency(replica.accelerator);
  const Nearest chosen =
      nearest(catalog, engine, replica.accelerator.architecture, arithmetic_name(replica.weights));
  if (chosen.row == nullptr) {
    result.extrapolated = "nothing measured for its engine or architecture; default factors";
    return result;
  }
  const Row& row = *chosen.row;
  result.key = row.key();
  result.match = chosen.match;
  read_factors(row, perf::llm_factors(), result.factors, facts, diagnostics);  // blank: the default
  result.error_p50 = row.number("unseen_error_p50_pct").value_or(100 * result.error_p50) / 100;
  result.error_p90 = row.number("unseen_error_p90_pct").value_or(100 * result.error_p90) / 100;
  read_time_range(row, result, facts, diagnostics);
  result.extrapolated = outside(row, chosen, replica);
  return result;
}

}  // namespace costwright

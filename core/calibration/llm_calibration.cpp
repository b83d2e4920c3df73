#include "core/calibration/llm_calibration.h"

#include <algorithm>

#include "core/calibration/pooled_factors.h"
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

std::string outside(const Row& row, const perf::LlmReplica& replica) {
  const double active = active_parameters_b(replica.model);
  const double low = row.number("smallest_model_b").value_or(0);
  const double high = row.number("largest_model_b").value_or(0);
  if (is_beyond(active, low, high)) {
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

// `key` among the names that a cell lists.
bool lists(const std::string& cell, const std::string& key) {
  return !key.empty() && (";" + cell + ";").find(";" + key + ";") != std::string::npos;
}

bool is_model_measured(const Catalog& catalog, const Row& nearest, const std::string& model) {
  return std::ranges::any_of(catalog.rows("calibration"), [&](const Row& row) {
    return row.text("engine") == nearest.text("engine") && lists(row.text("fitted_models"), model);
  });
}

bool is_release_of_measured(const Catalog& catalog, const std::string& engine) {
  std::vector<std::string> engines;
  for (const Row& row : catalog.rows("calibration")) {
    engines.push_back(row.text("engine"));
  }
  return std::ranges::any_of(engines, [&](const std::string& other) {
    return engine_family(other, engines) == engine_family(engine, engines);
  });
}

// From the nearest row, of another engine or architecture.
ErrorSteps steps_elsewhere(const Catalog& catalog,
                           const Row& row,
                           CalibrationMatch match,
                           const std::string& engine,
                           const perf::LlmReplica& replica) {
  using enum ErrorStep;
  ErrorSteps steps;
  if (!is_model_measured(catalog, row, replica.model.key)) {
    steps.push_back(kModel);
  }
  if (match == CalibrationMatch::kOtherArithmetic) {
    steps.push_back(kArithmetic);
  } else if (match == CalibrationMatch::kOtherArchitecture) {
    steps.push_back(kArchitecture);
  } else {
    steps.push_back(is_release_of_measured(catalog, engine) ? kRelease : kEngine);
  }
  return steps;
}

ErrorSteps steps_inside(const Row& row, bool is_outside, const perf::LlmReplica& replica) {
  using enum ErrorStep;
  ErrorSteps steps;
  if (!lists(row.text("fitted_models"), replica.model.key)) {
    steps.push_back(kModel);
  }
  if (is_outside) {
    steps.push_back(kSize);
  }
  const std::string& accelerators = row.text("fitted_accelerators");
  if (!accelerators.empty() && !lists(accelerators, replica.accelerator.key)) {
    steps.push_back(kAccelerator);
  }
  return steps;
}

// The two percentiles that a row may state; nothing without them.
std::optional<TimeRange> stated_range(const Row& row, FactLog& facts, Diagnostics& diagnostics) {
  const auto low = row.fact("unseen_time_p05");
  const auto high = row.fact("unseen_time_p95");
  if (!low && !high) {
    return std::nullopt;
  }
  if (!low || !high || low->value < 0.01 || low->value > high->value || high->value > 100) {
    diagnostics.error(
        (low ? low : high)->place,
        fmt::format("unseen_time_p05 and unseen_time_p95 of calibration '{}' need two ratios in "
                    "ascending order, 0.01 to 100",
                    row.key()),
        "measured time / predicted time, nine times in ten; or leave both out");
    return std::nullopt;
  }
  facts.use(*low);
  facts.use(*high);
  return TimeRange{low->value, high->value};
}

double used_number(const Row& row, std::string_view column, FactLog& facts) {
  const auto fact = row.fact(column);
  if (!fact) {
    return 0;
  }
  facts.use(*fact);
  return fact->value;
}

void set_range(const Catalog& catalog,
               const Row* row,
               LlmCalibration& result,
               FactLog& facts,
               Diagnostics& diagnostics) {
  const ErrorSpreads pooled = error_spreads(catalog, facts, diagnostics);
  OwnSpreads own;
  if (row != nullptr && result.match == CalibrationMatch::kExact) {
    own = {used_number(*row, "lengths_spread", facts), used_number(*row, "models_spread", facts),
           static_cast<int>(row->number("models").value_or(0))};
  }
  const auto stated = row != nullptr ? stated_range(*row, facts, diagnostics) : std::nullopt;
  const TimeRange range = stated ? widened(*stated, pooled, result.steps)
                                 : time_range(half_width(own, pooled, result.steps));
  result.time_low = range.low;
  result.time_high = range.high;
}

// Of every row; blank factors are the default.
std::vector<MeasuredFactors> all_factors(const Catalog& catalog,
                                         const perf::LlmEfficiency& defaults,
                                         FactLog& facts) {
  std::vector<MeasuredFactors> all;
  for (const Row& row : catalog.rows("calibration")) {
    all.push_back(
        {{row.text("engine"), row.text("architecture"), row.text("arithmetic")}, defaults});
    read_factors(row, perf::llm_factors(), all.back().factors, facts);
  }
  return all;
}

// Where no row fits exactly.
void pool(const Catalog& catalog,
          const FactorGroup& wanted,
          LlmCalibration& result,
          FactLog& facts) {
  const auto all = all_factors(catalog, result.factors, facts);
  if (!all.empty()) {
    result.factors = pooled_factors(wanted, all);
  }
  result.extrapolated =
      all.empty() ? "nothing measured; default factors"
      : result.key.empty()
          ? "nothing measured for its engine or architecture; pooled factors"
          : fmt::format("nothing measured for it; pooled factors, above all of {}", result.key);
}

// Nothing was fitted to sparse weights: their kernels' shares are another source's.
void add_sparse(const perf::LlmReplica& replica, LlmCalibration& result) {
  if (!replica.sparse) {
    return;
  }
  constexpr std::string_view kWhy = "2:4 sparse weights; measured with dense ones";
  result.extrapolated += fmt::format("{}{}", result.extrapolated.empty() ? "" : "; ", kWhy);
  if (std::ranges::find(result.steps, ErrorStep::kArithmetic) == result.steps.end()) {
    result.steps.push_back(ErrorStep::kArithmetic);
    std::ranges::sort(result.steps);
  }
}

}  // namespace

bool is_beyond(double size, double low, double high) {
  return size < 0.8 * low || size > 1.25 * high;
}

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
  const FactorGroup wanted{engine, replica.accelerator.architecture,
                           std::string(arithmetic_name(replica.weights))};
  const auto [row, match] = nearest(catalog, engine, wanted.architecture, wanted.arithmetic);
  result.match = match;
  if (row == nullptr) {
    pool(catalog, wanted, result, facts);
    result.steps = {ErrorStep::kModel, ErrorStep::kArchitecture, ErrorStep::kEngine};
    add_sparse(replica, result);
    set_range(catalog, row, result, facts, diagnostics);
    return result;
  }
  result.key = row->key();
  result.error_p50 = row->number("unseen_error_p50_pct").value_or(100 * result.error_p50) / 100;
  result.error_p90 = row->number("unseen_error_p90_pct").value_or(100 * result.error_p90) / 100;
  if (match == CalibrationMatch::kExact) {
    read_factors(*row, perf::llm_factors(), result.factors, facts);
    result.extrapolated = outside(*row, replica);
    result.steps = steps_inside(*row, !result.extrapolated.empty(), replica);
  } else {
    pool(catalog, wanted, result, facts);
    result.steps = steps_elsewhere(catalog, *row, match, engine, replica);
  }
  add_sparse(replica, result);
  set_range(catalog, row, result, facts, diagnostics);
  return result;
}

}  // namespace costwright

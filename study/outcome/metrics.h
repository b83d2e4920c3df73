#pragma once
// The list of metrics, one record each. summary.csv, JSON, the text, the cards of the window and
// the ranges walk it; so does everything that names a metric: "tco", "ttft_p99[support-chat]".
// A new metric is one record in metrics.cpp.
//
// The range of a metric (low, high) carries the error of the serving speed. A calibration says how
// much longer 90 % of the measurements of models that it had not seen took than it predicts: from
// `time_low` to `time_high` times (core/calibration/llm_calibration.h). All that it fits,
// iterations and front end, is multiplied by either end; the fleet is simulated again at both, and
// priced at the same prices. The range of a figure is the spread of its values at the three speeds,
// so no figure lies outside its own; where it moves with the speed both ways it is the 90 %
// interval of the figure, as the speed is all that is varied.
// * All language models are fast together and slow together: errors of one engine are alike, and
//   a figure that all of them move the same way has no wider range with independent ones.
// * Single-shot models have no calibration and are the same at all three: no range of theirs.
// * Not in it: errors of demand, power model, prices, trace; nor that the fleet would be sized
//   differently had the error been known.
// How accurate? For a row outside of what the calibration measured ("extrapolated") the range is
// the nearest row's, hence too narrow.
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/table/table.h"
#include "study/outcome/mark.h"

namespace costwright {
class Diagnostics;
}

namespace costwright::study {

struct Evaluation;
class MetricReader;  // one evaluation at one speed

enum class Better { kLower, kHigher, kNeither };

// What a metric has a value of: the whole scenario, or each of its ...
enum class MetricKeys {
  kWhole,
  kWorkloads,
  kDeployments,  // those that are ever in service
  kModels,       // with a published score
  kStorage,
  kCommitments,  // reservations and savings plans
  kCalendarYears,
  kFiscalYears,
  kCategories,
  kComponents,
  kShares,  // who a cost is for: workloads, "idle", "overhead"
  kTeams
};

// Sums over groups of ledger lines: of a group without lines the sum is 0, not blank.
bool is_sum_of_lines(MetricKeys keys);

struct MetricValue {
  Cell value;                                 // blank: there is no such figure, which is not 0
  std::optional<std::string> note = {};       // instead of the metric's doc
  bool is_withheld = false;                   // demand is above capacity: blank, and marked so
  std::optional<double> low = {}, high = {};  // its own, of what rests on no simulation
};

// Which cards the window shows.
enum class Card { kNone, kAlways, kWithBenefit, kWithoutBenefit };

struct Metric {
  std::string_view name, section;  // of summary.csv
  std::string_view label;          // for people: "TTFT p99"
  std::string_view unit;           // "$" stands for the scenario's currency
  int decimals = 2;                // in text
  std::string_view doc;
  Better better = Better::kNeither;
  MetricKeys keys = MetricKeys::kWhole;
  // Nullopt: no row. `key`: its index among the metric's keys.
  std::optional<MetricValue> (*value)(const MetricReader& at, std::size_t key);
  bool is_predicted = true;  // rests on the simulation: carries its mark
  Card card = Card::kNone;
};

// In the order of summary.csv.
std::span<const Metric> metrics();

// What all of it costs: a sum over every ledger line, none of which has more of a machine that does
// less.
inline constexpr std::string_view kTotalCosts[] = {"tco", "gross_cash", "expense_total", "pv_cost"};
bool is_total_cost(const Metric& metric);

// A metric that the program itself names; an unknown one is a broken precondition.
const Metric& metric(std::string_view name);

// One metric of one key, with its range.
struct MetricRow {
  const Metric* metric{};
  std::string key;
  Cell value, low, high;  // low and high blank: no range, or an end does not have it
  Mark mark = Mark::kNone;
  std::string note;
  // What low and high come from: the value at the ends of the speed and at both sides of the error
  // of sampling. Nullopt: there is no such end or side, or it does not have the figure.
  std::optional<double> fast = {}, slow = {};
  std::optional<double> below = {}, above = {};
};

// How far a figure is from its value down to the one side and up to the other, both >= 0.
struct Deviation {
  double down{}, up{};
};
// Of the error of sampling. What is priced again at one side counts both ways.
Deviation sampling_deviation(double value, double below, double above);
// Errors of the speed and of sampling are independent: their squares add up. `least` and `most` are
// what the speed alone makes of the value.
Deviation combined(double value, double least, double most, const Deviation& sampling);

// All of them that the evaluation has, keys of one kind together: all figures of one workload, then
// those of the next.
std::vector<MetricRow> metric_rows(const Evaluation& evaluation);

// A metric as people name it: "cost_per_1m_tokens", "e2e_p95[support-chat]". Without a key the
// worst of all keys counts: the highest where lower is better, else the lowest.
struct MetricName {
  const Metric* metric{};
  std::string key;
};
std::string name_of(const MetricName& name);  // "e2e_p95[chat]"
// Nullopt, with an error that names the nearest, when there is no such metric.
std::optional<MetricName> parse_metric(std::string_view text, Diagnostics& diagnostics);
// Nullopt when the evaluation does not have it, or withholds it.
std::optional<double> value_of(const Evaluation& evaluation, const MetricName& name);

// A cell of the same kind: money stays money. Text and blank stay as they are.
Cell with_number(const Cell& like, double value);

// "$/1M tokens" -> "USD/1M tokens".
std::string unit_text(const Metric& metric, const std::string& currency);

}  // namespace costwright::study

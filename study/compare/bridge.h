#pragma once
// The bridge from one scenario to another: which changed input makes how much of the difference of
// a metric. One bar an input; the bars sum to the difference, money to the cent, and there is no
// bar "other".
//   inputs    the places at which both differ (core/scenario/tree.h). What a variant or --set
//             changes under one path is one input, and so is what a group of the request holds
//   ordered   each input is changed on top of those before it, in the order in which the variant
//             names them, else in the file's. The order matters where inputs act together: of price
//             x count the later one gets the joint part
//   Shapley   the mean over every order (study/compare/shapley.h): exact up to kMostExactInputs of
//             which kMostExactPhysics change what is simulated, beyond that over sampled orders
//             with the standard error of the mean
// Every step is a whole evaluation; simulations that it shares with others are made once. Where a
// step is no valid scenario (a machine taken away before another one is there) or lacks the metric,
// its inputs are merged into one bar, which names all of them.
// Behind each bar stand the ledger lines that it changes, by component, category and item, as
// changes of cash and expense at the predicted speed. For TCO the cash of the lines sums to the
// bar, with the terminal value, which is no line, beside them (Shapley: to a cent a line).
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/scenario/tree.h"
#include "study/outcome/metrics.h"
#include "study/study.h"

namespace costwright::study {

inline constexpr std::size_t kMostExactInputs = 12, kMostExactPhysics = 6;
inline constexpr std::size_t kSampledOrders = 100;

struct BridgeEnd {
  std::string name;
  ScenarioSource source;
};

struct BridgeRequest {
  MetricName metric;
  bool shapley = false;
  std::vector<std::string> groups = {};  // paths: what differs below one is one input
  std::size_t orders = kSampledOrders;   // where they are sampled
};

// A changed input, or several where only together they make a valid scenario.
struct BridgeInput {
  std::vector<std::string> paths;           // as named: "fleet.h100.owned.count"
  std::vector<TreeDifference> differences;  // all places
};

struct BridgeLine {
  std::string component, category, item;  // without the first two: "terminal value"
  Minor cash{}, expense{};                // changes
};

struct Bar {
  BridgeInput input;
  Cell change;
  std::optional<double> standard_error;  // of sampled orders
  std::vector<BridgeLine> lines;         // those that change
};

struct Bridge {
  std::string from, to;  // names
  MetricName metric;
  Cell start, end;
  std::vector<Bar> bars;
  bool is_shapley = false, is_sampled = false;
  std::size_t orders = 0;            // sampled
  int evaluated = 0, simulated = 0;  // scenarios; distinct simulations
};

// Nullopt with an error when an end is wrong or lacks the metric, or when both are in different
// folders: the paths in them would change their meaning. The figures do not depend on `options`.
std::optional<Bridge> bridge(const Inputs& inputs,
                             const BridgeEnd& from,
                             const BridgeEnd& to,
                             const BridgeRequest& request,
                             const EvaluateOptions& options,
                             Diagnostics& diagnostics);

// The inputs of a bridge, grouped and in order.
std::vector<BridgeInput> bridge_inputs(const ScenarioTree& from,
                                       const ScenarioTree& to,
                                       const std::vector<std::string>& groups);

// "fleet.h100.owned + fleet.h100.cloud".
std::string name_of(const BridgeInput& input);
// "1.5 FTE -> 2 FTE", "owned removed, cloud added", "7 places".
std::string change_of(const BridgeInput& input);

}  // namespace costwright::study

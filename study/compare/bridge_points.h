#pragma once
// The scenarios between the two ends of a bridge, each evaluated once.
#include <map>
#include <optional>
#include <tuple>

#include "study/compare/bridge.h"
#include "study/compare/shapley.h"

namespace costwright::study {

// What an evaluation comes to: the metric, and what its ledger lines sum to. Money is in cents.
struct BridgePoint {
  Cell metric;
  double value{};
  struct Sums {
    Minor cash{}, expense{};
  };
  std::map<std::tuple<Component, Category, std::string>, Sums> lines;
  Minor terminal_value{};
};

// `from` with some of its inputs changed to those of `to`.
class BridgePoints {
 public:
  BridgePoints(const Inputs& inputs,
               const ScenarioTree& from,
               const ScenarioTree& to,
               const MetricName& metric,
               const EvaluateOptions& options)
      : inputs_(inputs), from_(from), to_(to), metric_(metric), options_(options) {}

  // The set is of these inputs. Null when it is no valid scenario or lacks the metric.
  const BridgePoint* at(const std::vector<BridgeInput>& inputs, const InputSet& set);
  // Whether it is valid; nothing is simulated.
  bool is_valid(const std::vector<BridgeInput>& inputs, const InputSet& set);
  // Whether changing the set alone changes what is simulated.
  bool changes_physics(const std::vector<BridgeInput>& inputs, const InputSet& set);
  // What is wrong at an end; for the set of none or all.
  void explain(const std::vector<BridgeInput>& inputs, const InputSet& set, Diagnostics& told);

  int evaluated() const { return static_cast<int>(known_.size()); }
  int simulated() const { return simulated_; }

 private:
  using Key = std::vector<std::string>;  // paths that are changed, sorted

  std::optional<LoadedScenario> loaded(const std::vector<TreeDifference>& taken,
                                       Diagnostics& told) const;
  std::optional<BridgePoint> evaluated(const std::vector<TreeDifference>& taken, Diagnostics& told);

  const Inputs& inputs_;
  const ScenarioTree& from_;
  const ScenarioTree& to_;
  MetricName metric_;
  EvaluateOptions options_;
  std::map<Key, std::optional<BridgePoint>> known_;
  std::map<Key, bool> valid_;
  int simulated_ = 0;
};

}  // namespace costwright::study

#include "study/compare/bridge_points.h"

#include <algorithm>
#include <cmath>

#include "core/scenario/loaded.h"

namespace costwright::study {
namespace {

std::vector<TreeDifference> taken_by(const std::vector<BridgeInput>& inputs, const InputSet& set) {
  std::vector<TreeDifference> taken;
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    if (set[i]) {
      taken.insert(taken.end(), inputs[i].differences.begin(), inputs[i].differences.end());
    }
  }
  return taken;
}

// Inputs may be merged later: what is known is known by places.
std::vector<std::string> key_of(const std::vector<TreeDifference>& taken) {
  std::vector<std::string> key;
  for (const TreeDifference& difference : taken) {
    key.push_back(difference.path);
  }
  std::sort(key.begin(), key.end());
  return key;
}

BridgePoint point_of(const Evaluation& evaluation, Cell metric) {
  BridgePoint point;
  const auto* money = std::get_if<Amount>(&metric);
  point.value = money != nullptr ? static_cast<double>(money->minor) : *number_of(metric);
  point.metric = std::move(metric);
  for (const LedgerLine& line : evaluation.ledger.lines) {
    auto& sums = point.lines[{line.component, line.category, line.item}];
    sums.cash += line.cash;
    sums.expense += line.expense;
  }
  point.terminal_value = evaluation.finance.terminal_value;
  return point;
}

// Money in cents, also where the metric is a present value; nullopt where there is no such figure.
std::optional<Cell> cell_of(const Evaluation& evaluation, const MetricName& name) {
  const auto value = value_of(evaluation, name);
  if (!value && !(is_sum_of_lines(name.metric->keys) && !name.key.empty())) {
    return std::nullopt;
  }
  return name.metric->unit == "$" ? Cell(Amount{to_minor(value.value_or(0))})
                                  : Cell(Figure{value.value_or(0), name.metric->decimals});
}

}  // namespace

std::optional<LoadedScenario> BridgePoints::loaded(const std::vector<TreeDifference>& taken,
                                                   Diagnostics& told) const {
  return read_tree(mixed(from_, to_, taken), told);
}

std::optional<BridgePoint> BridgePoints::evaluated(const std::vector<TreeDifference>& taken,
                                                   Diagnostics& told) {
  auto scenario = loaded(taken, told);
  const auto evaluation =
      scenario ? evaluate(inputs_, std::move(*scenario), options_, told) : std::nullopt;
  if (!evaluation) {
    return std::nullopt;
  }
  simulated_ += evaluation->simulated;
  auto metric = cell_of(*evaluation, metric_);
  return metric ? std::optional(point_of(*evaluation, std::move(*metric))) : std::nullopt;
}

const BridgePoint* BridgePoints::at(const std::vector<BridgeInput>& inputs, const InputSet& set) {
  const auto taken = taken_by(inputs, set);
  const auto [found, is_new] = known_.try_emplace(key_of(taken));
  if (is_new) {
    Diagnostics unheard;  // a step that is not valid is merged with others
    found->second = evaluated(taken, unheard);
  }
  return found->second ? &*found->second : nullptr;
}

bool BridgePoints::is_valid(const std::vector<BridgeInput>& inputs, const InputSet& set) {
  const auto taken = taken_by(inputs, set);
  const auto key = key_of(taken);
  if (const auto known = known_.find(key); known != known_.end()) {
    return known->second.has_value();
  }
  const auto [found, is_new] = valid_.try_emplace(key);
  if (is_new) {
    Diagnostics unheard;
    auto scenario = loaded(taken, unheard);
    found->second = scenario && check(inputs_, std::move(*scenario), unheard).has_value();
  }
  return found->second;
}

bool BridgePoints::changes_physics(const std::vector<BridgeInput>& inputs, const InputSet& set) {
  Diagnostics unheard;
  auto before = loaded({}, unheard);
  auto after = loaded(taken_by(inputs, set), unheard);
  const auto a = before ? check(inputs_, std::move(*before), unheard) : std::nullopt;
  const auto b = after ? check(inputs_, std::move(*after), unheard) : std::nullopt;
  return !a || !b || !same_simulations(*a, *b);
}

void BridgePoints::explain(const std::vector<BridgeInput>& inputs,
                           const InputSet& set,
                           Diagnostics& told) {
  if (!evaluated(taken_by(inputs, set), told) && !told.has_errors()) {
    told.error({}, fmt::format("{} has no figure in one of the scenarios", metric_.metric->name),
               "name a metric that both have");
  }
}

}  // namespace costwright::study

#include "study/compare/bridge.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <set>

#include "study/compare/bridge_points.h"

namespace costwright::study {
namespace {

bool in_one_folder(const ScenarioTree& from, const ScenarioTree& to, Diagnostics& diagnostics) {
  namespace fs = std::filesystem;
  const auto folder = [](const ScenarioTree& tree) {
    return fs::absolute(tree.path).lexically_normal().parent_path();
  };
  if (folder(from) == folder(to)) {
    return true;
  }
  diagnostics.error({to.path}, fmt::format("is not in the folder of {}", from.path),
                    "a bridge mixes both files, and paths in them start at their folder: put them "
                    "into one");
  return false;
}

InputSet none_of(std::size_t inputs) {
  return InputSet(inputs, false);
}
InputSet all_of(std::size_t inputs) {
  return InputSet(inputs, true);
}

std::vector<InputSet> prefixes(std::size_t inputs) {
  std::vector<InputSet> sets{none_of(inputs)};
  for (std::size_t i = 0; i < inputs; ++i) {
    sets.push_back(sets.back());
    sets.back()[i] = true;
  }
  return sets;
}

// The inputs of one bridge and what they come to.
class Builder {
 public:
  Builder(BridgePoints& points, std::vector<BridgeInput> inputs, const BridgeRequest& request)
      : points_(points), inputs_(std::move(inputs)), request_(request) {}

  // Merges inputs until every set that is needed is valid.
  Bridge make(std::uint64_t seed) {
    while (!settle(needed_sets(seed))) {
    }
    Bridge bridge;
    bridge.is_shapley = request_.shapley;
    bridge.is_sampled = request_.shapley && is_sampled_;
    bridge.orders = bridge.is_sampled ? orders_.size() : 0;
    bridge.start = point(none_of(inputs_.size())).metric;
    bridge.end = point(all_of(inputs_.size())).metric;
    bridge.bars = !request_.shapley ? ordered_bars() : is_sampled_ ? sampled_bars() : exact_bars();
    bridge.evaluated = points_.evaluated();
    bridge.simulated = points_.simulated();
    return bridge;
  }

 private:
  std::vector<InputSet> needed_sets(std::uint64_t seed) {
    if (!request_.shapley) {
      return prefixes(inputs_.size());
    }
    const std::size_t physical = physical_inputs();
    simulates_ = physical > 0;
    is_sampled_ = inputs_.size() > kMostExactInputs || physical > kMostExactPhysics;
    if (!is_sampled_) {
      return all_sets(inputs_.size());
    }
    orders_ = random_orders(inputs_.size(), request_.orders, seed);
    return sets_of(orders_);
  }

  std::size_t physical_inputs() {
    std::size_t count = 0;
    for (std::size_t i = 0; i < inputs_.size(); ++i) {
      InputSet alone = none_of(inputs_.size());
      alone[i] = true;
      count += points_.changes_physics(inputs_, alone) ? 1 : 0;
    }
    return count;
  }

  // False when inputs were merged: the sets are others then. Nothing is simulated for a set before
  // all are known to be valid.
  bool settle(const std::vector<InputSet>& sets) {
    for (const InputSet& set : simulates_ ? sets : std::vector<InputSet>{}) {
      if (!points_.is_valid(inputs_, set)) {
        merge(set);
        return false;
      }
    }
    for (const InputSet& set : sets) {
      if (points_.at(inputs_, set) == nullptr) {
        merge(set);
        return false;
      }
    }
    return true;
  }

  // A smallest part of the set that is not valid either, and a smallest set around it that is.
  void merge(InputSet wrong) {
    for (std::size_t i = 0; i < wrong.size(); ++i) {
      if (wrong[i]) {
        wrong[i] = false;
        wrong[i] = points_.is_valid(inputs_, wrong);
      }
    }
    InputSet around = all_of(wrong.size());
    while (leave_out_one(around, wrong)) {
    }
    join(around);
  }

  // False when none can be left out but those that must stay.
  bool leave_out_one(InputSet& set, const InputSet& must_stay) {
    for (std::size_t i = 0; i < set.size(); ++i) {
      if (set[i] && !must_stay[i]) {
        set[i] = false;
        if (points_.is_valid(inputs_, set)) {
          return true;
        }
        set[i] = true;
      }
    }
    return false;
  }

  // At the place of the first.
  void join(const InputSet& set) {
    std::vector<BridgeInput> joined;
    std::size_t into = inputs_.size();
    for (std::size_t i = 0; i < inputs_.size(); ++i) {
      if (set[i] && into < inputs_.size()) {
        BridgeInput& first = joined[into];
        first.paths.insert(first.paths.end(), inputs_[i].paths.begin(), inputs_[i].paths.end());
        first.differences.insert(first.differences.end(), inputs_[i].differences.begin(),
                                 inputs_[i].differences.end());
      } else {
        into = set[i] ? joined.size() : into;
        joined.push_back(inputs_[i]);
      }
    }
    inputs_ = std::move(joined);
  }

  const BridgePoint& point(const InputSet& set) { return *points_.at(inputs_, set); }

  Minor total_cents() {
    return std::llround(point(all_of(inputs_.size())).value - point(none_of(inputs_.size())).value);
  }
  bool is_money() { return std::holds_alternative<Amount>(point(none_of(inputs_.size())).metric); }

  std::vector<Bar> ordered_bars() {
    const auto sets = prefixes(inputs_.size());
    std::vector<Bar> bars;
    for (std::size_t i = 0; i < inputs_.size(); ++i) {
      const BridgePoint& before = point(sets[i]);
      const BridgePoint& after = point(sets[i + 1]);
      bars.push_back({inputs_[i], change(before.metric, after.value - before.value), {}, {}});
      names_of_lines({&before, &after});
      add_lines(bars.back(), subtracted(figures(after), figures(before)));
    }
    return bars;
  }

  // In cents where it is money.
  static Cell change(const Cell& like, double amount) {
    return std::holds_alternative<Amount>(like) ? Cell(Amount{std::llround(amount)})
                                                : with_number(like, amount);
  }

  std::vector<Bar> exact_bars() {
    return bars_of(shapley(inputs_.size(), game(all_sets(inputs_.size()))), {});
  }

  std::vector<Bar> sampled_bars() {
    const auto sampled = sampled_shapley(orders_, game(sets_of(orders_)));
    return bars_of(sampled.mean, sampled.standard_error);
  }

  // The metric, then the lines: cash and expense each.
  GameValue game(const std::vector<InputSet>& sets) {
    std::vector<const BridgePoint*> all;
    for (const InputSet& set : sets) {
      all.push_back(&point(set));
    }
    names_of_lines(all);
    values_.clear();
    for (const InputSet& set : sets) {
      values_[set] = figures(point(set));
    }
    return [this](const InputSet& set) -> const ValueList& {
      return values_.at(set);
    };
  }

  using LineName = std::tuple<Component, Category, std::string>;

  void names_of_lines(const std::vector<const BridgePoint*>& points) {
    std::set<LineName> names;
    for (const BridgePoint* one : points) {
      for (const auto& [name, sums] : one->lines) {
        names.insert(name);
      }
    }
    line_names_.assign(names.begin(), names.end());
  }

  // The metric, the terminal value, then cash and expense of each line.
  ValueList figures(const BridgePoint& at) const {
    ValueList list{at.value, static_cast<double>(-at.terminal_value)};
    for (const LineName& name : line_names_) {
      const auto found = at.lines.find(name);
      const BridgePoint::Sums sums = found != at.lines.end() ? found->second : BridgePoint::Sums{};
      list.push_back(static_cast<double>(sums.cash));
      list.push_back(static_cast<double>(sums.expense));
    }
    return list;
  }

  static ValueList subtracted(ValueList after, const ValueList& before) {
    for (std::size_t f = 0; f < after.size(); ++f) {
      after[f] -= before[f];
    }
    return after;
  }

  void add_lines(Bar& bar, const ValueList& changes) const {
    constexpr std::size_t kFirstLine = 2;
    for (std::size_t l = 0; l < line_names_.size(); ++l) {
      const auto& [component, category, item] = line_names_[l];
      add_line(bar, {std::string(to_string(component)), std::string(to_string(category)), item,
                     std::llround(changes[kFirstLine + 2 * l]),
                     std::llround(changes[kFirstLine + 2 * l + 1])});
    }
    add_line(bar, {"", "", "terminal value", std::llround(changes[1]), 0});
  }

  static void add_line(Bar& bar, BridgeLine line) {
    if (line.cash != 0 || line.expense != 0) {
      bar.lines.push_back(std::move(line));
    }
  }

  std::vector<Bar> bars_of(const std::vector<ValueList>& changes,
                           const std::vector<ValueList>& errors) {
    const Cell like = point(none_of(inputs_.size())).metric;
    std::vector<double> cents;
    for (const ValueList& change : changes) {
      cents.push_back(change[0]);
    }
    const std::vector<Minor> whole =
        is_money() ? apportioned(cents, total_cents()) : std::vector<Minor>{};
    std::vector<Bar> bars;
    for (std::size_t i = 0; i < inputs_.size(); ++i) {
      const double scale = whole.empty() ? 1 : 0.01;
      bars.push_back({inputs_[i],
                      whole.empty() ? with_number(like, cents[i]) : Cell(Amount{whole[i]}),
                      errors.empty() ? std::optional<double>() : scale * errors[i][0],
                      {}});
      add_lines(bars.back(), changes[i]);
    }
    return bars;
  }

  BridgePoints& points_;
  std::vector<BridgeInput> inputs_;
  const BridgeRequest& request_;
  bool is_sampled_ = false;
  bool simulates_ = true;  // until it is known that all steps share their simulations
  std::vector<std::vector<std::size_t>> orders_;
  std::vector<LineName> line_names_;
  std::map<InputSet, ValueList> values_;
};

}  // namespace

std::optional<Bridge> bridge(const Inputs& inputs,
                             const BridgeEnd& from,
                             const BridgeEnd& to,
                             const BridgeRequest& request,
                             const EvaluateOptions& options,
                             Diagnostics& diagnostics) {
  const auto first = read_source(from.source, diagnostics);
  const auto last = read_source(to.source, diagnostics);
  if (!first || !last || !in_one_folder(*first, *last, diagnostics)) {
    return std::nullopt;
  }
  const auto changed = bridge_inputs(*first, *last, request.groups);
  BridgePoints points(inputs, *first, *last, request.metric, options);
  for (const InputSet& end : {none_of(changed.size()), all_of(changed.size())}) {
    if (points.at(changed, end) == nullptr) {
      points.explain(changed, end, diagnostics);
      return std::nullopt;
    }
  }
  Bridge made = Builder(points, changed, request).make(1);
  made.from = from.name;
  made.to = to.name;
  made.metric = request.metric;
  return made;
}

}  // namespace costwright::study

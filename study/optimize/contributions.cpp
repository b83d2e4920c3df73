#include "study/optimize/contributions.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "study/compare/shapley.h"

namespace costwright::study {
namespace {

constexpr std::size_t kFewSets = 16;        // simulated at the scenario's own effort
constexpr std::size_t kSampledOrders = 64;  // of more strategies than are exact
constexpr std::uint64_t kSeed = 1;

class Explainer {
 public:
  Explainer(const Choices& choices,
            Evaluator& evaluator,
            const std::vector<bool>& axes_of_money,
            const Objective& objective,
            const Choice& choice)
      : choices_(choices), evaluator_(evaluator), objective_(objective), choice_(choice) {
    for (std::size_t a = 0; a < choice.size(); ++a) {
      if (choice[a] != 0) {
        chosen_.push_back(a);
        physics_ += axes_of_money[a] ? 0 : 1;
      }
    }
  }

  Explanation run() {
    if (chosen_.empty()) {
      return {{}, {}, "today is the best: there is nothing to explain"};
    }
    const bool is_exact =
        chosen_.size() <= kExactPhysics || (physics_ == 0 && chosen_.size() <= kExactMoney);
    const std::vector<InputSet> sets =
        is_exact ? all_sets(chosen_.size()) : sets_of(sampled_orders());
    evaluate(sets);
    Explanation result;
    result.how = is_exact ? "exact" : fmt::format("from {} orders", kSampledOrders);
    result.how += how_ == Trial::kQuick ? "; at effort quick" : "";
    if (is_exact && std::all_of(sets.begin(), sets.end(), [&](const InputSet& set) {
          return value(set).has_value();
        })) {
      add_exact(result);
    } else {
      add_from_orders(is_exact ? all_orders() : sampled_orders(), result);
    }
    add_interactions(result);
    return result;
  }

 private:
  using Order = std::vector<std::size_t>;

  std::vector<Order> sampled_orders() const {
    return random_orders(chosen_.size(), kSampledOrders, kSeed);
  }

  std::vector<Order> all_orders() const {
    Order order(chosen_.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::vector<Order> all;
    do {
      all.push_back(order);
    } while (std::next_permutation(order.begin(), order.end()));
    return all;
  }

  Choice choice_of(const InputSet& set) const {
    Choice made(choice_.size(), 0);
    for (std::size_t i = 0; i < set.size(); ++i) {
      made[chosen_[i]] = set[i] ? choice_[chosen_[i]] : 0;
    }
    return made;
  }

  void evaluate(const std::vector<InputSet>& sets) {
    how_ = sets.size() > kFewSets && physics_ > 0 ? Trial::kQuick : Trial::kStandard;
    std::vector<Choice> asked;
    for (const InputSet& set : sets) {
      asked.push_back(choice_of(set));
    }
    for (const InputSet& pair : pairs()) {  // and each alone
      asked.push_back(choice_of(pair));
    }
    evaluator_.evaluate(asked, how_);
  }

  // Of one or two.
  std::vector<InputSet> pairs() const {
    std::vector<InputSet> sets;
    for (std::size_t i = 0; i < chosen_.size(); ++i) {
      for (std::size_t j = i; j < chosen_.size(); ++j) {
        sets.push_back(set_of({i, j}));
      }
    }
    return sets;
  }

  InputSet set_of(const std::vector<std::size_t>& members) const {
    InputSet set(chosen_.size(), false);
    for (const std::size_t member : members) {
      set[member] = true;
    }
    return set;
  }

  std::optional<double> value(const InputSet& set) const {
    const Tried* tried = evaluator_.known(choice_of(set), how_);
    const Figure* figure =
        tried != nullptr && tried->why.empty() ? find_figure(*tried, objective_.metric) : nullptr;
    return figure != nullptr ? std::optional(figure->value) : std::nullopt;
  }

  void add(std::size_t i, double together, double error, Explanation& result) const {
    const std::size_t axis = chosen_[i];
    const auto& option = choices_.axes()[axis].options[static_cast<std::size_t>(choice_[axis])];
    const auto none = value(set_of({}));
    const auto alone = value(set_of({i}));
    result.contributions.push_back({choices_.axes()[axis].name, option.label,
                                    alone && none ? std::optional(*alone - *none) : std::nullopt,
                                    together, error});
  }

  void add_exact(Explanation& result) const {
    std::map<InputSet, ValueList> values;
    for (const InputSet& set : all_sets(chosen_.size())) {
      values[set] = {*value(set)};
    }
    const auto mean = shapley(chosen_.size(), [&](const InputSet& set) -> const ValueList& {
      return values.at(set);
    });
    for (std::size_t i = 0; i < chosen_.size(); ++i) {
      add(i, mean[i].front(), 0, result);
    }
  }

  // Each one's step in the order; empty when a step cannot be.
  std::vector<double> steps(const Order& order) const {
    std::vector<double> steps(chosen_.size());
    InputSet set = set_of({});
    auto before = value(set);
    for (const std::size_t i : order) {
      set[i] = true;
      const auto after = value(set);
      if (!before || !after) {
        return {};
      }
      steps[i] = *after - *before;
      before = after;
    }
    return steps;
  }

  void add_from_orders(const std::vector<Order>& orders, Explanation& result) const {
    std::vector<std::vector<double>> possible;
    for (const Order& order : orders) {
      if (auto of_order = steps(order); !of_order.empty()) {
        possible.push_back(std::move(of_order));
      }
    }
    if (possible.empty()) {
      result.how = "in no order can the strategies be made one after another";
      return;
    }
    if (possible.size() < orders.size()) {
      result.how += fmt::format("; {} of {} orders can be", possible.size(), orders.size());
    }
    const auto n = static_cast<double>(possible.size());
    for (std::size_t i = 0; i < chosen_.size(); ++i) {
      double sum = 0;
      double squares = 0;
      for (const auto& of_order : possible) {
        sum += of_order[i];
        squares += of_order[i] * of_order[i];
      }
      const double variance = std::max(0.0, squares / n - sum / n * (sum / n));
      const bool is_sampled = chosen_.size() > kExactPhysics;
      add(i, sum / n, is_sampled && n > 1 ? std::sqrt(variance / (n - 1)) : 0, result);
    }
  }

  void add_interactions(Explanation& result) const {
    const auto none = value(set_of({}));
    for (std::size_t i = 0; i < chosen_.size(); ++i) {
      for (std::size_t j = i + 1; j < chosen_.size(); ++j) {
        const auto one = value(set_of({i}));
        const auto other = value(set_of({j}));
        const auto both = value(set_of({i, j}));
        if (none && one && other && both) {
          result.interactions.push_back({choices_.axes()[chosen_[i]].name,
                                         choices_.axes()[chosen_[j]].name,
                                         *both - *one - *other + *none});
        }
      }
    }
  }

  const Choices& choices_;
  Evaluator& evaluator_;
  const Objective& objective_;
  const Choice& choice_;
  std::vector<std::size_t> chosen_;  // axes
  std::size_t physics_ = 0;          // of them, those that change simulations
  Trial how_ = Trial::kStandard;
};

}  // namespace

Explanation explain_choice(const Choices& choices,
                           Evaluator& evaluator,
                           const std::vector<bool>& axes_of_money,
                           const Objective& objective,
                           const Choice& choice) {
  return Explainer(choices, evaluator, axes_of_money, objective, choice).run();
}

}  // namespace costwright::study

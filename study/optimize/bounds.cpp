#include "study/optimize/bounds.h"

#include <algorithm>
#include <limits>

#include "study/simulate/least_usage.h"
#include "study/simulate/tasks.h"

namespace costwright::study {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
bool is_exact(const Metric& metric) {
  return metric.name == "accuracy";
}

double sign_of(const Metric& metric) {
  return is_exact(metric) ? -1 : 1;  // an accuracy has a most
}

double unknown(const Metric& metric) {
  return sign_of(metric) * -kInfinity;
}

// What an idle deployment may have without costing anything.
bool is_setting(const Option& option) {
  return std::all_of(option.set.begin(), option.set.end(), [](const YamlNode& edit) {
    return edit.key.starts_with("serving.");
  });
}

// All choices of some axes, the others 0, in order.
std::vector<Choice> product(const std::vector<StrategyAxis>& axes,
                            const std::vector<bool>& left_out) {
  std::vector<Choice> all{Choice(axes.size(), 0)};
  for (std::size_t a = 0; a < axes.size(); ++a) {
    const std::size_t before = left_out[a] ? 0 : all.size();
    for (std::size_t i = 0; i < before; ++i) {
      for (int option = 1; option < static_cast<int>(axes[a].options.size()); ++option) {
        all.push_back(all[i]);
        all.back()[a] = option;
      }
    }
  }
  return all;
}

bool completes(const Choice& choice, const Choice& partial, const std::vector<bool>& left_out) {
  for (std::size_t a = 0; a < choice.size(); ++a) {
    if (!left_out[a] && partial[a] != kOpenAxis && partial[a] != choice[a]) {
      return false;
    }
  }
  return true;
}

bool is_made(const Choice& partial) {
  return std::find(partial.begin(), partial.end(), kOpenAxis) == partial.end();
}

}  // namespace

bool is_bounded(const Metric& metric) {
  return is_exact(metric) || is_total_cost(metric);
}

Bounds::Bounds(const Inputs& inputs,
               const Choices& choices,
               const std::vector<MetricName>& metrics,
               int threads)
    : inputs_(inputs), choices_(choices) {
  for (const MetricName& metric : metrics) {
    if (is_bounded(*metric.metric)) {
      metrics_.push_back(metric);
    }
  }
  sort_axes();
  fill_table(threads);
}

// Each option by itself.
void Bounds::sort_axes() {
  const auto& axes = choices_.axes();
  axes_of_money_.assign(axes.size(), false);
  neutral_.assign(axes.size(), false);
  const auto planned = [&](const Choice& choice) {
    std::string why;
    Diagnostics unheard;
    auto scenario = choices_.scenario(choice, why);
    return scenario ? check(inputs_, std::move(*scenario), unheard) : std::nullopt;
  };
  const Choice as_written(axes.size(), 0);
  const auto today = planned(as_written);
  const Foreseen idle = foreseen(as_written, LeastWork::kNone);
  for (std::size_t a = 0; a < axes.size() && today; ++a) {
    bool is_money = true;
    bool is_neutral = true;
    for (std::size_t option = 1; option < axes[a].options.size(); ++option) {
      Choice choice = as_written;
      choice[a] = static_cast<int>(option);
      const auto other = planned(choice);
      is_money = is_money && other && same_simulations(*today, *other);
      is_neutral = is_neutral && other && is_setting(axes[a].options[option]) &&
                   foreseen(choice, LeastWork::kNone).least == idle.least;
    }
    axes_of_money_[a] = is_money;
    neutral_[a] = is_neutral && !is_money;
  }
}

void Bounds::fill_table(int threads) {
  double size = 1;
  for (std::size_t a = 0; a < neutral_.size(); ++a) {
    size *= neutral_[a] ? 1 : static_cast<double>(choices_.axes()[a].options.size());
  }
  if (size > kMostTable || metrics_.empty()) {
    return;
  }
  const auto all = product(choices_.axes(), neutral_);
  std::vector<Foreseen> found(all.size());
  std::vector<std::function<void()>> tasks;
  for (std::size_t i = 0; i < all.size(); ++i) {
    tasks.emplace_back([this, &all, &found, i] {
      found[i] = foreseen(all[i], LeastWork::kNone);
    });
  }
  run_tasks(tasks, threads);
  for (std::size_t i = 0; i < all.size(); ++i) {
    table_.emplace(all[i], std::move(found[i]));
  }
}

Foreseen Bounds::foreseen(const Choice& choice, LeastWork work) const {
  Foreseen result;
  std::string why;
  Diagnostics unheard;
  auto scenario = choices_.scenario(choice, why);
  const auto evaluation =
      scenario ? least(inputs_, std::move(*scenario), work, unheard) : std::nullopt;
  if (!evaluation) {
    result.is_possible = false;
    return result;
  }
  for (const MetricName& metric : metrics_) {
    const auto value = value_of(*evaluation, metric);
    result.least.emplace(name_of(metric), value.value_or(unknown(*metric.metric)));
  }
  result.excess = least_excess(*evaluation->plan);
  return result;
}

const Foreseen& Bounds::exact(const Choice& choice) const {
  auto found = exact_.find(choice);
  if (found == exact_.end()) {
    found = exact_.emplace(choice, foreseen(choice, LeastWork::kAtBestRate)).first;
  }
  return found->second;
}

double Bounds::of(const MetricName& metric, const Choice& partial) const {
  const double sign = sign_of(*metric.metric);
  if (!is_bounded(*metric.metric)) {
    return unknown(*metric.metric);
  }
  const std::string name = name_of(metric);
  if (is_made(partial)) {
    const Foreseen& known = exact(partial);
    return known.is_possible ? known.least.at(name) : sign * kInfinity;
  }
  if (!has_table()) {
    return unknown(*metric.metric);
  }
  double least = kInfinity;
  for (const auto& [choice, known] : table_) {
    if (known.is_possible && completes(choice, partial, neutral_)) {
      least = std::min(least, sign * known.least.at(name));
    }
  }
  return sign * least;
}

std::optional<double> Bounds::plans_below(const MetricName& metric, double value) const {
  if (!has_table() || !is_bounded(*metric.metric)) {
    return std::nullopt;
  }
  std::map<Choice, double> least;  // by choice without the axes of money
  for (const auto& [choice, known] : table_) {
    Choice physics = choice;
    for (std::size_t a = 0; a < physics.size(); ++a) {
      physics[a] = axes_of_money_[a] ? 0 : physics[a];
    }
    double& best = least.try_emplace(physics, kInfinity).first->second;
    best = known.is_possible ? std::min(best, known.least.at(name_of(metric))) : best;
  }
  double neutral_choices = 1;
  for (std::size_t a = 0; a < neutral_.size(); ++a) {
    neutral_choices *= neutral_[a] ? static_cast<double>(choices_.axes()[a].options.size()) : 1;
  }
  return neutral_choices *
         static_cast<double>(std::count_if(least.begin(), least.end(), [&](const auto& one) {
           return one.second < value;
         }));
}

double Bounds::excess(const Choice& partial) const {
  if (is_made(partial)) {
    const Foreseen& known = exact(partial);
    return known.is_possible ? known.excess : 1;
  }
  Choice physics = partial;
  for (std::size_t a = 0; a < partial.size(); ++a) {
    if (partial[a] == kOpenAxis && !axes_of_money_[a]) {
      return -1;
    }
    physics[a] = axes_of_money_[a] ? 0 : partial[a];
  }
  const Foreseen& known = exact(physics);
  return known.is_possible ? known.excess : -1;
}

}  // namespace costwright::study

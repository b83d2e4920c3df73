#include "study/optimize/bounds.h"

#include <algorithm>
#include <limits>

#include "core/scenario/loaded.h"
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
  return std::ranges::all_of(option.set, [](const YamlNode& edit) {
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

// One option of one axis, all others as written, and what was found of it.
struct Single {
  Choice choice;
  std::size_t axis{};
  bool is_money = false, is_neutral = false;
};

std::vector<Single> singles_of(const std::vector<StrategyAxis>& axes) {
  std::vector<Single> singles;
  for (std::size_t a = 0; a < axes.size(); ++a) {
    for (std::size_t option = 1; option < axes[a].options.size(); ++option) {
      singles.push_back({Choice(axes.size(), 0), a});
      singles.back().choice[a] = static_cast<int>(option);
    }
  }
  return singles;
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
    : inputs_(inputs), choices_(choices), threads_(threads) {
  for (const MetricName& metric : metrics) {
    if (is_bounded(*metric.metric)) {
      metrics_.push_back(metric);
    }
  }
  sort_axes();
  fill_table();
}

std::optional<Evaluation> Bounds::planned(const Choice& choice) const {
  std::string why;
  Diagnostics unheard;
  auto scenario = choices_.scenario(choice, why);
  return scenario ? check(inputs_, std::move(*scenario), unheard) : std::nullopt;
}

// Each option by itself.
void Bounds::sort_axes() {
  const auto& axes = choices_.axes();
  axes_of_money_.assign(axes.size(), false);
  neutral_ = priced_ = axes_of_money_;
  const Choice as_written(axes.size(), 0);
  const auto today = planned(as_written);
  if (!today) {
    return;
  }
  const auto idle = [&](const Choice& choice) {
    Planned unheld;
    return foreseen(choice, LeastWork::kNone, unheld).least;
  };
  const auto idle_today = idle(as_written);
  std::vector<Single> singles = singles_of(axes);
  std::vector<std::function<void()>> tasks;
  for (Single& single : singles) {
    tasks.emplace_back([&] {
      const auto other = planned(single.choice);
      const auto option = static_cast<std::size_t>(single.choice[single.axis]);
      single.is_money = other && same_simulations(*today, *other);
      single.is_neutral = other && is_setting(axes[single.axis].options[option]) &&
                          idle(single.choice) == idle_today;
    });
  }
  run_tasks(tasks, threads_);
  for (std::size_t a = 0; a < axes.size(); ++a) {
    const auto is_all = [&](bool Single::*is) {
      return std::ranges::all_of(singles, [&](const Single& single) {
        return single.axis != a || single.*is;
      });
    };
    axes_of_money_[a] = is_all(&Single::is_money);
    neutral_[a] = is_all(&Single::is_neutral) && !axes_of_money_[a];
    priced_[a] = axes_of_money_[a] && !choices_.is_planned(a);
  }
}

void Bounds::fill_table() {
  double size = 1;
  for (std::size_t a = 0; a < neutral_.size(); ++a) {
    size *= neutral_[a] ? 1 : static_cast<double>(choices_.axes()[a].options.size());
  }
  if (size > kMostTable || metrics_.empty()) {
    return;
  }
  const auto all = product(choices_.axes(), neutral_);
  std::vector<Foreseen> found = foreseen(all, LeastWork::kNone, nullptr);
  for (std::size_t i = 0; i < all.size(); ++i) {
    table_.emplace(all[i], std::move(found[i]));
  }
}

Foreseen Bounds::foreseen(const Choice& choice, LeastWork work, Planned& planned) const {
  Foreseen result;
  std::string why;
  Diagnostics unheard;
  auto scenario = choices_.scenario(choice, why);
  auto evaluation =
      scenario ? least(inputs_, std::move(*scenario), work, unheard, planned.evaluation.get())
               : std::nullopt;
  if (!evaluation) {
    result.is_possible = false;
    return result;
  }
  for (const MetricName& metric : metrics_) {
    const auto value = value_of(*evaluation, metric);
    result.least.emplace(name_of(metric), value.value_or(unknown(*metric.metric)));
  }
  if (planned.evaluation == nullptr) {
    planned.excess = least_excess(*evaluation->plan);
    planned.evaluation = std::make_shared<const Evaluation>(std::move(*evaluation));
  }
  result.excess = planned.excess;
  return result;
}

Choice Bounds::plan_of(const Choice& choice) const {
  Choice plan = choice;
  for (std::size_t a = 0; a < plan.size(); ++a) {
    plan[a] = priced_[a] ? 0 : plan[a];
  }
  return plan;
}

// A plan is a task: all of its choices, one after another.
std::vector<Foreseen> Bounds::foreseen(const std::vector<Choice>& asked,
                                       LeastWork work,
                                       std::map<Choice, Planned>* held) const {
  struct Part {
    std::vector<std::size_t> asked;
    Planned planned;
  };
  std::map<Choice, Part> parts;
  for (std::size_t i = 0; i < asked.size(); ++i) {
    parts[plan_of(asked[i])].asked.push_back(i);
  }
  std::vector<Foreseen> found(asked.size());
  std::vector<std::function<void()>> tasks;
  for (auto& [plan, part] : parts) {
    if (held != nullptr && held->contains(plan)) {
      part.planned = held->at(plan);
    }
    tasks.emplace_back([&, &one = part] {
      for (const std::size_t i : one.asked) {
        found[i] = foreseen(asked[i], work, one.planned);
      }
      if (held == nullptr) {
        one.planned = {};
      }
    });
  }
  run_tasks(tasks, threads_);
  if (held != nullptr && held->size() + parts.size() > kMostPlanned) {
    held->clear();
  }
  for (auto& [plan, part] : parts) {
    if (held != nullptr && part.planned.evaluation != nullptr) {
      held->insert_or_assign(plan, std::move(part.planned));
    }
  }
  return found;
}

void Bounds::foresee(const std::vector<Choice>& partials) const {
  std::vector<Choice> unknown;
  for (const Choice& partial : partials) {
    const auto asked = is_made(partial) ? partial : physics_of(partial);
    if (asked && !exact_.contains(*asked)) {
      unknown.push_back(*asked);
    }
  }
  std::ranges::sort(unknown);
  unknown.erase(std::unique(unknown.begin(), unknown.end()), unknown.end());
  std::vector<Foreseen> found = foreseen(unknown, LeastWork::kAtBestRate, &planned_);
  for (std::size_t i = 0; i < unknown.size(); ++i) {
    exact_.emplace(unknown[i], std::move(found[i]));
  }
}

const Foreseen& Bounds::exact(const Choice& choice) const {
  if (!exact_.contains(choice)) {
    foresee({choice});
  }
  return exact_.at(choice);
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

std::optional<Choice> Bounds::physics_of(const Choice& partial) const {
  Choice physics = partial;
  for (std::size_t a = 0; a < partial.size(); ++a) {
    if (partial[a] == kOpenAxis && !axes_of_money_[a]) {
      return std::nullopt;
    }
    physics[a] = axes_of_money_[a] ? 0 : partial[a];
  }
  return physics;
}

double Bounds::excess(const Choice& partial) const {
  if (is_made(partial)) {
    const Foreseen& known = exact(partial);
    return known.is_possible ? known.excess : 1;
  }
  const auto physics = physics_of(partial);
  if (!physics) {
    return -1;
  }
  const Foreseen& known = exact(*physics);
  return known.is_possible ? known.excess : -1;
}

}  // namespace costwright::study

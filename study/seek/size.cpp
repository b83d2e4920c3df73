#include "study/seek/size.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "core/scenario/scenario.h"
#include "study/plan/plan.h"

namespace costwright::study {
namespace {

constexpr double kReach = 16;  // times what the scenario has

// What one count comes to.
struct Answer {
  bool is_valid = false;
  std::string why = {};             // it is not valid
  std::set<YearMonth> missed = {};  // of any workload: its demand or its SLO
  std::vector<std::string> conditions = {};
  struct Load {
    std::optional<double> load;
    std::string deployment;
  };
  std::vector<Load> loads = {};  // by month
  std::vector<DeploymentOutcome> deployments = {};
  std::set<YearMonth> missed_when_slow = {};
};

std::set<YearMonth> missed_in(const Outcome& outcome) {
  std::set<YearMonth> missed;
  for (const WorkloadOutcome& workload : outcome.workloads) {
    missed.insert(workload.saturated.begin(), workload.saturated.end());
    missed.insert(workload.below_slo.begin(), workload.below_slo.end());
  }
  return missed;
}

std::vector<Answer::Load> loads_of(const Evaluation& evaluation) {
  std::vector<Answer::Load> highest(static_cast<std::size_t>(evaluation.basis.months));
  for (std::size_t p = 0; p < evaluation.plan->pools.size(); ++p) {
    const auto& months = evaluation.monthly->pools[p];
    for (std::size_t m = 0; m < months.size(); ++m) {
      const auto load = load_in(evaluation, months[m]);
      if (load && *load > highest[m].load.value_or(-1)) {
        highest[m] = {load, evaluation.plan->pools[p].name};
      }
    }
  }
  return highest;
}

Answer answer_of(const Evaluation& evaluation) {
  Answer answer;
  answer.is_valid = true;
  answer.missed = missed_in(evaluation.outcome);
  answer.conditions = conditions_of(evaluation.outcome);
  answer.loads = loads_of(evaluation);
  answer.deployments = evaluation.outcome.deployments;
  if (!evaluation.ends.empty()) {
    answer.missed_when_slow = missed_in(evaluation.ends.back().outcome);
  }
  return answer;
}

// The counts at one effort, each evaluated once.
class Counts {
 public:
  Counts(Trials& trials, Trying how) : trials_(trials), how_(how) {}

  const Answer& at(int count) {
    const auto [found, is_new] = known_.try_emplace(count);
    if (is_new) {
      Diagnostics told;
      const Evaluation* made = trials_.at(count, how_, told);
      found->second = made != nullptr ? answer_of(*made) : Answer{.why = told.text()};
    }
    return found->second;
  }
  bool does(int count) { return at(count).is_valid && at(count).missed.empty(); }
  bool does(int count, YearMonth month) {
    return at(count).is_valid && !at(count).missed.contains(month);
  }

 private:
  Trials& trials_;
  Trying how_;
  std::map<int, Answer> known_;
};

class Sizer {
 public:
  Sizer(Size& size, const Scenario& scenario, Trials& trials)
      : size_(size),
        start_(scenario.start),
        horizon_(scenario.horizon.count),
        quick_(trials, Trying::kQuick),
        own_(trials, Trying::kOwn) {}

  void find() {
    const auto enough = doubled();
    std::vector<int> needed(static_cast<std::size_t>(horizon_), size_.to);
    for (int m = 0; m < horizon_ && enough; ++m) {
      needed[static_cast<std::size_t>(m)] = fewest_in(start_ + m, *enough);
    }
    int count = *std::max_element(needed.begin(), needed.end());
    while (count < size_.to && !own_.does(count)) {
      ++count;
    }
    if (!own_.does(count)) {
      explain();
      return;
    }
    size_.fewest = count;
    plan(needed);
    const Answer& answer = own_.at(count);
    size_.deployments = answer.deployments;
    size_.missed_when_slow.assign(answer.missed_when_slow.begin(), answer.missed_when_slow.end());
  }

 private:
  Counts& searched() { return size_.is_searched_quick ? quick_ : own_; }

  // A count that does in every month, by doubling.
  std::optional<int> doubled() {
    const double stated = size_.field.value.value_or(size_.from);
    int count = std::clamp(static_cast<int>(stated), size_.from, size_.to);
    while (!searched().does(count) && count < size_.to) {
      count = std::min(2 * count, size_.to);
    }
    return searched().does(count) ? std::optional(count) : std::nullopt;
  }

  int fewest_in(YearMonth month, int enough) {
    int less = size_.from - 1;  // does not do, or may not be
    while (enough - less > 1) {
      const int middle = less + (enough - less) / 2;
      (searched().does(middle, month) ? enough : less) = middle;
    }
    return confirmed(month, enough);
  }

  int confirmed(YearMonth month, int count) {
    while (count < size_.to && !own_.does(count, month)) {
      ++count;
    }
    while (count > size_.from && own_.does(count - 1, month)) {
      --count;
    }
    return count;
  }

  void plan(const std::vector<int>& needed) {
    int there = 0;
    for (std::size_t m = 0; m < needed.size(); ++m) {
      there = std::max(there, needed[m]);
      const auto& [load, deployment] = own_.at(there).loads[m];
      size_.months.push_back({start_ + static_cast<int>(m), needed[m], there, load, deployment});
    }
  }

  void explain() {
    const Answer& most = own_.at(size_.to);
    size_.at_most = most.conditions;
    if (!most.is_valid) {
      size_.at_most.push_back(most.why);
    } else {
      size_.at_most.push_back(
          fmt::format("in {}", month_names({most.missed.begin(), most.missed.end()})));
    }
  }

  Size& size_;
  YearMonth start_;
  int horizon_;
  Counts quick_, own_;
};

std::optional<double> count_of(const ScalarField& field,
                               const std::string& text,
                               const char* option,
                               double otherwise,
                               Diagnostics& diagnostics) {
  return text.empty() ? std::optional(otherwise) : parse_value(field, text, {option}, diagnostics);
}

// Between which counts it is sought.
std::optional<Size> asked(const ScalarField& field,
                          const SizeRequest& request,
                          Diagnostics& diagnostics) {
  if (field.type.kind != FieldKind::kInteger) {
    diagnostics.error({fmt::format("--vary {}", field.path)}, "it is no whole number",
                      "name a count, e.g. fleet.h100.owned.count");
    return std::nullopt;
  }
  const double reach = std::min(kReach * std::max(field.value.value_or(1), 1.0), field.type.max);
  const auto from =
      count_of(field, request.from, "--from", std::max(field.type.min, 1.0), diagnostics);
  const auto to = count_of(field, request.to, "--to", reach, diagnostics);
  if (!from || !to) {
    return std::nullopt;
  }
  if (*from > *to) {
    diagnostics.error({"--from, --to"}, fmt::format("{} is more than {}", *from, *to));
    return std::nullopt;
  }
  return Size{field, static_cast<int>(*from), static_cast<int>(*to)};
}

}  // namespace

std::optional<Size> size_of(const Inputs& inputs,
                            const ScenarioSource& source,
                            const SizeRequest& request,
                            const EvaluateOptions& options,
                            Diagnostics& diagnostics) {
  const auto with = varied(inputs, source, request.vary, diagnostics);
  auto size = with ? asked(with->field, request, diagnostics) : std::nullopt;
  if (!size) {
    return std::nullopt;
  }
  size->is_searched_quick = with->scenario.scenario.simulation.effort != Effort::kQuick;
  Trials trials(inputs, source, with->field, options);
  Sizer(*size, with->scenario.scenario, trials).find();
  size->evaluated = trials.evaluated();
  size->simulated = trials.simulated();
  return size;
}

}  // namespace costwright::study

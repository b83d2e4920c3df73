#include "study/optimize/evaluator.h"

#include <set>

#include "core/policies.h"
#include "core/scenario/loaded.h"
#include "study/simulate/tasks.h"

namespace costwright::study {
namespace {

Tried impossible(std::string why) {
  Tried tried;
  tried.why = std::move(why);
  return tried;
}

}  // namespace

Evaluator::Evaluator(const Inputs& inputs,
                     const Choices& choices,
                     std::vector<bool> axes_of_money,
                     const Options& options)
    : inputs_(inputs),
      choices_(choices),
      axes_of_money_(std::move(axes_of_money)),
      options_(options) {}

const Tried* Evaluator::known(const Choice& choice, Trial how) const {
  const auto found = all(how).find(choice);
  return found != all(how).end() ? &found->second : nullptr;
}

Choice Evaluator::physics_of(const Choice& choice) const {
  Choice physics = choice;
  for (std::size_t a = 0; a < physics.size(); ++a) {
    physics[a] = axes_of_money_[a] ? 0 : physics[a];
  }
  return physics;
}

LoadedScenario Evaluator::as_tried(LoadedScenario scenario, Trial how) const {
  SimulationOptions& simulation = scenario.scenario.simulation;
  if (how != Trial::kReported) {
    simulation.error_range = false;
  }
  if (how == Trial::kQuick) {
    simulation.effort = Effort::kQuick;
  }
  return scenario;
}

std::vector<const Tried*> Evaluator::evaluate(const std::vector<Choice>& asked, Trial how) {
  std::map<Choice, Group> groups;
  std::set<Choice> met;  // who asks for a front and its best asks for one choice twice
  for (const Choice& choice : asked) {
    if (known(choice, how) != nullptr || !met.insert(choice).second) {
      continue;
    }
    auto found = options_.journal != nullptr ? options_.journal->find(choice, how) : std::nullopt;
    if (found) {
      ++taken_.from_journal;
      tell(choice, how, *found);
      all_[static_cast<std::size_t>(how)].emplace(choice, std::move(*found));
    } else {
      groups[physics_of(choice)].push_back(choice);
    }
  }
  std::vector<std::function<void()>> tasks;
  for (const auto& one : groups) {
    tasks.emplace_back([this, &one, how] {
      evaluate_group(one.second, how);
    });
  }
  run_tasks(tasks, options_.threads);
  std::vector<const Tried*> answers;
  for (const Choice& choice : asked) {
    answers.push_back(known(choice, how));
  }
  return answers;
}

// One after another: the next takes over what the last has simulated.
void Evaluator::evaluate_group(const Group& group, Trial how) {
  std::optional<Evaluation> last;
  for (const Choice& choice : group) {
    if (options_.journal != nullptr) {
      options_.journal->begin(choice, how);
    }
    std::string why;
    auto scenario = choices_.scenario(choice, why);
    if (!scenario) {
      note(choice, how, impossible(why));
      continue;
    }
    EvaluateOptions options;
    options.known = last ? &*last : nullptr;
    options.remembered = options_.remembered;
    options.threads = 1;
    options.is_search = how != Trial::kReported && options_.keeps_slo;
    options.stop = options_.stop;
    Diagnostics told;
    auto evaluation = study::evaluate(inputs_, as_tried(std::move(*scenario), how), options, told);
    if (!evaluation) {
      note(choice, how, impossible(told.first_error()));
      continue;
    }
    Tried result = tried(*evaluation);
    {
      const std::lock_guard lock(mutex_);
      taken_.simulated += evaluation->simulated;
      taken_.requests += evaluation->simulated > 0 ? evaluation->simulated_requests : 0;
    }
    note(choice, how, std::move(result));
    last = std::move(evaluation);
  }
}

void Evaluator::tell(const Choice& choice, Trial how, const Tried& tried) const {
  if (options_.heard) {
    options_.heard(choice, how, tried);
  }
}

void Evaluator::note(const Choice& choice, Trial how, Tried tried) {
  tell(choice, how, tried);
  if (options_.journal != nullptr) {
    options_.journal->add(choice, how, tried);
  }
  const std::lock_guard lock(mutex_);
  ++taken_.evaluated;
  all_[static_cast<std::size_t>(how)].insert_or_assign(choice, std::move(tried));
}

}  // namespace costwright::study

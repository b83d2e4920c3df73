#pragma once
// Evaluates choices, many at a time, on all cores; what is known from the journal or from before is
// not evaluated again.
//   quick      simulation.effort quick
//   standard   the scenario's own effort
// both at the predicted speed alone, without looking for capacities or just how a service fails;
//   reported   the scenario as it would be run: the same figures as standard, with their ranges
// Choices that differ in money alone are simulated once and priced many times.
#include <array>
#include <functional>
#include <map>
#include <mutex>
#include <stop_token>
#include <vector>

#include "study/optimize/choices.h"
#include "study/optimize/journal.h"

namespace costwright::study {

inline constexpr std::size_t kTrials = 3;

// What evaluating has taken.
struct WorkDone {
  int evaluated = 0;     // choices, anew
  int simulated = 0;     // distinct simulations, anew
  int from_journal = 0;  // choices
  int cut_short = 0;     // Journal::cut_short()
  double requests = 0;   // simulated anew
};

class Evaluator {
 public:
  struct Options {
    int threads = 0;                     // 0: one per core
    const Memory* remembered = nullptr;  // what earlier evaluations left
    Journal* journal = nullptr;
    bool keeps_slo = true;  // else what misses it is found out like any other
    std::stop_token stop = {};
    // Every answer as it comes, also the journal's; of any thread.
    std::function<void(const Choice&, Trial, const Tried&)> heard = {};
  };
  // All outlive it. `axes_of_money`: those that change no simulation, by axis.
  Evaluator(const Inputs& inputs,
            const Choices& choices,
            std::vector<bool> axes_of_money,
            const Options& options);

  // In the order asked for. Throws sim::Cancelled when stopped; what was finished by then is known.
  std::vector<const Tried*> evaluate(const std::vector<Choice>& asked, Trial how);
  // What is asked for from now on is evaluated although it was stopped.
  void go_on() { options_.stop = {}; }
  // Null when it was not evaluated.
  const Tried* known(const Choice& choice, Trial how) const;
  // By choice, with one effort.
  const std::map<Choice, Tried>& all(Trial how) const {
    return all_[static_cast<std::size_t>(how)];
  }
  const WorkDone& taken() const { return taken_; }

 private:
  using Group = std::vector<Choice>;  // of one simulation

  void evaluate_group(const Group& group, Trial how);
  void note(const Choice& choice, Trial how, Tried tried);
  void tell(const Choice& choice, Trial how, const Tried& tried) const;
  Choice physics_of(const Choice& choice) const;
  LoadedScenario as_tried(LoadedScenario scenario, Trial how) const;

  const Inputs& inputs_;
  const Choices& choices_;
  std::vector<bool> axes_of_money_;
  Options options_;
  std::mutex mutex_;                                  // of what follows
  std::array<std::map<Choice, Tried>, kTrials> all_;  // by Trial
  WorkDone taken_;
};

}  // namespace costwright::study

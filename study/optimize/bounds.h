#pragma once
// What no completion of a partial choice can undercut, without a simulation:
//   money     cash, expense, present value and TCO of machines that do the least that the demand
//             asks of them (study.h, least)
//   accuracy  exactly what it is: nothing that is simulated changes it
//   service   a month whose work is beyond its machines' best rate cannot be served
// A choice of which some axes are open has the least of its completions. Only axes that may change
// the money of idle machines or an accuracy are completed, from a table that is made once; of the
// others an idle deployment's settings (serving.*) were found to change neither, one at a time.
#include <map>
#include <memory>
#include <vector>

#include "study/optimize/choices.h"
#include "study/optimize/objective.h"

namespace costwright::study {

inline constexpr int kOpenAxis = -1;
inline constexpr double kMostTable = 20'000;  // completions; with more, partial choices have none
inline constexpr std::size_t kMostPlanned = 256;  // plans that are held while others are priced

// What can be said of a choice before it is simulated.
struct Foreseen {
  bool is_possible = true;              // there is such a scenario
  std::map<std::string, double> least;  // of the metrics that are bounded, by name; the accuracy
                                        // is exactly that
  double excess = -1;                   // > 0: it surely serves less than 99 % in some month
};

// Whether bounds of the metric are known.
bool is_bounded(const Metric& metric);

class Bounds {
 public:
  // `metrics`: those that will be asked for.
  Bounds(const Inputs& inputs,
         const Choices& choices,
         const std::vector<MetricName>& metrics,
         int threads);

  // Those that change no simulation, by axis.
  const std::vector<bool>& axes_of_money() const { return axes_of_money_; }
  // Those whose money and accuracy bounds do not tell apart.
  const std::vector<bool>& neutral_axes() const { return neutral_; }

  // Finds those of these choices that are not known yet, on all threads: what the calls below do
  // one by one. What is found does not depend on it.
  void foresee(const std::vector<Choice>& partials) const;

  // Of the completions of a choice, kOpenAxis where it is open: none has less, or, of an accuracy,
  // more. Infinite when none is possible or nothing is known.
  double of(const MetricName& metric, const Choice& partial) const;
  // > 0: no completion serves its demand.
  double excess(const Choice& partial) const;
  // Choices of all axes but those of money whose bound lies below the value; nullopt: not known.
  std::optional<double> plans_below(const MetricName& metric, double value) const;

 private:
  // What choices of one plan have in common; null: there is no such scenario.
  struct Planned {
    std::shared_ptr<const Evaluation> evaluation;
    double excess = -1;
  };
  // Checked; nullopt: there is no such scenario.
  std::optional<Evaluation> planned(const Choice& choice) const;
  Foreseen foreseen(const Choice& choice, LeastWork work, Planned& planned) const;
  // In the order asked for. `held`: plans to take over and to add to, by plan_of().
  std::vector<Foreseen> foreseen(const std::vector<Choice>& asked,
                                 LeastWork work,
                                 std::map<Choice, Planned>* held) const;
  const Foreseen& exact(const Choice& choice) const;
  // Whose excess that of the choice is; nullopt: it is open.
  std::optional<Choice> physics_of(const Choice& partial) const;
  // The choice of which it has the plan: priced axes as written.
  Choice plan_of(const Choice& choice) const;
  bool has_table() const { return !table_.empty(); }
  void sort_axes();
  void fill_table();

  const Inputs& inputs_;
  const Choices& choices_;
  int threads_;
  std::vector<MetricName> metrics_;
  std::vector<bool> axes_of_money_, neutral_;
  std::vector<bool> priced_;          // of money, and no plan rests on what they change
  std::map<Choice, Foreseen> table_;  // neutral axes as written
  mutable std::map<Choice, Foreseen> exact_;
  mutable std::map<Choice, Planned> planned_;  // at the best rate, at most kMostPlanned
};

}  // namespace costwright::study

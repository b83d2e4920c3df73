#pragma once
// A scenario evaluated with one of its fields at this or that value.
//   quick   at simulation.effort quick: to search
//   own     at the scenario's own effort: to answer
// What evaluations have in common is simulated once (EvaluateOptions).
#include <array>
#include <optional>
#include <string>
#include <vector>

#include "core/scenario/loaded.h"
#include "core/scenario/manual/scalar_field.h"
#include "study/study.h"

namespace costwright::study {

enum class Trying { kOwn, kQuick };

class Trials {
 public:
  // The source has been read: its variants are not checked with every value again. Without a field
  // it is evaluated as it is.
  Trials(const Inputs& inputs,
         ScenarioSource source,
         std::optional<ScalarField> field,
         const EvaluateOptions& options);

  // Null when the scenario is not valid there (`told` says why). Until the next call.
  const Evaluation* at(double value, Trying how, Diagnostics& told);
  // Whether what is simulated depends on the field; nothing is simulated for this.
  bool change_physics(double one, double other) const;

  int evaluated() const { return evaluated_; }
  int simulated() const { return simulated_; }

 private:
  std::optional<LoadedScenario> loaded(double value, Trying how, Diagnostics& told) const;
  std::optional<Evaluation> checked(double value) const;

  const Inputs& inputs_;
  ScenarioSource source_;
  std::optional<ScalarField> field_;
  EvaluateOptions options_;
  std::array<std::optional<Evaluation>, 2> last_;  // by Trying
  int evaluated_ = 0, simulated_ = 0;
};

// A scenario without a mistake, and its field at the path.
struct Varied {
  LoadedScenario scenario;
  ScalarField field;
};
// Nullopt with an error when the scenario is wrong (everything but the simulation is checked) or no
// field with a number can stand at the path.
std::optional<Varied> varied(const Inputs& inputs,
                             const ScenarioSource& source,
                             const std::string& path,
                             Diagnostics& diagnostics);

// What makes an answer unfit or doubtful: "chat: below its SLO", "chat: demand above capacity",
// "figures are extrapolated".
std::vector<std::string> conditions_of(const Outcome& outcome);

}  // namespace costwright::study

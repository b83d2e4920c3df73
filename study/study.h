#pragma once
// The door: a scenario in, an answer out. Both front ends and every study go through it.
//   read_scenario   text -> a scenario, every number knowing its line
//   check           plans and prices it without simulating: finds every mistake at once
//   evaluate        plans, simulates what is not known yet, prices
// Scenarios are values: change one in memory and evaluate it again. Inputs (study/inputs/inputs.h)
// are read once and shared; what an earlier evaluation has in common with this one is taken over,
// so that a changed price simulates nothing and a changed plan only what it changed.
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "core/scenario/reader.h"
#include "core/scenario/tree.h"
#include "sim/requests/run_control.h"
#include "study/inputs/inputs.h"
#include "study/memory.h"
#include "study/outcome/evaluation.h"
#include "study/simulate/forecast.h"

namespace costwright::study {

using sim::Cancelled;

// Where a scenario is written.
struct ScenarioSource {
  std::string path;
  std::optional<std::string> text = {};  // instead of what the file holds: an editor's unsaved text
  std::vector<Override> overrides = {};  // --set
  std::string variant = {};              // one of the file's `variants`; "": the file as written
};
// Before it is read: with the variant and overrides made. Nullopt when there was an error.
std::optional<ScenarioTree> read_source(const ScenarioSource& source, Diagnostics& diagnostics);
// Nullopt when there was an error.
std::optional<LoadedScenario> read_scenario(const ScenarioSource& source, Diagnostics& diagnostics);

struct EvaluateOptions {
  const Evaluation* known = nullptr;   // an earlier one, e.g. of the scenario before the change
  const Memory* remembered = nullptr;  // what earlier ones left
  int threads = 0;                     // 0: one per core
  // No load and headroom, and of what cannot be served no more than that (SimulateOptions).
  bool is_search = false;
  std::stop_token stop = {};
  std::function<void(double share)> progress = {};
  // Told before anything is simulated.
  std::function<void(const Forecast&)> foresee = {};
};

// What it will take, of a plan that was checked.
Forecast forecast_of(const Evaluation& checked);

// Nullopt when there was an error (in `diagnostics`). Throws sim::Cancelled when stopped. The
// figures do not depend on the options, but for those that is_search leaves out.
std::optional<Evaluation> evaluate(const Inputs& inputs,
                                   LoadedScenario scenario,
                                   const EvaluateOptions& options,
                                   Diagnostics& diagnostics);

// evaluate(), and before it, for whoever waits, `look` at the answer at quick effort. There is none
// where it would come no sooner: the scenario asks for no more than quick, what it simulates is
// remembered, or is at most kSoonDone requests. Not with an error, either.
inline constexpr double kSoonDone = 200'000;
using FirstLook = std::function<void(Evaluation at_quick_effort)>;
std::optional<Evaluation> evaluate_after_look(const Inputs& inputs,
                                              LoadedScenario scenario,
                                              const EvaluateOptions& options,
                                              const FirstLook& look,
                                              Diagnostics& diagnostics);

// Everything that evaluate() checks, without simulating: the deployments idle, and the money is
// priced accordingly.
std::optional<Evaluation> check(const Inputs& inputs,
                                LoadedScenario scenario,
                                Diagnostics& diagnostics);

// Priced with the least that its demand asks of its machines (study/simulate/least_usage.h), or
// with machines that idle while 99 % is served as by magic: bounds from below of what it costs when
// it serves its demand, of which the first is nearer. Simulates nothing; there are months,
// ledger, finance and accuracies, and nothing else of the outcome.
enum class LeastWork { kNone, kAtBestRate };
// `known`: one of the same kind of work. Its plan and months are taken over where only money has
// changed.
std::optional<Evaluation> least(const Inputs& inputs,
                                LoadedScenario scenario,
                                LeastWork work,
                                Diagnostics& diagnostics,
                                const Evaluation* known = nullptr);

// Whether both rest on the same simulations of the same months: then evaluating one when the other
// is known takes about as long as drawing it. Both may be checked only.
bool same_simulations(const Evaluation& a, const Evaluation& b);

}  // namespace costwright::study

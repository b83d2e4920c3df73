#pragma once
// The best combination of a scenario's strategies: composition of the axes (core/strategies), the
// solvers (solve/), the evaluations and what cannot be undercut. What is sought is what the solver
// sees; every combination that it names is a scenario that runs and gives the same figures.
//   minimised   the first objective decides where there is one; with several, the front counts and
//               the knee is recommended
//   kept        every workload's SLO in every month, demand within capacity, and the stated limits
//   quick       figures at effort quick are trusted to within twice what that effort promises
//               (docs/performance.md), money to within a tenth of what simulating adds to the least
//               that it may be; a month below the SLO, unless it is near to the target
// A combination that cannot be (a precondition that fails, memory that does not suffice) keeps
// nothing.
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "solve/summary.h"
#include "study/optimize/contributions.h"
#include "study/optimize/evaluator.h"
#include "study/optimize/objective.h"
#include "study/optimize/trade_off.h"

namespace costwright::study {

// Solvers by name, with what each does; the first is "auto".
struct SolverChoice {
  std::string name, doc;
};
std::vector<SolverChoice> solver_choices();

struct OptimizeRequest {
  std::vector<Objective> objectives;         // at least one
  std::vector<std::string> subject_to = {};  // parse_limit()
  std::string solver = "auto";               // solve/solvers/solvers.h
  std::uint64_t seed = 1;
  std::uint64_t most_evaluations = 0;  // 0: as many as it takes
  bool keeps_slo = true;
  std::string journal = {};  // a file; "": none
  bool has_baselines = true;
};

struct OptimizeOptions {
  int threads = 0;  // 0: one per core; the answer does not depend on it
  const Memory* remembered = nullptr;
  std::stop_token stop = {};
  std::function<void(const solve::Summary& so_far)> progress = {};
  // What is evaluated so far, at most four times a second, of any thread.
  std::function<void(TradeOff so_far)> watch = {};
};

// A choice and what it came to, at the scenario's own effort.
struct Candidate {
  Choice choice;
  std::string label;
  Tried tried;
};

// The same budget, spent in simpler ways.
struct Baseline {
  std::string name;  // "today", "best single strategy", "greedy", "random"
  std::optional<Candidate> best;
  std::uint64_t evaluated = 0;
};

struct Optimization {
  std::string solver, currency;
  std::vector<Objective> objectives;
  std::vector<Limit> limits;  // today's values filled in
  bool keeps_slo = true;
  std::shared_ptr<const Choices> choices;
  solve::Summary summary;
  Candidate today;
  std::optional<Candidate> best;  // none: nothing keeps what is to be kept
  std::vector<Candidate> front;   // ascending in the first objective
  TradeOff record;                // everything that was evaluated
  std::vector<Baseline> baselines;
  std::optional<Candidate> runner_up;  // the best beside it of another simulation
  // That the winner is better in the first objective than the runner-up, under the error of the
  // models' speed, which both have in common.
  std::optional<double> probability;
  std::vector<Contribution> contributions;  // to the first objective
  std::vector<Interaction> interactions;
  std::string explained;              // how: "exact", "from 64 orders", ...
  double plans = 0;                   // distinct physics among the choices, at most
  std::optional<double> bound_below;  // plans whose bound lies below the optimum
  WorkDone taken;
  double seconds = 0;    // of search and preparation
  double own_share = 0;  // of them: the solver's and the bounds', not evaluations'
};

// What each strategy of a choice brings to the first objective, as `contributions` of the best.
// Nullopt with an error as of optimize().
std::optional<Explanation> explain(const Inputs& inputs,
                                   const TradeOff& record,
                                   std::size_t point,
                                   const OptimizeOptions& options,
                                   Diagnostics& diagnostics);
Table contribution_table(const Explanation& explained,
                         const MetricName& metric,
                         const std::string& currency);

// Nullopt with an error when the scenario, its strategies, an objective or the solver is wrong.
std::optional<Optimization> optimize(const Inputs& inputs,
                                     const ScenarioSource& source,
                                     const OptimizeRequest& request,
                                     const OptimizeOptions& options,
                                     Diagnostics& diagnostics);

// While it runs: "216 evaluated, best 1,123,688, gap 0.12 %, at most 34 s left".
std::string progress_text(const solve::Summary& so_far, const std::vector<Objective>& objectives);

// What the search says of its answer: "proven: no other combination is better, ...".
std::string status_text(const Optimization& found);

std::string optimization_text(const Optimization& found);
std::string optimization_json(const Optimization& found);
// front.csv, tried.csv, contributions.csv, front.svg, front.png and a scenario for each point of
// the front (front-1.yaml, ...) in the folder. False with an error when they cannot be written.
bool write_optimization(const Optimization& found,
                        const std::string& folder,
                        Diagnostics& diagnostics);

}  // namespace costwright::study

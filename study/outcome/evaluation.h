#pragma once
// A scenario, evaluated: what was planned and simulated, what it comes to per month, in money and
// in service, at the predicted speed of the language models and at both ends of its error. Plan,
// simulations and months are shared between copies and never change; a ledger is copied.
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/finance/summary.h"
#include "core/ledger/ledger.h"
#include "study/outcome/outcome.h"
#include "study/simulate/between.h"

namespace costwright {
class Catalog;
class Diagnostics;
class FactLog;
struct LoadedScenario;
struct Scenario;
}  // namespace costwright
namespace costwright::cost {
struct RuleResults;
}

namespace costwright::study {

struct CatalogInput;
struct ScenarioPlan;

// What the simulations come to at one speed of the language models.
struct Figures {
  std::shared_ptr<const MonthlyResult> monthly;
  Ledger ledger;
  std::shared_ptr<const cost::RuleResults> rules;  // for pricing again
  finance::FinanceSummary finance;
  Outcome outcome;
};

// How many catalogue figures were used, and how many of them nobody has read at their source.
struct FactCounts {
  int all = 0, estimates = 0, unverified = 0;
};

// Independent requests that a workload's window is worth, by what is asked of them; 0: none at all
// (study/outcome/sampling.h).
struct WorthInRequests {
  double ttft{}, tpot{}, e2e{};
};

struct Evaluation : Figures {  // its own: at the speed that is predicted
  std::vector<Figures>
      ends;  // fast, slow (ScenarioPlan::speed_range); empty: no range, or nothing simulated
  std::shared_ptr<const LoadedScenario> loaded;  // null: nothing was evaluated yet
  std::string data_folder;                       // where the catalogue was read
  std::shared_ptr<const CatalogInput> catalog;
  std::shared_ptr<const ScenarioPlan> plan;
  MonthBasis basis;
  // By workload, at the predicted speed; null: checked only.
  std::shared_ptr<const std::vector<WorthInRequests>> worth;
  Usages usages;                             // by simulation of the plan; empty: checked only
  std::vector<std::optional<double>> loads;  // by simulation: demand / capacity
  // Catalogue figures that the plan rests on; and all that were used, the prices' too.
  std::shared_ptr<const FactLog> plan_facts, facts;
  bool planning_was_silent = false;  // no warning, no error
  std::vector<AccuracyOutcome> accuracy;
  std::vector<StorageOutcome> storage;
  FactCounts fact_counts;
  int simulated = 0, from_cache = 0;  // distinct simulations
  double simulated_requests = 0;      // of both
  int points = 0;                     // simulations that the months rest on
  Discrepancy missed;                 // for not having simulated every month and hour

  const Scenario& scenario() const;  // the loaded one; an empty one where there is none
};

// Demand / capacity of a deployment in a month; none where it is not known.
std::optional<double> load_in(const Evaluation& evaluation, const PoolMonth& month);

// What there is to say of one speed: `figures` is the evaluation's own or one of its ends, with its
// months, ledger and finance.
Outcome outcome_of(const Evaluation& evaluation, const Figures& figures);
std::vector<AccuracyOutcome> accuracies(const Evaluation& evaluation);
std::vector<StorageOutcome> stored(const Scenario& scenario);

// Of a workload in one month of the horizon (from 0); nullopt: in the distinct simulations of all
// its months. All 0 when nothing was simulated.
SimulatedSamples simulated_samples(const Evaluation& evaluation,
                                   std::size_t workload,
                                   std::optional<int> month);

// The catalogue figures that only the outcome uses: API list prices and benchmark scores. An
// unknown row, an API without token prices or a benchmark that the model has no score in is an
// error at the scenario's line.
void check_outcome_figures(const LoadedScenario& loaded,
                           const Catalog& catalog,
                           FactLog& facts,
                           Diagnostics& diagnostics);

// "one hour of trace extrapolated to a month", saturated months, small samples, time-compression
// spread, ...
std::vector<std::string> caveats(const Evaluation& evaluation);

}  // namespace costwright::study

#pragma once
// The one door for both front ends: scenario file -> finished result, and finished result + new
// prices -> new result without simulating again.
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "core/cost/price.h"
#include "core/finance/summary.h"
#include "study/outcome/months.h"
#include "study/plan/plan.h"
#include "study/simulate/simulate.h"

namespace costwright::study {

struct RunOptions {
  std::string data_folder;          // see find_data_folder()
  std::string cache_folder;         // "" = remember nothing
  std::vector<Override> overrides;  // --set
  int threads = 0;                  // 0: one per core
  std::stop_token stop;
  std::function<void(double share)> progress;
  std::optional<std::string> text = {};  // instead of what the file holds: an editor's unsaved text
};

// What the simulations come to at one speed of the language models.
struct RunFigures {
  MonthlyResult monthly;
  Ledger ledger;
  finance::FinanceSummary finance;
};

struct RunResult : RunFigures {  // its own: at the speed that is predicted
  std::vector<RunFigures> ends;  // at the fast, at the slow end (StudyPlan::speed_range); empty: no
                                 // range, or nothing simulated
  LoadedScenario loaded;
  std::string data_folder;  // where `catalog` was read
  std::shared_ptr<const Catalog> catalog;
  std::uint64_t catalog_digest{};  // of `catalog`: hashing all of it takes longer than pricing
  StudyPlan plan;
  std::vector<sim::PoolUsage> usages;  // by run of the plan
  FactLog plan_facts;                  // catalogue figures that the plan rests on
  FactLog facts;  // every catalogue figure that was used: the plan's and the prices'
  int simulated = 0, from_cache = 0;  // distinct simulations
};

// Nullopt when there was an error (in `diagnostics`). Throws Cancelled when stopped.
std::optional<RunResult> run_scenario(const std::string& path,
                                      const RunOptions& options,
                                      Diagnostics& diagnostics);

// Everything that run_scenario checks, without simulating: the result's pools idle, and its money
// is priced accordingly.
std::optional<RunResult> check_scenario(const std::string& path,
                                        const RunOptions& options,
                                        Diagnostics& diagnostics);

// Everything after the simulation again, under changed money: months, ledger, finance. The plan of
// `loaded` must have the same physics, which the caller knows (see same_physics). Equals a full run
// with `loaded`; does not simulate.
void reprice(RunResult& result, LoadedScenario loaded, Diagnostics& diagnostics);

}  // namespace costwright::study

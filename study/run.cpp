#include "study/run.h"

#include <filesystem>

#include "study/outcome/outcome.h"

namespace costwright::study {
namespace {

std::shared_ptr<const Catalog> load_catalog(const LoadedScenario& loaded,
                                            const RunOptions& options,
                                            Diagnostics& diagnostics) {
  auto catalog = std::make_shared<Catalog>(Catalog::load(options.data_folder, diagnostics));
  for (std::size_t i = 0; i < loaded.scenario.catalog.size(); ++i) {
    const std::string path = resolve_path(loaded, loaded.scenario.catalog[i]);
    if (!std::filesystem::is_regular_file(path)) {
      diagnostics.error(place_of(loaded, fmt::format("catalog.{}", i)),
                        fmt::format("there is no file '{}'", path),
                        "paths are relative to the scenario's folder");
      continue;
    }
    catalog->add(path, diagnostics);
  }
  return catalog;
}

// The catalogue figures used are the plan's and this pricing's, not those of prices, APIs and
// benchmarks that were replaced.
void price_result(RunResult& result, Diagnostics& diagnostics) {
  result.facts = result.plan_facts;
  check_outcome_figures(result.loaded, *result.catalog, result.facts, diagnostics);
  const auto price_figures = [&](RunFigures& figures, FactLog& facts, Diagnostics& told) {
    figures.ledger =
        cost::price(result.loaded, *result.catalog, figures.monthly.physical, facts, told);
    figures.finance =
        finance::summarise(result.loaded.scenario, figures.ledger, figures.monthly.physical);
  };
  price_figures(result, result.facts, diagnostics);
  for (RunFigures& end : result.ends) {  // the same prices, and the same complaints about them
    FactLog known;
    Diagnostics told;
    price_figures(end, known, told);
  }
}

// Takes the latencies of the months that there are already over.
void add_months(RunResult& result) {
  const auto renew = [&](MonthlyResult& months, const RunTable& run_of) {
    months = monthly_result(result.loaded, result.plan, run_of, result.usages, std::move(months));
  };
  renew(result.monthly, result.plan.run_of);
  if (const auto& range = result.plan.speed_range) {
    result.ends.resize(2);
    renew(result.ends.front().monthly, range->fast);
    renew(result.ends.back().monthly, range->slow);
  }
}

// A plan whose pools idle: enough for price() to look up and check every figure.
std::vector<sim::PoolUsage> idle_usages(const StudyPlan& plan) {
  std::vector<sim::PoolUsage> usages;
  for (const auto& run : plan.runs) {
    const auto classes = std::visit(
        [](const auto& p) {
          return p.classes.size();
        },
        *run.plan);
    sim::PoolUsage usage;
    usage.buckets.resize(static_cast<std::size_t>(96 * plan.days.count));
    usage.classes.assign(
        classes,
        sim::ClassUsage{std::vector<sim::ClassDay>(static_cast<std::size_t>(plan.days.count))});
    usages.push_back(std::move(usage));
  }
  return usages;
}

}  // namespace

std::optional<RunResult> check_scenario(const std::string& path,
                                        const RunOptions& options,
                                        Diagnostics& diagnostics) {
  auto loaded = options.text
                    ? load_scenario_text(*options.text, path, options.overrides, diagnostics)
                    : load_scenario(path, options.overrides, diagnostics);
  if (!loaded) {
    return std::nullopt;
  }
  RunResult result;
  result.loaded = std::move(*loaded);
  result.data_folder = options.data_folder;
  result.catalog = load_catalog(result.loaded, options, diagnostics);
  result.catalog_digest = result.catalog->digest();
  const Inputs inputs(options.data_folder);
  result.plan = make_plan(result.loaded, *result.catalog, inputs, result.plan_facts, diagnostics);
  // Priced before anything is simulated, and even when the plan is already known to be wrong: a
  // missing price shows at once, together with all other mistakes, not after minutes of simulation.
  result.monthly =
      monthly_result(result.loaded, result.plan, result.plan.run_of, idle_usages(result.plan));
  price_result(result, diagnostics);
  return diagnostics.has_errors() ? std::nullopt : std::optional(std::move(result));
}

std::optional<RunResult> run_scenario(const std::string& path,
                                      const RunOptions& options,
                                      Diagnostics& diagnostics) {
  auto result = check_scenario(path, options, diagnostics);
  if (!result || result->plan.runs.empty()) {
    return result;  // nothing to simulate: the check has priced the declared volumes
  }
  const UsageCache cache(options.cache_folder);
  SimulateOptions simulate;
  simulate.threads = options.threads;
  simulate.cache = options.cache_folder.empty() ? nullptr : &cache;
  simulate.stop = options.stop;
  simulate.progress = options.progress;
  auto simulated = simulate_runs(result->plan, simulate);
  result->usages = std::move(simulated.usages);
  result->from_cache = simulated.from_cache;
  result->simulated = static_cast<int>(result->plan.runs.size()) - simulated.from_cache;
  result->monthly = {};  // idle ones
  add_months(*result);
  price_result(*result, diagnostics);
  return diagnostics.has_errors() ? std::nullopt : std::move(result);
}

void reprice(RunResult& result, LoadedScenario loaded, Diagnostics& diagnostics) {
  result.loaded = std::move(loaded);
  if (result.usages.size() ==
      result.plan.runs.size()) {  // a merely checked scenario keeps its idle months
    add_months(result);
  }
  price_result(result, diagnostics);
}

}  // namespace costwright::study

#include "study/run.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>

#include "study/outcome/outcome.h"
#include "study/plan/plan_parts.h"

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
  result.ends.resize(result.plan.ends.size());
  for (std::size_t e = 0; e < result.ends.size(); ++e) {
    renew(result.ends[e].monthly, result.plan.ends[e]);
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
        run.plan);
    sim::PoolUsage usage;
    usage.buckets.resize(static_cast<std::size_t>(sim::kBucketsPerDay * plan.days.count));
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
  result.plan = make_plan(result.loaded, *result.catalog, result.plan_facts, diagnostics);
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

bool same_physics(const StudyPlan& a, const StudyPlan& b) {
  const auto same_key = [](const PoolRun& x, const PoolRun& y) {
    return x.key == y.key && x.pool == y.pool;
  };
  const auto same_devices = [](const FleetSpec& x, const FleetSpec& y) {
    return x.accelerator.key == y.accelerator.key && x.accelerator.idle_w == y.accelerator.idle_w &&
           x.devices_per_server == y.devices_per_server && x.host_power_w == y.host_power_w &&
           x.owned == y.owned;
  };
  const auto same_pool = [](const PoolSpec& x, const PoolSpec& y) {
    return x.name == y.name && x.fleet == y.fleet && x.power == y.power &&
           x.workload_of_class == y.workload_of_class;
  };
  return a.run_of == b.run_of && a.ends == b.ends && a.bracket_of == b.bracket_of &&
         std::equal(a.runs.begin(), a.runs.end(), b.runs.begin(), b.runs.end(), same_key) &&
         std::equal(a.fleet.begin(), a.fleet.end(), b.fleet.begin(), b.fleet.end(), same_devices) &&
         std::equal(a.pools.begin(), a.pools.end(), b.pools.begin(), b.pools.end(), same_pool);
}

std::string find_data_folder(const std::string& program_path) {
  if (const char* named = std::getenv("COSTWRIGHT_DATA"); named != nullptr && *named != '\0') {
    return named;
  }
  std::error_code error;
  auto folder = std::filesystem::canonical(program_path, error).parent_path();
  if (error) {
    return "";
  }
  for (int up = 0; up < 5 && !folder.empty(); ++up, folder = folder.parent_path()) {
    for (const char* name : {"data", "share/costwright/data"}) {
      std::error_code absent;
      if (std::filesystem::is_regular_file(folder / name / "accelerators.csv", absent)) {
        return (folder / name).string();
      }
    }
  }
  return "";
}

}  // namespace costwright::study

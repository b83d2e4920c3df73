#include "study/run.h"

#include <cstdlib>
#include <filesystem>

#include "study/plan_parts.h"

namespace costwright {
namespace {

std::shared_ptr<const Catalog> load_catalog(const LoadedScenario& loaded,
                                            const RunOptions& options,
                                            Diagnostics& diagnostics) {
  auto catalog = std::make_shared<Catalog>(Catalog::load(options.data_folder, diagnostics));
  for (std::size_t i = 0; i < loaded.scenario.catalog.size(); ++i) {
    const std::string path = resolve_path(loaded, loaded.scenario.catalog[i]);
    if (!std::filesystem::is_regular_file(path)) {
      diagnostics.error(place_of(loaded, fmt::format("catalog.{}", i)), fmt::format("there is no file '{}'", path),
                        "paths are relative to the scenario's folder");
      continue;
    }
    catalog->add(path, diagnostics);
  }
  return catalog;
}

void price_result(RunResult& result, Diagnostics& diagnostics) {
  result.ledger = price(result.loaded, *result.catalog, result.monthly.physical, result.facts, diagnostics);
  result.finance = summarise(result.loaded.scenario, result.ledger, result.monthly.physical);
}

// A plan whose pools idle: enough for price() to look up and check every figure.
std::vector<PoolUsage> idle_usages(const StudyPlan& plan) {
  std::vector<PoolUsage> usages;
  for (const auto& run : plan.runs) {
    const auto classes = std::visit([](const auto& p) { return p.classes.size(); }, run.plan);
    PoolUsage usage;
    usage.buckets.resize(static_cast<std::size_t>(96 * plan.days.count));
    usage.classes.assign(classes, ClassUsage{std::vector<ClassDay>(static_cast<std::size_t>(plan.days.count))});
    usages.push_back(std::move(usage));
  }
  return usages;
}

std::optional<RunResult> prepare(const std::string& path, const RunOptions& options, Diagnostics& diagnostics) {
  auto loaded = load_scenario(path, options.overrides, diagnostics);
  if (!loaded) {
    return std::nullopt;
  }
  RunResult result;
  result.loaded = std::move(*loaded);
  result.catalog = load_catalog(result.loaded, options, diagnostics);
  result.plan = make_plan(result.loaded, *result.catalog, result.facts, diagnostics);
  // Prices are looked up even when the plan is already known to be wrong, so that all mistakes show at once.
  result.monthly = monthly_result(result.loaded, result.plan, idle_usages(result.plan));
  price_result(result, diagnostics);
  return diagnostics.has_errors() ? std::nullopt : std::optional(std::move(result));
}

}  // namespace

std::optional<RunResult> check_scenario(const std::string& path, const RunOptions& options, Diagnostics& diagnostics) {
  return prepare(path, options, diagnostics);
}

std::optional<RunResult> run_scenario(const std::string& path, const RunOptions& options, Diagnostics& diagnostics) {
  auto result = prepare(path, options, diagnostics);
  if (!result) {
    return std::nullopt;
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
  result->monthly = monthly_result(result->loaded, result->plan, result->usages);
  price_result(*result, diagnostics);
  return diagnostics.has_errors() ? std::nullopt : std::move(result);
}

void reprice(RunResult& result, LoadedScenario loaded, Diagnostics& diagnostics) {
  result.loaded = std::move(loaded);
  price_result(result, diagnostics);
}

bool same_physics(const StudyPlan& a, const StudyPlan& b) {
  const auto same_key = [](const PoolRun& x, const PoolRun& y) { return x.key == y.key && x.pool == y.pool; };
  return a.run_of == b.run_of && std::equal(a.runs.begin(), a.runs.end(), b.runs.begin(), b.runs.end(), same_key);
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

}  // namespace costwright

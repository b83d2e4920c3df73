#include "study/study.h"

#include <algorithm>

#include "core/cost/price.h"
#include "core/scenario/loaded.h"
#include "study/inputs/catalog_input.h"
#include "study/outcome/sampling.h"
#include "study/plan/alike.h"
#include "study/simulate/least_usage.h"
#include "study/simulate/simulate.h"

namespace costwright::study {
namespace {

// A scenario that is planned, not simulated. The plan is `known`'s where planning would read the
// same again and had nothing to say.
Evaluation planned(const Inputs& inputs,
                   LoadedScenario scenario,
                   const Evaluation* known,
                   Diagnostics& diagnostics) {
  Evaluation evaluation;
  evaluation.loaded = std::make_shared<const LoadedScenario>(std::move(scenario));
  evaluation.data_folder = inputs.data_folder();
  evaluation.catalog = inputs.catalog(*evaluation.loaded, diagnostics);
  evaluation.basis = month_basis(evaluation.scenario());
  if (known != nullptr && known->planning_was_silent && known->catalog == evaluation.catalog &&
      plans_alike(*known->loaded, *evaluation.loaded)) {
    evaluation.plan = known->plan;
    evaluation.plan_facts = known->plan_facts;
    evaluation.planning_was_silent = true;
    return evaluation;
  }
  const std::size_t said = diagnostics.all().size();
  FactLog facts;
  evaluation.plan = std::make_shared<const ScenarioPlan>(
      make_plan(*evaluation.loaded, inputs, evaluation.catalog->catalog, facts, diagnostics));
  evaluation.plan_facts = std::make_shared<const FactLog>(std::move(facts));
  evaluation.planning_was_silent = diagnostics.all().size() == said;
  return evaluation;
}

// The catalogue figures used are the plan's and this pricing's. Of `known` is taken over what its
// months and the changed scenario have in common.
void price_all(Evaluation& evaluation, const Evaluation* known, Diagnostics& diagnostics) {
  const Catalog& catalog = evaluation.catalog->catalog;
  FactLog used = *evaluation.plan_facts;
  check_outcome_figures(*evaluation.loaded, catalog, used, diagnostics);
  const auto price_at = [&](Figures& figures, const Figures* before, FactLog& facts,
                            Diagnostics& told) {
    std::optional<cost::EarlierPricing> earlier;
    if (before != nullptr && before->rules != nullptr && before->monthly == figures.monthly &&
        known->catalog == evaluation.catalog) {
      earlier.emplace(cost::EarlierPricing{known->scenario(), before->ledger, *before->rules});
    }
    cost::Pricing pricing =
        cost::price_again(*evaluation.loaded, catalog, figures.monthly->physical,
                          earlier ? &*earlier : nullptr, facts, told);
    figures.ledger = std::move(pricing.ledger);
    figures.rules = std::move(pricing.results);
    figures.finance =
        finance::summarise(evaluation.scenario(), figures.ledger, figures.monthly->physical);
  };
  price_at(evaluation, known, used, diagnostics);
  evaluation.facts = std::make_shared<const FactLog>(std::move(used));
  for (std::size_t i = 0; i < evaluation.ends.size(); ++i) {
    FactLog facts;  // the same prices, and the same complaints about them
    Diagnostics told;
    const bool has_end = known != nullptr && i < known->ends.size();
    price_at(evaluation.ends[i], has_end ? &known->ends[i] : nullptr, facts, told);
  }
}

FactCounts counted(const FactLog& facts) {
  FactCounts counts;
  for (const auto& fact : facts.used()) {
    ++counts.all;
    counts.estimates += fact->status == FactStatus::kEstimate ? 1 : 0;
    counts.unverified += fact->status == FactStatus::kUnverified ? 1 : 0;
  }
  return counts;
}

void add_outcome(Evaluation& evaluation) {
  evaluation.outcome = outcome_of(evaluation, evaluation);
  for (Figures& end : evaluation.ends) {
    end.outcome = outcome_of(evaluation, end);
  }
  evaluation.accuracy = accuracies(evaluation);
  evaluation.storage = stored(evaluation.scenario());
  evaluation.fact_counts = counted(*evaluation.facts);
}

// An answer of 0 is more often a file that was not read as meant than a system that costs nothing.
void warn_if_free(const Evaluation& evaluation, Diagnostics& diagnostics) {
  const auto& lines = evaluation.ledger.lines;
  if (std::none_of(lines.begin(), lines.end(), [](const LedgerLine& line) {
        return line.cash != 0 || line.expense != 0;
      })) {
    diagnostics.warning(place_of(*evaluation.loaded, ""), "nothing in this scenario costs anything",
                        "a section may be missing, empty or misread: `check --explain-defaults` "
                        "lists what was not written");
  }
}

std::shared_ptr<const MonthlyResult> months_of(const Evaluation& evaluation,
                                               const SimulationTable& simulation_of,
                                               const Usages& usages,
                                               std::shared_ptr<const Latencies> latencies) {
  if (latencies == nullptr) {
    latencies = std::make_shared<const Latencies>(
        merged_latencies(evaluation.basis, *evaluation.plan, simulation_of, usages));
  }
  return std::make_shared<const MonthlyResult>(monthly_result(
      evaluation.basis, *evaluation.plan, simulation_of, usages, std::move(latencies)));
}

void price_as(Evaluation& evaluation, const Usages& usages, Diagnostics& diagnostics) {
  evaluation.monthly = months_of(evaluation, evaluation.plan->simulation_of, usages, nullptr);
  price_all(evaluation, nullptr, diagnostics);
}

// With the same machines and the same calendar, so that the same usages give the same months.
bool is_planned_as(const Evaluation* known, const Evaluation& evaluation) {
  return known != nullptr && known->plan == evaluation.plan && known->basis == evaluation.basis;
}

void price_with_months_of(const Evaluation& known,
                          Evaluation& evaluation,
                          Diagnostics& diagnostics) {
  evaluation.monthly = known.monthly;
  price_all(evaluation, &known, diagnostics);
}

void price_idle(Evaluation& evaluation, const Evaluation* known, Diagnostics& diagnostics) {
  if (is_planned_as(known, evaluation) && known->usages.empty()) {
    price_with_months_of(*known, evaluation, diagnostics);
  } else {
    price_as(evaluation, idle_usages(*evaluation.plan), diagnostics);
  }
}

// Months of every speed; those of `known` where nothing that they depend on has changed.
void add_months(Evaluation& evaluation, const Evaluation* known) {
  const bool same =
      known != nullptr && !known->usages.empty() && same_simulations(*known, evaluation);
  const bool all_same = same && known->basis == evaluation.basis;
  const auto months = [&](const SimulationTable& simulation_of, const Figures* before) {
    return all_same ? before->monthly
                    : months_of(evaluation, simulation_of, evaluation.usages,
                                same ? before->monthly->latencies : nullptr);
  };
  evaluation.monthly = months(evaluation.plan->simulation_of, known);
  evaluation.worth =
      same ? known->worth
           : std::make_shared<const std::vector<WorthInRequests>>(worth_of_windows(
                 *evaluation.plan, evaluation.usages, evaluation.basis.workloads.size()));
  if (const auto& range = evaluation.plan->speed_range) {
    evaluation.ends.resize(2);
    evaluation.ends[0].monthly = months(range->fast, same ? &known->ends[0] : nullptr);
    evaluation.ends[1].monthly = months(range->slow, same ? &known->ends[1] : nullptr);
  }
}

// The simulations of an earlier evaluation that had the same to simulate. Which months are
// simulated and which are read between loads follows from all of them, so less than all is of no
// use.
bool take_simulations(Evaluation& evaluation, const Evaluation* known) {
  if (known == nullptr || known->usages.empty() || !same_physics(*known->plan, *evaluation.plan)) {
    return false;
  }
  evaluation.usages = known->usages;
  evaluation.from_cache = known->simulated + known->from_cache;
  evaluation.simulated_requests = known->simulated_requests;
  evaluation.points = known->points;
  evaluation.missed = known->missed;
  evaluation.loads = known->loads;
  return true;
}

// More than kMostRequestsSimulated or kMostGib is an error, not hours without a word.
bool is_bearable(const Evaluation& evaluation, const Forecast& f, Diagnostics& diagnostics) {
  const Place place = place_of(*evaluation.loaded, "simulation");
  if (f.requests > kMostRequestsSimulated) {
    diagnostics.error(
        place,
        fmt::format("about {:.2g} requests would have to be simulated, more than {:.0g}: some "
                    "{:.0f} hours of one core",
                    f.requests, kMostRequestsSimulated, f.core_seconds / 3600),
        evaluation.plan->effort == Effort::kFull
            ? "`simulation: {effort: standard}` simulates a part of them"
            : "simulate a share of the demand on the same share of the machines");
  } else if (f.gib > kMostGib) {
    diagnostics.error(place,
                      fmt::format("about {:.0f} GiB of memory would be needed, more than {:.0f}",
                                  f.gib, kMostGib),
                      "simulate a share of the demand on the same share of the machines");
  }
  return f.requests <= kMostRequestsSimulated && f.gib <= kMostGib;
}

void simulate(Evaluation& evaluation, const EvaluateOptions& options, int threads) {
  SimulateOptions how;
  how.threads = threads;
  how.cache = options.remembered ? &options.remembered->usages() : nullptr;
  how.is_search = options.is_search;
  how.stop = options.stop;
  how.progress = options.progress;
  auto simulated = simulate_runs(*evaluation.plan, how);
  evaluation.usages = std::move(simulated.usages);
  evaluation.from_cache = simulated.from_cache;
  evaluation.simulated = simulated.simulated;
  evaluation.simulated_requests = simulated.requests;
  evaluation.points = simulated.points;
  evaluation.missed = simulated.missed;
  evaluation.loads = std::move(simulated.loads);
}

// `like`: one of the same physics, if any.
std::optional<Evaluation> finished(Evaluation evaluation,
                                   const Evaluation* like,
                                   const EvaluateOptions& options,
                                   Diagnostics& diagnostics) {
  add_months(evaluation, like);
  price_all(evaluation, options.known, diagnostics);
  if (diagnostics.has_errors()) {
    return std::nullopt;
  }
  add_outcome(evaluation);
  warn_if_free(evaluation, diagnostics);
  return evaluation;
}

// What needs no simulation: all of it is remembered, there is nothing to simulate, or an error
// (then `answer` is empty). Nullopt otherwise.
struct Immediate {
  std::optional<Evaluation> answer;
};
std::optional<Immediate> immediate(const Inputs& inputs,
                                   const LoadedScenario& scenario,
                                   EvaluateOptions options,
                                   Diagnostics& diagnostics) {
  std::stop_source stopped;  // what is remembered asks no one whether to go on
  stopped.request_stop();
  options.stop = stopped.get_token();
  options.progress = {};
  options.foresee = {};
  Diagnostics told = diagnostics;
  try {
    Immediate found{evaluate(inputs, scenario, options, told)};
    diagnostics = std::move(told);
    return found;
  } catch (const Cancelled&) {
    return std::nullopt;
  }
}

bool is_soon_done(const Inputs& inputs, const LoadedScenario& scenario) {
  Diagnostics unheard;
  double requests = 0;
  // Has the plan, while it is read.
  const Evaluation checked = planned(inputs, scenario, nullptr, unheard);
  for (const Simulation& run : checked.plan->simulations) {
    requests += run.requests_expected;
  }
  return requests <= kSoonDone;
}

}  // namespace

std::optional<ScenarioTree> read_source(const ScenarioSource& source, Diagnostics& diagnostics) {
  const auto text = source.text ? source.text : read_yaml_file(source.path, diagnostics);
  const auto file =
      text ? parse_scenario(*text, source.path, diagnostics) : std::optional<ScenarioFile>();
  return file ? tree_of(*file, source.variant, source.overrides, diagnostics) : std::nullopt;
}

std::optional<LoadedScenario> read_scenario(const ScenarioSource& source,
                                            Diagnostics& diagnostics) {
  return source.text ? load_scenario_text(*source.text, source.path, source.overrides, diagnostics,
                                          source.variant)
                     : load_scenario(source.path, source.overrides, diagnostics, source.variant);
}

std::optional<Evaluation> check(const Inputs& inputs,
                                LoadedScenario scenario,
                                Diagnostics& diagnostics) {
  Evaluation evaluation = planned(inputs, std::move(scenario), nullptr, diagnostics);
  // Priced even when the plan is already known to be wrong: a missing price shows together with all
  // other mistakes.
  price_idle(evaluation, nullptr, diagnostics);
  if (diagnostics.has_errors()) {
    return std::nullopt;
  }
  add_outcome(evaluation);
  if (evaluation.plan->simulations.empty()) {  // else some costs follow from what is simulated
    warn_if_free(evaluation, diagnostics);
  }
  return evaluation;
}

std::optional<Evaluation> least(const Inputs& inputs,
                                LoadedScenario scenario,
                                LeastWork work,
                                Diagnostics& diagnostics,
                                const Evaluation* known) {
  Evaluation evaluation = planned(inputs, std::move(scenario), known, diagnostics);
  if (is_planned_as(known, evaluation)) {
    price_with_months_of(*known, evaluation, diagnostics);
  } else if (!diagnostics.has_errors()) {
    price_as(evaluation, least_usages(*evaluation.plan, work == LeastWork::kAtBestRate),
             diagnostics);
  }
  if (diagnostics.has_errors()) {
    return std::nullopt;
  }
  evaluation.accuracy = accuracies(evaluation);  // all of the outcome that bounds need
  return evaluation;
}

std::optional<Evaluation> evaluate(const Inputs& inputs,
                                   LoadedScenario scenario,
                                   const EvaluateOptions& options,
                                   Diagnostics& diagnostics) {
  Evaluation evaluation = planned(inputs, std::move(scenario), options.known, diagnostics);
  if (diagnostics.has_errors() || evaluation.plan->simulations.empty()) {
    // Nothing to simulate: declared volumes, or all mistakes.
    price_idle(evaluation, options.known, diagnostics);
    if (diagnostics.has_errors()) {
      return std::nullopt;
    }
    add_outcome(evaluation);
    warn_if_free(evaluation, diagnostics);
    return evaluation;
  }
  if (take_simulations(evaluation, options.known)) {
    return finished(std::move(evaluation), options.known, options, diagnostics);
  }
  if (options.remembered != nullptr) {
    const auto like = options.remembered->like(evaluation, options.is_search);
    if (take_simulations(evaluation, like.get())) {
      return finished(std::move(evaluation), like.get(), options, diagnostics);
    }
  }
  // A missing price shows at once, not after the simulation.
  price_idle(evaluation, nullptr, diagnostics);
  if (diagnostics.has_errors()) {
    return std::nullopt;
  }
  const Forecast expected = forecast(*evaluation.plan);
  if (!is_bearable(evaluation, expected, diagnostics)) {
    return std::nullopt;
  }
  if (options.foresee) {
    options.foresee(expected);
  }
  simulate(evaluation, options, bearable_threads(expected, options.threads));
  auto answer = finished(std::move(evaluation), options.known, options, diagnostics);
  if (answer && options.remembered != nullptr) {
    options.remembered->keep(*answer, options.is_search);
  }
  return answer;
}

std::optional<Evaluation> evaluate_after_look(const Inputs& inputs,
                                              LoadedScenario scenario,
                                              const EvaluateOptions& options,
                                              const FirstLook& look,
                                              Diagnostics& diagnostics) {
  if (scenario.scenario.simulation.effort != Effort::kQuick) {
    if (auto found = immediate(inputs, scenario, options, diagnostics)) {
      return std::move(found->answer);
    }
    if (!is_soon_done(inputs, scenario)) {
      LoadedScenario quick = scenario;
      quick.scenario.simulation.effort = Effort::kQuick;
      Diagnostics unheard;  // the same is said of the answer that follows
      if (auto first = evaluate(inputs, std::move(quick), options, unheard)) {
        look(std::move(*first));
      }
    }
  }
  return evaluate(inputs, std::move(scenario), options, diagnostics);
}

Forecast forecast_of(const Evaluation& checked) {
  return forecast(*checked.plan);
}

bool same_simulations(const Evaluation& a, const Evaluation& b) {
  return a.basis.start == b.basis.start && a.basis.months == b.basis.months &&
         same_physics(*a.plan, *b.plan);
}

}  // namespace costwright::study

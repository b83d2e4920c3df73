#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <set>

#include "core/cost/api_price.h"
#include "core/cost/storage.h"
#include "core/perf/serving/cascade_accuracy.h"
#include "core/strategies/score_effect.h"
#include "core/table/table.h"
#include "study/inputs/catalog_input.h"
#include "study/outcome/evaluation.h"
#include "study/plan/plan.h"

namespace costwright::study {
namespace {

// The score columns of the catalogue's models, in the order in which one is chosen.
constexpr std::array<std::string_view, 10> kBenchmarks{
    "mmlu_instruct", "mmlu_base",     "mmlu_pro",      "gsm8k",    "humaneval",
    "glue_avg",      "imagenet_top1", "coco_map50_95", "squad_f1", "mteb_avg"};

std::optional<double> ratio(double numerator, double denominator) {
  return denominator > 0 ? std::optional(numerator / denominator) : std::nullopt;
}

// Functions of (evaluation, figures) are of one speed: the evaluation's own or those at an end.

WorkloadOutcome workload_outcome(const Evaluation& evaluation,
                                 const Figures& figures,
                                 std::size_t w) {
  const auto& [name, workload] = evaluation.loaded.scenario.workloads[w];
  WorkloadOutcome outcome;
  outcome.name = name;
  double slo_met = 0;
  double cached = 0;
  for (const auto& month : figures.monthly->physical.months) {
    const WorkloadMonth& part = month.workloads[w];
    outcome.offered += part.offered;
    outcome.served += part.served;
    outcome.dropped += part.dropped;
    outcome.timed_out += part.timed_out;
    outcome.from_cache += part.from_cache;
    outcome.input_tokens += part.input_tokens;
    outcome.output_tokens += part.output_tokens;
    slo_met += part.slo_met;
    // Weighted by the workload's own prompts: a deployment's tokens may be of others.
    cached += prefix_hit_share(part) * part.input_tokens;
    if (part.saturated) {
      outcome.saturated.push_back(month.month);
    }
    if (workload.slo && part.slo_met < workload.slo->target.value * part.offered) {
      outcome.below_slo.push_back(month.month);
    }
  }
  outcome.prefix_hit_share = ratio(cached, outcome.input_tokens).value_or(0);
  const auto& latencies = figures.monthly->latencies;
  outcome.latency = {latencies, &latencies->horizon[w]};
  if (workload.slo) {
    outcome.slo_share = ratio(slo_met, outcome.offered);
    outcome.slo_target = workload.slo->target.value;
  }
  return outcome;
}

// Of what was served: not answered by the application's response cache, which takes neither a model
// nor an API.
double asked_share(const WorkloadOutcome& outcome) {
  return 1 - ratio(outcome.from_cache, outcome.served).value_or(0);
}

// Without those of an API, whose energy is not known.
double own_output_tokens(const Figures& figures, std::size_t w) {
  double sum = 0;
  for (const PhysicalMonth& month : figures.monthly->physical.months) {
    sum += month.workloads[w].output_tokens - month.workloads[w].api_output_tokens;
  }
  return sum;
}

void add_api_cost(const Evaluation& evaluation, std::size_t w, WorkloadOutcome& outcome) {
  const Workload& workload = evaluation.loaded.scenario.workloads[w].second;
  if (!workload.api_reference || outcome.mark == Mark::kSaturated) {
    return;
  }
  const Row& service = evaluation.catalog->catalog.row("cloud_services", *workload.api_reference);
  if (const auto price = cost::api_price(service)) {
    const double asked = asked_share(outcome);
    const bool batch = workload.api_batch;
    if (!batch && price->cached) {
      outcome.api_cached_share =
          workload.cached_input ? workload.cached_input->value : outcome.prefix_hit_share;
    }
    outcome.api_cost =
        cost::api_list_cost(*price, {asked * outcome.input_tokens, asked * outcome.output_tokens,
                                     outcome.api_cached_share, batch});
  }
}

// Whether a replica of the pool had as many requests waiting as it may in some month.
bool queue_was_full(const Evaluation& evaluation, const Figures& figures, std::size_t pool) {
  for (const PoolMonth& month : figures.monthly->pools[pool]) {
    const auto queue_limit = [](const auto& plan) {
      if constexpr (requires { plan.replica; }) {
        return static_cast<double>(plan.replica.queue_limit);
      } else if constexpr (requires { plan.queue_limit; }) {
        return static_cast<double>(plan.queue_limit);
      } else {
        return std::numeric_limits<double>::infinity();  // an API
      }
    };
    if (month.run >= 0 &&
        month.max_queue >=
            std::visit(queue_limit,
                       *evaluation.plan->simulations[static_cast<std::size_t>(month.run)].plan)) {
      return true;
    }
  }
  return false;
}

// Whether the pool itself dropped requests of the workload in some month.
bool drops(const Evaluation& evaluation, const Figures& figures, std::size_t pool, std::size_t w) {
  const auto& workload_of_class = evaluation.plan->pools[pool].workload_of_class;
  for (const PoolMonth& month : figures.monthly->pools[pool]) {
    if (month.run < 0) {
      continue;
    }
    const auto& classes = evaluation.usages[static_cast<std::size_t>(month.run)]->classes;
    for (std::size_t c = 0; c < classes.size(); ++c) {
      const auto& days = classes[c].days;
      if (workload_of_class[c] == w && std::any_of(days.begin(), days.end(), [](const auto& day) {
            return day.dropped > 0;
          })) {
        return true;
      }
    }
  }
  return false;
}

// A request is dropped when the queue is full, when a replica's KV cache can never hold it, or when
// no replica is there; the counters do not tell them apart, but some can often be ruled out.
std::vector<std::string> drop_reasons(const Evaluation& evaluation,
                                      const Figures& figures,
                                      std::size_t pool,
                                      std::size_t w) {
  const PoolSpec& spec = evaluation.plan->pools[pool];
  const WorkloadBasis& basis = evaluation.plan->bases[w];
  const Scenario& scenario = evaluation.loaded.scenario;
  // Requests are only held against the deployment that the workload names.
  const bool counted = scenario.workloads[w].second.served_by == spec.name;
  const bool fits = spec.longest_request() == 0 || (counted && basis.share_too_long == 0);
  const Deployment* deployment = find_named(scenario.serving, spec.name);
  std::vector<std::string> reasons;
  if (queue_was_full(evaluation, figures, pool)) {
    reasons.emplace_back("queue full");
  }
  if (deployment != nullptr && deployment->interruptions) {
    reasons.emplace_back("no replica there");
  }
  if (deployment != nullptr && deployment->api_terms.over_limit == OverLimit::kRefuse) {
    reasons.emplace_back("over the API's rate limit");
  }
  if (!fits || reasons.empty()) {
    const char* limit = spec.is_api()                         ? "the API's context"
                        : spec.max_context < spec.kv_tokens() ? "max_model_len"
                                                              : "KV cache of a replica";
    reasons.push_back(fmt::format("longer than the {} tokens of {}",
                                  grouped(static_cast<double>(spec.longest_request()), 0), limit));
  }
  return reasons;
}

void add_drop_reason(const Evaluation& evaluation,
                     const Figures& figures,
                     std::size_t w,
                     WorkloadOutcome& outcome) {
  if (outcome.dropped <= 0) {
    return;
  }
  std::vector<std::string> all;
  for (std::size_t p = 0; p < evaluation.plan->pools.size(); ++p) {
    if (!drops(evaluation, figures, p, w)) {
      continue;
    }
    for (auto& reason : drop_reasons(evaluation, figures, p, w)) {
      if (std::find(all.begin(), all.end(), reason) == all.end()) {
        all.push_back(std::move(reason));
      }
    }
  }
  outcome.drop_reason = fmt::format("{}", fmt::join(all, ", or "));
}

// `each_for`: counts of the usage for each that was simulated.
void add_samples(SimulatedSamples& sum, const sim::ClassUsage& klass, double each_for) {
  const auto simulated = [each_for](const LatencyHistogram& histogram) {
    return static_cast<std::uint64_t>(
        std::llround(static_cast<double>(histogram.count()) / each_for));
  };
  for (const auto& day : klass.days) {
    sum.ttft += simulated(day.latency.ttft);
    sum.tpot += simulated(day.latency.tpot);
    sum.itl += simulated(day.latency.itl);
    sum.e2e += simulated(day.latency.e2e);
  }
}

// TTFT p99 of a workload in one simulated window (typical days unweighted).
std::optional<double> window_ttft_p99(const Evaluation& evaluation,
                                      int run,
                                      std::size_t pool,
                                      std::size_t w) {
  LatencyHistogram merged;
  const sim::PoolUsage& usage = *evaluation.usages[static_cast<std::size_t>(run)];
  for (std::size_t c = 0; c < usage.classes.size(); ++c) {
    if (evaluation.plan->pools[pool].workload_of_class[c] == w) {
      for (const auto& day : usage.classes[c].days) {
        merged.merge(day.latency.ttft);
      }
    }
  }
  return merged.count() > 0 ? std::optional(merged.quantile_s(0.99)) : std::nullopt;
}

void add_bracket(const Evaluation& evaluation,
                 const Figures& figures,
                 std::size_t w,
                 WorkloadOutcome& outcome) {
  for (std::size_t p = 0; p < evaluation.plan->pools.size() && !evaluation.usages.empty(); ++p) {
    const auto& spec = evaluation.plan->pools[p];
    const auto& classes = spec.workload_of_class;
    const int compressed = evaluation.plan->compressed_of[p];
    if (compressed < 0 || std::find(classes.begin(), classes.end(), w) == classes.end()) {
      continue;
    }
    const auto& months = figures.monthly->pools[p];
    const auto last = std::find_if(months.rbegin(), months.rend(), [](const PoolMonth& month) {
      return month.run >= 0;
    });
    outcome.bracket_ttft_p99_s = window_ttft_p99(evaluation, compressed, p, w);
    outcome.superposed_ttft_p99_s = window_ttft_p99(evaluation, last->run, p, w);
  }
}

// The score reported as a model's accuracy: the stated benchmark, else the first that the row
// fills.
std::optional<Fact> score_of(const Row& row, const Model& model) {
  if (model.benchmark) {
    const bool known =
        std::find(kBenchmarks.begin(), kBenchmarks.end(), *model.benchmark) != kBenchmarks.end();
    return known ? row.fact(*model.benchmark) : std::nullopt;
  }
  for (const auto column : kBenchmarks) {
    if (auto fact = row.fact(column)) {
      return fact;
    }
  }
  return std::nullopt;
}

// What a model's compression does to one score; nullopt: nothing is published of one of them.
std::optional<std::vector<ScoreEffect>> effects_on(const Fact& score,
                                                   const Model& model,
                                                   const Catalog& catalog,
                                                   std::string* names = nullptr) {
  std::vector<ScoreEffect> effects;
  const Compression none;
  const Compression& by = model.compression.value_or(none);
  for (const auto& technique : {by.weights, by.kv_cache}) {
    if (!technique) {
      continue;
    }
    auto effect = score_effect(catalog, *technique, model.model, score.column);
    if (!effect) {
      return std::nullopt;
    }
    if (names != nullptr) {
      *names += fmt::format("{}{} ({})", names->empty() ? "" : ", ", *technique,
                            effect->is_transferred ? "transferred" : "published");
    }
    effects.push_back(std::move(*effect));
  }
  return effects;
}

// The score as it is deployed.
std::optional<AccuracyOutcome> deployed_score(const Row& row,
                                              const Fact& score,
                                              const Model& model,
                                              const Catalog& catalog) {
  AccuracyOutcome made{row.key(), score.column, score.value, std::string(to_string(score.status))};
  const auto effects = effects_on(score, model, catalog, &made.compressed_by);
  if (!effects) {
    return std::nullopt;
  }
  for (const ScoreEffect& effect : *effects) {
    made.score += effect.points;
  }
  if (!effects->empty()) {
    const double half = score_interval(made.score, *effects);
    made.low = made.score - half;
    made.high = std::min(100.0, made.score + half);
  }
  return made;
}

// Null for an API, whose model the catalogue has no scores of.
const Model* model_behind(const Scenario& scenario, const std::string& deployment) {
  const auto& name = find_named(scenario.serving, deployment)->model;
  return name ? find_named(scenario.models, *name) : nullptr;
}

std::optional<AccuracyOutcome> score_behind(const Evaluation& evaluation,
                                            const std::string& deployment,
                                            std::string_view column) {
  const Catalog& catalog = evaluation.catalog->catalog;
  const Model* model = model_behind(evaluation.loaded.scenario, deployment);
  if (model == nullptr) {
    return std::nullopt;
  }
  const Row& row = catalog.row("models", model->model);
  const auto fact = row.fact(column);
  return fact ? deployed_score(row, *fact, *model, catalog) : std::nullopt;
}

// Of a cascade, in the first benchmark in which both of its models have a score.
std::optional<AccuracyOutcome> mixed_accuracy(const Evaluation& evaluation,
                                              const Workload& workload) {
  for (const auto column : kBenchmarks) {
    const auto small = score_behind(evaluation, *workload.served_by, column);
    const auto large = score_behind(evaluation, workload.cascade->then, column);
    if (!small || !large) {
      continue;
    }
    const auto mix = [&](double first, double then) {
      return perf::cascade_accuracy(first, then, workload.cascade->share.value);
    };
    AccuracyOutcome mixed{fmt::format("{}, then {}", small->model, large->model), small->benchmark,
                          mix(small->score, large->score),
                          std::string(to_string(FactStatus::kEstimate))};
    if (small->low || large->low) {
      mixed.low = mix(small->low.value_or(small->score), large->low.value_or(large->score));
      mixed.high = mix(small->high.value_or(small->score), large->high.value_or(large->score));
    }
    return mixed;
  }
  return std::nullopt;
}

void check_api_reference(const LoadedScenario& loaded,
                         const std::string& workload,
                         const std::string& api,
                         const Catalog& catalog,
                         FactLog& facts,
                         Diagnostics& diagnostics) {
  const Place place = place_of(loaded, "workloads." + workload + ".api_reference");
  const Row* row = catalog.find("cloud_services", api, place, diagnostics);
  if (row == nullptr) {
    return;
  }
  const auto price = cost::api_price(*row);
  if (!price) {
    diagnostics.error(place, fmt::format("'{}' has no token prices to compare with", row->key()),
                      "see `costwright catalog cloud_services --filter llm_api`");
    return;
  }
  const Workload& asked = *find_named(loaded.scenario.workloads, workload);
  const auto cached = asked.cached_input ? std::optional(asked.cached_input->value) : std::nullopt;
  if (const auto fault = cost::api_fault(*row, cached, asked.api_batch)) {
    diagnostics.error(place_of(loaded, fmt::format("workloads.{}.{}", workload, fault->field)),
                      fault->message, fault->hint);
  }
  facts.use(price->input);
  facts.use(price->output);
  if (price->cached && !asked.api_batch) {
    facts.use(*price->cached);
  }
  if (price->batch_input && asked.api_batch) {
    facts.use(*price->batch_input);
  }
}

// A technique that the catalogue does not know is an error.
void check_techniques(const LoadedScenario& loaded,
                      const std::string& path,
                      const Compression& by,
                      const Catalog& catalog,
                      Diagnostics& diagnostics) {
  if (by.weights) {
    catalog.find("compression", *by.weights, place_of(loaded, path + ".weights"), diagnostics);
  }
  if (by.kv_cache) {
    catalog.find("compression", *by.kv_cache, place_of(loaded, path + ".kv_cache"), diagnostics);
  }
}

// One without a score on the model's benchmark is a warning: the accuracy is then not reported.
void check_effects(const Model& model,
                   const Fact& score,
                   const Place& place,
                   const Catalog& catalog,
                   FactLog& facts,
                   Diagnostics& diagnostics) {
  const auto effects = effects_on(score, model, catalog);
  if (!effects) {
    diagnostics.warning(place,
                        fmt::format("no score on {} is published of all of the compression of {}: "
                                    "its accuracy is not reported",
                                    score.column, model.model),
                        "`costwright catalog compression` lists what is; set another `benchmark`");
    return;
  }
  for (const ScoreEffect& effect : *effects) {
    for (const Fact& fact : effect.facts) {
      facts.use(fact);
    }
  }
}

void check_benchmark(const LoadedScenario& loaded,
                     const std::string& name,
                     const Model& model,
                     const Catalog& catalog,
                     FactLog& facts,
                     Diagnostics& diagnostics) {
  const Row* row = catalog.find("models", model.model,
                                place_of(loaded, "models." + name + ".model"), diagnostics);
  const auto fact = row != nullptr ? score_of(*row, model) : std::nullopt;
  if (fact) {
    facts.use(*fact);
    if (model.compression) {
      const std::string path = "models." + name + ".compression";
      check_techniques(loaded, path, *model.compression, catalog, diagnostics);
      check_effects(model, *fact, place_of(loaded, path), catalog, facts, diagnostics);
    }
  } else if (row != nullptr && model.benchmark) {
    diagnostics.error(
        place_of(loaded, "models." + name + ".benchmark"),
        fmt::format("the catalogue has no score '{}' of {}", *model.benchmark, row->key()),
        fmt::format("benchmarks are {}", fmt::join(kBenchmarks, ", ")));
  }
}

struct FleetTotals {
  double on{}, busy{}, owned_on{}, device_months{}, it_kwh{}, seconds{};
};

FleetTotals fleet_totals(const Evaluation& evaluation, const Figures& figures) {
  FleetTotals totals;
  for (const auto& month : figures.monthly->physical.months) {
    totals.seconds += hours_in(month.month) * 3600.0;
    for (std::size_t f = 0; f < month.fleet.size(); ++f) {
      const FleetMonth& fleet = month.fleet[f];
      totals.on += fleet.device_hours_on;
      totals.busy += fleet.device_hours_busy;
      totals.device_months += fleet.devices;
      totals.it_kwh += fleet.it_kwh;
      totals.owned_on += evaluation.plan->fleet[f].owned ? fleet.device_hours_on : 0;
    }
  }
  return totals;
}

// The worst of the workloads that the deployment serves.
Mark deployment_mark(const PoolSpec& pool, const std::vector<WorkloadOutcome>& workloads) {
  Mark mark = speed_mark(pool);
  for (const std::size_t w : pool.workload_of_class) {
    mark = std::max(mark, workloads[w].mark);
  }
  return mark;
}

// Expense of the fleet entry's own lines: devices, hours, support; not energy, which is its site's.
double expense_of(const Ledger& ledger, const std::string& fleet, YearMonth month) {
  Minor sum = 0;
  for (const LedgerLine& line : ledger.lines) {
    if (line.period == month && line.item.compare(0, fleet.size() + 2, fleet + ": ") == 0) {
      sum += line.expense;
    }
  }
  return to_major(sum);
}

// Requests of a month, as declared, whose workloads come to the pool.
double demand_of(const Evaluation& evaluation, const PoolSpec& pool, std::size_t month) {
  const std::set<std::size_t> workloads(pool.workload_of_class.begin(),
                                        pool.workload_of_class.end());
  double sum = 0;
  for (const std::size_t w : workloads) {
    const auto& demand = evaluation.basis.workloads[w].demand;
    sum += demand.empty() ? 0 : demand[month];
  }
  return sum;
}

// Its devices' share of what its fleet entries cost in a month.
double expense_of_pool(const Evaluation& evaluation,
                       const Figures& figures,
                       std::size_t p,
                       std::size_t m) {
  const PoolSpec& pool = evaluation.plan->pools[p];
  const PoolMonth& month = figures.monthly->pools[p][m];
  const auto& fleet = figures.monthly->physical.months[m].fleet;
  double sum = 0;
  for (const KindMonth& kind : month.kinds) {
    const double devices = kind.replicas * pool.devices_per_replica;
    for (const PoolPart& part : parts_in_service(pool.kinds[kind.kind], [&](std::size_t f) {
           return fleet[f].devices;
         })) {
      const std::string& name = evaluation.loaded.scenario.fleet[part.fleet].first;
      sum += expense_of(figures.ledger, name, month.month) * devices * part.share /
             fleet[part.fleet].devices;
    }
  }
  return sum;
}

void add_load(const Evaluation& evaluation,
              const Figures& figures,
              std::size_t p,
              DeploymentOutcome& outcome) {
  const PoolSpec& pool = evaluation.plan->pools[p];
  const auto& months = figures.monthly->pools[p];
  for (std::size_t m = 0; m < months.size(); ++m) {
    const auto load = load_in(evaluation, months[m]);
    if (!load) {
      continue;
    }
    outcome.load = std::max(outcome.load.value_or(0), *load);
    outcome.headroom = demand_of(evaluation, pool, m) * (1 / *load - 1);
    outcome.full = *load > 1 && !outcome.full ? months[m].month : outcome.full;
    if (pool.is_api()) {
      continue;  // tokens are paid for, capacity is not
    }
    outcome.unneeded = outcome.unneeded.value_or(0) +
                       std::max(0.0, 1 - *load) * expense_of_pool(evaluation, figures, p, m);
  }
}

std::vector<DeploymentOutcome> deployments(const Evaluation& evaluation,
                                           const Figures& figures,
                                           const std::vector<WorkloadOutcome>& workloads) {
  std::vector<DeploymentOutcome> all;
  for (std::size_t p = 0; p < evaluation.plan->pools.size(); ++p) {
    const bool llm = evaluation.plan->pools[p].is_llm();
    DeploymentOutcome sum;
    double replica_hours = 0;  // on
    double hours = 0;          // in service, on or not
    double most = 0;           // replica-hours if all were always on
    double kv = 0;
    double hit = 0;
    for (const PoolMonth& month : figures.monthly->pools[p]) {
      const double month_hours = month.replicas > 0 ? hours_in(month.month) : 0;
      const double on = month.replicas_on * month_hours;
      sum.replicas_first = hours > 0 ? sum.replicas_first : month.replicas;
      sum.replicas_last = month.replicas > 0 ? month.replicas : sum.replicas_last;
      sum.busy_share += on * month.busy_share;
      sum.peak_busy_share = std::max(sum.peak_busy_share, month.peak_busy_share);
      sum.preemptions += month.preemptions;
      sum.lost += month.lost;
      kv += on * month.kv_occupancy;
      hit += on * month.prefix_hit_share;
      replica_hours += on;
      hours += month_hours;
      most += month.replicas * month_hours;
    }
    if (replica_hours > 0) {
      sum.name = evaluation.plan->pools[p].name;
      sum.mark = deployment_mark(evaluation.plan->pools[p], workloads);
      sum.busy_share /= replica_hours;
      sum.kv_occupancy = llm ? std::optional(kv / replica_hours) : std::nullopt;
      sum.replicas_on = replica_hours < most ? std::optional(replica_hours / hours) : std::nullopt;
      sum.prefix_hit_share = hit > 0 ? std::optional(hit / replica_hours) : std::nullopt;
      add_load(evaluation, figures, p, sum);
      all.push_back(std::move(sum));
    }
  }
  return all;
}

// What its lines say.
void add_bill(const Ledger& ledger, ApiOutcome& api) {
  Minor expense = 0;
  for (const LedgerLine& line : ledger.lines) {
    if (!line.item.starts_with(api.name + ": ")) {
      continue;
    }
    expense += line.expense;
    const bool is_output = line.item.find("output tokens") != std::string::npos;
    const bool is_cached = line.item.find("tokens, cached") != std::string::npos;
    (is_output ? api.output_mtok : api.input_mtok) += line.quantity;
    api.cached_mtok += is_cached ? line.quantity : 0;
  }
  api.expense = to_major(expense);
}

std::vector<ApiOutcome> apis(const Evaluation& evaluation, const Figures& figures) {
  const auto& serving = evaluation.loaded.scenario.serving;
  std::vector<ApiOutcome> all(serving.size());
  for (const PhysicalMonth& month : figures.monthly->physical.months) {
    for (const ApiUse& use : month.apis) {
      all[use.deployment].requests += use.requests;
    }
  }
  for (std::size_t p = 0; p < all.size(); ++p) {
    all[p].name = serving[p].first;
    all[p].api = serving[p].second.api.value_or("");
    all[p].mark = speed_mark(evaluation.plan->pools[p]);
    if (is_api(serving[p].second)) {
      add_bill(figures.ledger, all[p]);
    }
  }
  std::erase_if(all, [](const ApiOutcome& api) {
    return api.input_mtok + api.output_mtok <= 0;
  });
  return all;
}

double owned_expense(const Ledger& ledger) {
  Minor sum = 0;
  for (const auto& line : ledger.lines) {
    if (line.category == Category::kHardware || line.category == Category::kEnergy) {
      sum += line.expense;
    }
  }
  return to_major(sum);
}

double fte_months(const Ledger& ledger) {
  double sum = 0;
  for (const auto& line : ledger.lines) {
    sum += line.unit == "FTE-month" ? line.quantity : 0;
  }
  return sum;
}

bool uses_api(const MonthlyResult& monthly) {
  return std::any_of(monthly.physical.months.begin(), monthly.physical.months.end(),
                     [](const PhysicalMonth& month) {
                       return !month.apis.empty();
                     });
}

void add_mark(const Evaluation& evaluation, std::size_t w, WorkloadOutcome& outcome) {
  for (const PoolSpec& pool : evaluation.plan->pools) {
    const auto& served = pool.workload_of_class;
    if (std::find(served.begin(), served.end(), w) != served.end()) {
      outcome.mark =
          outcome.saturated.empty() ? std::max(outcome.mark, speed_mark(pool)) : Mark::kSaturated;
    }
  }
}

}  // namespace

Outcome outcome_of(const Evaluation& evaluation, const Figures& figures) {
  Outcome outcome;
  double served = 0;
  double output_tokens = 0;
  for (std::size_t w = 0; w < evaluation.loaded.scenario.workloads.size(); ++w) {
    WorkloadOutcome& workload =
        outcome.workloads.emplace_back(workload_outcome(evaluation, figures, w));
    add_mark(evaluation, w, workload);
    add_api_cost(evaluation, w, workload);
    add_bracket(evaluation, figures, w, workload);
    add_drop_reason(evaluation, figures, w, workload);
    if (&figures == &evaluation) {
      workload.simulated = simulated_samples(evaluation, w, std::nullopt);
    }
    served += workload.served;
    output_tokens += asked_share(workload) * own_output_tokens(figures, w);
    outcome.mark = std::max(outcome.mark, workload.mark);
  }
  outcome.deployments = deployments(evaluation, figures, outcome.workloads);
  outcome.apis = apis(evaluation, figures);
  const FleetTotals fleet = fleet_totals(evaluation, figures);
  const Ledger& ledger = figures.ledger;
  outcome.it_kwh = fleet.it_kwh;
  outcome.facility_kwh = ledger.facility_kwh;
  outcome.effective_pue = ratio(ledger.facility_kwh, ledger.owned_it_kwh);
  const bool is_unknown = fleet.it_kwh == 0 && uses_api(*figures.monthly);
  if (std::isfinite(ledger.carbon_kg) && !is_unknown) {
    outcome.carbon_kg = ledger.carbon_kg;
  }
  outcome.tokens_per_joule =
      output_tokens > 0 ? ratio(output_tokens, fleet.it_kwh * 3.6e6) : std::nullopt;
  outcome.served_per_s = ratio(served, fleet.seconds);
  outcome.utilisation = outcome.deployments.empty() ? std::nullopt : ratio(fleet.busy, fleet.on);
  outcome.owned_per_gpu_hour = ratio(owned_expense(ledger), fleet.owned_on);
  outcome.gpus_per_fte = ratio(fleet.device_months, fte_months(ledger));
  return outcome;
}

std::optional<double> load_in(const Evaluation& evaluation, const PoolMonth& month) {
  const auto run = static_cast<std::size_t>(month.run);
  return month.run >= 0 && run < evaluation.loads.size() ? evaluation.loads[run] : std::nullopt;
}

std::vector<AccuracyOutcome> accuracies(const Evaluation& evaluation) {
  std::vector<AccuracyOutcome> all;
  for (const auto& [name, model] : evaluation.loaded.scenario.models) {
    const Row& row = evaluation.catalog->catalog.row("models", model.model);
    const auto fact = score_of(row, model);
    auto made = fact ? deployed_score(row, *fact, model, evaluation.catalog->catalog)
                     : std::optional<AccuracyOutcome>();
    if (made) {
      all.push_back(std::move(*made));
    }
  }
  for (const auto& [name, workload] : evaluation.loaded.scenario.workloads) {
    if (const auto mixed = workload.cascade ? mixed_accuracy(evaluation, workload) : std::nullopt) {
      all.push_back(*mixed);
    }
  }
  return all;
}

std::vector<StorageOutcome> stored(const Scenario& scenario) {
  std::vector<StorageOutcome> all;
  const int months = scenario.horizon.count;
  for (const auto& [name, item] : scenario.storage) {
    double bytes = 0;
    for (int m = 0; m < months; ++m) {
      bytes += cost::mean_stored_bytes(item, m);
    }
    all.push_back({name, bytes / months / gigabyte.base(),
                   cost::stored_bytes(item, months - 1) / gigabyte.base()});
  }
  return all;
}

void check_outcome_figures(const LoadedScenario& loaded,
                           const Catalog& catalog,
                           FactLog& facts,
                           Diagnostics& diagnostics) {
  for (const auto& [name, workload] : loaded.scenario.workloads) {
    if (workload.api_reference) {
      check_api_reference(loaded, name, *workload.api_reference, catalog, facts, diagnostics);
    }
  }
  for (const auto& [name, model] : loaded.scenario.models) {
    check_benchmark(loaded, name, model, catalog, facts, diagnostics);
  }
}

namespace {

void add_samples_of(std::size_t workload,
                    const std::vector<std::size_t>& workload_of_class,
                    const sim::PoolUsage& usage,
                    double months_per_simulation,
                    SimulatedSamples& sum) {
  for (std::size_t c = 0; c < usage.classes.size(); ++c) {
    if (workload_of_class[c] == workload) {
      add_samples(sum, usage.classes[c], usage.stands_for * months_per_simulation);
    }
  }
}

}  // namespace

SimulatedSamples simulated_samples(const Evaluation& evaluation,
                                   std::size_t workload,
                                   std::optional<int> month) {
  SimulatedSamples sum;
  // Months that are read between loads share what was simulated.
  const double months_per_simulation =
      std::max(1.0, static_cast<double>(evaluation.usages.size()) / std::max(1, evaluation.points));
  for (std::size_t p = 0; p < evaluation.plan->pools.size() && !evaluation.usages.empty(); ++p) {
    const auto& simulation_of = evaluation.plan->simulation_of[p];
    std::set<int> runs(simulation_of.begin(), simulation_of.end());
    if (month) {
      runs = {simulation_of[static_cast<std::size_t>(*month)]};
    }
    runs.erase(-1);
    const auto& workload_of_class = evaluation.plan->pools[p].workload_of_class;
    for (const int run : runs) {
      add_samples_of(workload, workload_of_class, *evaluation.usages[static_cast<std::size_t>(run)],
                     month ? 1 : months_per_simulation, sum);
    }
  }
  return sum;
}

std::string month_names(const std::vector<YearMonth>& months) {
  std::string text;
  for (std::size_t i = 0; i < months.size();) {
    std::size_t last = i;
    while (last + 1 < months.size() && months[last + 1] == months[last] + 1) {
      ++last;
    }
    text += fmt::format("{}{}", text.empty() ? "" : ", ", to_string(months[i]));
    if (last > i) {
      text += fmt::format("{}{}", last == i + 1 ? ", " : " to ", to_string(months[last]));
    }
    i = last + 1;
  }
  return text;
}

std::string api_basis(const WorkloadOutcome& workload) {
  const std::string basis = "the served tokens at the API's list price";
  return workload.api_cached_share > 0 ? fmt::format("{}, {:.1f} % of the input as cached input",
                                                     basis, 100 * workload.api_cached_share)
                                       : basis;
}

}  // namespace costwright::study
